"""`voicecoach level`: where the listener stands in a routine, and whether it is time for more, or for less."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voicecoach.cli.bookmarking import routine_meant
from voicecoach.cli.console import output
from voicecoach.cli.opening import catalogue
from voicecoach.cli.options import JsonOption
from voicecoach.errors import InputError
from voicecoach.practice.usual import FEWEST_STEP_SESSIONS, MOST_STEPS, USUAL_STEP_DAYS, USUAL_STEP_SESSIONS

if TYPE_CHECKING:
    from voicecoach.config.model import Config
    from voicecoach.practice.ladder import Dose, Ladder
    from voicecoach.practice.model import PlayedSession
    from voicecoach.practice.stepping import Reason, Rule, Standing
    from voicecoach.routines.model import Routine

LOOKED_BACK = 50
"""How many of a routine's last sessions are looked at, where they lie further back than the rule's days: what was done
before those says little of where somebody stands."""


def level(
    routine: Annotated[
        str | None,
        typer.Argument(
            metavar="ROUTINE", help="A routine's name, or a path to a file. Default: the one that was played last."
        ),
    ] = None,
    sessions: Annotated[
        int | None,
        typer.Option(
            "--sessions",
            min=FEWEST_STEP_SESSIONS,
            max=MOST_STEPS,
            help="How many sessions must have gone well for more. Default: practice.step_sessions in the config, "
            f"{USUAL_STEP_SESSIONS} where it isn't set.",
        ),
    ] = None,
    days: Annotated[
        int | None,
        typer.Option(
            "--days",
            min=USUAL_STEP_DAYS,
            max=MOST_STEPS,
            help="Within how many days. Default: practice.step_days in the config, "
            f"{USUAL_STEP_DAYS} where it isn't set.",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show where you stand in a routine, and whether it is time for more, or for less, and why.

    It looks into the log of the sessions that you played. It suggests; it changes nothing.
    """
    from voicecoach.config import load_config
    from voicecoach.practice.ladder import ladder_of
    from voicecoach.practice.stepping import Rule

    usual = rule_of(load_config())
    rule = Rule(sessions or usual.sessions, days or usual.days)
    meant = routine_meant(routine) if routine is not None else _last_meant()
    if meant is None:
        _tell_of_none(None, as_json)
        return
    try:
        found = catalogue().load(meant)
    except InputError as error:
        if routine is not None:
            raise
        raise InputError(f"{error}; that is what you played last; name a routine: voicecoach level ROUTINE") from error
    ladder = ladder_of(found)
    stands = standing_in(meant, ladder, rule)
    if stands is None:
        _tell_of_none(meant, as_json)
    elif as_json:
        print(json.dumps(_facts(meant, found, stands, ladder, rule), ensure_ascii=False, indent=2))
    else:
        for line in _lines(meant, found, stands, ladder, rule):
            output().print(line, markup=False)


def rule_of(config: Config) -> Rule:
    """When the listener wants more to be suggested."""
    from voicecoach.practice.stepping import Rule

    return Rule(config.practice.step_sessions, config.practice.step_days)


def standing_in(meant: str, ladder: Ladder, rule: Rule, ended: PlayedSession | None = None) -> Standing | None:
    """Where the listener stands by now in a routine, by its name or its absolute path, after what the log holds; and
    after a session that `ended` just now. Raises as PracticeLog does."""
    from voicecoach import folders
    from voicecoach.practice.log import PracticeLog, kept_text
    from voicecoach.practice.stepping import standing

    now, meant = datetime.now().astimezone(), kept_text(meant)
    kept = PracticeLog(folders.practice_file()).recent(meant, now - timedelta(days=rule.days), LOOKED_BACK)
    if ended:
        kept = [*(session for session in kept if session.id != ended.id), ended]
    return standing(kept, meant, ladder, now, rule)


def _last_meant() -> str | None:
    """The routine that was played last."""
    from voicecoach import folders
    from voicecoach.practice.log import PracticeLog

    latest = PracticeLog(folders.practice_file()).latest()
    return (latest.file or latest.routine) if latest else None


def _tell_of_none(meant: str | None, as_json: bool) -> None:
    """That nothing can be said yet."""
    from voicecoach.config import load_config

    if as_json:
        print(json.dumps({"routine": meant, "level": None, "suggestion": None}, ensure_ascii=False, indent=2))
        return
    of_it = f" of {meant}" if meant else ""
    print(f"Nothing{of_it} was done yet that the log knows of. Play one when it suits you, and begin gently.")
    if not load_config().practice.log:
        print("Your config keeps sessions from being logged; `voicecoach config unset practice.log` changes that.")


def _facts(meant: str, routine: Routine, stands: Standing, ladder: Ladder, rule: Rule) -> dict[str, Any]:
    """All that programs want to know."""
    suggestion = stands.suggestion
    return {
        "routine": meant,
        "title": routine.title,
        "level": stands.level.value,
        "doses": [_dose_facts(dose, ladder) for dose in stands.doses],
        "last": stands.last.isoformat(),
        "counted": stands.counted,
        "rule": asdict(rule),
        "suggestion": {
            "move": suggestion.move.value,
            "level": suggestion.level.value if suggestion.level else None,
            "doses": [_dose_facts(dose, ladder) for dose in suggestion.doses],
            "reasons": [{"why": reason.why.value, "count": reason.count} for reason in suggestion.reasons],
            "how": list(_how(meant, routine, stands)),
        },
    }


def _lines(meant: str, routine: Routine, stands: Standing, ladder: Ladder, rule: Rule) -> Iterator[str]:
    yield f"{routine.title}: the {stands.level.value} level, last done {_ago(stands.last)}."
    yield from (_in_words(dose, ladder) for dose in dict.fromkeys(stands.doses))
    yield ""
    yield _headline(stands)
    yield from (_in_words(dose, ladder) for dose in stands.suggestion.doses)
    yield ""
    yield from (_why(reason, rule) for reason in stands.suggestion.reasons)
    if how := list(_how(meant, routine, stands)):
        yield ""
        yield from how
        yield ""
        yield "Nothing changes by itself. Every back is different: do only what feels right to you."


def step_lines(meant: str, routine: Routine, stands: Standing, ladder: Ladder) -> Iterator[str]:
    """What is suggested, and how it is done."""
    yield _headline(stands)
    yield from (_in_words(dose, ladder) for dose in stands.suggestion.doses)
    yield from _how(meant, routine, stands)


def _headline(stands: Standing) -> str:
    """What is suggested."""
    from voicecoach.practice.stepping import Move

    suggestion = stands.suggestion
    to = f"the {suggestion.level.value} level" if suggestion.level else "less than this"
    return {
        Move.STAY: "Stay with this for now, slow and steady.",
        Move.MORE_REPETITIONS: "It may be time for a little more: more repetitions.",
        Move.LONGER_HOLD: "It may be time for a little more: longer holds.",
        Move.HARDER_LEVEL: f"It may be time for a little more: {to}.",
        Move.EASIER_LEVEL: f"Come back gently: take {to} first.",
        Move.GENTLE: f"Take {to} next time. If the pain goes on, see your doctor.",
    }[suggestion.move]


def _why(reason: Reason, rule: Rule) -> str:
    """A reason in words."""
    from voicecoach.practice.stepping import Why

    count, in_days = reason.count, f"in the last {rule.days} days"
    sessions = "1 session" if count == 1 else f"{count} sessions"
    do_not = "doesn't" if count == 1 else "don't"
    return {
        Why.ENOUGH: f"You did all of it in {sessions} {in_days}, and never had more pain after one than before.",
        Why.TOO_FEW: f"More is suggested once {rule.sessions} sessions within {rule.days} days went well; {count} did.",
        Why.PAIN_UNKNOWN: f"{sessions} {do_not} count for that: how your back felt before and after isn't known.",
        Why.OTHERWISE: f"{sessions} {do_not} count for that: something was left out or cut short, or done otherwise.",
        Why.WORSE: f"After {sessions} {in_days} you had more pain than before.",
        Why.RISING: f"Your pain has become more over the sessions {in_days}.",
        Why.MUCH_WORSE: f"You had much more pain after a session than before: {count} more, on the scale of 0 to 9.",
        Why.PAUSE: f"You last did it {count} days ago.",
        Why.NOTHING_HARDER: "There is nothing harder: it is as much as its sources give.",
        Why.NOTHING_EASIER: "There is no easier level than this one.",
    }[reason.why]


def _how(meant: str, routine: Routine, stands: Standing) -> Iterator[str]:
    """What to type, or to write, where something is to change."""
    suggestion = stands.suggestion
    if suggestion.level:
        yield f"voicecoach play {shlex.quote(meant)} --level {suggestion.level.value}"
    if not suggestion.doses:
        return
    file, played = catalogue().find(meant), meant
    if not Path(meant).is_absolute() and _is_built_in(file):
        played = f"my-{meant}"
        yield f"voicecoach copy {meant} {played}"
        yield "In the file that it names, have these steps read so:"
    else:
        yield f"In {file} have these steps read so:"
    present = {dose.exercise: set[str]() for dose in stands.doses}
    for dose in stands.doses:
        present[dose.exercise].add(dose.variant)
    now = {(dose.exercise, dose.variant): dose for dose in stands.doses}
    for dose in suggestion.doses:
        yield f"  - exercise: {dose.exercise}"
        if len(present[dose.exercise]) > 1:  # it comes in several forms, which their steps name
            yield f"    variant: {dose.variant}"
        if dose.repetitions != now[dose.exercise, dose.variant].repetitions:
            yield f"    repetitions: {dose.repetitions}"
        if dose.hold_s != now[dose.exercise, dose.variant].hold_s:
            yield f"    hold: {dose.hold_s:g} s"
    yield f"voicecoach play {shlex.quote(played)} --level {stands.level.value}"


def _is_built_in(file: Path) -> bool:
    from voicecoach.routines.catalogue import BUILT_IN

    return file.parent == BUILT_IN


def _dose_facts(dose: Dose, ladder: Ladder) -> dict[str, Any]:
    return {**asdict(dose), "each_side": ladder.has_sides(dose.exercise, dose.variant)}


def _in_words(dose: Dose, ladder: Ladder) -> str:
    times = "1 repetition" if dose.repetitions == 1 else f"{dose.repetitions} repetitions"
    sides = " on each side" if ladder.has_sides(dose.exercise, dose.variant) else ""
    return f"  {dose.title}: {times}{sides}, held for {dose.hold_s:g} s"


def _ago(time: datetime) -> str:
    """When it was, by the days of the listener's calendar."""
    from voicecoach.practice.stepping import days_since

    days = days_since(time, datetime.now().astimezone())
    if days <= 0:
        return "today"
    return "yesterday" if days == 1 else f"{days} days ago"
