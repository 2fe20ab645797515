"""When somebody is reminded: times of day and days of the week, from what is written, and which moment is next."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import count

from voicecoach.errors import InputError, UnknownNameError

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""The days' names, in the order of `date.weekday()`."""

EVERY_DAY = "mon-sun"

LATE = timedelta(minutes=15)
"""A timer that fires later than this after its time was held up, by a machine that slept say: nobody waits for it."""

_FULL_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBERS = {name: number for names in (DAYS, _FULL_NAMES) for number, name in enumerate(names)}
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_RUN = 3
"""From so many days in a row on, they are written as a range."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """Times of day, each on all these days of the week: both in order, none twice, never empty. A day is a number of
    `date.weekday()`.

    A `zone` of None, here and below, is the machine's own. Where a clock is put forward, a time that it skips is as
    much later as the clock went forward; where it is put back, a time that comes twice is the first of both.
    """

    times: tuple[time, ...]
    days: tuple[int, ...]

    def next(self, now: datetime, zone: tzinfo | None = None) -> datetime:
        """The first moment after `now`, in the zone."""
        for day in self._days_from(now.astimezone(zone).date()):
            moments = [_moment(day, at, zone) for at in self.times]
            if later := [moment for moment in moments if moment.timestamp() > now.timestamp()]:
                return min(later, key=datetime.timestamp)
        raise AssertionError("a week has all days")

    def is_due(self, now: datetime, zone: tzinfo | None = None) -> bool:
        """Whether one of its moments has come, and isn't longer ago than LATE. Where the clock is put forward or back
        just then, both ways to read the time count, since timers don't agree on one."""
        today = now.astimezone(zone).date()
        for day in (today - timedelta(days=1), today):
            for at in self.times if day.weekday() in self.days else ():
                both = [_moment(day, at.replace(fold=fold), zone).timestamp() for fold in (0, 1)]
                if min(both) <= now.timestamp() <= max(both) + LATE.total_seconds():
                    return True
        return False

    def _days_from(self, first: date) -> Iterator[date]:
        return (day for day in (first + timedelta(days=ahead) for ahead in count()) if day.weekday() in self.days)


def _moment(day: date, at: time, zone: tzinfo | None) -> datetime:
    """A time of a day in a zone."""
    local = datetime.combine(day, at)
    return local.replace(tzinfo=zone) if zone else local.astimezone()


def parse_times(written: Iterable[str]) -> tuple[time, ...]:
    """Times of day from `08:00`: in order, none twice. Raises InputError."""
    times = set()
    for item in written:
        found = _TIME.fullmatch(item.strip())
        if not found:
            raise InputError(f"{item!r} is no time of day; write hours and minutes from 00:00 to 23:59, such as 08:00")
        times.add(time(int(found[1]), int(found[2])))
    if not times:
        raise InputError("no time of day is given; write one or more, such as 08:00 13:00 20:00")
    return tuple(sorted(times))


def parse_days(written: str) -> tuple[int, ...]:
    """Days of the week from names and ranges of names, such as `mon-fri` or `mon,wed,sat-sun`: in order, none twice.
    A range may pass the end of the week. Raises InputError."""
    days: set[int] = set()
    for part in written.split(","):
        first, dash, last = (name.strip() for name in part.partition("-"))
        start = _day(first, written)
        stop = _day(last, written) if dash else start
        days.update((start + ahead) % len(DAYS) for ahead in range((stop - start) % len(DAYS) + 1))
    return tuple(sorted(days))


def _day(name: str, written: str) -> int:
    if not name:
        raise InputError(f"{written!r} is no list of days; write it as mon-fri or sat,sun or mon,wed,fri")
    try:
        return _NUMBERS[name.lower()]
    except KeyError as error:
        raise UnknownNameError("day", name, DAYS, "write it as mon-fri or sat,sun or mon,wed,fri") from error


def times_written(times: Iterable[time]) -> tuple[str, ...]:
    """Times as `parse_times` reads them."""
    return tuple(f"{at:%H:%M}" for at in times)


def days_written(days: Iterable[int]) -> str:
    """Days as `parse_days` reads them, in a word: `mon-fri`, `sat,sun`."""
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(_run_written([DAYS[day] for day in run]) for run in runs)


def _run_written(names: list[str]) -> str:
    return f"{names[0]}-{names[-1]}" if len(names) >= _RUN else ",".join(names)
