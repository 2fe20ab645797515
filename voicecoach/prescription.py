"""Routine + choices → what one listener gets: which steps, which variant and dose, and its repetitions in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from voicecoach.choices import Choices
from voicecoach.cues import Place
from voicecoach.errors import InputError, UnknownNameError
from voicecoach.naming import index_named
from voicecoach.routines.exercise import Dose, Exercise, Variant
from voicecoach.routines.model import (
    ChimeStep,
    ExerciseStep,
    Line,
    RepeatStep,
    RestStep,
    Routine,
    SayStep,
    Step,
    surface_refusal,
)
from voicecoach.routines.terms import Sides

SIDES = ("left", "right")
"""In the order in which they are done."""


@dataclass(frozen=True, slots=True)
class Round:
    """The beginning of a circuit's round; both count from 1."""

    number: int
    count: int


@dataclass(frozen=True, slots=True)
class Prescription:
    """One exercise as one listener does it. `familiar`: the session has led through the same variant before; `round` is
    the circuit's that it belongs to."""

    name: str
    exercise: Exercise
    variant: Variant
    dose: Dose
    sides: Sides
    lines: tuple[Line, ...] = ()
    round: Round | None = None
    familiar: bool = False

    @property
    def title(self) -> str:
        """The name of what is done."""
        return self.variant.title or self.exercise.title

    @property
    def variant_name(self) -> str:
        """The variant's name in its exercise."""
        return next(name for name, variant in self.exercise.variants.items() if variant is self.variant)

    @property
    def repetitions(self) -> tuple[Place, ...]:
        """The repetitions in order, left first."""
        total = self.dose.repetitions
        counts = range(1, total + 1)
        if self.sides is Sides.BOTH:
            return tuple(Place(self.name, None, count, total) for count in counts)
        if self.sides is Sides.ALTERNATING:
            return tuple(Place(self.name, side, count, total) for count in counts for side in SIDES)
        return tuple(Place(self.name, side, count, total) for side in SIDES for count in counts)


Prescribed = Prescription | Round | SayStep | RestStep | ChimeStep


def prescribe(routine: Routine, choices: Choices) -> tuple[Prescribed, ...]:
    """The routine's steps as the listener does them, one after the other, circuits written out, from the first one on
    wherever the listener begins: `steps_left` gives those from there.

    Raises InputError where the choices name what the routine hasn't, leave no exercise, or ask for what can't be done
    on the surface.
    """
    choices = _named(routine, choices)
    steps: list[Prescribed] = []
    done: set[tuple[str, Variant]] = set()
    for step in _written_out(routine.steps, routine, choices):
        if isinstance(step, Prescription):
            form = (step.name, step.variant)
            steps.append(replace(step, familiar=form in done))
            done.add(form)
        else:
            steps.append(step)
    if routine.exercises and not done and (choices.only or choices.without):
        raise InputError("no exercise of the routine is left; leave out fewer")
    return tuple(steps)


def steps_left(steps: Sequence[Prescribed], begin_at: int | None) -> tuple[Prescribed, ...]:
    """The steps from the exercise on that follows the first `begin_at` of them; all where it is None, none where no
    exercise follows. Of what stands before that exercise, a round's beginning stays. Raises InputError where there are
    fewer exercises."""
    if begin_at is None:
        return tuple(steps)
    at = [index for index, step in enumerate(steps) if isinstance(step, Prescription)]
    if not 0 <= begin_at <= len(at):
        raise InputError(f"{begin_at} exercises can't be done already; the routine has {len(at)} here")
    if begin_at == len(at):
        return ()
    between = steps[at[begin_at - 1] + 1 if begin_at else 0 : at[begin_at]]
    return (*(step for step in between if isinstance(step, Round)), *steps[at[begin_at] :])


def _named(routine: Routine, choices: Choices) -> Choices:
    """The choices with each exercise by its name. Raises UnknownNameError."""
    exercises = {step.exercise: routine.exercises[step.exercise] for step in routine.exercise_steps()}
    names = [(name, *_titles(exercise)) for name, exercise in exercises.items()]

    def name_of(written: str) -> str:
        index = index_named(written, names)
        if index is None:
            raise UnknownNameError("exercise of this routine", written, exercises)
        return names[index][0]

    variants = tuple((name_of(written), variant) for written, variant in choices.variants)
    for name, variant in variants:
        if variant not in exercises[name].variants:
            raise UnknownNameError(f"variant of {name}", variant, exercises[name].variants)
    return replace(
        choices,
        only=tuple(map(name_of, choices.only)),
        without=tuple(map(name_of, choices.without)),
        levels=tuple((name_of(written), level) for written, level in choices.levels),
        variants=variants,
    )


def _titles(exercise: Exercise) -> tuple[str, ...]:
    """What an exercise and its variants are called."""
    return (exercise.title, *(variant.title for variant in exercise.variants.values() if variant.title))


def _written_out(steps: Iterable[Step], routine: Routine, choices: Choices) -> Iterator[Prescribed]:
    for step in steps:
        if isinstance(step, RepeatStep):
            for number in range(1, step.repeat + 1):
                yield from _round(Round(number, step.repeat), step.steps, routine, choices)
        elif isinstance(step, ExerciseStep):
            if step.exercise not in choices.without and (not choices.only or step.exercise in choices.only):
                yield _prescription(step, routine, choices)
        elif not choices.only:
            yield step


def _round(round_: Round, steps: Iterable[Step], routine: Routine, choices: Choices) -> Iterator[Prescribed]:
    """A round's beginning, where there are several, and its steps; nothing where no step is left."""
    inner = list(_written_out(steps, routine, choices))
    if round_.count > 1 and inner:
        yield round_
    for step in inner:
        if isinstance(step, Prescription) and step.round is None and round_.count > 1:
            yield replace(step, round=round_)
        else:
            yield step


def _prescription(step: ExerciseStep, routine: Routine, choices: Choices) -> Prescription:
    """The level's dose, with what the step changes of it. The listener's choice for this very exercise wins, then the
    step's, then the listener's for all, then the routine's."""
    exercise = routine.exercises[step.exercise]
    level = dict(choices.levels).get(step.exercise) or step.level or choices.level or routine.level
    dose = exercise.levels[level]
    changes = {name: value for name in ("repetitions", "hold", "rest") if (value := getattr(step, name)) is not None}
    variant = exercise.variant_at(level, dict(choices.variants).get(step.exercise) or step.variant)
    surface = choices.surface or routine.surface
    if refusal := surface_refusal(step.exercise, exercise, variant, surface):
        raise InputError(refusal)
    sides = step.sides if step.sides and variant.sides is not Sides.BOTH else variant.sides
    return Prescription(step.exercise, exercise, variant, dose.model_copy(update=changes), sides, step.lines)
