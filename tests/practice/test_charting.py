"""What is shown of a time, before it is drawn."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.practice.test_progress import DAY, THURSDAY, progress, session
from voicecoach.practice.charting import Chart, chart_of, labelled
from voicecoach.practice.progress import Progress


def answered(*days_ago: int, pain: int = 4) -> Progress:
    found = (session(THURSDAY - ago * DAY, pain=pain) for ago in days_ago)
    return progress(*found, since=date(2000, 1, 1))


def chart(*days_ago: int) -> Chart:
    found = chart_of(answered(*days_ago))
    assert found
    return found


def test_a_short_time_has_a_point_a_day_and_a_long_one_a_point_a_week() -> None:
    short, long, years = chart(*range(60)), chart(*range(200)), chart(*range(730))
    assert (short.unit, len(short.dots), len(short.runs[0])) == ("day", 60, 60)
    assert (long.unit, len(long.dots), len(long.runs[0])) == ("week", 29, 29)
    assert (years.unit, len(years.dots), len(years.runs[0])) == ("week", 0, 105), "so many dots would run into one"


def test_what_nobody_answered_is_led_over_and_not_measured() -> None:
    found = chart(9, 8, 5, 4, 0)
    assert [len(run) for run in found.runs] == [2, 2, 1]
    assert [(round(a.x * 9), round(b.x * 9)) for a, b in found.gaps] == [(1, 4), (5, 9)]
    assert found.note == "The mean of each day. Dashed: days without an answer."
    assert chart(*range(9)).note == "The mean of each day."
    weeks = chart(*range(100, 200), *range(80))
    assert [len(run) for run in weeks.runs] == [15, 12]
    assert len(weeks.gaps) == 1
    lonely = chart(*range(400, 1100), 200, *range(100))
    assert len(lonely.dots) == 1, "a week between two gaps is seen"


def test_one_day_is_no_line() -> None:
    assert chart_of(answered(0, 0)) is None
    assert chart_of(progress(session(THURSDAY))) is None


def labels(*days_ago: int) -> list[str]:
    return [tick.label for tick in chart(*days_ago).ticks]


def test_days_have_their_year_where_it_matters() -> None:
    assert labels(60, 0) == ["25 Jan", "26 Mar"]
    assert labels(90, 0) == ["26 Dec 2025", "26 Mar 2026"]
    assert labels(*range(730)) == ["Sep", "Jan 2025", "May", "Sep", "Jan 2026"]
    assert labels(130, 0) == ["Dec", "Jan 2026", "Feb", "Mar"]


@given(st.integers(121, 9000), st.integers(0, 400))
def test_names_of_months_have_room_and_one_has_its_year(length: int, ago: int) -> None:
    found = chart(length + ago, ago).ticks
    assert 1 <= len(found) <= 6
    assert any(" " in tick.label for tick in found)
    places = [tick.x for tick in found]
    assert 0.1 <= min(places) <= max(places) <= 0.9
    assert all(after - before > 0.14 for before, after in pairwise(places))


@pytest.mark.parametrize(
    ("weeks", "names"),
    [
        (3, ["9 Mar", "16 Mar", "23 Mar"]),
        (14, ["22 Dec 2025", "29 Dec", "5 Jan 2026", "12 Jan"]),
    ],
)
def test_a_week_has_its_year_where_that_changes(weeks: int, names: list[str]) -> None:
    found = answered(7 * weeks - 7, 0)
    assert [label for label, _ in labelled(found.weeks, found)][: len(names)] == names
    assert ("2026" in next(labelled(found.weeks[-1:], found))[0]) == (weeks > 12), "so do the last ones alone"
