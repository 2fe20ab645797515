"""The page on progress names every field that programs get."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

from tests.practice.test_progress import THURSDAY, progress, session
from voicecoach.practice.model import PlayedExercise, PlayedSession
from voicecoach.practice.progress import ExerciseTime
from voicecoach.practice.tables import progress_facts

PAGE = (Path(__file__).parents[2] / "docs" / "progress.md").read_text(encoding="utf-8")


def test_every_field_is_named() -> None:

    facts = progress_facts(progress(session(THURSDAY, pain=3)))
    names = {field.name for kind in (PlayedSession, PlayedExercise, ExerciseTime) for field in fields(kind)}
    names |= {*facts, *facts["weeks"][0], *facts["pain"]}
    assert names - set(re.findall(r"`(\w+)`", PAGE)) == set()
