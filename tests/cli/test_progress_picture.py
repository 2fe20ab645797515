"""The picture of what sessions add up to, on terminals of several widths."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.practice.test_progress import DAY, THURSDAY, answered, progress, records, session
from voicecoach.cli.progress_picture import NARROWEST, Row, Sheet, knows_signs, pain_levels, picture, sentences
from voicecoach.practice.progress import ExerciseTime, Record
from voicecoach.practice.telling import ALERT_TO_TYPE, told


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
    start = rows.index("Pain, 0 (none) to 9 (worst)")
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


def test_many_weeks_are_shown_from_the_end_and_their_years_are_told() -> None:
    found = progress(*(session(THURSDAY - ago * DAY, pain=3) for ago in range(400)), since=date(2000, 1, 1))
    rows = shown(picture(found, Sheet(40)))
    start = rows.index("The last 26 of 58 weeks")
    assert rows[start + 1] == "Sessions     Mo Tu We Th Fr Sa Su  pain"
    assert rows[start + 2].startswith("29 Sep 2025   1  1")
    assert rows[start + 3].startswith(" 6 Oct        1  1")
    assert rows[start + 2 + 26] == "aim of 2 reached  fewer  today"
    assert any(row.startswith("  20 Feb 2025") and row.endswith("26 Mar 2026") for row in rows)
    assert max(map(len, rows)) <= 40


def test_styles_are_explained_where_they_are_seen() -> None:
    found = progress(session(THURSDAY))
    assert (("aim of 2 reached", "bold green"), ("  ", ""), ("fewer", "bold"), ("  ", ""), ("today", "reverse")) in (
        picture(found, Sheet(40))
    )
    assert "today" not in " ".join(shown(picture(found, Sheet(40, has_styles=False))))
    assert "aim of 1 reached  today" in shown(picture(progress(session(THURSDAY), aim=1), Sheet(40)))


def test_a_title_that_has_no_room_shows_that_it_goes_on() -> None:
    title = "Pulling both knees to the chest, slowly, with a cushion"
    found = replace(progress(session(THURSDAY)), exercises=(ExerciseTime("knees", title, 600.0, 4),))
    assert shown(picture(found, Sheet(40)))[-2:] == [
        "Pulling both knees to the chest, slowly…",
        f"{'10 min    4 done':>40}",
    ]
    assert (
        shown(picture(found, Sheet(72)))[-1]
        == "Pulling both knees to the chest, slowly, with a c…      10 min    4 done"
    )
    assert shown(picture(found, Sheet(60, ascii_only=True)))[-1].startswith("Pulling both knees to the chest, slow~ ")


def test_sentences_turn_at_words() -> None:
    found = progress(*(session(THURSDAY - ago * DAY, pain=9 - ago // 4) for ago in range(20)))
    narrow, wide = (sentences(found, Sheet(width)) for width in (40, 200))
    assert " ".join(shown(narrow)) == " ".join(shown(wide)) == " ".join(told(found, alert=ALERT_TO_TYPE))
    assert max(map(len, shown(narrow))) <= 40
    assert ((ALERT_TO_TYPE, "bold"),) in wide


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
