"""Sessions that nobody played."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

from voicecoach.practice.model import End, PlayedExercise, PlayedSession, Result

ROLLS = PlayedExercise(2, "knee-rolls", "Knee rolls", "both-knees", Result.DONE, 6, 6, 10.0, 130.5)
TILT = PlayedExercise(3, "pelvic-tilt", "Pelvic tilt", "lying", Result.CUT_SHORT, 5, 2, 5.0, 40.0)
MORNING = PlayedSession(
    id=1,
    started=datetime(2026, 3, 29, 7, 30, tzinfo=timezone(timedelta(hours=2))),
    routine="lower-back",
    title="Lower back",
    file=None,
    level="gentle",
    voice="pyttsx3:en-us",
    pace=0.8,
    language="en",
    player="miniaudio",
    is_partial=False,
    planned_s=700.0,
    planned_exercises=4,
    heard_s=240.0,
    heard_share=0.4,
    end=End.STOPPED,
    pain_before=None,
    pain_after=None,
    exercises=(ROLLS, TILT),
)


def numbered(number: int, **changes: Any) -> PlayedSession:
    """A session of its own, an hour after the one before it."""
    return replace(MORNING, id=number, started=MORNING.started + timedelta(hours=number), **changes)


def as_far_as(number: int, sections: int) -> PlayedSession:
    """A session after so many of its sections, each with words enough that it doesn't fit one page of a file."""
    exercises = (replace(TILT, section=section, title="pelvic tilt " * 60) for section in range(2, sections + 2))
    return numbered(number, heard_s=60.0 * sections, exercises=tuple(exercises))
