"""What sessions add up to, in words."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.practice.test_progress import DAY, THURSDAY, progress, records, session
from voicecoach.practice.progress import Record
from voicecoach.practice.telling import ALERT, ALERT_TO_TYPE, day_name, duration, period, told

MONDAY = THURSDAY - 3 * DAY


def words(*found: Record, aim: int = 2) -> list[str]:
    return list(told(progress(*found, aim=aim)))


def test_a_week_is_told_with_its_aim_and_its_run() -> None:
    found = [session(MONDAY + number * DAY, hour) for number in range(4) for hour in (8, 20)[: 1 + number % 2]]
    assert words(*found) == [
        "This week: 6 sessions on 4 days, 60 min.",
        "Your aim of 2 a day: reached on 2 days.",
        "Today: 2 sessions.",
        "4 days in a row, your longest run.",
    ]


def test_what_was_not_done_is_not_held_against_anybody() -> None:
    earlier = [session(MONDAY - number * DAY) for number in (5, 6, 7)]
    assert words(*earlier) == [
        "This week is still open. Your aim is 2 a day; one session is a good beginning.",
        "Your longest run: 3 days.",
    ]
    assert words(session(THURSDAY)) == [
        "This week: 1 session on 1 day, 10 min.",
        "Your aim: 2 a day.",
        "Today: 1 session so far.",
    ]


def test_pain_is_told_by_its_trend() -> None:
    first, last = [session(THURSDAY - ago * DAY, pain=5) for ago in (20, 19, 18)], []
    for now, expected in [
        (4, "less than at first. 5 of 9 in the first week, 4 in the last 7 days."),
        (5, "about the same as at first. 5 of 9 in the first week, 5 in the last 7 days."),
        (7, "more than at first. 5 of 9 in the first week, 7 in the last 7 days."),
    ]:
        last = [session(THURSDAY - ago * DAY, pain=now) for ago in (2, 1, 0)]
        found = words(*first, *last)
        assert f"Pain: {expected}" in found
        assert any("see a doctor" in sentence for sentence in found) == (now > 5)
    assert "Pain: 3 answers so far, 5 of 9 of late. A trend can be told after some more." in words(*first)


@given(st.lists(records, max_size=40), st.integers(1, 9))
def test_the_words_are_short_and_calm(found: list[Record], aim: int) -> None:
    for sentence in told(progress(*found, aim=aim)):
        assert sentence.endswith(".")
        assert not {"only", "missed", "failed", "should", "must", "never"} & set(sentence.lower().split())


def test_advice_names_an_option_only_where_it_can_be_typed() -> None:
    first, last = (
        [session(THURSDAY - ago * DAY, pain=pain) for ago in days] for days, pain in [((20, 19, 18), 3), ((2, 1, 0), 6)]
    )
    worse = progress(*first, *last)
    assert ALERT in told(worse)
    assert not any("--" in sentence for sentence in told(worse))
    assert ALERT_TO_TYPE in told(worse, alert=ALERT_TO_TYPE)


def test_lengths_and_days_are_written_the_same_everywhere() -> None:
    assert [duration(seconds) for seconds in (0, 1, 59, 60, 89, 91, 7200)] == [
        *("0 min", "under 1 min", "under 1 min", "1 min", "1 min", "2 min", "120 min"),
    ]
    assert [duration(60 * minutes) for minutes in (121, 180, 599, 601, 4439)] == [
        *("2 h 1 min", "3 h", "9 h 59 min", "10 h", "74 h"),
    ]
    assert day_name(THURSDAY + timedelta(days=7)) == "2 Apr 2026"


def test_a_day_is_not_told_as_a_time_between_two() -> None:
    assert period(progress(session(THURSDAY))) == "26 Mar 2026"
    assert period(progress(session(THURSDAY - DAY))) == "25 Mar 2026 to 26 Mar 2026"
