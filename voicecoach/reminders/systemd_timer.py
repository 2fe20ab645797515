"""Timers of systemd's user manager: two unit files for each reminder."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from voicecoach.files import make_folder, save
from voicecoach.reminders.job import Job
from voicecoach.reminders.reminder import PREFIX, Reminder, record_of, recorded
from voicecoach.reminders.schedule import DAYS, EVERY_DAY, Schedule, days_written
from voicecoach.reminders.timer import asked, reason, told, unlink

_RECORD = "# reminder: "
_SYSTEMCTL = ("systemctl", "--user")

_TIMER = """\
# Written by `voicecoach remind`, which removes it, too.
{record}
[Unit]
Description=Reminder of voicecoach ({name})

[Timer]
{calendar}
AccuracySec=1s
Persistent=false

[Install]
WantedBy=timers.target
"""

_SERVICE = """\
# Written by `voicecoach remind`, which removes it, too.
[Unit]
Description=Reminder of voicecoach ({name})

[Service]
Type=exec
{environment}
ExecStart=:{command}
"""


class SystemdTimer:
    """Unit files in a folder, and the user's manager, which is told of them."""

    name = "systemd"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def absence(self) -> str | None:
        """Why it can't be used here; None where it can."""
        if not shutil.which("systemctl"):
            return "systemd isn't there"
        run = asked(*_SYSTEMCTL, "show", "--property=Version")
        return f"systemd's user manager doesn't answer ({reason(run)})" if run.returncode else None

    def installed(self) -> tuple[Reminder, ...]:
        """The reminders of the timers in the folder."""
        found = []
        for path in sorted(self._folder.glob(f"{PREFIX}*.timer")):
            for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
                if line.startswith(_RECORD) and (reminder := recorded(line.removeprefix(_RECORD))):
                    found.append(reminder)
        return tuple(found)

    def install(self, reminder: Reminder, job: Job) -> None:
        """Write the units, and have the manager wait for the next time."""
        make_folder(self._folder)
        for path, text in zip(self._files(reminder), units(reminder, job), strict=True):
            save(path, text, overwrite=True)
        told(*_SYSTEMCTL, "daemon-reload")
        told(*_SYSTEMCTL, "enable", f"{reminder.name}.timer")
        told(*_SYSTEMCTL, "restart", f"{reminder.name}.timer")  # one that waits already takes up its new times

    def remove(self, reminder: Reminder) -> None:
        """Have the manager forget the units, as far as it answers, and remove them."""
        asked(*_SYSTEMCTL, "disable", "--now", f"{reminder.name}.timer")
        timer, service = self._files(reminder)
        unlink(timer, service, self._folder / "timers.target.wants" / timer.name)
        asked(*_SYSTEMCTL, "daemon-reload")

    def _files(self, reminder: Reminder) -> tuple[Path, Path]:
        return self._folder / f"{reminder.name}.timer", self._folder / f"{reminder.name}.service"


def own_systemd() -> SystemdTimer:
    """That of this user."""
    config = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return SystemdTimer(config / "systemd" / "user")


def units(reminder: Reminder, job: Job) -> tuple[str, str]:
    """The texts of the timer's and of the service's unit file."""
    timer = _TIMER.format(
        name=reminder.name, record=_RECORD + record_of(reminder), calendar="\n".join(_calendar(reminder.schedule))
    )
    environment = "\n".join(f"Environment={_quoted(f'{name}={value}')}" for name, value in job.environment)
    command = " ".join(map(_quoted, job.command))
    return timer, _SERVICE.format(name=reminder.name, environment=environment, command=command)


def _calendar(schedule: Schedule) -> list[str]:
    days = (
        "" if days_written(schedule.days) == EVERY_DAY else ",".join(DAYS[day].title() for day in schedule.days) + " "
    )
    return [f"OnCalendar={days}*-*-* {at:%H:%M}:00" for at in schedule.times]


def _quoted(text: str) -> str:
    """One word of a unit file, whatever is in it: `%` begins a specifier there. (A `$` is nothing special where the
    command begins with a colon.)"""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda found: f"\\x{ord(found[0]):02x}", escaped) + '"'
