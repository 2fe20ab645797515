"""Windows' Task Scheduler: a task for each reminder, and a copy of its XML. Written by its manual, and untried."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

from voicecoach.files import make_folder, save
from voicecoach.reminders.job import Job
from voicecoach.reminders.reminder import PREFIX, Reminder, record_of, recorded
from voicecoach.reminders.timer import asked, told, unlink

_NAMESPACE = "http://schemas.microsoft.com/windows/2004/02/mit/task"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LONG_AGO = "2020-01-01"
_SETTINGS = {
    "MultipleInstancesPolicy": "IgnoreNew",
    "DisallowStartIfOnBatteries": "false",
    "StopIfGoingOnBatteries": "false",
    "StartWhenAvailable": "false",  # who slept through it isn't woken by it
    "ExecutionTimeLimit": "PT4H",
}


class TaskSchedulerTimer:
    """Tasks of this user, who has to be logged in, and copies of them in a folder. A copy counts as long as there is a
    task of its name."""

    name = "Task Scheduler"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def absence(self) -> str | None:
        """Why it can't be used here; None where it can."""
        return None if shutil.which("schtasks") else "Task Scheduler isn't there"

    def installed(self) -> tuple[Reminder, ...]:
        """The reminders whose copies are in the folder, and which have a task."""
        found = []
        for path in sorted(self._folder.glob(f"{PREFIX}*.xml")):
            try:
                record = ElementTree.parse(path).findtext(f".//{{{_NAMESPACE}}}Description")  # noqa: S314  our own file
            except (OSError, ElementTree.ParseError):
                continue
            reminder = recorded(record or "")
            if reminder and not asked("schtasks", "/Query", "/TN", reminder.name).returncode:
                found.append(reminder)
        return tuple(found)

    def install(self, reminder: Reminder, job: Job) -> None:
        """Write the task, and have Task Scheduler take it."""
        make_folder(self._folder)
        path = self._file(reminder)
        save(path, task(reminder, job), overwrite=True)
        told("schtasks", "/Create", "/F", "/TN", reminder.name, "/XML", str(path))

    def remove(self, reminder: Reminder) -> None:
        """Remove the task and its copy. Raises TimerError."""
        told("schtasks", "/Delete", "/F", "/TN", reminder.name)
        unlink(self._file(reminder))

    def _file(self, reminder: Reminder) -> Path:
        return self._folder / f"{reminder.name}.xml"


def task(reminder: Reminder, job: Job) -> str:
    """A reminder as a task, in XML. Its times are local: no zone stands with them. Its variables are the user's own,
    which Windows sets."""
    root = ElementTree.Element("Task", {"version": "1.2", "xmlns": _NAMESPACE})
    _add(root, "RegistrationInfo", Description=record_of(reminder))
    triggers = _add(root, "Triggers")
    for at in reminder.schedule.times:
        trigger = _add(triggers, "CalendarTrigger", StartBoundary=f"{_LONG_AGO}T{at:%H:%M}:00", Enabled="true")
        weekly = _add(trigger, "ScheduleByWeek", WeeksInterval="1")
        days = _add(weekly, "DaysOfWeek")
        for day in reminder.schedule.days:
            _add(days, _DAYS[day])
    principals = _add(root, "Principals")
    _add(principals, "Principal", LogonType="InteractiveToken", RunLevel="LeastPrivilege")
    _add(root, "Settings", **_SETTINGS)
    program, *arguments = job.command
    _add(_add(root, "Actions"), "Exec", Command=program, Arguments=subprocess.list2cmdline(arguments))
    ElementTree.indent(root)
    # ASCII is right in whatever encoding schtasks takes it for: what is beyond stands in numbers
    text: bytes = ElementTree.tostring(root, encoding="us-ascii")
    return text.decode("ascii") + "\n"


def _add(parent: ElementTree.Element, name: str, **texts: str) -> ElementTree.Element:
    """A child, with children that hold texts."""
    child = ElementTree.SubElement(parent, name)
    for key, text in texts.items():
        ElementTree.SubElement(child, key).text = text
    return child
