"""Texts that are spoken: what may stand in them, and what is filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Annotated

from pydantic import AfterValidator, Field

from voicecoach.errors import suggestion

_BREAK = re.compile(r"(?<=[.!?…:;])\s+")
_INITIALS = re.compile(r"(?<!\w)[^\W\d_]\.\s?[^\W\d_]\.$")  # z. B.
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}|[{}]")


def placeholders(text: str) -> tuple[str, ...]:
    """The names in braces that a text holds, in order."""
    return tuple(match[1] or "" for match in _PLACEHOLDER.finditer(text))


def check_placeholders(text: str, known: Iterable[str]) -> str:
    """The text, whose names in braces are all `known`. Raises ValueError."""
    for match in _PLACEHOLDER.finditer(text):
        if match[1] not in known:
            raise ValueError(f"unknown placeholder {match[0]!r}; {suggestion(match[1] or '', known)}")
    return text


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with the names in braces that `values` knows filled in."""
    return _PLACEHOLDER.sub(lambda match: values.get(match[1] or "", match[0]), text)


def sentences(text: str) -> list[str]:
    """The sentences of a text, each with a word (or a name in braces) in it."""
    parts, reached = [], 0
    for gap in _BREAK.finditer(text):
        if not _goes_on(text[reached : gap.start()], text[gap.end() :]):
            parts.append(text[reached : gap.start()])
            reached = gap.end()
    return [part for part in (*parts, text[reached:]) if any(character.isalnum() for character in part)]


def _goes_on(before: str, after: str) -> bool:
    """Whether a full stop ends an abbreviation, and no sentence: a small letter or a number follows, or it is one of
    two initials."""
    if not before.endswith("."):
        return False
    first_two = f"{before[-2:]} {after[:2]}" if not before[-3:-2].isalnum() else ""
    return after[:1].islower() or after[:1].isdigit() or any(map(_INITIALS.search, (before[-6:], first_two)))


def _speakable(text: str) -> str:
    text = " ".join(text.split())
    if not any(character.isalnum() for character in text):
        raise ValueError("there is no word in this text, so a voice would be silent; write words")
    return text


def _plain(text: str) -> str:
    for match in _PLACEHOLDER.finditer(text):
        raise ValueError(f"{match[0]!r} can't stand here; this text is spoken as it is written")
    return text


Template = Annotated[str, Field(max_length=2000), AfterValidator(_speakable)]
"""Words to be spoken, with names in braces that are filled in."""

Words = Annotated[Template, AfterValidator(_plain)]
"""Words to be spoken as they are written."""

_MOST_SPELT = 100


def _short(text: str) -> str:
    if len(text) > _MOST_SPELT:
        raise ValueError(f"this has more than {_MOST_SPELT} characters; write a word, or a few")
    return text


_Spelt = Annotated[Words, AfterValidator(_short), Field(json_schema_extra={"maxLength": _MOST_SPELT})]

Pronunciations = Annotated[dict[_Spelt, _Spelt], Field(max_length=500)]
"""Words, or a few at a time, and how each is spelt for a voice."""
