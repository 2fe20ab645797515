"""What follows from how the back felt before and after."""

from __future__ import annotations

import pytest

from voicecoach.practice.feeling import is_much_worse


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (0, 3, True),
        (6, 9, True),
        (2, 7, True),
        (0, 2, False),
        (4, 4, False),
        (9, 1, False),
        (None, 9, False),
        (0, None, False),
        (None, None, False),
    ],
)
def test_three_more_is_much_worse(before: int | None, after: int | None, expected: bool) -> None:
    assert is_much_worse(before, after) is expected
