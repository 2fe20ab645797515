"""Sessions that nobody played, of the built-in routines, over some days."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

from voicecoach.practice.ladder import Dose, ladder_of
from voicecoach.practice.log import PracticeLog
from voicecoach.practice.model import End, PlayedExercise, PlayedSession, Result
from voicecoach.routines.catalogue import Catalogue
from voicecoach.routines.terms import Level

ROUTINES = ("lower-back", "lower-back-short", "lower-back-in-bed")
LADDERS = {name: ladder_of(Catalogue().load(name)) for name in ROUTINES}
NOW = datetime(2026, 3, 30, 18, 0, tzinfo=timezone(timedelta(hours=2)))


def played(
    days_ago: float,
    level: Level = Level.REGULAR,
    pain: tuple[int | None, int | None] = (3, 3),
    routine: str = "lower-back",
    doses: tuple[Dose, ...] | None = None,
    **changes: Any,
) -> PlayedSession:
    """A session that was done whole, as the routine makes it of the level, or with other doses."""
    ladder = LADDERS[routine]
    exercises = tuple(
        PlayedExercise(section, dose.exercise, dose.title, dose.variant, Result.DONE, holds, holds, dose.hold_s, 60.0)
        for section, dose in enumerate(doses or ladder.plans[level], 2)
        for holds in [dose.repetitions * (2 if (dose.exercise, dose.variant) in ladder.two_sided else 1)]
    )
    session = PlayedSession(
        id=round(days_ago * 86_400),
        started=NOW - timedelta(days=days_ago),
        routine=routine,
        title="Stretches",
        file=None,
        level=level.value,
        voice="pyttsx3:en-us",
        pace=1.0,
        language="en",
        player="miniaudio",
        is_partial=False,
        planned_s=600.0,
        planned_exercises=len(exercises),
        heard_s=600.0,
        heard_share=1.0,
        end=End.FINISHED,
        pain_before=pain[0],
        pain_after=pain[1],
        exercises=exercises,
    )
    return replace(session, **changes)


def week(count: int = 6, **changes: Any) -> list[PlayedSession]:
    """So many sessions, one a day, the last one today."""
    return [played(day + 0.1, **changes) for day in reversed(range(count))]


def keep_until_now(log: PracticeLog, sessions: list[PlayedSession]) -> None:
    """Have them in a log as if it were NOW: kept where it is the same hour of the day, whatever it is here."""
    now = datetime.now(timezone.utc).replace(microsecond=0)
    zone = timezone(timedelta(hours=(NOW.hour - now.hour + 12) % 24 - 12))
    for session in sessions:
        log.keep(replace(session, started=(session.started + (now - NOW)).astimezone(zone)))
