"""The picture of what sessions add up to, on terminals of several widths."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.practice.test_progress import DAY, THURSDAY, answered, progress, records, session
from voicecoach.cli.progress_picture import NARROWEST, Row, Sheet, knows_signs, pain_levels, picture
from voicecoach.practice.progress import ExerciseTime, Record


def shown(rows: list[Row]) -> list[str]:
    return ["".join(text for text, _ in row).rstrip() for row in rows]


def test_each_day_shows_its_sessions_and_each_week_its_pain() -> None:
    found = progress(
        *(session(THURSDAY - 7 * DAY, hour, pain=4) for hour in (8, 20)), session(THURSDAY - 3 * DAY), session(THURSDAY)
    )
    rows = picture(found, Sheet(40))
    assert shown(rows)[1:4] == [
        "Sessions Mo Tu We Th Fr Sa Su  pain",
        "16 Mar             2  ·  ·  ·   4.0",
        "23 Mar    1  ·  ·  1",
    ]
    assert ("1", "bold reverse") in rows[3], "today is marked"
    assert ("2", "bold green") in rows[2], "the aim was reached"


def test_the_line_of_pain_is_joined() -> None:
    found = progress(*(session(THURSDAY - ago * DAY, pain=pain) for ago, pain in [(4, 2), (3, 5), (1, 5), (0, 4)]))
    rows = shown(picture(found, Sheet(40)))
    start = rows.index("Pain, 0 to 9")
    assert rows[start + 1 : start + 12] == [
        *("9", "8", "7", "6"),
        "5     ╭───┄┄┄┄────╮",
        "4     │           ╰───",
        "3     │",
        "2 ────╯",
        *("1", "0"),
        "  22 Mar        26 Mar",
    ]


@given(st.lists(records, max_size=40), st.integers(1, 200), st.booleans(), st.text(max_size=60))
def test_no_row_is_wider_than_the_terminal(found: list[Record], width: int, ascii_only: bool, title: str) -> None:
    exercises = (ExerciseTime("rolls", title, 1e6, 12_345),)
    rows = picture(replace(progress(*found), exercises=exercises), Sheet(width, ascii_only))
    assert max(cell_len("".join(text for text, _ in row)) for row in rows) <= max(width, NARROWEST)
    if ascii_only and title.isascii():
        assert all(text.isascii() for row in rows for text, _ in row)


@given(st.dictionaries(st.integers(0, 400), st.integers(0, 9), min_size=2), st.integers(20, 70))
def test_the_line_covers_its_time_and_stays_in_its_bounds(by_day: dict[int, int], width: int) -> None:
    levels = pain_levels(answered(*by_day.items()), width)
    assert len(levels) <= width
    known = [level for level in levels if level is not None]
    assert levels[0] is not None
    assert levels[-1] is not None
    assert min(by_day.values()) <= min(known) <= max(known) <= max(by_day.values())


@pytest.mark.parametrize(("encoding", "knows"), [("utf-8", True), ("ascii", False), ("latin-1", False), ("?", False)])
def test_a_terminal_knows_the_signs_or_gets_others(encoding: str, knows: bool) -> None:
    assert knows_signs(encoding) is knows
