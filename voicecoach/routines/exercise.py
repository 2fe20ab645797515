"""What an exercise is: pure data, validated. Sources of the doses are named in each exercise's file."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from voicecoach.documents.model import Model
from voicecoach.documents.texts import Words, placeholders
from voicecoach.errors import suggestion
from voicecoach.phrases import phrases_for
from voicecoach.routines.duration import Duration
from voicecoach.routines.fields import (
    ALanguage,
    ALevel,
    APosition,
    ASurface,
    ExerciseWords,
    HoldTime,
    Repetitions,
    SomeSides,
    Time,
    some,
)
from voicecoach.routines.terms import Level, Sides, Surface


class Source(Model):
    """Where something comes from."""

    title: Words
    url: str = ""


class Dose(Model):
    """How often and how long. `rest` follows each repetition; `source` says where the figures come from."""

    variant: str
    hold: HoldTime
    repetitions: Repetitions = 1
    rest: Time = Duration(seconds=5)
    source: Words | None = None

    @field_validator("variant")
    @classmethod
    def _variant_is_known(cls, name: str, info: ValidationInfo) -> str:
        variants = (info.context or {}).get("variants")
        if variants and name not in variants:
            raise ValueError(f"unknown variant {name!r}; {suggestion(name, variants)}")
        return name


class Variant(Model):
    """One form of an exercise, and the words that lead through it.

    Room to move: `change` is the time to come into the start position from another one, `leave` to come out of it into
    another one (as long as `change` unless given), `move` is the way into the stretch, `back` the way out.

    Words: `summary` says how the variant differs, `start` leads into the start position and `ready` names it shortly;
    `feel` is how it should feel; `instruction` leads into the stretch and `again` says the same shortly; `held` is said
    in the first hold, and `release` leads out.
    """

    surface: ASurface = Surface.FLOOR
    surface_source: Words | None = None
    sides: SomeSides = Sides.BOTH
    position: APosition | None = None
    change: Time = Duration(seconds=10)
    leave: Time | None = None
    move: Time = Duration(seconds=5)
    back: Time = Duration(seconds=5)

    summary: ExerciseWords | None = None
    start: ExerciseWords | None = None
    ready: ExerciseWords | None = None
    feel: ExerciseWords | None = None
    instruction: ExerciseWords
    again: ExerciseWords | None = None
    held: ExerciseWords | None = None
    release: ExerciseWords | None = None

    words: ClassVar[tuple[str, ...]] = (
        "summary",
        "start",
        "ready",
        "feel",
        "instruction",
        "again",
        "held",
        "release",
    )
    """The fields that are spoken."""

    @model_validator(mode="after")
    def _names_a_side_only_where_there_is_one(self, info: ValidationInfo) -> Variant:
        forms = phrases_for((info.context or {}).get("language", "en")).side_forms
        for name in self.words if self.sides is Sides.BOTH else ():
            if not set(placeholders(getattr(self, name) or "")).isdisjoint(forms):
                raise ValueError(f"{name} names a side, but sides is {Sides.BOTH.value!r}; write sides: alternating")
        return self


class Exercise(Model):
    """One stretch, with its variants, a dose for each level, and what must be said for safety.

    `language` is that of its words, where they are in this one file; `reviewed` names who has reviewed them.
    """

    also: ClassVar[tuple[str, ...]] = ("extends", *Variant.model_fields, *Dose.model_fields)

    title: Words
    language: ALanguage | None = None
    reviewed: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    cautions: tuple[ExerciseWords, ...] = ()
    hurts: ExerciseWords | None = None
    tips: tuple[ExerciseWords, ...] = ()
    variants: Annotated[dict[str, Variant], AfterValidator(some)]
    levels: Annotated[dict[ALevel, Dose], Field(min_length=len(Level))]

    @field_validator("variants", mode="before")
    @classmethod
    def _doses_know_them(cls, variants: object, info: ValidationInfo) -> object:
        """Put the variants' names where the doses, which come after them, look them up."""
        if info.context is not None:
            info.context["variants"] = tuple(variants) if isinstance(variants, dict) else ()
        return variants


Exercises = dict[str, Exercise]
"""Exercises by name."""
