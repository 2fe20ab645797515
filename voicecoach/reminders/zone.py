"""Time zones: which is this machine's, and when its clocks change. The home of tzlocal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, available_timezones

from voicecoach.errors import InputError, UnknownNameError

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Change:
    """A moment from which a zone has another offset from UTC, or another name. `onset` is what clocks would have
    shown then without it."""

    onset: datetime
    before: timedelta
    after: timedelta
    name: str
    is_summer: bool


def zone_named(name: str) -> ZoneInfo:
    """The zone of that name, such as Europe/Berlin. Raises InputError."""
    known = available_timezones()
    if name not in known:
        raise UnknownNameError("time zone", name, known, "write it as Europe/Berlin", always=True)
    return ZoneInfo(name)


def own_zone() -> ZoneInfo:
    """The zone of this machine. Raises InputError where it has no name that calendars know."""
    import tzlocal

    try:
        tzlocal.reload_localzone()  # else it is that of the first time
        name = tzlocal.get_localzone_name()
    except (LookupError, OSError, ValueError) as error:
        raise InputError(f"{_NAMELESS}: {error}") from error
    if name not in available_timezones() or not _is_kept_here(zone := ZoneInfo(name)):
        raise InputError(_NAMELESS)
    return zone


def _is_kept_here(zone: ZoneInfo) -> bool:
    """Whether this machine's clocks show a zone's time all the year: a variable TZ goes before the machine's files."""
    year = datetime.now(timezone.utc).year
    moments = [datetime(year, month, 15, tzinfo=timezone.utc) for month in range(1, 13)]
    return all(moment.astimezone().utcoffset() == moment.astimezone(zone).utcoffset() for moment in moments)


_NAMELESS = "this machine's time zone has no name that a calendar knows; name yours with --timezone, as Europe/Berlin"


def changes(zone: tzinfo, start: datetime, stop: datetime) -> Iterator[Change]:
    """The changes in a zone after `start` and up to `stop`, both in UTC. No two lie within a day."""
    day = timedelta(days=1)
    before = start
    while before < stop:
        after = min(before + day, stop)
        if _at(zone, before) != _at(zone, after):
            yield _change_between(zone, before, after)
        before = after


def _change_between(zone: tzinfo, before: datetime, after: datetime) -> Change:
    was = _at(zone, before)
    while after - before > _SECOND:
        middle = before + (after - before) // _SECOND // 2 * _SECOND
        if _at(zone, middle) == was:
            before = middle
        else:
            after = middle
    (offset_before, _, _), (offset, is_summer, name) = was, _at(zone, after)
    return Change((after + offset_before).replace(tzinfo=None), offset_before, offset, name, is_summer)


def _at(zone: tzinfo, moment: datetime) -> tuple[timedelta, bool, str]:
    """A zone's offset from UTC at a moment in UTC, whether that is summer time, and its name."""
    local = moment.replace(tzinfo=timezone.utc).astimezone(zone)
    return local.utcoffset() or timedelta(), bool(local.dst()), local.tzname() or ""
