"""What a timer starts: voicecoach itself. A timer's process has no terminal, and little of the user's environment; so
it gets what finds their files and their sound."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from voicecoach.reminders.reminder import Reminder

PATH = "PATH"

_KEPT = (
    "HOME",
    "LANG",
    "LC_ALL",
    PATH,  # where a program that speaks may be
    "PYTHONPATH",
    "PULSE_SERVER",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
)
_OWN = "VOICECOACH_"
_FOLDER = "_DIR"
_RUNTIME = "XDG_RUNTIME_DIR"
"""The folder with the sockets of the sound server and of the session bus."""


@dataclass(frozen=True, slots=True)
class Job:
    """A program's absolute path with its arguments, the variables that it needs, and the file for what it prints, where
    the system keeps no log of its own."""

    command: tuple[str, ...]
    environment: tuple[tuple[str, str], ...]
    log: Path


def job_of(reminder: Reminder, python: str, environment: Mapping[str, str], runtime: Path, log: Path) -> Job:
    """What starts a reminder when it is due: by the interpreter `python`, with what is needed of the `environment`.
    `runtime` is the user's folder for sockets where no variable names it."""
    kept = {name: environment[name] for name in _KEPT if environment.get(name)}
    own = {name: value for name, value in environment.items() if name.startswith(_OWN) and value}
    for name, value in own.items():
        kept[name] = str(Path(value).absolute()) if name.endswith(_FOLDER) else value
    kept.setdefault(PATH, os.defpath)  # pydub doesn't do without
    kept[_RUNTIME] = environment.get(_RUNTIME) or str(runtime)
    command = python, "-m", "voicecoach.cli", *reminder.arguments, "--due"
    return Job(command, tuple(sorted(kept.items())), log)
