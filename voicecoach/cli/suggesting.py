"""What the log suggests to who is about to play a routine, or has played it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from voicecoach.cli.levelling import rule_of, standing_in, step_lines
from voicecoach.errors import VoicecoachError
from voicecoach.routines.terms import Level

if TYPE_CHECKING:
    from voicecoach.config.model import Config
    from voicecoach.practice.ladder import Ladder
    from voicecoach.practice.model import PlayedSession
    from voicecoach.practice.stepping import Standing
    from voicecoach.routines.model import Routine


@dataclass(frozen=True, slots=True)
class Less:
    """An easier level; suggested because the listener `was_away` for long, else because the back hurt much more."""

    level: Level
    was_away: bool


class Suggesting:
    """Looks up in the log whether it is time for less, or for more. A log that can't be read suggests nothing."""

    def __init__(self, meant: str, routine: Routine, level: Level, config: Config) -> None:
        """`meant` is the routine's name, or its absolute path; `level` the one that it is about to be played at."""
        self._meant, self._routine, self._level, self._rule = meant, routine, level, rule_of(config)

    def less(self) -> Less | None:
        """An easier level than the one that is about to be played, where it is time for that."""
        from voicecoach.practice.stepping import Move, Why

        stands = self._standing()
        if stands is None:
            return None
        was_away = any(reason.why is Why.PAUSE for reason in stands.suggestion.reasons)
        if not was_away and stands.suggestion.move is not Move.GENTLE:
            return None
        easier = stands.suggestion.level or stands.level
        plans = self._ladder.plans
        if easier.rank < self._level.rank and plans.get(easier) != plans.get(self._level):
            return Less(easier, was_away=was_away)
        return None

    def more(self, ended: PlayedSession) -> Sequence[str]:
        """What more can be done next time, and how, after a session that `ended`; nothing where it isn't time, that
        session was no reason, or it was asked lately."""
        from voicecoach.practice.stepping import UP

        stands = self._standing(ended)
        if stands is None or stands.suggestion.move not in UP or not stands.last_counts or stands.asked_more:
            return ()
        return tuple(step_lines(self._meant, self._routine, stands, self._ladder))

    @cached_property
    def _ladder(self) -> Ladder:
        from voicecoach.practice.ladder import ladder_of

        return ladder_of(self._routine)

    def _standing(self, ended: PlayedSession | None = None) -> Standing | None:
        try:
            return standing_in(self._meant, self._ladder, self._rule, ended)
        except VoicecoachError:
            return None
