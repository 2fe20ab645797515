"""An export is killed at a hundred moments of its life: each time the target is the old file or the whole new one, and
the next export leaves nothing of the killed ones beside the target, in the cache or among temporary files."""

from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="it waits for processes as Linux lets it"),
    pytest.mark.needs("espeak-ng"),
    pytest.mark.once,
]

KILLS = {"all is cached": 80, "it speaks": 20}
"""Of exports that find all that they need in the cache, and of those that speak, which live ten times as long."""

LATE = 0.6
"""The share of kills that come once the file is begun, which is where the most could go wrong."""

LOOKED_EACH_S = 0.001
ANSWER_S = 60

OLD = b"what was there before"

STEPS = "".join(f"- say: Now comes number {word}.\n- rest: 5 s\n" for word in ("one", "two", "three", "four"))
ROUTINE = f"title: Short\nsettle: 1 s\nsteps:\n{STEPS}"

# a process for each cue gives the same sound each time
CONFIG = """
[engines.command]
command = ["espeak-ng", "-v", "{voice}", "-s", "{rate}", "-w", "{wav}", "{text}"]
voices = { en-us = "en-us" }
"""


class Place:
    """Folders in which exports run, one at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._cache, self._temporary = folder, folder / "cache", folder / "temporary"
        self.target = folder / "music" / "out.mp3"
        for each in (self.target.parent, self._temporary, folder / "config"):
            each.mkdir(parents=True)
        (folder / "config" / "config.toml").write_text(CONFIG, encoding="utf-8")
        (folder / "short.yaml").write_text(ROUTINE, encoding="utf-8")

    def start(self) -> subprocess.Popen[bytes]:
        """Begin an export over the old file."""
        folders = {
            "TMPDIR": self._temporary,
            "VOICECOACH_CACHE_DIR": self._cache,
            "VOICECOACH_CONFIG_DIR": self._folder / "config",
            "VOICECOACH_DATA_DIR": self._folder / "data",
        }
        command = [sys.executable, "-m", "voicecoach.cli", "export", "short.yaml", "--voice", "command:en-us"]
        command += ["--safety", "short", "--force", "-o", str(self.target)]
        environment = os.environ | {name: str(folder) for name, folder in folders.items()}
        self.target.write_bytes(OLD)
        nowhere = subprocess.DEVNULL
        return subprocess.Popen(command, cwd=self._folder, env=environment, stdout=nowhere, stderr=nowhere)

    def whole(self) -> tuple[bytes, float, float]:
        """What an export writes that nobody kills, after how many seconds it begins to, and how many it lives."""
        before = {self.target, *self.target.parent.iterdir()}
        started_s = time.monotonic()
        begun_s = None
        with self.start() as process:
            while process.returncode is None:
                if begun_s is None and self._begun(before):
                    begun_s = time.monotonic() - started_s
                with suppress(subprocess.TimeoutExpired):
                    process.wait(LOOKED_EACH_S)
        assert process.returncode == 0
        assert begun_s
        return self.target.read_bytes(), begun_s, time.monotonic() - started_s

    def killed(self, after_s: float, *, begun: bool) -> bool:
        """Kill an export when it is as old as that, or, with `begun`, its file is. False where it had ended."""
        before = {self.target, *self.target.parent.iterdir()}
        with self.start() as process:
            descriptor = os.pidfd_open(process.pid)
            try:
                ended: list[int] = []
                while begun and not ended and not self._begun(before):
                    ended, *_ = select.select([descriptor], [], [], LOOKED_EACH_S)
                select.select([descriptor], [], [], after_s)
            finally:
                os.close(descriptor)
            process.kill()
            process.wait(ANSWER_S)
        return process.returncode == -signal.SIGKILL

    def _begun(self, before: set[Path]) -> bool:
        """Whether a file is there that wasn't before."""
        return any(path not in before for path in self.target.parent.iterdir())

    def forget(self) -> None:
        """Empty the cache, but for how the voice was measured, and what killed processes left there."""
        for path in self._cache.rglob("*"):
            if path.is_file() and path.suffix not in {".part", ".profile"}:
                path.unlink()

    def strays(self) -> list[str]:
        """What nobody asked for."""
        beside = [path for path in self.target.parent.iterdir() if path != self.target]
        return [path.name for path in (*beside, *self._cache.rglob("*.part"), *self._temporary.iterdir())]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return Place(tmp_path_factory.mktemp("killed"))


@pytest.mark.parametrize("how", KILLS)
def test_a_killed_export_leaves_the_old_file_or_the_whole_new_one(place: Place, how: str) -> None:
    chance = random.Random(how)  # noqa: S311  any will do
    prepare = place.forget if how == "it speaks" else lambda: None
    place.whole()  # which measures the voice
    prepare()
    expected, begun_s, ended_s = place.whole()
    kills, littered, seen = 0, 0, set()
    for _ in range(3 * KILLS[how]):
        prepare()
        late = chance.random() < LATE
        kills += place.killed(chance.uniform(0, ended_s - begun_s if late else ended_s), begun=late)
        seen.add(place.target.read_bytes())
        littered += bool(place.strays())
        if kills == KILLS[how]:
            break
    assert kills == KILLS[how]
    assert littered > kills / 5
    last, *_ = place.whole()
    assert OLD in seen
    assert seen <= {OLD, expected, last}  # where midnight has passed, the last one has another date
    assert place.strays() == []
