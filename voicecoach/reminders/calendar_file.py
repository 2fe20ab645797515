"""A reminder as a calendar file (iCalendar, RFC 5545), which phones import. The home of icalendar."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from voicecoach.reminders.reminder import Reminder
from voicecoach.reminders.schedule import DAYS, Schedule
from voicecoach.reminders.zone import Change, changes

if TYPE_CHECKING:
    from icalendar import Event, Timezone
    from icalendar.cal import Component

_LENGTH = timedelta(minutes=15)
"""How long an event is shown; a routine is about as long."""

_YEARS = 28
"""After so many years each date has the day of the week again that it had: a rule that held until then holds on."""

_WEEK = 7
_BY_DAY = tuple(day[:2].upper() for day in DAYS)


def calendar_of(reminder: Reminder, title: str, now: datetime, zone: ZoneInfo) -> bytes:
    """The file: for each time an event of that title that comes every week, with an alarm, from the first such day
    after `now` on. An event that is imported again takes the place of the one with the same routine and time."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//voicecoach//reminders//EN")
    calendar.add("version", "2.0")
    calendar.add_component(_timezone(zone, now.year - 1))
    for at in reminder.schedule.times:
        once = Reminder(Schedule((at,), reminder.schedule.days), reminder.routine)
        calendar.add_component(_event(once, title, now, zone))
    file: bytes = calendar.to_ical()
    return file


def _event(reminder: Reminder, title: str, now: datetime, zone: ZoneInfo) -> Event:
    """The event of a reminder with a single time."""
    from icalendar import Alarm, Event

    (at,) = reminder.schedule.times
    event = Event()
    event.add("uid", str(uuid5(NAMESPACE_URL, f"voicecoach:{reminder.name}:{at:%H:%M}")))
    event.add("dtstamp", now.astimezone(timezone.utc).replace(microsecond=0))
    event.add("summary", title)
    if (
        reminder.routine and not Path(reminder.routine).is_absolute()
    ):  # where a file lies is nobody else's business, and no phone's use
        event.add("description", f"voicecoach play {reminder.routine}")
    event.add("dtstart", reminder.schedule.next(now, zone))
    event.add("duration", _LENGTH)
    event.add("rrule", {"freq": "weekly", "byday": [_BY_DAY[day] for day in reminder.schedule.days]})
    event.add("transp", "TRANSPARENT")  # nobody is busy by it
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", timedelta())
    event.add_component(alarm)
    return event


def _timezone(zone: ZoneInfo, year: int) -> Timezone:
    """What a zone's clocks do from that year on: by rules where they keep to some, else change by change."""
    from icalendar import Timezone

    start = datetime(year, 1, 1)
    alike: defaultdict[tuple[object, ...], list[Change]] = defaultdict(list)
    for change in changes(zone, start, datetime(year + _YEARS, 1, 1)):
        alike[change.before, change.after, change.name, change.is_summer].append(change)
    rules = [_rule([change.onset for change in group]) for group in alike.values()]
    described = Timezone()
    described.add("tzid", zone.key)
    if not rules or not all(rules):  # else the first year has all that can be in force afterwards
        first = start.replace(tzinfo=timezone.utc).astimezone(zone)
        offset = first.utcoffset() or timedelta()
        described.add_component(
            _observance([Change(start, offset, offset, first.tzname() or zone.key, bool(first.dst()))])
        )
    for group, rule in zip(alike.values(), rules, strict=True):
        described.add_component(_observance(group, rule if all(rules) else None))
    return described


def _rule(onsets: list[datetime]) -> dict[str, object] | None:
    """The yearly rule that changes of one kind keep to; None where they don't."""
    first = onsets[0]
    if [onset.year for onset in onsets] != list(range(first.year, first.year + _YEARS)):
        return None
    if len({(onset.month, onset.weekday(), onset.time()) for onset in onsets}) > 1:
        return None
    days = sorted({onset.day for onset in onsets})
    if days != list(range(days[0], days[0] + _WEEK)):
        return None
    weekday = _BY_DAY[first.weekday()]
    rule: dict[str, object] = {"freq": "yearly", "bymonth": first.month}
    if days[-1] == monthrange(first.year, first.month)[1]:
        return rule | {"byday": f"-1{weekday}"}
    if days[-1] % _WEEK == 0:
        return rule | {"byday": f"{days[-1] // _WEEK}{weekday}"}
    return rule | {"byday": weekday, "bymonthday": days}


def _observance(group: Iterable[Change], rule: dict[str, object] | None = None) -> Component:
    """The changes of one kind."""
    from icalendar import TimezoneDaylight, TimezoneStandard

    first, *others = group
    observance = TimezoneDaylight() if first.is_summer else TimezoneStandard()
    observance.add("dtstart", first.onset)
    observance.add("tzoffsetfrom", first.before)
    observance.add("tzoffsetto", first.after)
    observance.add("tzname", first.name)
    if rule:
        observance.add("rrule", rule)
    elif others:
        observance.add("rdate", [other.onset for other in others])
    return observance
