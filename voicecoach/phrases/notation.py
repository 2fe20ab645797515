"""How what is written short is read in a language: units, ranges, fractions, abbreviations, symbols."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, model_validator

from voicecoach.documents.model import Model
from voicecoach.documents.texts import Template, Words, check_placeholders, placeholders
from voicecoach.phrases.numerals import Gender

Signs = Annotated[tuple[str, ...], Field(min_length=1)]
"""What a unit is written as after a number; one of two letters or more may be in any case."""

ARROWS = "→⇒➔➜➡⟶"
"""What leads from one thing to the next."""


class Measure(Model):
    """A unit that is written after a number: its signs, and its words for one of it, `{count}` of it and half of it."""

    signs: Signs
    gender: Gender = "masculine"
    one: Words
    other: Template
    half: Words

    @model_validator(mode="after")
    def _counts(self) -> Measure:
        check_placeholders(self.other, ("count",))
        return self


class Measures(Model):
    """The units beside those that the coach counts in."""

    hour: Measure
    kilometre: Measure
    metre: Measure
    centimetre: Measure
    millimetre: Measure
    kilogram: Measure
    gram: Measure
    percent: Measure
    degree: Measure
    celsius: Measure

    def all(self) -> Iterator[Measure]:
        """Each of them."""
        for name in type(self).model_fields:
            measure: Measure = getattr(self, name)
            yield measure


class Fractions(Model):
    """The fractions that have words of their own."""

    half: Words
    third: Words
    two_thirds: Words
    quarter: Words
    three_quarters: Words


class Symbols(Model):
    """What stands between words, as a word."""

    ampersand: Words
    plus: Words
    equals: Words
    arrow: Words
    slash: Words
    about: Words
    """Before a number."""


class Notation(Model):
    """How what is written short is read.

    `second`, `minute` and `times` are the signs of what the coach counts. `short` are abbreviations, less their last
    full stop, that lead to what follows them; `closing` are those that end a list, and often its sentence; `numbered`
    are those that are read only before a number, as they are written. After one of `decades`, `60s` is a time of life.
    """

    range: Template
    point: Literal[".", ","]
    """What stands before a number's tenths."""
    second: Signs
    minute: Signs
    times: Signs
    measures: Measures
    fractions: Fractions
    symbols: Symbols
    short: dict[str, Words]
    closing: dict[str, Words]
    numbered: dict[str, Words]
    decades: tuple[str, ...]

    @model_validator(mode="after")
    def _has_both_ends(self) -> Notation:
        if set(placeholders(check_placeholders(self.range, ("low", "high")))) != {"low", "high"}:
            raise ValueError("range must hold {low} and {high}")
        return self

    @property
    def abbreviations(self) -> tuple[str, ...]:
        """What is written with a full stop at its end: abbreviations, and signs of units that are more than a letter;
        a space inside may be left out."""
        long = (sign for sign in self.signs if len(sign) > 1 and sign.isalpha())
        numbered = (short.removesuffix(".") for short in self.numbered if any(map(str.isalpha, short)))
        return (*self.short, *self.closing, *numbered, *long)

    @property
    def words(self) -> dict[str, str]:
        """The symbols that are read as words, each with its word."""
        symbols = self.symbols
        signs = {"&": symbols.ampersand, "/": symbols.slash, "+": symbols.plus, "=": symbols.equals}
        return signs | dict.fromkeys(ARROWS, symbols.arrow)

    @property
    def signs(self) -> tuple[str, ...]:
        """Every sign of a unit."""
        measured = (sign for measure in self.measures.all() for sign in measure.signs)
        return (*self.second, *self.minute, *self.times, *measured)
