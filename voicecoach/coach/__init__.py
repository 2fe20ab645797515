"""Routine → sections of cues: every decision about what is said, and when relative to what.

The rules are those of docs/architecture.md, "Rules of the score" and "Rules of the words".
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property

from voicecoach.choices import FASTEST_PACE, FASTEST_RATE_WPM, SLOWEST_PACE, SLOWEST_RATE_WPM, Choices
from voicecoach.coach.coach import Coach
from voicecoach.coach.framing import announcing_span
from voicecoach.coach.outline import Heading, Outline, outline
from voicecoach.coach.reckoning import reckoned
from voicecoach.coach.replies import Replies
from voicecoach.coach.wording import Wording
from voicecoach.cues import Place, Section
from voicecoach.phrases import phrases_for
from voicecoach.routines.model import Routine

__all__ = ["Coaching", "Heading", "Outline", "outline", "plan"]


def plan(routine: Routine, choices: Choices, rates_wpm: tuple[float, float] = (0.0, math.inf)) -> tuple[Section, ...]:
    """The sections of a session: the opening, one for each exercise that is left, the closing. `rates_wpm` are the
    lowest and the highest rate that the voice can do.

    The same arguments give the same sections. Raises InputError where the choices name what the routine hasn't, leave
    no exercise, or ask for one that can't be done on the surface.
    """
    return reckoned(tuple(Coach(routine, choices, rates_wpm).sections()), phrases_for(routine.language))


@dataclass(frozen=True)
class Coaching:
    """One routine for one listener: what is planned, and what answers. Arguments and errors are those of `plan`."""

    routine: Routine
    choices: Choices
    rates_wpm: tuple[float, float] = (0.0, math.inf)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The plan."""
        return plan(self.routine, self.choices, self.rates_wpm)

    @property
    def pace(self) -> float:
        """The factor on speech and the room to move."""
        return self.choices.pace

    @property
    def _wording(self) -> Wording:
        return Wording(self.routine.language, self.choices, self.rates_wpm)

    @cached_property
    def replies(self) -> Replies:
        """What answers the listener."""
        return Replies(self._wording)

    def asked(self, words: str) -> Section:
        """A question, outside of the session."""
        return Section(words, (announcing_span(words, self._wording),))

    def answered(self, words: str) -> Section:
        """What follows on the answer."""
        return Section(words, (self.replies.said(words, Place()),))

    def paced(self, factor: float) -> Coaching:
        """The same at another pace: speech and room, sections and spans stay as many as they are. It ends at the
        slowest and the fastest pace and rate that a listener can choose."""
        choices = self.choices
        pace = min(max(choices.pace * factor, SLOWEST_PACE), FASTEST_PACE)
        rate_wpm = choices.rate_wpm and min(max(choices.rate_wpm * factor, SLOWEST_RATE_WPM), FASTEST_RATE_WPM)
        return replace(self, choices=replace(choices, pace=pace, rate_wpm=rate_wpm))
