"""What a routine can ask for, from the gentle level to the challenge, and what its sources allow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from voicecoach.choices import Choices
from voicecoach.errors import InputError
from voicecoach.practice.model import PlayedExercise
from voicecoach.prescription import Prescription, prescribe
from voicecoach.routines.exercise import Dose as SourcedDose
from voicecoach.routines.model import Routine
from voicecoach.routines.terms import Level, Sides


@dataclass(frozen=True, slots=True)
class Dose:
    """How often and how long a form of an exercise is done; on each side where there are sides."""

    exercise: str
    title: str = field(compare=False)
    variant: str
    repetitions: int
    hold_s: float


@dataclass(frozen=True, slots=True)
class Ladder:
    """What a routine can ask for. `plans` is what it makes of each level, but for those that can't be done there;
    `sourced` the doses that each exercise's sources give for the levels, which bound every step; `two_sided` the forms
    of exercises, by exercise and variant, that are done left and right."""

    plans: Mapping[Level, tuple[Dose, ...]]
    sourced: Mapping[str, Mapping[Level, Dose]]
    two_sided: frozenset[tuple[str, str]]

    def harder(self, level: Level) -> Level | None:
        """The next level that asks for something else."""
        return self._next(level, [*Level][level.rank + 1 :])

    def easier(self, level: Level) -> Level | None:
        """The level before it that asks for something else."""
        return self._next(level, [*Level][: level.rank][::-1])

    def has_sides(self, exercise: str, variant: str) -> bool:
        """Whether a form of an exercise is done left and right."""
        return (exercise, variant) in self.two_sided

    def dose(self, done: PlayedExercise) -> Dose:
        """The dose that an exercise was planned with when it was played."""
        sides = 2 if self.has_sides(done.name, done.variant) else 1
        return Dose(done.name, done.title, done.variant, done.holds // sides, done.hold_s)

    def bounds(self, exercise: str, level: Level) -> tuple[Dose, Dose] | None:
        """An exercise's sourced doses at a level and at the one above it; None where the exercise isn't known."""
        doses = self.sourced.get(exercise)
        if doses is None:
            return None
        above = [*Level][min(level.rank + 1, len(Level) - 1)]
        return doses[level], doses[above]

    def _next(self, level: Level, others: Sequence[Level]) -> Level | None:
        asked = self.plans.get(level)
        return next((other for other in others if other in self.plans and self.plans[other] != asked), None)


def ladder_of(routine: Routine) -> Ladder:
    """The ladder of a routine, by the doses in its exercises' files."""
    return Ladder(
        plans=dict(_plans(routine)),
        sourced={
            name: {level: _dose(name, exercise.title, dose) for level, dose in exercise.levels.items()}
            for name, exercise in routine.exercises.items()
        },
        two_sided=frozenset(
            (name, key)
            for name, exercise in routine.exercises.items()
            for key, variant in exercise.variants.items()
            if variant.sides is not Sides.BOTH
        ),
    )


def _plans(routine: Routine) -> Iterator[tuple[Level, tuple[Dose, ...]]]:
    """What the routine makes of each level that can be done where the listener lies."""
    for level in Level:
        try:
            steps = prescribe(routine, Choices(level=level))
        except InputError:  # a variant of it needs the floor
            continue
        yield (
            level,
            tuple(
                _dose(step.name, step.title, step.dose.model_copy(update={"variant": step.variant_name}))
                for step in steps
                if isinstance(step, Prescription)
            ),
        )


def _dose(name: str, title: str, dose: SourcedDose) -> Dose:
    return Dose(name, title, dose.variant, dose.repetitions, dose.hold.s())
