"""Routine → sections of cues: every decision about what is said, and when relative to what.

The rules are those of docs/architecture.md, "Rules of the score" and "Rules of the words".
"""

from __future__ import annotations

import math

from voicecoach.choices import Choices
from voicecoach.coach.coach import Coach
from voicecoach.coach.outline import Heading, Outline, outline
from voicecoach.coach.reckoning import reckoned
from voicecoach.cues import Section
from voicecoach.phrases import phrases_for
from voicecoach.routines.model import Routine

__all__ = ["Heading", "Outline", "outline", "plan"]


def plan(routine: Routine, choices: Choices, rates_wpm: tuple[float, float] = (0.0, math.inf)) -> tuple[Section, ...]:
    """The sections of a session: the opening, one for each exercise that is left, the closing. `rates_wpm` are the
    lowest and the highest rate that the voice can do.

    The same arguments give the same sections. Raises InputError where the choices name what the routine hasn't, leave
    no exercise, or ask for one that can't be done on the surface.
    """
    return reckoned(tuple(Coach(routine, choices, rates_wpm).sections()), phrases_for(routine.language))
