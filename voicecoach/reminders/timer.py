"""What a timer of the system is to voicecoach."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Protocol

from voicecoach.errors import TimerError
from voicecoach.reminders.job import Job
from voicecoach.reminders.reminder import Reminder

_ANSWER_S = 30


class Timer(Protocol):
    """A program of the system that starts others by the clock. What is installed is what its own files say."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    @property
    def absence(self) -> str | None:
        """Why it can't be used here; None where it can."""
        ...

    def installed(self) -> tuple[Reminder, ...]:
        """The reminders that it has. Raises TimerError."""
        ...

    def install(self, reminder: Reminder, job: Job) -> None:
        """Have it start the job when the reminder is due, in the place of the reminder of the same name. Raises
        TimerError, or InputError where something can't be written or said to it."""
        ...

    def remove(self, reminder: Reminder) -> None:
        """Take one away that is installed. Raises TimerError."""
        ...


def asked(*command: str, given: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    """A program that was run, its output in bytes. Raises TimerError where it can't be run, or doesn't end."""
    try:
        return subprocess.run(command, input=given or b"", capture_output=True, timeout=_ANSWER_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise TimerError(f"`{' '.join(command)}` couldn't be run: {error}") from error


def told(*command: str, given: bytes | None = None) -> bytes:
    """What a program prints that succeeds. Raises TimerError."""
    run = asked(*command, given=given)
    if run.returncode:
        raise TimerError(f"`{' '.join(command)}` failed: {reason(run)}")
    return run.stdout


def reason(run: subprocess.CompletedProcess[bytes]) -> str:
    """Why a program failed, in its own words."""
    words = (run.stderr or run.stdout).decode(errors="replace").strip()
    return words or f"it ended with {run.returncode}"


def unlink(*paths: Path) -> None:
    """Remove files, those that are there. Raises TimerError."""
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise TimerError(f"{path} couldn't be removed: {error.strerror}") from error
