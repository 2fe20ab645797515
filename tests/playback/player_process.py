"""`voicecoach play` as a listener starts it: a process of its own, in a terminal whose keys can be pressed, or not."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

VOICECOACH = [sys.executable, "-m", "voicecoach.cli"]

SCREEN = struct.pack("HHHH", 24, 80, 0, 0)
"""Rows and columns."""

KEPT = 4000
"""How much of what was shown is remembered, in bytes."""

ANSWER_S = 30.0


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended, and what it took together with those that it started and waited for."""

    status: int
    wall_s: float
    cpu_s: float


class PlayerProcess:
    """A `voicecoach play …` under way; it ends with this context. `started_s` is when, on `time.monotonic`."""

    def __init__(
        self, arguments: list[str], folder: Path, environment: Mapping[str, str], in_terminal: bool = True
    ) -> None:
        if in_terminal:
            self._screen, far = pty.openpty()
            fcntl.ioctl(far, termios.TIOCSWINSZ, SCREEN)
        else:
            self._screen, far = os.pipe()
        self.started_s = time.monotonic()
        self._process = subprocess.Popen(
            [*VOICECOACH, "play", *arguments],
            cwd=folder,
            env={**environment, "TERM": "xterm", "VOICECOACH_PRACTICE_ASK": "false"},
            stdin=far if in_terminal else subprocess.DEVNULL,
            stdout=far,
            stderr=far,
            start_new_session=True,
        )
        os.close(far)
        self.pid = self._process.pid
        self._shown = b""
        self._ended: Ended | None = None
        self._threads = [
            threading.Thread(target=self._read, name="screen", daemon=True),
            threading.Thread(target=self._wait, name="end", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> PlayerProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.ended(0) is None:
            self._process.kill()
        for thread in self._threads:
            thread.join(ANSWER_S)
        os.close(self._screen)

    @property
    def shown(self) -> str:
        """What was shown last."""
        return self._shown.decode(errors="replace")

    def press(self, key: str) -> float:
        """Press a key, and say when, on `time.monotonic`."""
        pressed_s = time.monotonic()
        os.write(self._screen, key.encode())
        return pressed_s

    def ended(self, within_s: float = ANSWER_S) -> Ended | None:
        """How it ended; None where it didn't in this time."""
        self._threads[1].join(within_s)
        return self._ended

    def _wait(self) -> None:
        _, status, usage = os.wait4(self.pid, 0)
        wall_s = time.monotonic() - self.started_s
        self._process.returncode = os.waitstatus_to_exitcode(status)
        self._ended = Ended(self._process.returncode, wall_s, usage.ru_utime + usage.ru_stime)

    def _read(self) -> None:
        """A terminal that nobody reads would fill, and hold its program up."""
        while True:
            try:
                piece = os.read(self._screen, 1 << 16)
            except OSError:  # how a terminal tells that nobody has it open any more
                return
            if not piece:
                return
            self._shown = (self._shown + piece)[-KEPT:]
