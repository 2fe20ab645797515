"""The page on practice says what the rule does."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicecoach.practice.feeling import MUCH_WORSE
from voicecoach.practice.stepping import LONGER_BY_S, LONGEST_HOLD_S, MANY_REPETITIONS, USUAL_RULE

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize(
    "said",
    [
        f"fewer than {USUAL_RULE.sessions} sessions of the last {USUAL_RULE.days} days count",
        f"haven't done the routine for more than {USUAL_RULE.pause_days} days",
        f"more than before by {MUCH_WORSE} or more",
        f"holds of up to {LONGER_BY_S:g} s more",
        f"to {LONGEST_HOLD_S:g} s at most",
        f"two where it has {MANY_REPETITIONS} or more already",
    ],
)
def test_its_figures_are_those_of_the_rule(said: str) -> None:
    assert said in " ".join((DOCS / "practice.md").read_text(encoding="utf-8").split())
