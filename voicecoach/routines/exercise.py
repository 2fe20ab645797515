"""What an exercise is: pure data, validated. Sources of the doses are named in each exercise's file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from voicecoach.documents.duration import Duration
from voicecoach.documents.model import Model
from voicecoach.documents.texts import Words, placeholders
from voicecoach.errors import suggestion
from voicecoach.phrases import phrases_for
from voicecoach.routines.fields import (
    ALanguageTag,
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
    """Who says it, and where."""
    url: str = ""
    """Where it can be read."""


class Dose(Model):
    """How often and how long."""

    variant: str
    """The variant that is done; in a file, the first one unless written."""
    hold: HoldTime
    """How long the stretch is held, 1 s to 10 min."""
    repetitions: Repetitions = 1
    """How often, on each side where there are sides."""
    rest: Time = Duration(seconds=5)
    """The pause after each repetition."""
    source: Words | None = None
    """Where the figures come from."""

    @field_validator("variant")
    @classmethod
    def _variant_is_known(cls, name: str, info: ValidationInfo) -> str:
        variants = (info.context or {}).get("variants")
        if variants and name not in variants:
            raise ValueError(f"unknown variant {name!r}; {suggestion(name, variants)}")
        return name


class Variant(Model):
    """One form of an exercise: where and how it is done, its room to move, and the words that lead through it."""

    surface: ASurface = Surface.FLOOR
    """Where it can be done: `bed` means a bed or the floor, `floor` the floor only."""
    surface_source: Words | None = None
    """Where that comes from; said where a bed is refused."""
    sides: SomeSides = Sides.BOTH
    """How left and right take turns; `both` where there is no side to name."""
    position: APosition | None = None
    """How the body rests in the start position; a change of it is announced."""
    change: Time = Duration(seconds=10)
    """Time to come into the start position from another one."""
    leave: Time | None = None
    """Time to come out of it into another one; as long as `change` unless written."""
    move: Time = Duration(seconds=5)
    """Time for the way into the stretch."""
    out: Time = Duration(seconds=5)
    """Time for the way out of the stretch."""

    title: Words | None = None
    """Its own name, where that of the exercise doesn't fit it."""
    summary: ExerciseWords | None = None
    """Words: how this variant differs."""
    start: ExerciseWords | None = None
    """Words that lead into the start position."""
    ready: ExerciseWords | None = None
    """Words that name the start position shortly."""
    feel: ExerciseWords | None = None
    """Words: how it should feel."""
    instruction: ExerciseWords
    """Words that lead into the stretch."""
    again: ExerciseWords | None = None
    """The instruction, said shortly."""
    held: ExerciseWords | None = None
    """Words for the first hold."""
    release: ExerciseWords | None = None
    """Words that lead out of the stretch."""

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
        forms = _side_forms(info)
        for name in self.words if self.sides is Sides.BOTH else ():
            if not set(placeholders(getattr(self, name) or "")).isdisjoint(forms):
                raise ValueError(f"{name} names a side, but sides is {Sides.BOTH.value!r}; write sides: alternating")
        return self


def _side_forms(info: ValidationInfo) -> Iterable[str]:
    return phrases_for((info.context or {}).get("language", "en")).side_forms


class Exercise(Model):
    """One stretch, with its variants, a dose for each level, and what must be said for safety."""

    also: ClassVar[tuple[str, ...]] = ("extends", *Variant.model_fields, *Dose.model_fields)

    title: Words
    """What the coach calls it."""
    language: ALanguageTag | None = None
    """The language of its words, where they are in this one file."""
    reviewed: tuple[str, ...] = ()
    """Who has reviewed its words."""
    sources: tuple[Source, ...] = ()
    """Where it comes from."""
    cautions: tuple[ExerciseWords, ...] = ()
    """Warnings, said at the first repetition whatever the guidance."""
    hurts: ExerciseWords | None = None
    """Words: what to do if it hurts."""
    tips: tuple[ExerciseWords, ...] = ()
    """Words for the holds after the first, in turn."""
    variants: Annotated[dict[str, Variant], AfterValidator(some)]
    """Its forms by name. In a file, what is written beside them holds for each that doesn't say otherwise."""
    levels: Annotated[dict[ALevel, Dose], Field(min_length=len(Level))]
    """The dose for each level. In a file, one that isn't there is as the regular one."""

    @field_validator("variants", mode="before")
    @classmethod
    def _doses_know_them(cls, variants: object, info: ValidationInfo) -> object:
        """Put the variants' names where the doses, which come after them, look them up."""
        if info.context is not None:
            info.context["variants"] = tuple(variants) if isinstance(variants, dict) else ()
        return variants

    def variant_at(self, level: Level, chosen: str | None = None) -> Variant:
        """The variant that is `chosen` by its name, else the one that a level asks for."""
        return self.variants[chosen or self.levels[level].variant]

    @model_validator(mode="after")
    def _names_a_side_only_where_each_variant_has_one(self, info: ValidationInfo) -> Exercise:
        both = [name for name, variant in self.variants.items() if variant.sides is Sides.BOTH]
        held = {name for text in (*self.cautions, self.hurts or "", *self.tips) for name in placeholders(text)}
        if both and not held.isdisjoint(_side_forms(info)):
            raise ValueError(f"cautions, hurts or tips name a side, but in {both[0]} sides is {Sides.BOTH.value!r}")
        return self


OF_VARIANTS = tuple(name for name in Variant.model_fields if name not in Exercise.model_fields)
"""The fields of a variant that may stand beside `variants`, for each that doesn't say otherwise."""

OF_DOSES = tuple(Dose.model_fields)
"""The fields of a dose that may stand beside `levels`, likewise."""

Exercises = dict[str, Exercise]
"""Exercises by name."""
