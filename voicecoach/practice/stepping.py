"""When it is time for more, and when for less: a rule over the log. docs/practice.md states it, with its sources.

It suggests, and changes nothing. More is suggested only where enough is known: a session whose pain wasn't told, before
or after, speaks neither for more nor against it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from voicecoach.practice.feeling import MUCH_WORSE
from voicecoach.practice.ladder import Dose, Ladder
from voicecoach.practice.model import SILENT, PlayedSession, Result
from voicecoach.practice.usual import USUAL_STEP_DAYS, USUAL_STEP_SESSIONS
from voicecoach.routines.terms import Level

LONGEST_HOLD_S = 10.0
"""The article: hold for about 5 to 10 seconds."""
LONGER_BY_S = 2.0
"""How much longer a hold becomes at most in one step."""
MANY_REPETITIONS = 5
"""From here on a step is two repetitions, else one: one or two more every few days, says NHS Inform."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How many sessions within how many days must have gone well before more is suggested, and after how many days
    without any less is."""

    sessions: int = USUAL_STEP_SESSIONS
    days: int = USUAL_STEP_DAYS
    pause_days: int = 10


USUAL_RULE = Rule()


class Move(str, Enum):
    """What is suggested."""

    STAY = "stay"
    MORE_REPETITIONS = "more repetitions"
    LONGER_HOLD = "longer hold"
    HARDER_LEVEL = "harder level"
    EASIER_LEVEL = "easier level"
    GENTLE = "gentle"
    """The gentle level, whatever was done before."""


UP = frozenset({Move.MORE_REPETITIONS, Move.LONGER_HOLD, Move.HARDER_LEVEL})


class Why(str, Enum):
    """What speaks for a suggestion; of each, what its count counts."""

    ENOUGH = "enough sessions"
    """Sessions that count."""
    TOO_FEW = "too few sessions"
    """Sessions that count."""
    PAIN_UNKNOWN = "pain unknown"
    """Sessions that don't count because their pain wasn't told."""
    OTHERWISE = "done otherwise"
    """Sessions of the routine that don't count because they weren't done whole, or with another dose."""
    WORSE = "worse after a session"
    """Sessions after which there was more pain."""
    RISING = "rising over sessions"
    """Sessions whose pain was told."""
    MUCH_WORSE = "much worse after a session"
    """By how much."""
    PAUSE = "pause"
    """Days since the last session, by the listener's calendar."""
    NOTHING_HARDER = "nothing harder"
    NOTHING_EASIER = "nothing easier"


@dataclass(frozen=True, slots=True)
class Reason:
    """Something that speaks for a suggestion."""

    why: Why
    count: int = 0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What is suggested, and why. `level` is the one to take, where it is about a level that there is; `doses` are
    those that become others."""

    move: Move
    reasons: tuple[Reason, ...]
    level: Level | None = None
    doses: tuple[Dose, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a listener stands in a routine: the level and the doses of the latest session that was done whole (no doses
    where none was), when the routine was done last, how many sessions count for more, whether the last one does,
    whether the listener was asked lately if it is to be more, and what is suggested."""

    level: Level
    doses: tuple[Dose, ...]
    last: datetime
    counted: int
    last_counts: bool
    asked_more: bool
    suggestion: Suggestion


def standing(
    sessions: Iterable[PlayedSession], routine: str, ladder: Ladder, now: datetime, rule: Rule = USUAL_RULE
) -> Standing | None:
    """Where a listener stands in a routine, by its name or its path, after sessions in the order of their beginnings.
    None where it wasn't done yet.

    What was done, and when, is looked up among the sessions of the routine: another one asks for something else. Pain
    is looked up among all, for the back is one.
    """
    kept = list(sessions)
    own = [session for session in kept if is_of(session, routine) and _is_practice(session)]
    if not own:
        return None
    plans = {tuple(dose.exercise for dose in plan) for plan in ladder.plans.values()}
    whole = [session for session in own if _is_whole(session) and _exercises(session) in plans]
    latest = (whole or own)[-1]
    doses = tuple(map(ladder.dose, latest.exercises)) if whole else ()
    recent = [session for session in kept if session.started > now - timedelta(days=rule.days)]
    tried = [session for session in recent if session in own]
    alike = [session for session in tried if session in whole and _form(session) == _form(latest)]
    counting = [session for session in alike if _worsening(session) is not None]
    here = Standing(
        level=Level(latest.level),
        doses=doses,
        last=own[-1].started,
        counted=(counted := len(counting)),
        last_counts=own[-1] in counting,
        asked_more=any(session.asked_more for session in tried),
        suggestion=Suggestion(Move.STAY, ()),
    )
    suggestion = _back(here, recent or kept[-1:], ladder, now, rule) or _held_back(recent)
    if suggestion is None and counted < max(rule.sessions, 1):
        missed = Reason(Why.PAIN_UNKNOWN, len(alike) - counted), Reason(Why.OTHERWISE, len(tried) - len(alike))
        reasons = Reason(Why.TOO_FEW, counted), *(reason for reason in missed if reason.count)
        suggestion = Suggestion(Move.STAY, reasons)
    return replace(here, suggestion=suggestion or _up(here, ladder))


def is_of(session: PlayedSession, routine: str) -> bool:
    """Whether a session was one of a routine, which is given by its name, or by its absolute path."""
    return (session.file or session.routine) == routine


def days_since(time: datetime, now: datetime) -> int:
    """How many days ago it was, by the calendar of who was there."""
    return (now.astimezone(time.tzinfo).date() - time.date()).days


def _back(
    here: Standing, told: Sequence[PlayedSession], ladder: Ladder, now: datetime, rule: Rule
) -> Suggestion | None:
    """Less, after much more pain, or after a pause."""
    worst = max((_worsening(session) or 0 for session in told), default=0)
    if worst >= MUCH_WORSE:
        gentle = ladder.plans.get(Level.GENTLE)
        level = Level.GENTLE if gentle and gentle != ladder.plans.get(here.level) else None
        return Suggestion(Move.GENTLE, (Reason(Why.MUCH_WORSE, worst),), level)
    if (days := days_since(here.last, now)) <= rule.pause_days:
        return None
    pause = Reason(Why.PAUSE, days)
    if easier := ladder.easier(here.level):
        return Suggestion(Move.EASIER_LEVEL, (pause,), easier)
    return Suggestion(Move.STAY, (pause, Reason(Why.NOTHING_EASIER)))


def _held_back(recent: Sequence[PlayedSession]) -> Suggestion | None:
    """To stay, where there was more pain after a session, or from session to session."""
    worse = [session for session in recent if (_worsening(session) or 0) > 0]
    before = [session.pain_before for session in recent if session.pain_before is not None]
    after = [session.pain_after for session in recent if session.pain_after is not None]
    reasons = [Reason(Why.WORSE, len(worse))] if worse else []
    if _rises(before) or _rises(after):
        reasons.append(Reason(Why.RISING, max(len(before), len(after))))
    return Suggestion(Move.STAY, tuple(reasons)) if reasons else None


def _up(here: Standing, ladder: Ladder) -> Suggestion:
    """The next step: repetitions, then holds, then the level."""
    enough = (Reason(Why.ENOUGH, here.counted),)
    if doses := _changed(here, ladder, _with_more_repetitions):
        return Suggestion(Move.MORE_REPETITIONS, enough, doses=doses)
    if doses := _changed(here, ladder, _with_longer_hold):
        return Suggestion(Move.LONGER_HOLD, enough, doses=doses)
    if harder := ladder.harder(here.level):
        return Suggestion(Move.HARDER_LEVEL, enough, harder)
    return Suggestion(Move.STAY, (*enough, Reason(Why.NOTHING_HARDER)))


def _changed(here: Standing, ladder: Ladder, change: Callable[[Dose, Dose, Dose], Dose]) -> tuple[Dose, ...]:
    """The doses that a change makes others, once each."""
    found = {}
    for dose in here.doses:
        if (bounds := ladder.bounds(dose.exercise, here.level)) and (changed := change(dose, *bounds)) != dose:
            found[dose] = changed
    return tuple(found.values())


def _with_more_repetitions(dose: Dose, own: Dose, above: Dose) -> Dose:
    """One or two more, but no more than one or two over the level's own dose, nor over that of the level above."""
    most = min(_one_step_over(own.repetitions), max(own.repetitions, above.repetitions))
    return replace(dose, repetitions=max(dose.repetitions, min(_one_step_over(dose.repetitions), most)))


def _with_longer_hold(dose: Dose, own: Dose, above: Dose) -> Dose:
    """Longer, likewise, and never longer than the article has it."""
    most_s = min(own.hold_s + LONGER_BY_S, max(own.hold_s, above.hold_s), LONGEST_HOLD_S)
    return replace(dose, hold_s=max(dose.hold_s, min(dose.hold_s + LONGER_BY_S, most_s)))


def _one_step_over(repetitions: int) -> int:
    return repetitions + (2 if repetitions >= MANY_REPETITIONS else 1)


def _rises(pains: Sequence[int]) -> bool:
    """Whether pain rose over sessions: the last is more than the first, or those of the later half are more on average
    than those of the earlier one."""
    half = len(pains) // 2
    return half > 0 and (pains[-1] > pains[0] or sum(pains[-half:]) > sum(pains[:half]))


def _worsening(session: PlayedSession) -> int | None:
    """How much more pain there was after a session than before it; None where it isn't known."""
    if session.pain_before is None or session.pain_after is None:
        return None
    return session.pain_after - session.pain_before


def _is_practice(session: PlayedSession) -> bool:
    """Whether something of it was done. Nobody hears the silent player: it is there to read along."""
    return session.player != SILENT and any(exercise.holds_done for exercise in session.exercises)


def _is_whole(session: PlayedSession) -> bool:
    """Whether every hold that was planned was held to its end."""
    is_all = not session.is_partial and len(session.exercises) == session.planned_exercises
    return is_all and all(exercise.result is Result.DONE for exercise in session.exercises)


def _exercises(session: PlayedSession) -> tuple[str, ...]:
    return tuple(done.name for done in session.exercises)


def _form(session: PlayedSession) -> tuple[object, ...]:
    """What was asked for: the same in sessions that were as hard, whatever their level was called."""
    return tuple((done.name, done.variant, done.holds, done.hold_s) for done in session.exercises)
