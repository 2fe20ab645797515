"""What a routine is: pure data, validated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from pydantic import (
    AfterValidator,
    Discriminator,
    Field,
    Tag,
    ValidationInfo,
    field_validator,
)

from voicecoach.chimes import CHIMES
from voicecoach.documents.duration import Duration
from voicecoach.documents.model import Model
from voicecoach.documents.texts import Pronunciations, Words, placeholders
from voicecoach.errors import suggestion
from voicecoach.phrases import phrases_for
from voicecoach.routines.exercise import Exercise, Exercises, Variant
from voicecoach.routines.fields import (
    AGuidance,
    ALanguageTag,
    ALevel,
    ASurface,
    ExerciseWords,
    HoldTime,
    PointInHold,
    Repetitions,
    SessionWords,
    SomeSides,
    Time,
    some,
)
from voicecoach.routines.terms import Guidance, Level, Sides, Surface

MOST_STEPS = 200
"""How many steps a routine may have, those of a circuit counted as often as they are done."""


class Line(Model):
    """Words of the author inside a hold."""

    at: PointInHold
    """When: a time after the hold's start, or `half`."""
    say: ExerciseWords
    """The words; they may hold `{hold}`, `{repetition}`, `{repetitions}`, `{side}` and `{other}`."""


class ExerciseStep(Model):
    """An exercise, with what this routine changes of its dose, and lines for its holds."""

    tag: ClassVar[str] = "exercise"

    exercise: str
    """The exercise's name."""
    level: ALevel | None = None
    """The level of this step alone; else the routine's."""
    variant: str | None = None
    """The form of the exercise; else the one that the level asks for."""
    repetitions: Repetitions | None = None
    """How often, on each side where there are sides; else as the level says."""
    hold: HoldTime | None = None
    """How long the stretch is held, 1 s to 10 min; else as the level says."""
    rest: Time | None = None
    """The pause after each repetition; else as the level says."""
    sides: SomeSides | None = None
    """How left and right take turns, where the exercise has sides: `alternating` or `in turn`."""
    lines: Annotated[tuple[Line, ...], Field(max_length=20)] = ()
    """Your own words inside the hold; each is heard where it fits."""

    @field_validator("exercise")
    @classmethod
    def _exercise_is_known(cls, name: str, info: ValidationInfo) -> str:
        names = (info.context or {}).get("names", ())
        if name not in names:
            raise ValueError(f"unknown exercise {name!r}; {suggestion(name, names)}")
        return name

    @field_validator("variant")
    @classmethod
    def _variant_is_known(cls, name: str | None, info: ValidationInfo) -> str | None:
        exercise = _exercise_of(info)
        if name is not None and exercise is not None and name not in exercise.variants:
            raise ValueError(f"unknown variant {name!r}; {suggestion(name, exercise.variants)}")
        return name

    @field_validator("sides")
    @classmethod
    def _sides_can_be_named(cls, sides: Sides | None, info: ValidationInfo) -> Sides | None:
        exercise = _exercise_of(info)
        if sides is not None and exercise is not None:
            if sides is Sides.BOTH:
                raise ValueError("sides can be alternating or in turn; leave it out to keep the exercise's own")
            if all(variant.sides is Sides.BOTH for variant in _variants_of(exercise, info)):
                raise ValueError(f"{exercise.title} moves both sides at once; leave sides out")
        return sides

    @field_validator("lines")
    @classmethod
    def _lines_name_a_side_where_there_is_one(cls, lines: tuple[Line, ...], info: ValidationInfo) -> tuple[Line, ...]:
        exercise = _exercise_of(info)
        if exercise is not None and any(variant.sides is Sides.BOTH for variant in _variants_of(exercise, info)):
            forms = phrases_for((info.context or {}).get("language", "en")).side_forms
            if any(not set(placeholders(line.say)).isdisjoint(forms) for line in lines):
                raise ValueError(f"{exercise.title} moves both sides at once; leave the side out of its lines")
        return lines


def _exercise_of(info: ValidationInfo) -> Exercise | None:
    exercise: Exercise | None = (info.context or {}).get("exercises", {}).get(info.data.get("exercise"))
    return exercise


def _variants_of(exercise: Exercise, info: ValidationInfo) -> list[Variant]:
    """The variants that a step may come to: its own, else that of its level, else those of all levels."""
    level, own = info.data.get("level"), info.data.get("variant")
    doses = [dose for each, dose in exercise.levels.items() if level in (None, each)]
    return [exercise.variants[name] for name in ([own] if own else [dose.variant for dose in doses])]


class SayStep(Model):
    """Words of the author."""

    tag: ClassVar[str] = "say"

    say: SessionWords
    """The words; they may hold `{exercise}`, `{next}` and `{minutes_left}`."""
    lasts: Time | None = None
    """How long the step is at least: the words, then silence."""


class RestStep(Model):
    """Silence."""

    tag: ClassVar[str] = "rest"

    rest: Time
    """How long."""


class ChimeStep(Model):
    """A chime."""

    tag: ClassVar[str] = "chime"

    chime: Annotated[str, Field(json_schema_extra={"enum": [*CHIMES]})]
    """Which one."""

    @field_validator("chime")
    @classmethod
    def _chime_is_known(cls, name: str) -> str:
        if name not in CHIMES:
            raise ValueError(f"unknown chime {name!r}; {suggestion(name, CHIMES)}")
        return name


class RepeatStep(Model):
    """A circuit: steps that are done several times over."""

    tag: ClassVar[str] = "repeat"

    repeat: Annotated[int, Field(ge=1, le=20)]
    """How many times over."""
    steps: Annotated[
        tuple[Step, ...], Field(max_length=MOST_STEPS, json_schema_extra={"minItems": 1}), AfterValidator(some)
    ]
    """What is done each time."""


STEPS = ("exercise", "say", "repeat", "rest", "chime")
"""What a step can be, by the key that tells it. The order matters: `rest` in an exercise's step belongs to its dose."""


def _step_tag(step: Any) -> str | None:
    if isinstance(step, dict):
        return next((f"<{key}>" for key in STEPS if key in step), None)
    tag = getattr(step, "tag", None)
    return f"<{tag}>" if tag else None


Step = Annotated[
    Annotated[ExerciseStep, Tag("<exercise>")]
    | Annotated[SayStep, Tag("<say>")]
    | Annotated[RestStep, Tag("<rest>")]
    | Annotated[ChimeStep, Tag("<chime>")]
    | Annotated[RepeatStep, Tag("<repeat>")],
    Discriminator(
        _step_tag,
        custom_error_type="no_step",
        custom_error_message=f"this is no step; a step begins with one of {', '.join(STEPS)}",
    ),
]
RepeatStep.model_rebuild()


class Routine(Model):
    """A routine: what to do, in order."""

    also: ClassVar[tuple[str, ...]] = ("extends", "changes")

    title: Words
    """What the coach calls it."""
    about: Words | None = None
    """A line for `voicecoach list`."""
    language: ALanguageTag = "en"
    """The language of its words."""
    level: ALevel = Level.REGULAR
    """How much is asked of the listener, who can choose another."""
    guidance: AGuidance = Guidance.FULL
    """How much the coach says; the listener can choose otherwise."""
    surface: ASurface = Surface.FLOOR
    """Where the listener lies: what can't be done there is refused."""
    settle: Time = Duration(seconds=40)
    """Time to get down and lie ready before the first exercise."""
    pronounce: Pronunciations = Field(default_factory=dict)
    """Words that voices get wrong, and how they are spelt for them: whole words, or a few at a time, in any case."""
    exercises: Exercises = Field(default_factory=dict)  # once they are read, all that the steps name
    """Exercises by name: its own, and what it changes of others, field by field."""
    steps: Annotated[
        tuple[Step, ...], Field(max_length=MOST_STEPS, json_schema_extra={"minItems": 1}), AfterValidator(some)
    ]
    """What is done, in order. A step begins with one of exercise, say, rest, chime or repeat."""

    @field_validator("exercises")
    @classmethod
    def _steps_know_them(cls, exercises: Exercises, info: ValidationInfo) -> Exercises:
        """Put the exercises where the steps, which come after them, look them up."""
        if info.context is not None:
            info.context["exercises"] = exercises
        return exercises

    @field_validator("steps")
    @classmethod
    def _steps_have_an_end(cls, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        if (count := steps_in(steps)) > MOST_STEPS:
            raise ValueError(f"the circuits make {count} steps of this; at most {MOST_STEPS} are possible")
        return steps

    def exercise_steps(self) -> Iterator[ExerciseStep]:
        """Every step that is an exercise, once each, in order."""
        yield from _exercise_steps(self.steps)


def steps_in(steps: tuple[Step, ...]) -> int:
    """How many steps there are, those of a circuit counted as often as they are done."""
    return sum(step.repeat * steps_in(step.steps) if isinstance(step, RepeatStep) else 1 for step in steps)


def _exercise_steps(steps: tuple[Step, ...]) -> Iterator[ExerciseStep]:
    for step in steps:
        if isinstance(step, ExerciseStep):
            yield step
        elif isinstance(step, RepeatStep):
            yield from _exercise_steps(step.steps)


def surface_refusal(name: str, exercise: Exercise, variant: Variant, surface: Surface) -> str | None:
    """Why a variant can't be done on the surface, and what to do instead; None where it can."""
    if surface is Surface.FLOOR or variant.surface is Surface.BED:
        return None
    reason = f"{name} can't be done on a bed here."
    if variant.surface_source:
        reason += f" {variant.surface_source}"
    safe = [key for key, other in exercise.variants.items() if other.surface is Surface.BED]
    if safe:
        reason += f" Safe on a bed is its variant {' or '.join(safe)} (--variant {name}={safe[0]});"
        return f"{reason} else leave it out (--without {name}), or lie on the floor."
    return f"{reason} Leave it out (--without {name}), or lie on the floor."
