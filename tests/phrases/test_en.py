"""Numbers, places and times as English words."""

from __future__ import annotations

import pytest

from voicecoach.phrases.en import duration, number, ordinal


@pytest.mark.parametrize(
    ("value", "words"),
    [(0, "zero"), (7, "seven"), (13, "thirteen"), (20, "twenty"), (45, "forty-five"), (100, "100"), (2.5, "2.5")],
)
def test_numbers(value: float, words: str) -> None:
    assert number(value) == words


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (1, "first"),
        (2, "second"),
        (3, "third"),
        (4, "fourth"),
        (12, "twelfth"),
        (20, "twentieth"),
        (21, "twenty-first"),
    ],
)
def test_ordinals(value: int, word: str) -> None:
    assert ordinal(value) == word


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "one second"),
        (8, "eight seconds"),
        (2.5, "two and a half seconds"),
        (0.5, "half a second"),
        (1.5, "one and a half seconds"),
        (10.2, "ten seconds"),
        (60, "one minute"),
        (90, "one minute and thirty seconds"),
        (600, "ten minutes"),
        (9.9, "ten seconds"),
        (59.6, "one minute"),
    ],
)
def test_durations(seconds: float, words: str) -> None:
    assert duration(seconds) == words
