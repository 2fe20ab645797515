"""What a routine is, and what an exercise is: pure data, validated.

Sources of the doses are named in each exercise's file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationInfo,
    field_validator,
    model_validator,
)

from voicecoach.errors import suggestion
from voicecoach.routines.duration import Duration, parse_duration
from voicecoach.routines.level import Level

CHIME_NAMES = ("start", "end", "change-over", "finish")
PLACEHOLDERS = ("side", "other")
"""What a two-sided exercise's words may hold: `{side}` and `{other}` stand for left and right."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}|[{}]")


class Surface(str, Enum):
    """Where an exercise can be done: `bed` means a bed or the floor, `floor` the floor only."""

    BED = "bed"
    FLOOR = "floor"


class Sides(str, Enum):
    """How an exercise treats left and right."""

    BOTH = "both"
    """Both sides at once: there is nothing to name."""
    ALTERNATING = "alternating"
    """Left, right, left, right …"""
    IN_TURN = "in turn"
    """All repetitions on the left, then all on the right."""


def _one_of(enum: type[Enum]) -> Callable[[object], object]:
    def check(value: object) -> object:
        names = [member.value for member in enum]
        if value in names or isinstance(value, enum):
            return value
        raise ValueError(f"{value!r} is none of {', '.join(names)}; {suggestion(str(value), names)}")

    return check


def _speakable(text: str) -> str:
    text = " ".join(text.split())
    if not any(character.isalnum() for character in text):
        raise ValueError("there is no word in this text, so a voice would be silent; write words")
    return text


def _plain(text: str) -> str:
    for match in _PLACEHOLDER.finditer(text):
        raise ValueError(f"{match[0]!r} can't stand here; this text is spoken as it is written")
    return text


def _with_sides(text: str) -> str:
    for match in _PLACEHOLDER.finditer(text):
        if match[1] not in PLACEHOLDERS:
            raise ValueError(f"unknown placeholder {match[0]!r}; {suggestion(match[1] or '', PLACEHOLDERS)}")
    return text


def _between(low_s: float, high_s: float) -> Callable[[Duration], Duration]:
    def check(duration: Duration) -> Duration:
        if not low_s <= duration.s() <= high_s:
            raise ValueError(f"{duration.s():g} s is out of range; write {low_s:g} s to {high_s:g} s")
        return duration

    return check


def _some(value: tuple[Any, ...] | dict[Any, Any]) -> tuple[Any, ...] | dict[Any, Any]:
    if not value:
        raise ValueError("this is empty; write at least one")
    return value


Words = Annotated[str, Field(max_length=2000), AfterValidator(_speakable), AfterValidator(_plain)]
SidedWords = Annotated[str, Field(max_length=2000), AfterValidator(_speakable), AfterValidator(_with_sides)]
Time = Annotated[Duration, BeforeValidator(parse_duration), AfterValidator(_between(0, 600))]
HoldTime = Annotated[Duration, BeforeValidator(parse_duration), AfterValidator(_between(1, 600))]
Repetitions = Annotated[int, Field(ge=1, le=100)]
ALevel = Annotated[Level, BeforeValidator(_one_of(Level))]
ASurface = Annotated[Surface, BeforeValidator(_one_of(Surface))]
SomeSides = Annotated[Sides, BeforeValidator(_one_of(Sides))]


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
    sources: Annotated[tuple[Source, ...], AfterValidator(_some)]
    cautions: tuple[Words, ...]
    hurts: Words
    tips: tuple[Words, ...]
    variants: Annotated[dict[str, Variant], AfterValidator(_some)]
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
        if name not in CHIME_NAMES:
            raise ValueError(f"unknown chime {name!r}; {suggestion(name, CHIME_NAMES)}")
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
    language: str = "en"
    level: ALevel = Level.REGULAR
    surface: ASurface = Surface.FLOOR
    settle: Time = Duration(seconds=40)
    steps: Annotated[tuple[Step, ...], Field(max_length=200), AfterValidator(_some)]


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
