"""`voicecoach new`, `copy`, `import` and `schema`: routine files, before a word is spoken."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicecoach.cli.opening import catalogue
from voicecoach.cli.questions import Questions, one_of
from voicecoach.cli.routine_files import file_name, minutes_of, path_for, read, reckoned_s, save, schema_url
from voicecoach.errors import FileProblemsError, InputError
from voicecoach.routines.terms import Level, Surface

if TYPE_CHECKING:
    from voicecoach.routines.catalogue import Catalogue
    from voicecoach.routines.exercise import Exercise
    from voicecoach.routines.model import Routine
    from voicecoach.routines.writing import Wishes

_MOST_MINUTES = 180

_TargetOption = Annotated[
    Path | None,
    typer.Option("-o", "--output", metavar="FILE", help="The file to write. Default: one in your routines folder."),
]
_ForceOption = Annotated[bool, typer.Option("--force", help="Overwrite the file if it exists.")]


class Kind(str, Enum):
    """What a JSON Schema is of."""

    ROUTINE = "routine"
    EXERCISE = "exercise"


def new(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="The routine's name. Default: made from its title.")
    ] = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help="Its title, which is spoken.")] = None,
    exercise: Annotated[
        list[str] | None,
        typer.Option("--exercise", metavar="NAME", help="An exercise (can be repeated). Default: all."),
    ] = None,
    minutes: Annotated[
        int | None,
        typer.Option(
            "--minutes",
            metavar="NUMBER",
            min=1,
            max=_MOST_MINUTES,
            help="About how long it is. Default: what the exercises take at the level.",
        ),
    ] = None,
    surface: Annotated[Surface | None, typer.Option("--surface", help="Where you lie. Default: floor.")] = None,
    level: Annotated[Level | None, typer.Option("--level", help="How much is asked of you. Default: regular.")] = None,
    language: Annotated[
        str | None, typer.Option("--language", metavar="TAG", help="de, en, es or fr. Default: en.")
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Ask nothing: the options are the answers, else defaults.")
    ] = False,
    target: _TargetOption = None,
    force: _ForceOption = False,
) -> None:
    """Write a new routine. What the options leave open is asked."""
    from voicecoach.phrases import base_language
    from voicecoach.routines.importing.spoken import title as as_title
    from voicecoach.routines.known import exercises_in
    from voicecoach.routines.writing import TITLES, Wishes, checked_title

    if not (yes or sys.stdin.isatty()):
        raise InputError("new asks questions, and there is no terminal to answer on; --yes takes options and defaults")
    if target or name:
        path_for(target, name, force)  # before anybody answers in vain
    known, questions = catalogue(), Questions(asks=not yes)

    def named(text: str) -> str:
        title = checked_title(text)
        path_for(target, name or file_name(title), force)
        return title

    spoken = questions.answer("Language (de, en, es, fr)", language, "en", _language)
    base = base_language(spoken)
    usual_title = as_title((name or "").replace("-", " "), base) or TITLES[base]
    titled = questions.answer("Title", title, usual_title, named)
    lying = questions.answer("Where do you lie (floor, bed)", surface, Surface.FLOOR.value, one_of(Surface))
    asked = questions.answer("Level (gentle, regular, challenge)", level, Level.REGULAR.value, one_of(Level))
    exercises = exercises_in(known, spoken)
    wanted = ",".join(exercise) if exercise else None
    chosen = _chosen_exercises(questions, wanted, exercises, asked, lying)
    exercises |= {key: known.load_exercise(key, spoken) for key in chosen if key not in exercises}
    draft = _Draft(
        Wishes(titled, spoken, asked, lying, chosen),
        exercises,
        known,
        path_for(target, name or file_name(titled), force),
    )
    usual = draft.minutes(None)
    asked_for = None if minutes is None else str(minutes)
    minutes = questions.answer("About how many minutes", asked_for, str(usual), _minutes)
    repetitions = None if minutes == usual else draft.repetitions(minutes)
    save(draft.path, draft.text(repetitions), known, force)
    reckoned = draft.minutes(repetitions)
    print(f"{draft.path}: about {reckoned} min")
    if abs(reckoned - minutes) > 1:
        typer.echo(
            f"voicecoach: {minutes} min were asked for; {reckoned} are the nearest, with each exercise done at least "
            "once, and at most as often as its sources say",
            err=True,
        )


def copy(
    routine: Annotated[str, typer.Argument(metavar="ROUTINE", help="A routine's name, or a path to a file.")],
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="The name of the copy.")] = None,
    language: Annotated[
        str | None, typer.Option("--language", metavar="TAG", help="Its words in this language. Default: its own.")
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Write its exercises out, too, so that every word can be edited.")
    ] = False,
    target: _TargetOption = None,
    force: _ForceOption = False,
) -> None:
    """Copy a routine, to edit it."""
    from voicecoach.documents.yaml_document import read_bytes
    from voicecoach.routines.reader import whole_routine
    from voicecoach.routines.writing import copied

    if not (name or target):
        raise InputError("give the copy a name, such as my-back, or a file with -o")
    path, known = path_for(target, name, force), catalogue()
    original, source = known.load(routine, language), known.find(routine)
    words, exercises = known.routine(routine, language, beside=""), None
    if full:
        words = whole_routine(words, known.beside(source))
        words, exercises = words.lacking(["exercises"]), words.keys["exercises"]
    text = copied(read_bytes(source).decode("utf-8-sig"), words, exercises, schema_url())
    try:
        same = read(text, path, known)[1] == original
    except FileProblemsError:
        same = False
    if not same:
        raise InputError(f"{routine} builds on files beside it, which a copy elsewhere lacks; try --full")
    save(path, text, known, force)
    print(path)


def import_(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A list of lines, a workout of w2a, or a list of texts and seconds.")
    ],
    language: Annotated[
        str | None,
        typer.Option("--language", metavar="TAG", help="The language of its words. Default: its own, or en."),
    ] = None,
    target: _TargetOption = None,
    force: _ForceOption = False,
) -> None:
    """Make a routine of a list that was written for something else, such as lines like `Cat stretch, 30 s`."""
    from voicecoach.documents.node import MAX_BYTES
    from voicecoach.routines.importing import imported
    from voicecoach.routines.known import known_in
    from voicecoach.routines.writing import imported_routine

    path, known = path_for(target, file_name(file.stem) or "imported", force), catalogue()
    try:
        with file.open("rb") as source:
            raw = source.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise InputError(f"{file} can't be read: {getattr(error, 'strerror', None) or error}") from error
    usual_title = " ".join(re.split(r"[\s_-]+", file.stem))
    parts = imported(str(file), raw, known_in(known), language=language, usual_title=usual_title)
    for problem in parts.left:
        typer.echo(str(problem), err=True)
    routine = save(path, imported_routine(parts, file.name, schema_url()), known, force)
    count = len(parts.steps)
    print(f"{path}: {count} {'step' if count == 1 else 'steps'}, about {minutes_of(routine)} min")


def schema(
    kind: Annotated[Kind, typer.Argument(metavar="KIND", help="routine or exercise.")] = Kind.ROUTINE,
) -> None:
    """Print the JSON Schema of routine files, or of exercise files, for an editor."""
    from voicecoach.routines.json_schema import schema_text

    print(schema_text("routine" if kind is Kind.ROUTINE else "exercise"), end="")


# What is asked


def _language(text: str) -> str:
    from voicecoach.phrases import base_language

    base_language(text.strip())
    return text.strip().lower()


def _minutes(text: str) -> int:
    if text.strip().isdecimal() and 1 <= int(text) <= _MOST_MINUTES:
        return int(text)
    raise InputError(f"{text!r} is no number of minutes from 1 to {_MOST_MINUTES}")


def _chosen_exercises(
    questions: Questions, wanted: str | None, exercises: dict[str, Exercise], level: Level, surface: Surface
) -> tuple[str, ...]:
    """The names of exercises that somebody wants, of those that can be done on the surface. Names that aren't among
    `exercises` pass: why they can't be used is told where they are loaded."""
    from voicecoach.routines.writing import in_order, variant_for

    offered = in_order({name: one for name, one in exercises.items() if variant_for(one, level, surface)}, level)
    if questions.asks and wanted is None:
        for number, name in enumerate(offered, 1):
            typer.echo(f"{number:>3}  {exercises[name].title} ({name})", err=True)

    def understood(text: str) -> tuple[str, ...]:
        parts = [part for part in re.split(r"[,\s]+", text) if part]
        if parts == ["all"]:
            return offered
        named = [offered[int(part) - 1] if _is_number(part, len(offered)) else part for part in parts]
        for name in named:
            if name in exercises and name not in offered:
                why = exercises[name].variant_at(level).surface_source or ""
                raise InputError(f"{name} can't be done on a {surface.value}. {why}".strip())
            if questions.asks and wanted is None and name not in exercises:
                raise InputError(f"{name!r} is neither a number from 1 to {len(offered)} nor the name of an exercise")
        if not named:
            raise InputError("choose one exercise at least")
        return tuple(named)

    return questions.answer("Exercises (numbers or names)", wanted, "all", understood)


def _is_number(text: str, most: int) -> bool:
    return text.isdecimal() and 1 <= int(text) <= most


class _Draft:
    """A new routine, for which only the number of repetitions is still to be found."""

    def __init__(self, wishes: Wishes, exercises: dict[str, Exercise], known: Catalogue, path: Path) -> None:
        self._wishes, self._exercises, self._known = wishes, exercises, known
        self.path = path

    def text(self, repetitions: Mapping[str, int] | None) -> str:
        """The text of its file."""
        from voicecoach.routines.writing import new_routine

        return new_routine(self._wishes, self._exercises, repetitions, schema_url())

    def minutes(self, repetitions: Mapping[str, int] | None) -> int:
        """About how long it is."""
        return minutes_of(self._routine(repetitions))

    def repetitions(self, minutes: int) -> dict[str, int]:
        """How often each exercise is done, so that the routine is about as long as that."""
        from voicecoach.routines.writing import most_repetitions, repetitions_near

        wishes = self._wishes
        most = {name: most_repetitions(self._exercises[name], wishes.level) for name in wishes.exercises}
        return repetitions_near(60.0 * minutes, most, lambda choice: reckoned_s(self._routine(choice)))

    def _routine(self, repetitions: Mapping[str, int] | None) -> Routine:
        return read(self.text(repetitions), self.path, self._known)[1]
