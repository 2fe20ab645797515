"""Durations as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.documents.duration import Duration, parse_duration


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("10 s", Duration(seconds=10)),
        ("10s", Duration(seconds=10)),
        ("1 min 30 s", Duration(seconds=90)),
        ("1 minute and 30 seconds", Duration(seconds=90)),
        ("1.5 MIN", Duration(seconds=90)),
        ("1 min, 30 secs", Duration(seconds=90)),
        (" 10  s ", Duration(seconds=10)),
        ("2 breaths", Duration(breaths=2)),
        ("1 breath", Duration(breaths=1)),
        ("2.5 breaths", Duration(breaths=2.5)),
        ("0 s", Duration()),
    ],
)
def test_reads_what_people_write(written: str, expected: Duration) -> None:
    assert parse_duration(written) == expected


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (10, "write 10 s"),
        ("10", "is no duration"),
        ("-5 s", "negative"),
        ("", "empty"),
        ("5 parsecs", "is no duration"),
        ("5 s 2 breaths", "mixes breaths"),
        ("s", "is no duration"),
        (True, "no duration"),
        (["10 s"], "no duration"),
        ("9" * 400 + " s", "is no duration"),
        ("10 s or so", "is no duration"),
        ("1 s 1", "is no duration"),
        (float("inf"), "has no unit"),
        (None, "no duration"),
    ],
)
def test_says_what_to_write_instead(written: object, says: str) -> None:
    with pytest.raises(ValueError, match=says) as caught:
        parse_duration(written)
    assert len(str(caught.value)) < 150


@given(st.integers(0, 99), st.integers(0, 59))
def test_minutes_and_seconds_add_up(minutes: int, seconds: int) -> None:
    assert parse_duration(f"{minutes} min {seconds} s").s() == minutes * 60 + seconds


@pytest.mark.parametrize(
    ("written", "in_minutes"),
    [("90 s", False), ("1 min 30 s", True), ("1.5 minutes", True), ("2 breaths", False), ("0 min 90 s", True)],
)
def test_what_was_written_with_minutes_is_spoken_with_them(written: str, in_minutes: bool) -> None:
    assert parse_duration(written).in_minutes is in_minutes


def test_how_it_was_written_makes_no_other_length() -> None:
    assert parse_duration("90 s") == parse_duration("1 min 30 s")
    assert parse_duration(Duration(breaths=2)) == Duration(breaths=2)


def test_a_breath_takes_the_breath_of_the_listener() -> None:
    assert parse_duration("2 breaths").s(breath_s=8) == 16
    assert parse_duration("20 s").s(breath_s=8) == 20


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(written: str) -> None:
    try:
        duration = parse_duration(written)
    except ValueError:
        return
    assert duration.s() >= 0
