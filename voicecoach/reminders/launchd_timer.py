"""launchd, macOS's timer: a property list for each reminder. Written by its manual, and untried."""

from __future__ import annotations

import os
import plistlib
import shutil
from pathlib import Path
from typing import Any

from voicecoach.files import make_folder, save
from voicecoach.reminders.job import Job
from voicecoach.reminders.reminder import PREFIX, Reminder, record_of, recorded
from voicecoach.reminders.schedule import EVERY_DAY, days_written
from voicecoach.reminders.timer import asked, told, unlink

_RECORD = "VoicecoachReminder"
"""A key that launchd doesn't know, and passes over."""


class LaunchdTimer:
    """Property lists in a folder, and the agents of a user who is logged in on the screen."""

    name = "launchd"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def absence(self) -> str | None:
        """Why it can't be used here; None where it can."""
        return None if shutil.which("launchctl") else "launchd isn't there"

    def installed(self) -> tuple[Reminder, ...]:
        """The reminders of the property lists in the folder."""
        found = []
        for path in sorted(self._folder.glob(f"{PREFIX}*.plist")):
            try:
                record = plistlib.loads(path.read_bytes()).get(_RECORD)
            except (OSError, ValueError, AttributeError, plistlib.InvalidFileException):
                continue  # somebody else's
            if reminder := recorded(str(record)):
                found.append(reminder)
        return tuple(found)

    def install(self, reminder: Reminder, job: Job) -> None:
        """Write the property list, and have launchd load it."""
        make_folder(self._folder)
        path = self._file(reminder)
        save(path, plistlib.dumps(agent(reminder, job)).decode(), overwrite=True)
        asked("launchctl", "bootout", f"{_domain()}/{reminder.name}")  # it may not be there
        told("launchctl", "bootstrap", _domain(), str(path))

    def remove(self, reminder: Reminder) -> None:
        """Have launchd forget it, and remove the property list."""
        asked("launchctl", "bootout", f"{_domain()}/{reminder.name}")
        unlink(self._file(reminder))

    def _file(self, reminder: Reminder) -> Path:
        return self._folder / f"{reminder.name}.plist"


def agent(reminder: Reminder, job: Job) -> dict[str, Any]:
    """The property list of a reminder. launchd counts Sunday as 0."""
    schedule = reminder.schedule
    times = [{"Hour": at.hour, "Minute": at.minute} for at in schedule.times]
    if days_written(schedule.days) != EVERY_DAY:
        times = [{"Weekday": (day + 1) % 7, **at} for day in schedule.days for at in times]
    return {
        "Label": reminder.name,
        _RECORD: record_of(reminder),
        "ProgramArguments": list(job.command),
        "EnvironmentVariables": dict(job.environment),
        "StartCalendarInterval": times,
        "StandardOutPath": str(job.log),
        "StandardErrorPath": str(job.log),
        "ProcessType": "Interactive",  # sound can't wait
    }


def own_launchd() -> LaunchdTimer:
    """That of this user."""
    return LaunchdTimer(Path.home() / "Library" / "LaunchAgents")


def _domain() -> str:
    return f"gui/{os.getuid()}" if hasattr(os, "getuid") else "gui"
