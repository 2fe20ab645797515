"""The bar of what takes a while, on a terminal."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys

PROGRAM = """
import sys
from voicecoach.cli.console import progress
with progress("Digging") as tell:
    tell(1, 4)
    sys.stdin.readline()
print("over")
"""


ANSWER_S = 30


def _shown(held: bytes | None) -> str:
    """What a terminal shows of the program, which goes on when that is shown which it is `held` for."""
    keyboard, far = pty.openpty()
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdin=far, stdout=far, stderr=far) as program:
        os.close(far)
        shown = b""
        if held is None:
            os.write(keyboard, b"\n")
        while b"over" not in shown:
            if not select.select([keyboard], [], [], ANSWER_S)[0]:
                program.kill()
                break
            shown += os.read(keyboard, 1024)
            if held is not None and held in shown:
                os.write(keyboard, b"\n")
                held = None
        program.wait()
    os.close(keyboard)
    return shown.decode()


def test_a_task_that_takes_a_while_shows_how_much_is_done() -> None:
    shown = _shown(b" 25%")
    assert "Digging" in shown
    assert shown.index("\x1b[?25l") < shown.rindex("\x1b[?25h"), "the cursor is there again"


def test_a_task_that_is_over_at_once_shows_nothing() -> None:
    assert "Digging" not in _shown(None)
