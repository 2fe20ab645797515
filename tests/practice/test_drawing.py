"""The picture of what sessions add up to, as a file."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from tests.practice.test_progress import DAY, THURSDAY, progress, session
from voicecoach.practice.drawing import COLOURS, MOST_WEEKS, WIDTH, drawing
from voicecoach.practice.progress import ExerciseTime, Progress

CLEAR = 56
"""Pixels that nothing may reach from either side."""


def some(weeks: int, title: str = "Knee rolls") -> Progress:
    found = progress(
        *(session(THURSDAY - ago * DAY, hour, pain=ago % 10) for ago in range(7 * weeks) for hour in (8, 20)[: ago % 3])
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
    assert ink(found, (CLEAR, found.height - 140, WIDTH // 2, found.height - CLEAR)) > 2, "the exercise has a name"


def test_it_grows_with_its_weeks_up_to_a_bound() -> None:
    heights = [picture(some(weeks)).height for weeks in (2, 8, MOST_WEEKS + 3, MOST_WEEKS + 9)]
    assert heights[0] < heights[1] < heights[2] == heights[3]
    assert picture(progress()).height < heights[0], "a log without sessions that count has a picture, too"


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
