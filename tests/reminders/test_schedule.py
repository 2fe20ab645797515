"""When a reminder is: what is written, and which moment is next, over changes of the clock too."""

from __future__ import annotations

from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.errors import InputError
from voicecoach.reminders.schedule import (
    DAYS,
    LATE,
    Schedule,
    days_written,
    parse_days,
    parse_times,
    times_written,
)

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
TIMES = (
    st.sets(st.times().map(lambda at: at.replace(second=0, microsecond=0, fold=0)), min_size=1).map(sorted).map(tuple)
)
DAY_SETS = st.sets(st.integers(0, 6), min_size=1).map(sorted).map(tuple)
SCHEDULES = st.builds(Schedule, TIMES, DAY_SETS)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2036, 1, 1), timezones=st.just(timezone.utc))
ZONES = st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]).map(ZoneInfo)


@given(TIMES, DAY_SETS)
def test_what_is_written_is_read_back(times: tuple[time, ...], days: tuple[int, ...]) -> None:
    assert parse_times(times_written(times)) == times
    assert parse_days(days_written(days)) == days


def test_times_are_put_in_order_and_none_comes_twice() -> None:
    assert parse_times(["20:00", "8:00", "08:00", " 13:05 "]) == (time(8), time(13, 5), time(20))


@pytest.mark.parametrize(
    "written", ["24:00", "8", "8:0", "08:60", "8.30", "8:00 pm", "", "\u0660\u0668:\u0660\u0660", "-8:00", "08:00\n9"]
)
def test_what_is_no_time_is_bad_input(written: str) -> None:
    with pytest.raises(InputError, match="is no time of day; write hours and minutes from 00:00 to 23:59") as caught:
        parse_times(["08:00", written])
    assert caught.value.exit_status == 2
    assert repr(written) in str(caught.value)


def test_no_time_at_all_is_bad_input() -> None:
    with pytest.raises(InputError, match="such as 08:00 13:00 20:00"):
        parse_times([])


@pytest.mark.parametrize(
    ("written", "days", "again"),
    [
        ("mon-fri", (0, 1, 2, 3, 4), "mon-fri"),
        ("sat,sun", (5, 6), "sat,sun"),
        ("Wed, Monday", (0, 2), "mon,wed"),
        ("fri - mon", (0, 4, 5, 6), "mon,fri-sun"),
        ("mon-mon", (0,), "mon"),
        ("mon,mon-tue,tue", (0, 1), "mon,tue"),
        ("sun-sat", (0, 1, 2, 3, 4, 5, 6), "mon-sun"),
    ],
)
def test_days_are_names_and_ranges(written: str, days: tuple[int, ...], again: str) -> None:
    assert parse_days(written) == days
    assert days_written(days) == again


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("mon-fry", "unknown day 'fry'; did you mean fri?"),
        ("montag", "unknown day 'montag'; did you mean mon?"),
        ("workdays", "known are fri, mon, sat, sun, thu, tue, wed"),
        ("", "'' is no list of days; write it as mon-fri"),
        ("mon,", "'mon,' is no list of days"),
        ("mon-", "'mon-' is no list of days"),
        ("mon-wed-fri", "unknown day 'wed-fri'"),
    ],
)
def test_what_are_no_days_is_bad_input(written: str, told: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_days(written)
    assert told in str(caught.value)
    assert "mon-fri" in str(caught.value)


@given(SCHEDULES, MOMENTS, ZONES)
def test_the_next_one_is_on_one_of_the_days_at_one_of_the_times_and_none_is_passed_over(
    schedule: Schedule, now: datetime, zone: ZoneInfo
) -> None:
    following = schedule.next(now, zone)
    assert now < following.astimezone(timezone.utc) <= now + timedelta(days=7, hours=1)
    assert following.weekday() in schedule.days
    assert following.replace(tzinfo=None).time() in schedule.times
    assert schedule.is_due(following, zone)
    assert schedule.next(following - timedelta(microseconds=1), zone) == following


@pytest.mark.parametrize(
    ("zone", "now", "moments_utc"),
    [
        (BERLIN, datetime(2026, 10, 23, 12), ["10-24T06:00", "10-25T07:00", "10-26T07:00"]),
        (BERLIN, datetime(2026, 3, 27, 12), ["03-28T07:00", "03-29T06:00", "03-30T06:00"]),
        (NEW_YORK, datetime(2026, 10, 30, 13), ["10-31T12:00", "11-01T13:00", "11-02T13:00"]),
        (NEW_YORK, datetime(2026, 3, 6, 14), ["03-07T13:00", "03-08T12:00", "03-09T12:00"]),
    ],
)
def test_eight_stays_eight_where_the_clocks_change(zone: ZoneInfo, now: datetime, moments_utc: list[str]) -> None:
    schedule, moment, found = Schedule(parse_times(["08:00"]), parse_days("mon-sun")), now.astimezone(zone), []
    moment = now.replace(tzinfo=timezone.utc)
    for _ in moments_utc:
        moment = schedule.next(moment, zone).astimezone(timezone.utc)
        found.append(f"{moment:%m-%dT%H:%M}")
    assert found == moments_utc


def test_a_time_that_the_clock_skips_is_later_and_one_that_comes_twice_is_the_first() -> None:
    schedule = Schedule((time(2, 30),), parse_days("sun"))
    assert schedule.next(datetime(2026, 3, 28, tzinfo=timezone.utc), BERLIN).timestamp() == (
        datetime(2026, 3, 29, 1, 30, tzinfo=timezone.utc).timestamp()
    )
    assert schedule.next(datetime(2026, 10, 24, tzinfo=timezone.utc), BERLIN).timestamp() == (
        datetime(2026, 10, 25, 0, 30, tzinfo=timezone.utc).timestamp()
    )
    # cron makes up for what was skipped as soon as the clock has gone forward
    assert schedule.is_due(datetime(2026, 3, 29, 1, 0, tzinfo=timezone.utc), BERLIN)


@pytest.mark.parametrize(
    ("after", "due"),
    [
        (timedelta(seconds=-1), False),
        (timedelta(), True),
        (LATE, True),
        (LATE + timedelta(seconds=1), False),
        (timedelta(days=1), False),
    ],
)
def test_a_timer_that_was_held_up_for_long_is_not_waited_for(after: timedelta, due: bool) -> None:
    friday = datetime(2026, 5, 1, 23, 55, tzinfo=BERLIN)
    assert DAYS[friday.weekday()] == "fri"
    assert Schedule((time(23, 55),), parse_days("fri")).is_due(friday + after, BERLIN) is due


def test_the_machine_s_own_zone_is_used_where_none_is_named() -> None:
    now = datetime(2026, 5, 1, 7, 59).astimezone()
    assert Schedule((time(8),), parse_days("mon-sun")).next(now) == now + timedelta(minutes=1)
