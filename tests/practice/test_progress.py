"""What sessions add up to, and the rules of it."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.practice.progress import (
    LEAST_SHARE,
    TREND_ANSWERS,
    TREND_DAYS,
    Pain,
    Progress,
    Record,
    Trend,
    Week,
    longest_streak,
    pain_of,
    progress_of,
    streak_of_days,
)

THURSDAY = date(2026, 3, 26)
DAY = timedelta(days=1)
BERLIN, NEW_YORK = (timezone(timedelta(hours=hours)) for hours in (1, -4))


def session(day: date, hour: int = 9, *, pain: int | None = None, done: int = 4, share: float = 1.0) -> Record:
    return Record(datetime(day.year, day.month, day.day, hour, tzinfo=BERLIN), 600.0, share, done, pain)


def progress(*records: Record, today: date = THURSDAY, since: date = date(2026, 1, 1), aim: int = 2) -> Progress:
    return progress_of(records, [], today, since, aim)


days = st.integers(0, 40).map(lambda ago: THURSDAY - ago * DAY)
pains = st.none() | st.integers(0, 9)
zones = st.integers(-12, 14).map(lambda hours: timezone(timedelta(hours=hours)))
records = st.builds(
    Record,
    started=st.builds(
        lambda day, hour, zone: datetime(day.year, day.month, day.day, hour, tzinfo=zone),
        days,
        st.integers(0, 23),
        zones,
    ),
    heard_s=st.floats(0, 3600),
    heard_share=st.sampled_from([0.0, 0.49, LEAST_SHARE, 1.0]),
    exercises_done=st.integers(0, 2),
    pain_before=pains,
    pain_after=pains,
)


# What counts, and when


def test_a_session_counts_by_an_exercise_that_was_done_or_by_its_better_half() -> None:
    assert session(THURSDAY, done=1, share=0.1).counts
    assert session(THURSDAY, done=0, share=0.5).counts
    assert not session(THURSDAY, done=0, share=0.49).counts


def test_a_day_is_the_listeners_own() -> None:
    late = datetime(2026, 3, 26, 3, tzinfo=timezone.utc)
    there, here = (Record(late.astimezone(zone), 600.0, 1.0, 4) for zone in (NEW_YORK, BERLIN))
    assert (there.day, here.day) == (THURSDAY - DAY, THURSDAY)
    assert progress(there, here).week.sessions == (None, None, 1, 1, None, None, None)


def test_this_week_is_held_against_the_aim() -> None:
    monday = THURSDAY - 3 * DAY
    earlier = session(monday - 7 * DAY)
    found = progress(earlier, *(session(day, hour) for day in (monday, THURSDAY) for hour in (8, 20)), session(monday))
    assert found.week == Week(monday, (3, 0, 0, 2, None, None, None), 5 * 600.0, None)
    assert (found.week.total, found.week.days, found.week.reached(2), found.week.reached(3)) == (5, 2, 2, 1)
    assert found.sessions_today == 2
    assert [week.total for week in found.weeks] == [1, 5]
    assert found.since == earlier.day, "nothing is told of what was before the first session"


def test_what_was_before_is_left_out_but_for_the_runs() -> None:
    run = [session(THURSDAY - ago * DAY) for ago in range(10)]
    found = progress(*run, since=THURSDAY - DAY)
    assert (found.sessions, found.heard_s, found.streak, found.longest_streak) == (2, 1200.0, 10, 10)
    assert found.week.sessions == (None, None, 1, 1, None, None, None)


def test_nothing_is_no_mistake() -> None:
    found = progress()
    assert (found.sessions, found.streak, found.longest_streak, found.pain) == (0, 0, 0, None)
    assert found.week.total == 0


@given(st.lists(records, max_size=30), st.randoms(), st.integers(1, 5))
def test_all_adds_up_in_any_order(found: list[Record], chance: random.Random, aim: int) -> None:
    shown = progress(*found, aim=aim)
    shuffled = list(found)
    chance.shuffle(shuffled)
    again = progress(*shuffled, aim=aim)
    assert replace(again, heard_s=0, weeks=()) == replace(shown, heard_s=0, weeks=())
    assert [week.sessions for week in again.weeks] == [week.sessions for week in shown.weeks]
    assert sum(week.total for week in shown.weeks) == shown.sessions == sum(record.counts for record in found)
    assert sum(week.heard_s for week in shown.weeks) == pytest.approx(shown.heard_s)
    assert all(a.monday + 7 * DAY == b.monday for a, b in zip(shown.weeks, shown.weeks[1:], strict=False))
    assert all(week.monday.weekday() == 0 for week in shown.weeks)
    assert shown.week.monday <= THURSDAY < shown.week.monday + 7 * DAY


@given(st.lists(records, max_size=30), records)
def test_what_does_not_count_changes_no_run(found: list[Record], other: Record) -> None:
    left_at_once = replace(other, heard_share=0.0, exercises_done=0)
    before, after = progress(*found), progress(*found, left_at_once)
    assert (after.streak, after.longest_streak, after.sessions) == (
        before.streak,
        before.longest_streak,
        before.sessions,
    )


# The run of days


@given(st.sets(days))
def test_a_run_goes_on_until_the_day_is_over(done: set[date]) -> None:
    before = streak_of_days(done - {THURSDAY}, THURSDAY)
    assert streak_of_days(done | {THURSDAY}, THURSDAY) == before + 1, "today adds a day"
    assert streak_of_days(done - {THURSDAY}, THURSDAY + DAY) == 0, "a whole day without a session ends it"


@given(st.sets(days, min_size=1))
def test_no_run_is_longer_than_the_longest(done: set[date]) -> None:
    longest = longest_streak(done)
    assert streak_of_days(done, THURSDAY) <= longest
    assert any({day + number * DAY for number in range(longest)} <= done for day in done)
    assert not any({day + number * DAY for number in range(longest + 1)} <= done for day in done)


def test_who_travels_west_keeps_the_run() -> None:
    tomorrow = {THURSDAY + DAY, THURSDAY, THURSDAY - DAY}
    assert streak_of_days(tomorrow, THURSDAY) == 3


# Pain


def answered(*by_day: tuple[int, int]) -> Pain:
    found = pain_of([session(THURSDAY - ago * DAY, pain=pain) for ago, pain in by_day])
    assert found
    return found


def test_the_answer_before_a_session_is_that_of_the_day() -> None:
    record = replace(session(THURSDAY, pain=5), pain_after=2)
    assert (record.pain, replace(record, pain_before=None).pain) == (5, 2)
    found = pain_of([record, session(THURSDAY, 20, pain=4)])
    assert found == Pain(2, ((THURSDAY, 4.5),), 4.5, 4.5, None, -3.0)


@pytest.mark.parametrize(("now", "trend"), [(4, Trend.LESS), (5, Trend.SAME), (6, Trend.MORE)])
def test_the_trend_holds_the_last_week_against_the_first(now: int, trend: Trend) -> None:
    first, last = [(20, 5), (19, 5), (14, 5)], [(3, now), (2, now), (0, now)]
    assert answered(*first, (10, 9), *last).trend is trend
    assert answered(*first, *last[1:]).trend is None, "two answers say nothing of a week"
    assert answered(*first[1:], *last).trend is None


def test_the_two_weeks_of_a_trend_do_not_overlap() -> None:
    def trend(days_between: int) -> Trend | None:
        return answered(*[(days_between, 8)] * 3, *[(0, 1)] * 3).trend

    assert trend(2 * TREND_DAYS - 1) is Trend.LESS
    assert trend(2 * TREND_DAYS - 2) is None


@given(st.lists(records, max_size=60))
def test_the_trend_turns_with_the_scale(found: list[Record]) -> None:
    def turned(pain: int | None) -> int | None:
        return None if pain is None else 9 - pain

    other = [
        replace(record, pain_before=turned(record.pain_before), pain_after=turned(record.pain_after))
        for record in found
    ]
    pain, opposite = pain_of(found), pain_of(other)
    opposites = {Trend.LESS: Trend.MORE, Trend.MORE: Trend.LESS, Trend.SAME: Trend.SAME, None: None}
    assert (opposite and opposite.trend) is (pain and opposites[pain.trend])


@given(st.lists(records, max_size=60))
def test_a_trend_is_told_only_where_the_means_are_that_far_apart(found: list[Record]) -> None:
    pain = pain_of(found)
    assert (pain is None) == all(record.pain is None for record in found)
    if pain and pain.trend:
        assert pain.answers >= 2 * TREND_ANSWERS
        apart = pain.last - pain.first
        assert {Trend.LESS: apart < -0.99, Trend.SAME: abs(apart) < 1, Trend.MORE: apart > 0.99}[pain.trend]
