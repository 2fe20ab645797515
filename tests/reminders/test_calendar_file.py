"""The calendar file, read by another parser (vobject, on dateutil), which knows no zone but what the file describes."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone, tzinfo
from io import StringIO
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
import vobject
from dateutil import tz
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reminders.test_schedule import SCHEDULES
from voicecoach.reminders.calendar_file import calendar_of
from voicecoach.reminders.reminder import Reminder
from voicecoach.reminders.schedule import Schedule, parse_days, parse_times

pytestmark = pytest.mark.once

NOW = datetime(2026, 10, 19, 12, 0, 0, 123456, tzinfo=timezone.utc)
THRICE = Schedule(parse_times(["08:00", "13:00", "20:00"]), parse_days("mon-fri"))
ZONES = ["Europe/Berlin", "America/New_York", "America/Santiago", "Africa/Casablanca", "Asia/Kolkata", "Europe/Dublin"]
ZONES += ["Australia/Lord_Howe", "Asia/Gaza", "Asia/Jerusalem", "UTC"]


def made(
    zone: str,
    schedule: Schedule = THRICE,
    now: datetime = NOW,
    title: str = "Lower back",
    routine: str = "lower-back",
) -> str:
    return calendar_of(Reminder(schedule, routine), title, now, ZoneInfo(zone)).decode()


def zone_described_in(text: str) -> tzinfo:
    """The zone that a file describes: another file's of the same name isn't taken for it."""
    zone = tz.tzical(StringIO(text.replace("\r\n", "\n"))).get()
    assert isinstance(zone, tzinfo)
    return zone


def moments(text: str, count: int) -> list[datetime]:
    """The first moments of a file's events, as the parser has them, in the zone that the file describes."""
    zone, found = zone_described_in(text), []
    for event in vobject.readOne(text).vevent_list:
        found += [moment.replace(tzinfo=zone) for moment in islice(event.getrruleset(addRDate=True), count)]
    return sorted(found, key=lambda moment: moment.timestamp())[:count]


def in_utc(found: list[datetime]) -> list[str]:
    return [f"{moment.astimezone(timezone.utc):%m-%dT%H:%M}" for moment in found]


@pytest.mark.parametrize(
    ("zone", "now", "expected"),
    [
        ("Europe/Berlin", datetime(2026, 10, 23, 19), "10-24T06:00 10-24T18:00 10-25T07:00 10-25T19:00"),
        ("Europe/Berlin", datetime(2027, 3, 26, 19), "03-27T07:00 03-27T19:00 03-28T06:00 03-28T18:00"),
        ("America/New_York", datetime(2026, 10, 31, 1), "10-31T12:00 11-01T00:00 11-01T13:00 11-02T01:00"),
        ("America/New_York", datetime(2027, 3, 13, 2), "03-13T13:00 03-14T01:00 03-14T12:00 03-15T00:00"),
    ],
)
def test_local_times_stay_where_the_clocks_change(zone: str, now: datetime, expected: str) -> None:
    schedule = Schedule(parse_times(["08:00", "20:00"]), parse_days("mon-sun"))
    found = moments(made(zone, schedule, now.replace(tzinfo=timezone.utc)), 4)
    assert in_utc(found) == expected.split()
    assert {f"{moment:%H:%M}" for moment in found} == {"08:00", "20:00"}


@pytest.mark.parametrize("zone", ZONES)
def test_a_zone_is_described_as_it_is_for_years(zone: str) -> None:
    described, real = zone_described_in(made(zone)), ZoneInfo(zone)
    for hours in range(0, 20 * 366 * 24, 37):
        local = NOW.replace(tzinfo=real) + timedelta(hours=hours)
        if local.utcoffset() == local.replace(fold=1).utcoffset():  # nor skipped by the clock, nor twice on it
            assert local.replace(tzinfo=described).utcoffset() == local.utcoffset(), local


@pytest.mark.parametrize(
    ("zone", "rules"),
    [
        ("Europe/Berlin", ["FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"]),
        ("America/New_York", ["FREQ=YEARLY;BYDAY=2SU;BYMONTH=3", "FREQ=YEARLY;BYDAY=1SU;BYMONTH=11"]),
        ("Asia/Kolkata", []),
    ],
)
def test_a_zone_that_keeps_to_rules_is_described_by_them_without_end(zone: str, rules: list[str]) -> None:
    (described,) = vobject.readOne(made(zone)).vtimezone_list
    assert described.tzid.value == zone
    text = made(zone).partition("BEGIN:VEVENT")[0]
    assert [line.removeprefix("RRULE:") for line in text.splitlines() if line.startswith("RRULE")] == rules
    assert "RDATE" not in text


@pytest.mark.parametrize("zone", [name for name in ZONES if name not in {"Asia/Kolkata", "UTC"}])
def test_a_zone_s_changes_are_told_in_the_time_before_them(zone: str) -> None:
    (described,) = vobject.readOne(made(zone), transform=False).vtimezone_list
    changes = [part for part in described.getChildren() if part.name in {"STANDARD", "DAYLIGHT"}]
    assert len(changes) >= 2
    for change in changes:
        offsets = change.tzoffsetfrom.value, change.tzoffsetto.value
        before, after = (datetime.strptime(offset, "%z").utcoffset() for offset in offsets)
        onset = datetime.strptime(change.dtstart.value + change.tzoffsetfrom.value, "%Y%m%dT%H%M%S%z")
        if before != after:
            assert (onset - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).utcoffset() == before
            assert onset.astimezone(ZoneInfo(zone)).utcoffset() == after


@given(SCHEDULES, st.sampled_from(["Europe/Berlin", "America/New_York"]))
@settings(max_examples=25)
def test_the_file_says_what_the_schedule_says(schedule: Schedule, zone: str) -> None:
    moment, expected = NOW, []
    for _ in range(6):
        moment = schedule.next(moment, ZoneInfo(zone)).astimezone(timezone.utc)
        expected.append(moment)
    assert in_utc(moments(made(zone, schedule), 6)) == in_utc(expected)


def test_each_time_is_an_event_with_an_alarm_and_a_title_that_is_escaped() -> None:
    title = "Lower back; two, three\\four: " + "ü" * 80
    text = made("Europe/Berlin", title=title)
    assert all(len(line) <= 75 for line in text.encode().split(b"\r\n"))
    events = vobject.readOne(text).vevent_list
    assert len(events) == 3
    for event in events:
        assert event.summary.value == title
        assert event.description.value == "voicecoach play lower-back"
        assert event.valarm.action.value == "DISPLAY"
        assert event.valarm.description.value == title
        assert event.valarm.trigger.value == timedelta()
        assert event.rrule.value == "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
        assert event.dtstamp.value == NOW.replace(microsecond=0)


def test_where_a_file_lies_is_not_told() -> None:
    text = made("Europe/Berlin", routine="/home/alice/private/mine.yaml")
    assert "alice" not in text
    assert len(vobject.readOne(text).vevent_list) == 3


def test_who_imports_again_gets_no_second_event_and_the_same_gives_the_same() -> None:
    def uids(text: str) -> list[str]:
        return [event.uid.value for event in vobject.readOne(text).vevent_list]

    assert made("Europe/Berlin") == made("Europe/Berlin")
    later = made("America/New_York", Schedule(THRICE.times, (5,)), NOW + timedelta(days=3), title="Other")
    assert uids(later) == uids(made("Europe/Berlin"))
    assert len(set(uids(later))) == 3
    other = calendar_of(Reminder(THRICE, "other"), "Other", NOW, ZoneInfo("UTC")).decode()
    assert not set(uids(other)) & set(uids(later))
