"""The bar of what takes a while, on a terminal."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time

PROGRAM = """
import sys
from voicecoach.cli.console import progress
with progress("Digging") as tell:
    tell(1, 4)
    sys.stdin.readline()
    tell(2, 4)
    sys.stdin.readline()
print("over")
"""

LINES = PROGRAM.count("readline")

ANSWER_S = 30


def _shown(awaited: list[bytes]) -> str:
    """What a terminal shows of the program, which reads a line each time that the next of what is `awaited` is shown,
    and those beyond at once."""
    keyboard, far = pty.openpty()
    os.write(keyboard, b"\n" * (LINES - len(awaited)))
    environment = os.environ | {"TERM": "xterm"}
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdin=far, stdout=far, stderr=far, env=environment
    ) as program:
        os.close(far)
        shown, until = b"", time.monotonic() + ANSWER_S
        while b"over" not in shown and select.select([keyboard], [], [], max(0.0, until - time.monotonic()))[0]:
            shown += os.read(keyboard, 1024)
            if awaited and awaited[0] in shown:
                os.write(keyboard, b"\n")
                del awaited[0]
        program.kill()
    os.close(keyboard)
    return shown.decode()


def test_a_task_that_takes_a_while_shows_how_much_is_done() -> None:
    shown = _shown([b" 25%", b" 50%"])
    assert "Digging" in shown
    assert shown.index("\x1b[?25l") < shown.rindex("\x1b[?25h"), "the cursor is there again"


def test_a_task_that_is_over_at_once_shows_nothing() -> None:
    assert "Digging" not in _shown([])
