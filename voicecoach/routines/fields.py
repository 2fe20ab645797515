"""The fields of routine files: what may stand in them, and what is said of what may not."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, WithJsonSchema

from voicecoach.documents.duration import Duration, parse_duration
from voicecoach.documents.texts import Template, check_placeholders
from voicecoach.errors import UnknownNameError, suggestion
from voicecoach.phrases import LANGUAGES, base_language, language_tag, phrases_for
from voicecoach.routines.terms import Guidance, Level, Position, Safety, Sides, Surface

SESSION_VARIABLES = ("exercise", "next", "minutes_left")
"""What any text may hold: the exercise at hand (or the one before), the one that follows, the time that is left."""

EXERCISE_VARIABLES = (*SESSION_VARIABLES, "hold", "repetition", "repetitions")
"""What an exercise's texts may hold beside: its dose, and where in it the listener is."""

_NUMBER_AND_UNIT = r"^\s*\d+(\.\d+)?\s*[A-Za-z]"
_DURATION = WithJsonSchema(
    {
        "type": "string",
        "pattern": _NUMBER_AND_UNIT,
        "patternErrorMessage": "a duration is a number and its unit, such as 10 s, 1 min 30 s or 2 breaths",
        "examples": ["10 s", "1 min 30 s", "2 breaths"],
    }
)
_AT = WithJsonSchema(
    {
        "type": "string",
        "pattern": f"^half$|{_NUMBER_AND_UNIT}",
        "patternErrorMessage": "write half, or a time after the hold's start, such as 5 s",
        "examples": ["half", "5 s"],
    }
)
_IN_ANY_CASE = "|".join("".join(f"[{letter}{letter.upper()}]" for letter in language) for language in LANGUAGES)
_LANGUAGE = WithJsonSchema(
    {
        "type": "string",
        "pattern": f"^({_IN_ANY_CASE})([-_]|$)",
        "patternErrorMessage": f"the coach has words in {', '.join(LANGUAGES)}",
        "examples": [*LANGUAGES],
    }
)


def _one_of(enum: type[Enum]) -> Callable[[object], object]:
    def check(value: object) -> object:
        names = [member.value for member in enum]
        if value in names or isinstance(value, enum):
            return value
        raise ValueError(f"{value!r} is none of {', '.join(names)}; {suggestion(str(value), names)}")

    return check


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
    try:
        return base_language(language) and language
    except UnknownNameError as error:
        raise ValueError(f"the coach has no words in {language!r}; {suggestion(language, error.known)}") from error


def _for_a_session(text: str) -> str:
    return check_placeholders(text, SESSION_VARIABLES)


def _for_an_exercise(text: str, info: ValidationInfo) -> str:
    language = (info.context or {}).get("language", "en")
    return check_placeholders(text, (*EXERCISE_VARIABLES, *phrases_for(language).side_forms))


def _point_in_hold(value: object) -> object:
    return value if value == HALF else parse_duration(value)


HALF = "half"
"""What a line's `at` may be beside a time: the middle of the hold."""

SessionWords = Annotated[Template, AfterValidator(_for_a_session)]
"""Words that may hold SESSION_VARIABLES."""

ExerciseWords = Annotated[Template, AfterValidator(_for_an_exercise)]
"""Words that may hold EXERCISE_VARIABLES and the sides: `{side}`, `{other}`, and the language's other forms of them."""

Time = Annotated[Duration, BeforeValidator(parse_duration), AfterValidator(_between(0, 600)), _DURATION]
HoldTime = Annotated[Duration, BeforeValidator(parse_duration), AfterValidator(_between(1, 600)), _DURATION]
PointInHold = Annotated[Duration | str, BeforeValidator(_point_in_hold), _AT]
Repetitions = Annotated[int, Field(ge=1, le=100)]
ALanguage = Annotated[str, AfterValidator(_spoken_here), _LANGUAGE]
ALanguageTag = Annotated[ALanguage, AfterValidator(language_tag)]
"""The same, whatever its capitals were, as it is usually written."""
ALevel = Annotated[Level, BeforeValidator(_one_of(Level))]
AGuidance = Annotated[Guidance, BeforeValidator(_one_of(Guidance))]
ASafety = Annotated[Safety, BeforeValidator(_one_of(Safety))]
ASurface = Annotated[Surface, BeforeValidator(_one_of(Surface))]
APosition = Annotated[Position, BeforeValidator(_one_of(Position))]
SomeSides = Annotated[Sides, BeforeValidator(_one_of(Sides))]
