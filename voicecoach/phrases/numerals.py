"""Numbers, places in a row and counted things as words, by each language's own rules. The home of num2words."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import model_validator

from voicecoach.documents.model import Model
from voicecoach.documents.texts import Template, Words, check_placeholders

Gender = Literal["masculine", "feminine"]

_AGREEING: dict[tuple[str, Gender], tuple[tuple[str, str], ...]] = {
    ("es", "masculine"): ((r"veintiuno$", "veintiún"), (r"uno$", "un")),
    ("es", "feminine"): ((r"uno$", "una"), (r"cientos\b", "cientas")),
    ("fr", "feminine"): ((r"\bun$", "une"),),
}
"""How a number changes before the noun that it counts; num2words gives the form that stands alone."""

_MISSPELT_ORDINALS = {
    "es": (("décimoprimer", "decimoprimer"), ("décimosegund", "decimosegund"), ("quadragésim", "cuadragésim")),
    "fr": (("vingtsième", "vingtième"),),
}
"""What num2words gets wrong."""

_FEMININE_ORDINALS = {"es": ((r"o\b", "a"),), "fr": ((r"^premier$", "première"),)}


class Unit(Model):
    """The forms of what is counted: one of it, `{count}` of it, and halves."""

    gender: Gender = "masculine"
    one: Words
    other: Template
    half: Words
    one_and_a_half: Words
    and_a_half: Template

    @model_validator(mode="after")
    def _counts(self) -> Unit:
        for text in (self.other, self.and_a_half):
            check_placeholders(text, ("count",))
        return self

    def counted(self, value: float, language: str) -> str:
        """`value` of it in words, to the nearest half, and half of it at least."""
        value = max(0.5, round(value * 2) / 2)
        if value in (0.5, 1, 1.5):
            return {0.5: self.half, 1: self.one, 1.5: self.one_and_a_half}[value]
        form = self.other if value == int(value) else self.and_a_half
        return form.replace("{count}", number(int(value), language, self.gender))


def number(value: int, language: str, counting: Gender | None = None) -> str:
    """A number of 0 or more as words: as it stands alone, or before a noun of the gender `counting`."""
    from num2words import num2words

    words = str(num2words(value, lang=language))
    for pattern, form in _AGREEING.get((language, counting), ()) if counting else ():
        words = re.sub(pattern, form, words)
    return words


def ordinal(value: int, language: str, gender: Gender) -> str:
    """A place in a row, from 1 up, as words: `third`, `twenty-first`."""
    from num2words import num2words

    words = str(num2words(value, lang=language, to="ordinal"))
    for wrong, right in _MISSPELT_ORDINALS.get(language, ()):
        words = words.replace(wrong, right)
    for pattern, form in _FEMININE_ORDINALS.get(language, ()) if gender == "feminine" else ():
        words = re.sub(pattern, form, words)
    return words
