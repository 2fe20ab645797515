"""The fields of routine files: what may stand in them, and what is said of what may not."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from voicecoach.errors import suggestion
from voicecoach.routines.duration import Duration, parse_duration
from voicecoach.routines.level import Level

LANGUAGES = ("en",)
"""Those that the coach has wording for."""

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


def some(value: tuple[Any, ...] | dict[Any, Any]) -> tuple[Any, ...] | dict[Any, Any]:
    if not value:
        raise ValueError("this is empty; write at least one")
    return value


def _spoken_here(language: str) -> str:
    if language.lower().partition("-")[0] not in LANGUAGES:
        raise ValueError(f"the coach has no words in {language!r}; {suggestion(language, LANGUAGES)}")
    return language


Words = Annotated[str, Field(max_length=2000), AfterValidator(_speakable), AfterValidator(_plain)]
SidedWords = Annotated[str, Field(max_length=2000), AfterValidator(_speakable), AfterValidator(_with_sides)]
Time = Annotated[Duration, BeforeValidator(parse_duration), AfterValidator(_between(0, 600))]
HoldTime = Annotated[Duration, BeforeValidator(parse_duration), AfterValidator(_between(1, 600))]
Repetitions = Annotated[int, Field(ge=1, le=100)]
ALanguage = Annotated[str, AfterValidator(_spoken_here)]
ALevel = Annotated[Level, BeforeValidator(_one_of(Level))]
ASurface = Annotated[Surface, BeforeValidator(_one_of(Surface))]
SomeSides = Annotated[Sides, BeforeValidator(_one_of(Sides))]
