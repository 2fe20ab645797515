"""Routine + choices → what one listener gets: which steps, which variant and dose, and its repetitions in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from voicecoach.choices import Choices
from voicecoach.cues import Place
from voicecoach.errors import InputError, UnknownNameError
from voicecoach.routines.fields import Sides
from voicecoach.routines.model import (
    Dose,
    Exercise,
    Exercises,
    ExerciseStep,
    Routine,
    Step,
    Variant,
    surface_refusal,
)

SIDES = ("left", "right")
"""In the order in which they are done."""


@dataclass(frozen=True, slots=True)
class Prescription:
    """One exercise as one listener does it."""

    name: str
    exercise: Exercise
    variant: Variant
    dose: Dose
    sides: Sides

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


def chosen_steps(routine: Routine, choices: Choices) -> tuple[Step, ...]:
    """The routine's steps, less what the listener left out. Raises InputError."""
    names = {step.exercise for step in routine.steps if isinstance(step, ExerciseStep)}
    for name in (*choices.only, *choices.without):
        if name not in names:
            raise UnknownNameError("exercise of this routine", name, names)
    steps = tuple(_chosen(routine, choices))
    if names and not any(isinstance(step, ExerciseStep) for step in steps):
        raise InputError("no exercise of the routine is left; leave out fewer")
    return steps


def _chosen(routine: Routine, choices: Choices) -> Iterator[Step]:
    for step in routine.steps:
        if not isinstance(step, ExerciseStep):
            if not choices.only:
                yield step
        elif step.exercise not in choices.without and (not choices.only or step.exercise in choices.only):
            yield step


def prescribe(step: ExerciseStep, routine: Routine, exercises: Exercises, choices: Choices) -> Prescription:
    """The level's dose, with what the step changes of it. Raises InputError where it can't be done on the surface."""
    exercise = exercises[step.exercise]
    level = choices.level or routine.level
    dose = exercise.levels[step.level or level]
    changes = {name: value for name in ("repetitions", "hold", "rest") if (value := getattr(step, name)) is not None}
    variant = step.variant_of(exercise, level)
    if refusal := surface_refusal(step, variant, routine.surface):
        raise InputError(refusal)
    sides = step.sides if step.sides and variant.sides is not Sides.BOTH else variant.sides
    return Prescription(step.exercise, exercise, variant, dose.model_copy(update=changes), sides)
