"""Everything that the source article asks for is heard: the table in docs/ is held against the sessions."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from voicecoach.choices import Choices
from voicecoach.coach import plan
from voicecoach.cues import Speech
from voicecoach.routines.catalogue import Catalogue
from voicecoach.routines.terms import Level, Safety

TABLE = Path(__file__).parents[2] / "docs" / "source-article.md"


def rows() -> list[str]:
    """What the coach says, by the third column."""
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    words = [line.strip("|").split("|")[2].strip() for line in lines]
    return [text for text in words if text not in ("---", "the coach says")]


@pytest.fixture(scope="module")
def heard() -> set[str]:
    """Every sentence of every level and variant of the routine with all four stretches."""
    routine = Catalogue().load("lower-back")
    chosen = [Choices(level=level, safety=safety) for level, safety in product(Level, Safety)]
    for name, exercise in routine.exercises.items():
        chosen += [Choices(variants=((name, variant),)) for variant in exercise.variants]
    return {
        cue.text
        for choices in chosen
        for section in plan(routine, choices)
        for span in section.spans
        for cue in span.cues
        if isinstance(cue, Speech)
    }


def test_the_table_is_whole() -> None:
    assert len(rows()) > 40


@pytest.mark.parametrize("text", rows())
def test_what_the_article_asks_for_is_heard(heard: set[str], text: str) -> None:
    assert text in heard
