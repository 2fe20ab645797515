"""What `play` shows in a real terminal, and where there's none."""

from __future__ import annotations

import os
import pty
import re
import select
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from voicecoach.cli.lettering import FACES

pytestmark = [pytest.mark.skipif(sys.platform == "win32", reason="terminals are POSIX's"), pytest.mark.once]

ROUTINE = r"""
title: "Short \e[2J\a"
settle: 1 s
steps:
- exercise: knees-to-chest
  variant: one-leg
  repetitions: 2
  hold: 40 s
"""
PLAY = (
    *(sys.executable, "-m", "voicecoach.cli", "play", "short.yaml", "--player", "silent", "--voice", "tone:sine"),
    *("--guidance", "chimes", "--safety", "short", "--rate", "300", "--pace", "brisk"),
)
ANSWER_S = 60
"""How long the slowest machine may take for what is waited for."""


@pytest.fixture
def folder(tmp_path: Path, clip_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a routine, for a play of its own."""
    (tmp_path / "short.yaml").write_text(ROUTINE)
    monkeypatch.setenv("VOICECOACH_CACHE_DIR", str(clip_cache))
    monkeypatch.setenv("VOICECOACH_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("PYTHONUNBUFFERED", "")
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def wait_until(is_so: Callable[[], object], what: Callable[[], str]) -> None:
    until = time.monotonic() + ANSWER_S
    while not is_so():
        assert time.monotonic() < until, what()


class Shell:
    """A shell in a terminal of tmux's."""

    def __init__(self, folder: Path, width: int, height: int) -> None:
        self._socket = str(folder / "tmux")
        command = "PS1='$ ' exec sh" if not Path("/bin/bash").exists() else "PS1='$ ' exec bash --norc --noprofile"
        self._tmux("-f", "/dev/null", "new-session", "-d", "-x", str(width), "-y", str(height), "-c", folder, command)
        self.wait_for("$")

    def _tmux(self, *arguments: object) -> str:
        command = ["tmux", "-S", self._socket, *map(str, arguments)]
        return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout

    def press(self, *keys: str) -> None:
        self._tmux("send-keys", *keys)

    def run(self, *command: str) -> None:
        self._tmux("send-keys", "-l", shlex.join(command))
        self.press("Enter")

    def resize(self, width: int, height: int) -> None:
        self._tmux("resize-window", "-x", width, "-y", height)

    def rows(self) -> list[str]:
        """What is to be seen; rows at the end that are blank are left out."""
        return self._tmux("capture-pane", "-p").rstrip("\n").splitlines()

    def colours(self) -> set[str]:
        """The letters' colours, by the numbers of ECMA-48; 39 is the terminal's own."""
        found = re.findall(r"\x1b\[([0-9;]*)m", self._tmux("capture-pane", "-p", "-e"))
        return {number for numbers in found for number in numbers.split(";") if re.fullmatch("[39][0-8]", number)}

    def state(self) -> tuple[str, ...]:
        """Whether the other screen is on, and the cursor."""
        return tuple(self._tmux("display-message", "-p", "#{alternate_on} #{cursor_flag}").split())

    def settings(self, name: str) -> None:
        """Keep the terminal's settings in a file."""
        self.run("sh", "-c", f"stty -a > {name} && echo kept {name}")
        self.wait_for(f"kept {name}\n")

    def wait_for(self, text: str) -> None:
        wait_until(lambda: text in "\n".join([*self.rows(), ""]), lambda: f"no {text!r} in:\n" + "\n".join(self.rows()))

    def close(self) -> None:
        self._tmux("kill-server")


@contextmanager
def shell(folder: Path, width: int = 80, height: int = 24) -> Iterator[Shell]:
    opened = Shell(folder, width, height)
    try:
        yield opened
    finally:
        opened.close()


def large(seconds: int, rows: list[str]) -> bool:
    """Whether digits that are larger than the terminal's own stand among the rows."""
    for face in FACES:
        written = [row.strip() for row in face.write(str(seconds), 200, 60) or ()]
        for at in range(len(rows) - len(written) + 1):
            if [row.strip() for row in rows[at : at + len(written)]] == written:
                return True
    return False


@pytest.mark.needs("tmux")
def test_it_shows_a_hold_at_every_size_and_leaves_nothing_behind(folder: Path) -> None:
    with shell(folder) as opened:
        opened.settings("before")
        opened.run(*PLAY)
        opened.wait_for("q end")
        assert opened.state() == ("1", "0")
        opened.press("n")
        wait_until(lambda: any(large(left, opened.rows()) for left in range(41)), lambda: "\n".join(opened.rows()))
        for width, height in [(40, 12), (40, 10), (120, 40), (20, 8), (80, 24)]:
            opened.resize(width, height)

            def is_drawn(width: int = width, height: int = height) -> bool:
                rows = opened.rows()
                told = [row for row in rows if "q end" in row]
                full = len(rows) == height and len(told) == 1 and told[0] == rows[-1] and max(map(len, rows)) <= width
                return full and any(large(left, rows) for left in range(41))

            wait_until(is_drawn, lambda: "\n".join(opened.rows()))
        opened.press("Space")
        opened.wait_for("→")
        opened.press("q")
        opened.wait_for("Stopped.")
        assert opened.state() == ("0", "1")
        shown = "\n".join(opened.rows())
        assert "kept before" in shown
        assert not re.search("[█━─→]|q end", shown)
        opened.settings("after")
        assert (folder / "after").read_text() == (folder / "before").read_text()


@pytest.mark.needs("tmux")
def test_the_terminal_is_the_shells_while_it_is_stopped_and_after_control_c(folder: Path) -> None:
    with shell(folder) as opened:
        opened.settings("before")
        opened.run(*PLAY)
        for count in range(2):  # what it does the first time it does each time
            opened.wait_for("q end")
            assert opened.state() == ("1", "0")
            opened.press("C-z")
            opened.wait_for("Stopped")
            assert opened.state() == ("0", "1")
            assert not re.search("[█━─→]|q end", "\n".join(opened.rows()))
            opened.settings(f"stopped{count}")
            assert (folder / f"stopped{count}").read_text() == (folder / "before").read_text()
            opened.run("fg")
        opened.wait_for("q end")
        opened.press("C-c")
        wait_until(lambda: opened.state() == ("0", "1"), lambda: "\n".join(opened.rows()))
        opened.settings("after")
        assert (folder / "after").read_text() == (folder / "before").read_text()


@pytest.mark.needs("tmux")
@pytest.mark.parametrize("without", [False, True])
def test_colours_are_left_out_for_who_wants_none(folder: Path, monkeypatch: pytest.MonkeyPatch, without: bool) -> None:
    if without:
        monkeypatch.setenv("NO_COLOR", "1")
    with shell(folder) as opened:
        opened.run(*PLAY)
        opened.wait_for("q end")
        wait_until(lambda: any("━" in row for row in opened.rows()), lambda: "\n".join(opened.rows()))
        assert bool(opened.colours()) is not without
        opened.press("q")
        opened.wait_for("Stopped.")


class Lines:
    """A play with keys of its own, and the lines that it prints, into a pipe or into a terminal."""

    def __init__(self, folder: Path, *options: str, into_pipe: bool) -> None:
        self._keyboard, stdin = pty.openpty()
        self._output, stdout = os.pipe() if into_pipe else pty.openpty()
        command = [*PLAY, *options]
        self._process = subprocess.Popen(command, cwd=folder, stdin=stdin, stdout=stdout, stderr=subprocess.DEVNULL)
        os.close(stdin)
        os.close(stdout)
        self.shown = ""

    def press(self, key: str) -> None:
        os.write(self._keyboard, key.encode())

    def wait_for(self, text: str) -> None:
        while text not in self.shown:
            assert select.select([self._output], [], [], ANSWER_S)[0], f"no {text!r} in {self.shown!r}"
            self.shown += os.read(self._output, 4096).decode()

    def end(self) -> list[str]:
        self.press("q")
        assert self._process.wait(ANSWER_S) == 0
        os.close(self._keyboard)
        os.close(self._output)
        return self.shown.splitlines()


def test_a_pipe_gets_a_line_for_each_thing_that_happens(folder: Path) -> None:
    lines = Lines(folder, into_pipe=True)
    lines.wait_for("Short")
    for key, text in (("n", "One knee to chest."), (" ", "paused"), (" ", "going on"), ("", "hold 40 seconds")):
        lines.press(key)
        lines.wait_for(f"  {text}\n")
    told = lines.end()
    assert all(re.fullmatch(r"\d+:\d\d  \S.*", line) for line in told), told
    assert all(character.isprintable() for line in told for character in line)
    assert {text: sum(line.endswith(f"  {text}") for line in told) for text in ("paused", "going on")} == {
        "paused": 1,
        "going on": 1,
    }


@pytest.mark.parametrize(("term", "options"), [("dumb", ()), ("xterm-256color", ("--plain",))])
def test_a_terminal_gets_lines_where_it_can_do_no_more_and_where_asked(
    folder: Path, monkeypatch: pytest.MonkeyPatch, term: str, options: tuple[str, ...]
) -> None:
    monkeypatch.setenv("TERM", term)
    lines = Lines(folder, *options, into_pipe=False)
    lines.wait_for("Short")
    assert all(re.fullmatch(r"\d+:\d\d  [ -~]+", line) for line in lines.end())
