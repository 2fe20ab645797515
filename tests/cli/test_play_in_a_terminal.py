"""`play` in a terminal, as a shell runs it: stopped and continued, and ended while its speech engine hangs."""

from __future__ import annotations

import os
import pty
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.playback.test_keys import ANSWER_S, FOREGROUND, SHELL, Terminal
from tests.speech.conftest import Meeting
from voicecoach.playback.transport import TURN_S

PROGRAM = """
import sys
from voicecoach.cli import main
try:
    main()
except SystemExit as end:
    print(f"<status {end.code}>", flush=True)
"""

LONG = "title: Long\nsettle: 10 min\nsteps:\n"
EXERCISE = "- exercise: pelvic-tilt\n"

KEYS_SHOWN, PLAYING, PAUSED = "q end", ":", "paused"
"""What the screen shows: last of all the keys; while it plays, on and on, the time left; and that it is paused."""

END_S = 5.0
"""How soon it ends. Whoever waited for the engine would wait 20 s or more."""


class PlayTerminal(Terminal):
    """A terminal in which `play` runs."""

    def __init__(self, routine: Path) -> None:
        self.shell, self.keyboard = pty.fork()
        if self.shell == 0:
            play = ["play", str(routine), "--player", "silent", "--voice", "acting:tone"]
            os.execv(sys.executable, [sys.executable, "-c", SHELL, PROGRAM, *play])  # noqa: S606  (pty.fork needs it)
        self.before = self.settings()
        self.shown = ""

    def wait_for(self, text: str) -> None:
        """Until the text has been shown, with a limit: what is drawn over and over is no answer."""
        until = time.monotonic() + ANSWER_S
        while text not in self.shown and time.monotonic() < until:
            self.shows_more(ANSWER_S)
        _, found, rest = self.shown.partition(text)
        assert found, f"{text} was never shown, but at last {self.shown[-500:]!r}"
        self.shown = rest

    def job(self) -> int:
        """The process, and process group, in the foreground."""
        return os.tcgetpgrp(self.keyboard)


@contextmanager
def playing(folder: Path, steps: str) -> Iterator[PlayTerminal]:
    routine = folder / "long.yaml"
    routine.write_text(LONG + steps)
    with closing(PlayTerminal(routine)) as opened:
        yield opened


@pytest.fixture(autouse=True)
def acting_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine of the tests' own, in a package of its own."""
    package = tmp_path / "packages" / "acting-1.dist-info"
    package.mkdir(parents=True)
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: acting\nVersion: 1\n")
    (package / "entry_points.txt").write_text("[voicecoach.engines]\nacting = acting_engines:ActingEngine\n")
    paths = [package.parent, Path(__file__).parents[1] / "speech", os.environ.get("PYTHONPATH")]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(str(path) for path in paths if path))
    monkeypatch.setenv("STARTS", str(tmp_path / "starts"))
    monkeypatch.setenv("VOICECOACH_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("VOICECOACH_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")  # what is read ends anywhere, but never amid a letter


@pytest.fixture
def meeting(tmp_path: Path) -> Iterator[Meeting]:
    """Where the engine hangs."""
    folder = tmp_path / "meeting"
    folder.mkdir()
    with closing(Meeting(folder)) as meeting:
        yield meeting


def test_after_control_z_and_fg_it_goes_on_and_hears_its_keys(tmp_path: Path) -> None:
    with playing(tmp_path, EXERCISE) as opened:
        opened.wait_for(KEYS_SHOWN)
        during = opened.settings()
        assert during != opened.before
        for toggled in PAUSED, PLAYING:
            opened.press("\x1a")
            opened.wait_for("<stopped>\r\n")
            assert not opened.shows_more(2 * TURN_S), "it's stopped, and for longer than the transport waits for a key"
            assert opened.settings() == opened.before
            opened.go_on(FOREGROUND)
            opened.wait_for(KEYS_SHOWN)
            opened.press(" ")
            opened.wait_for(toggled)
            assert opened.settings() == during
        opened.press("q")
        opened.wait_for("<status 0>")
        opened.wait_for("<ended>")
        assert opened.settings() == opened.before


@pytest.mark.parametrize(
    ("section", "asked_by", "status"),
    [
        ("first", "q", 0),
        ("first", "Ctrl-C", 130),
        ("first", "SIGTERM", 143),
        ("later", "q", 0),
        ("later", "Ctrl-C", 130),
        ("later", "SIGTERM", 143),
    ],
)
def test_it_ends_at_once_while_its_engine_hangs(
    tmp_path: Path, meeting: Meeting, section: str, asked_by: str, status: int
) -> None:
    hanging = f"- say: {meeting.text}\n"
    with playing(tmp_path, hanging + EXERCISE if section == "first" else EXERCISE + hanging) as opened:
        meeting.process()
        if section == "later":
            opened.wait_for(KEYS_SHOWN)
        job, asked_at = opened.job(), time.monotonic()
        if asked_by == "SIGTERM":
            os.kill(job, signal.SIGTERM)
        else:
            opened.press({"q": "q", "Ctrl-C": "\x03"}[asked_by])
        opened.wait_for(f"<status {status}>")
        opened.wait_for("<ended>")
        assert time.monotonic() - asked_at < END_S
        meeting.wait_for_its_end()
        with pytest.raises(ProcessLookupError):
            os.killpg(job, 0)
        assert opened.settings() == opened.before
