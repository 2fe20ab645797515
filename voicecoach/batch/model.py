"""What a plan holds: plain data, validated. Keys are named as the options of `voicecoach export`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field

from voicecoach.batch.pattern import check_pattern
from voicecoach.choices import (
    FASTEST_RATE_WPM,
    FEWEST_BREATHS,
    MOST_BREATHS,
    SLOWEST_RATE_WPM,
    parse_levels,
    parse_variants,
)
from voicecoach.config.model import NoSwitch, pace_factor
from voicecoach.documents.model import Model
from voicecoach.errors import InputError
from voicecoach.export.transcripts import known_transcript
from voicecoach.routines.fields import AGuidance, ALanguage, ASafety, ASurface, some

AXES = (
    "routine",
    "language",
    "voice",
    "level",
    "pace",
    "rate",
    "guidance",
    "safety",
    "surface",
    "breaths",
    "seed",
    "format",
    "bitrate",
)
"""The keys that multiply: each of a key's values is combined with each of the other keys' values. The first turns the
slowest."""

TOGETHER = ("variant", "only", "without", "transcript")
"""The keys whose values belong to one export together, as where an option is repeated."""


def _several(value: object) -> object:
    return value if isinstance(value, (list, tuple)) else [value]


def _pace(value: object) -> str:
    pace_factor(value)
    return str(value)


def _level(value: object) -> tuple[str, ...]:
    written = _several(value)
    assert isinstance(written, (list, tuple))
    if not written or not all(isinstance(text, str) for text in written):
        raise ValueError("a level belongs here, or a list such as ['gentle', 'knee-rolls=regular']")
    try:
        parse_levels(written)
    except InputError as error:
        raise ValueError(str(error)) from error
    return tuple(written)


def _variant(value: str) -> str:
    try:
        parse_variants([value])
    except InputError as error:
        raise ValueError(str(error)) from error
    return value


def _transcript(value: str) -> str:
    try:
        return known_transcript(value)
    except InputError as error:
        raise ValueError(str(error)) from error


def _pattern(value: str) -> str:
    return check_pattern(value, AXES)


T = TypeVar("T")
_Text = Annotated[str, Field(min_length=1)]
_Several = Annotated[tuple[T, ...], BeforeValidator(_several), AfterValidator(some)]
"""A value, or a list of them."""


class Export(Model):
    """Files to be made: all combinations of the values of AXES. What isn't set is None."""

    folder: _Text | None = None
    pattern: Annotated[_Text, AfterValidator(_pattern)] | None = None
    routine: _Several[_Text] | None = None
    language: _Several[ALanguage] | None = None
    voice: _Several[_Text] | None = None
    level: _Several[Annotated[Any, BeforeValidator(_level)]] | None = None
    """Each is a tuple of levels, as they are written, that belong together."""
    pace: _Several[Annotated[str, BeforeValidator(_pace)]] | None = None
    rate: _Several[Annotated[float, NoSwitch, Field(ge=SLOWEST_RATE_WPM, le=FASTEST_RATE_WPM)]] | None = None
    """Words a minute, 60 to 300."""
    guidance: _Several[AGuidance] | None = None
    safety: _Several[ASafety] | None = None
    surface: _Several[ASurface] | None = None
    breaths: _Several[Annotated[float, NoSwitch, Field(ge=FEWEST_BREATHS, le=MOST_BREATHS)]] | None = None
    """A minute, 3 to 15."""
    seed: _Several[Annotated[int, NoSwitch, Field(ge=0)]] | None = None
    format: _Several[_Text] | None = None
    bitrate: _Several[Annotated[int, NoSwitch, Field(ge=1)]] | None = None
    """In kbit/s."""
    variant: _Several[Annotated[_Text, AfterValidator(_variant)]] | None = None
    only: _Several[_Text] | None = None
    without: _Several[_Text] | None = None
    transcript: _Several[Annotated[_Text, AfterValidator(_transcript)]] | None = None
    """Formats that are written beside each file."""

    def values(self, key: str) -> tuple[Any, ...]:
        """The values of a key; none where it isn't set."""
        return getattr(self, key) or ()


def _tables(value: object) -> object:
    if isinstance(value, Mapping):
        raise ValueError("write the heading with two brackets on each side: [[export]]")
    if not isinstance(value, (list, tuple)) or any(not isinstance(one, Mapping) for one in value):
        raise ValueError("no value belongs to this key; write keys under headings [[export]], one for each part")
    return value


class Plan(Export):
    """A plan: what all its exports share, and the exports; where there are none, it is one itself."""

    export: Annotated[tuple[Export, ...], BeforeValidator(_tables), AfterValidator(some)] = ()
