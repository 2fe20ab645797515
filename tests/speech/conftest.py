"""Engines of the tests' own for the worker's process, and a place to meet it amid a cue."""

from __future__ import annotations

import os
import select
from collections.abc import Iterator
from pathlib import Path

import pytest

ANSWER_S = 30


class Meeting:
    """Where a test waits until an engine is amid the cue `text`, or a program that it runs for the cue `program_text`,
    and lets it go on, or not."""

    def __init__(self, folder: Path) -> None:
        self.text = f"meet {bytes(folder).hex()}"  # as a word, which no reading changes
        self.program_text = f"run {folder}"
        self._folder = folder
        for name in ("arrived", "go"):
            os.mkfifo(folder / name)
        self._arrived = self._open()

    def process(self) -> int:
        """The number of the process that is amid the cue, once one is."""
        while not (line := self._read()):
            pass
        return int(line)

    def wait_for_its_end(self) -> None:
        """Until the process amid the cue has ended: it holds the file open as long as it lives."""
        while self._read():
            pass

    def go_on(self) -> None:
        """Let the engine speak."""
        (self._folder / "go").write_bytes(b"")

    def close(self) -> None:
        os.close(self._arrived)

    def _read(self) -> bytes:
        ready, _, _ = select.select([self._arrived], [], [], ANSWER_S)
        if not ready:
            raise TimeoutError(f"nothing came from the engine in {ANSWER_S} s")
        line = os.read(self._arrived, 100)
        if not line:  # its writer is gone: wait for the next one
            past, self._arrived = self._arrived, self._open()
            os.close(past)
        return line

    def _open(self) -> int:
        return os.open(self._folder / "arrived", os.O_RDONLY | os.O_NONBLOCK)


@pytest.fixture
def meeting(tmp_path: Path) -> Iterator[Meeting]:
    folder = tmp_path / "meeting"
    folder.mkdir()
    meeting = Meeting(folder)
    yield meeting
    meeting.close()


@pytest.fixture
def starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with a line for each time that an acting engine was brought up."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    monkeypatch.setenv("STARTS", str(tmp_path / "starts"))
    (tmp_path / "starts").touch()
    return tmp_path / "starts"
