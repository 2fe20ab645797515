"""Texts that are spoken: what may stand in them, and what is filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Annotated

from pydantic import AfterValidator, Field

from voicecoach.errors import suggestion

_BREAK = re.compile(r"(?<=[.!?…:;])\s+")
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
    return [part for part in _BREAK.split(text) if any(character.isalnum() for character in part)]


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
