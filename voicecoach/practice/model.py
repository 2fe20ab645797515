"""What is kept of a session that was played: pure data."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

LEAST_PAIN, MOST_PAIN = 0, 9

SILENT = "silent"
"""The player that nobody hears: with it a session is read along, which is no practice."""


class Result(str, Enum):
    """What became of an exercise."""

    DONE = "done"
    """Each of its holds was held to its end."""
    CUT_SHORT = "cut short"
    """Some of it was held, or the session ended in it."""
    SKIPPED = "skipped"
    """It was passed over before its first hold."""


class End(str, Enum):
    """How a session ended."""

    FINISHED = "finished"
    """By itself. The listener may have passed over some of it."""
    STOPPED = "stopped"
    """The listener ended it."""
    BROKEN_OFF = "broken off"
    """By a failure, a crash, or a power cut; or it is still running."""


@dataclass(frozen=True, slots=True)
class PlayedExercise:
    """An exercise of a session, as far as it was heard.

    `section` is its section's number in the session, from 1, which is the opening; an exercise that comes twice has two
    sections. `title` is in the session's language. `holds` is how many holds were planned, of `hold_s` each, and
    `holds_done` how many were held to their end. `spent_s` is how long its section was heard, pauses of the listener
    apart.
    """

    section: int
    name: str
    title: str
    variant: str
    result: Result
    holds: int
    holds_done: int
    hold_s: float
    spent_s: float


@dataclass(frozen=True, slots=True)
class PlayedSession:
    """A session, as far as it was heard.

    `routine` is its name, and `file` its path where it was given by its path. `pace` is the one that it ended at.
    `started` is in local time, with its distance from UTC, to the second. `planned_s` is how long it was to last, as
    reckoned before a word was spoken, and `planned_exercises` how many sections of exercises it was to have; one that
    went on amid a routine (`is_partial`) has what was left by then. `heard_s` is how far it got, and `heard_share` how
    much of the plan was heard, 0 to 1. `exercises` are those that it came to, in the plan's order, but for the one that
    is under way while it runs. Pain is LEAST_PAIN to MOST_PAIN, None where nobody was asked or answered. `asked_more`
    says that the listener was asked at its end whether it is to be more next time.
    """

    id: int
    started: datetime
    routine: str
    title: str
    file: str | None
    level: str
    voice: str
    pace: float
    language: str
    player: str
    is_partial: bool
    planned_s: float
    planned_exercises: int
    heard_s: float = 0.0
    heard_share: float = 0.0
    end: End = End.BROKEN_OFF
    pain_before: int | None = None
    pain_after: int | None = None
    asked_more: bool = False
    exercises: tuple[PlayedExercise, ...] = ()


def new_id() -> int:
    """A number for a session, which no other one has, in whatever log. JSON can hold it."""
    return int.from_bytes(os.urandom(7), "big") >> 3  # 53 bits; the module secrets takes a while to import
