"""All that is kept of sessions, as programs take it: a tree for JSON, and rows for CSV. docs/progress.md names the
fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from typing import Any

from voicecoach.practice.model import PlayedExercise, PlayedSession
from voicecoach.practice.progress import Progress

_OF_EXERCISES = tuple(field.name for field in fields(PlayedExercise))
_OF_SESSIONS = tuple(field.name for field in fields(PlayedSession) if field.name != "exercises")

HEADER = (
    *("session" if name == "id" else name for name in _OF_SESSIONS),
    *(f"exercise_{name}" for name in _OF_EXERCISES),
)
"""The columns of CSV."""


def session_facts(session: PlayedSession) -> dict[str, Any]:
    """A session with its exercises: values that JSON knows."""
    facts = {name: getattr(session, name) for name in _OF_SESSIONS}
    changed = {"started": session.started.isoformat(), "end": session.end.value}
    exercises = [{**asdict(exercise), "result": exercise.result.value} for exercise in session.exercises]
    return {**facts, **changed, "exercises": exercises}


def rows(sessions: Iterable[PlayedSession]) -> Iterator[list[Any]]:
    """A row for each exercise, with its session's columns; one for a session that came to none."""
    for session in sessions:
        facts = session_facts(session)
        exercises: list[dict[str, Any]] = facts.pop("exercises")
        for exercise in exercises or [dict.fromkeys(_OF_EXERCISES)]:
            yield [*facts.values(), *(exercise[name] for name in _OF_EXERCISES)]


def progress_facts(progress: Progress) -> dict[str, Any]:
    """What sessions add up to: values that JSON knows."""
    pain = progress.pain
    return {
        "today": progress.today.isoformat(),
        "since": progress.since.isoformat(),
        "aim_a_day": progress.aim,
        "sessions": progress.sessions,
        "heard_s": progress.heard_s,
        "sessions_today": progress.sessions_today,
        "streak_days": progress.streak,
        "longest_streak_days": progress.longest_streak,
        "weeks": [
            {
                "monday": week.monday.isoformat(),
                "sessions_by_day": list(week.sessions),
                "sessions": week.total,
                "days": week.days,
                "days_with_aim": week.reached(progress.aim),
                "heard_s": week.heard_s,
                "pain": week.pain,
            }
            for week in progress.weeks
        ],
        "pain": pain
        and {
            "answers": pain.answers,
            "first": pain.first,
            "last": pain.last,
            "trend": pain.trend and pain.trend.value,
            "change_by_a_session": pain.change,
            "by_day": [{"day": day.isoformat(), "pain": mean} for day, mean in pain.by_day],
        },
        "exercises": [asdict(exercise) for exercise in progress.exercises],
    }
