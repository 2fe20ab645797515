"""The picture of what sessions add up to, as a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageDraw

from tests.practice.test_progress import DAY, THURSDAY, progress, session
from voicecoach.practice.drawing import COLOURS, MOST_EXERCISES, MOST_WEEKS, WIDTH, drawing
from voicecoach.practice.progress import ExerciseTime, Progress
from voicecoach.practice.telling import ALERT

pytestmark = pytest.mark.once

CLEAR = 56
"""Pixels that nothing may reach from either side."""


def some(weeks: int, title: str = "Knee rolls") -> Progress:
    found = progress(
        *(
            session(THURSDAY - ago * DAY, hour, pain=ago % 10)
            for ago in range(7 * weeks)
            for hour in (8, 20)[: ago % 3]
        ),
        since=date(2025, 1, 1),
    )
    return replace(found, exercises=(ExerciseTime("knee-rolls", title, 6e6, 12_345),))


def picture(progress: Progress) -> Image.Image:
    found = Image.open(BytesIO(drawing(progress)))
    assert found.format == "PNG"
    assert found.width == WIDTH
    return found.convert("RGB")


def ink(found: Image.Image, box: tuple[int, int, int, int]) -> int:
    """How many colours there are in a box."""
    return len(found.crop(box).getcolors(1 << 24) or [])


@pytest.mark.parametrize("title", ["Knee rolls", "Rolls " * 60, "W" * 200, "Katze-Kuh-Übung", "ねこ", ""])
def test_nothing_leaves_the_picture(title: str) -> None:
    found = picture(some(8, title))
    assert ink(found, (0, 0, CLEAR, found.height)) == 1
    assert ink(found, (WIDTH - CLEAR, 0, WIDTH, found.height)) == 1
    assert ink(found, (0, found.height - CLEAR, WIDTH, found.height)) == 1
    last_lines = 4 * 58
    assert ink(found, (CLEAR, found.height - last_lines - 140, WIDTH // 2, found.height - last_lines)) > 2, (
        "it has a name"
    )


def test_it_grows_with_its_weeks_up_to_a_bound() -> None:
    heights = [picture(some(weeks)).height for weeks in (2, 8, MOST_WEEKS + 7, MOST_WEEKS + 13)]
    assert heights[0] < heights[1] < heights[2] == heights[3]
    assert picture(progress()).height < heights[0], "a log without sessions that count has a picture, too"


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Callable[[Progress], list[str]]:
    """Gives the words of a picture."""

    def words_of(progress: Progress) -> list[str]:
        found: list[str] = []
        write = ImageDraw.ImageDraw.text

        def text(draw: ImageDraw.ImageDraw, at: tuple[float, float], words: str, *rest: Any, **named: Any) -> None:
            found.append(words)
            write(draw, at, words, *rest, **named)

        with monkeypatch.context() as patched:
            patched.setattr(ImageDraw.ImageDraw, "text", text)
            drawing(progress)
        return found

    return words_of


def test_it_can_be_read_without_the_page(seen: Callable[[Progress], list[str]]) -> None:
    words = seen(some(8))
    for heading in ("Pain, 0 (none) to 9 (worst)", "Sessions of each day", "Exercises"):
        assert heading in words
    for sign in ("aim of 2 a day reached", "fewer than the aim", "outlined: today", "Pain: the week's mean"):
        assert sign in words
    assert "Made by voicecoach on 26 Mar 2026" in " ".join(words)
    assert "own." in words[-1]
    once = seen(progress(session(THURSDAY), aim=1))
    assert not [text for text in once if "Pain" in text or "pain" in text or "fewer" in text]
    assert "26 Mar 2026" in once, "one day, not from one to another"


def test_what_has_no_room_is_told(seen: Callable[[Progress], list[str]]) -> None:
    found = some(MOST_WEEKS + 9)
    times = [replace(found.exercises[0], name=str(number)) for number in range(MOST_EXERCISES + 3)]
    words = seen(replace(found, exercises=tuple(times)))
    assert f"the last {MOST_WEEKS} of {MOST_WEEKS + 10} weeks" in " ".join(words)
    assert words.count("Knee rolls") == MOST_EXERCISES
    assert "and 3 more exercises" in words
    assert not [text for text in seen(some(2)) if "more exercise" in text or "the last 1" in text]


def test_a_title_has_two_lines_before_it_is_cut(seen: Callable[[Progress], list[str]]) -> None:
    title = "Cat and cow on hands and knees, breathing out while the back is rounded"
    words = seen(some(2, title))
    assert title in " ".join(words)
    assert title not in words
    assert any(text.endswith("…") for text in seen(some(2, title * 2)))


def test_years_of_pain_are_a_line_and_no_days_are_made_up(seen: Callable[[Progress], list[str]]) -> None:
    long = progress(*(session(THURSDAY - ago * DAY, pain=3) for ago in range(700)), since=date(2000, 1, 1))
    assert {"Jan 2025", "Jan 2026", "The mean of each week."} <= set(seen(long))
    gap, whole = (progress(*(session(THURSDAY - ago * DAY, pain=3) for ago in days)) for days in ((0, 9), range(10)))
    assert "Dashed" in " ".join(seen(gap))
    accent = tuple(bytes.fromhex(COLOURS["accent"][1:]))

    def drawn(found: Progress) -> int:
        shown = picture(replace(found, weeks=found.weeks[-1:]))
        return sum(
            count for count, colour in shown.crop((150, 300, 1000, 1000)).getcolors(1 << 24) or [] if colour == accent
        )

    assert 1000 < drawn(gap) < drawn(whole) / 2, "thin, and dashed"


def test_today_is_seen_on_a_day_that_reached_the_aim() -> None:
    """Outlined in ink, with the ground between, for ink on the day's own colour is nearly invisible."""
    found = picture(progress(session(THURSDAY), aim=1))
    row = [found.getpixel((x, 630)) for x in range(570, 620)]
    ink, ground, accent = (tuple(bytes.fromhex(COLOURS[name][1:])) for name in ("ink", "ground", "accent"))
    assert ground in row[row.index(ink) : row.index(accent)]


def test_whoever_needs_a_doctor_sees_it(seen: Callable[[Progress], list[str]]) -> None:
    worse = progress(*(session(THURSDAY - ago * DAY, pain=9 - ago // 4) for ago in range(20)))
    assert ALERT in " ".join(seen(worse))
    left = picture(worse).crop((74, 0, 82, 1500))
    ink = tuple(bytes.fromhex(COLOURS["ink"][1:]))
    rows = [left.crop((0, y, left.width, y + 1)).getcolors() == [(left.width, ink)] for y in range(left.height)]
    assert sum(rows) > 80, "a bar as high as its two lines"


def test_the_same_gives_the_same_bytes() -> None:
    assert drawing(some(2)) == drawing(some(2))


def test_words_stand_out() -> None:
    """By the contrast ratio of WCAG 2.2: 4.5."""

    def light(colour: str) -> float:
        parts = [int(COLOURS[colour][at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    for pair in [
        ("ink", "ground"),
        ("ink", "tint"),
        ("quiet", "ground"),
        ("on-accent", "accent"),
        ("accent", "ground"),
    ]:
        darker, lighter = sorted(map(light, pair))
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, pair
