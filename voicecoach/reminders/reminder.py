"""What a reminder is, and how it is written: as arguments of the command line, and as a record that a timer keeps."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from voicecoach.errors import InputError
from voicecoach.reminders.schedule import Schedule, days_written, parse_days, parse_times, times_written

PREFIX = "voicecoach-"
"""What every name of a reminder begins with."""

_HASH_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Reminder:
    """When a routine is played, meant by its name or an absolute path; or where that is None, a sentence is spoken."""

    schedule: Schedule
    routine: str | None

    @property
    def name(self) -> str:
        """A name for files and the system: that of one reminder for this routine, whenever it is. Of small letters,
        digits and dashes."""
        if self.routine is None:
            return f"{PREFIX}say"
        readable = re.sub(r"[^a-z0-9]+", "-", self.routine.lower()).strip("-")
        if readable != self.routine:  # others may read alike
            stem = readable.removesuffix("-yaml").rsplit("-", 1)[-1]
            readable = f"{stem}-{sha256(self.routine.encode(errors='surrogatepass')).hexdigest()[:_HASH_LENGTH]}"
        return f"{PREFIX}play-{readable.strip('-')}"

    @property
    def arguments(self) -> tuple[str, ...]:
        """What `voicecoach` is called with, but for what is to be done about it."""
        what = ("--say",) if self.routine is None else ("--routine", self.routine)
        schedule = self.schedule
        return ("remind", *times_written(schedule.times), "--days", days_written(schedule.days), *what)


def record_of(reminder: Reminder) -> str:
    """A reminder as one line of ASCII, which `recorded` reads."""
    schedule = reminder.schedule
    record = {"times": times_written(schedule.times), "days": days_written(schedule.days), "routine": reminder.routine}
    return json.dumps(record)


def recorded(record: str) -> Reminder | None:
    """The reminder in a record; None where it is none, for somebody may have changed the file that holds it."""
    try:
        read: Any = json.loads(record)
        times, days, routine = [str(at) for at in read["times"]], str(read["days"]), read["routine"]
        schedule = Schedule(parse_times(times), parse_days(days))
    except (ValueError, TypeError, KeyError, InputError):
        return None
    return Reminder(schedule, routine) if routine is None or isinstance(routine, str) else None
