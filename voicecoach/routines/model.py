"""What a routine is, and what an exercise is: pure data, validated.

Sources of the doses are named in each exercise's file.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationInfo,
    field_validator,
    model_validator,
)

from voicecoach.chimes import CHIMES
from voicecoach.errors import suggestion
from voicecoach.routines.duration import Duration
from voicecoach.routines.fields import (
    ALanguage,
    ALevel,
    ASurface,
    HoldTime,
    Repetitions,
    SidedWords,
    Sides,
    SomeSides,
    Surface,
    Time,
    Words,
    some,
)
from voicecoach.routines.level import Level


class Model(BaseModel):
    """Base of all: frozen, and a key that isn't known is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False, allow_inf_nan=False)


class Source(Model):
    """Where something comes from."""

    title: Words
    url: str = ""


class Dose(Model):
    """How often and how long: `rest` follows each repetition. `source` says where the figures come from."""

    variant: str
    repetitions: Repetitions
    hold: HoldTime
    rest: Time
    source: Words


class Variant(Model):
    """One form of an exercise, and the words that lead through it.

    `start` leads into the start position, `change` is the room for that; `instruction` leads into the stretch the first
    time, `again` each time after; `move` is the room for the way in, `back` for the way out.
    """

    summary: Words
    surface: ASurface
    surface_source: Words
    sides: SomeSides = Sides.BOTH
    start: Words
    change: Time
    feel: Words
    instruction: SidedWords
    again: SidedWords
    move: Time
    hold: SidedWords
    release: SidedWords
    back: Time

    @model_validator(mode="after")
    def _sides_are_named(self) -> Variant:
        for name in ("instruction", "again"):
            if self.sides is not Sides.BOTH and "{side}" not in getattr(self, name):
                raise ValueError(f"{name} never names the side; write {{side}} where left or right belongs")
        for name in ("instruction", "again", "hold", "release"):
            if self.sides is Sides.BOTH and "{" in getattr(self, name):
                raise ValueError(f"{name} names a side, but sides is {Sides.BOTH.value!r}; write sides: alternating")
        return self


class Exercise(Model):
    """One stretch, with its variants, a dose for each level, and what must be said for safety."""

    title: Words
    sources: Annotated[tuple[Source, ...], AfterValidator(some)]
    cautions: tuple[Words, ...]
    hurts: Words
    tips: tuple[Words, ...]
    variants: Annotated[dict[str, Variant], AfterValidator(some)]
    levels: dict[ALevel, Dose]

    @model_validator(mode="after")
    def _levels_are_whole(self) -> Exercise:
        missing = [level.value for level in Level if level not in self.levels]
        if missing:
            raise ValueError(f"levels lacks {', '.join(missing)}; give a dose for each level")
        for level, dose in self.levels.items():
            if dose.variant not in self.variants:
                raise ValueError(
                    f"level {level.value} names the unknown variant {dose.variant!r}; "
                    + suggestion(dose.variant, self.variants)
                )
        return self


Exercises = dict[str, Exercise]
"""Exercises by name."""


class ExerciseStep(Model):
    """An exercise, with what this routine changes of its dose."""

    exercise: str
    level: ALevel | None = None
    variant: str | None = None
    repetitions: Repetitions | None = None
    hold: HoldTime | None = None
    rest: Time | None = None
    sides: SomeSides | None = None

    def variant_of(self, exercise: Exercise, level: Level) -> Variant:
        """The variant that is done, at a listener's or a routine's `level`, which the step's own wins over."""
        return exercise.variants[self.variant or exercise.levels[self.level or level].variant]

    @field_validator("exercise")
    @classmethod
    def _exercise_is_known(cls, name: str, info: ValidationInfo) -> str:
        exercises = (info.context or {}).get("exercises", {})
        if name not in exercises:
            raise ValueError(f"unknown exercise {name!r}; {suggestion(name, exercises)}")
        return name

    @field_validator("variant")
    @classmethod
    def _variant_is_known(cls, name: str | None, info: ValidationInfo) -> str | None:
        exercise = (info.context or {}).get("exercises", {}).get(info.data.get("exercise"))
        if name is not None and exercise is not None and name not in exercise.variants:
            raise ValueError(f"unknown variant {name!r}; {suggestion(name, exercise.variants)}")
        return name

    @field_validator("sides")
    @classmethod
    def _sides_can_be_named(cls, sides: Sides | None, info: ValidationInfo) -> Sides | None:
        exercise = (info.context or {}).get("exercises", {}).get(info.data.get("exercise"))
        if sides is not None and exercise is not None:
            if sides is Sides.BOTH:
                raise ValueError("sides can be alternating or in turn; leave it out to keep the exercise's own")
            if all(variant.sides is Sides.BOTH for variant in exercise.variants.values()):
                raise ValueError(f"{exercise.title} moves both sides at once; leave sides out")
        return sides


class SayStep(Model):
    """Words of the author, spoken as they are written."""

    say: Words


class RestStep(Model):
    """Silence."""

    rest: Time


class ChimeStep(Model):
    """A chime."""

    chime: str

    @field_validator("chime")
    @classmethod
    def _chime_is_known(cls, name: str) -> str:
        if name not in CHIMES:
            raise ValueError(f"unknown chime {name!r}; {suggestion(name, CHIMES)}")
        return name


STEPS: dict[str, type[Model]] = {
    "exercise": ExerciseStep,
    "say": SayStep,
    "rest": RestStep,
    "chime": ChimeStep,
}
"""What a step can be, by the key that tells it. The order matters: `rest` in an exercise's step belongs to its dose."""


def _step_tag(step: Any) -> str | None:
    if isinstance(step, dict):
        return next((f"<{key}>" for key in STEPS if key in step), None)
    return None


Step = Annotated[
    Annotated[ExerciseStep, Tag("<exercise>")]
    | Annotated[SayStep, Tag("<say>")]
    | Annotated[RestStep, Tag("<rest>")]
    | Annotated[ChimeStep, Tag("<chime>")],
    Discriminator(
        _step_tag,
        custom_error_type="no_step",
        custom_error_message=f"this is no step; a step begins with one of {', '.join(STEPS)}",
    ),
]


class Routine(Model):
    """A routine file: what to do, in order.

    `settle` is the time to get down and lie ready before the first exercise; `surface` is where the listener lies.
    """

    title: Words
    about: Words = "A routine of your own."
    language: ALanguage = "en"
    level: ALevel = Level.REGULAR
    surface: ASurface = Surface.FLOOR
    settle: Time = Duration(seconds=40)
    steps: Annotated[tuple[Step, ...], Field(max_length=200), AfterValidator(some)]


def surface_refusal(step: ExerciseStep, variant: Variant, surface: Surface) -> str | None:
    """Why a step's variant can't be done on the surface, and what to do instead; None where it can."""
    if surface is Surface.FLOOR or variant.surface is Surface.BED:
        return None
    return (
        f"{step.exercise} can't be done on a bed here. {variant.surface_source} "
        f"Leave it out (--without {step.exercise}), or set surface: floor in the routine."
    )


def inner_model(model: type[Model], part: str | int) -> type[Model]:
    """The model that the `part` of an error's location leads to, from `model`; `model` itself where it stays inside."""
    if isinstance(part, str) and part[:1] == "<":
        return STEPS[part[1:-1]]
    inner: dict[tuple[type[Model], str | int], type[Model]] = {
        (Exercise, "sources"): Source,
        (Exercise, "variants"): Variant,
        (Exercise, "levels"): Dose,
    }
    return inner.get((model, part), model)
