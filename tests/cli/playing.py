"""Somebody who plays: `play` in a process of its own, with a terminal for the keys alone."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ANSWER_S = 60
TONE = ["--voice", "tone:sine", "--pace", "2"]
NEXT, END = "n", "q"

PLAYERS = "[voicecoach.players]\nstill = voicecoach.playback.silent_player:SilentPlayer\nswift = swift:SwiftPlayer\n"
"""The silent player by other names, so that it counts as one that sounds."""
SWIFT = """
import time
from voicecoach.playback.silent_player import SilentPlayer
class SwiftPlayer(SilentPlayer):
    def __init__(self):
        super().__init__(lambda: 2 * time.monotonic())
"""
"""Its clock goes twice as fast: nobody waits for a whole session, and yet each look sees each cue."""


class Played:
    """A process that plays, its keys, and what it says."""

    def __init__(self, process: subprocess.Popen[bytes], keyboard: int) -> None:
        """What it says comes out of a pipe, or else of the terminal of its keys."""
        self.process, self._keyboard = process, keyboard
        self._output = process.stdout.fileno() if process.stdout else keyboard
        self.said = ""

    def press(self, key: str) -> None:
        os.write(self._keyboard, key.encode())

    def until(self, text: str) -> None:
        """Read on until it has said the text."""
        while text not in self.said:
            assert self._more(), f"{text!r} was never said, but {self.said}"

    def ended(self) -> int:
        """Read to the end; the exit status."""
        while self._more():
            pass
        return self.process.wait(ANSWER_S)

    def settings(self) -> list[object]:
        """How the terminal is set."""
        return list(termios.tcgetattr(self._keyboard))

    def _more(self) -> bytes:
        ready, _, _ = select.select([self._output], [], [], ANSWER_S)
        assert ready, f"nothing more was said after {self.said}"
        try:
            read = os.read(self._output, 4096)
        except OSError:  # as Linux tells the end of a terminal
            return b""
        self.said += read.decode(errors="replace")
        return read


Play = Callable[..., Any]


def player_in(folder: Path, clip_cache: Path) -> Play:
    """What plays in a folder: the screen writes a line for each sentence."""
    package = folder / "packages" / "still-1.dist-info"
    package.mkdir(parents=True)
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: still\nVersion: 1\n")
    (package / "entry_points.txt").write_text(PLAYERS)
    (package.parent / "swift.py").write_text(SWIFT)
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(filter(None, (str(package.parent), os.environ.get("PYTHONPATH")))),
        "VOICECOACH_CACHE_DIR": str(clip_cache),
        "VOICECOACH_CONFIG_DIR": str(folder / "config"),
        "VOICECOACH_DATA_DIR": str(folder / "data"),
        "COLUMNS": "200",
    }

    @contextmanager
    def playing(
        *arguments: object,
        player: str = "silent",
        inside: Path = folder,
        in_terminal: bool = False,
        **more: str,
    ) -> Iterator[Played]:
        keyboard, keys = pty.openpty()
        command = [sys.executable, "-u", "-m", "voicecoach.cli", "play", *map(str, arguments), "--player", player]
        with subprocess.Popen(
            command,
            cwd=inside,
            env=environment | more,
            stdin=keys,
            stdout=keys if in_terminal else subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as process:
            os.close(keys)
            try:
                yield Played(process, keyboard)
            finally:
                process.kill()
                os.close(keyboard)

    return playing
