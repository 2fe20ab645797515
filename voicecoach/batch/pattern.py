"""How the files of a batch are named: a pattern such as `{routine}-{pace}.{format}`, and the values of its fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from string import Formatter
from typing import Any

from voicecoach.errors import suggestion

_UNFIT = re.compile(r"[^\w.+=]+")
"""What is replaced in a value, so that it is no folder, and no shell and no file system minds it."""


def check_pattern(pattern: str, known: Iterable[str]) -> str:
    """The pattern, which names files by `known` fields. Raises ValueError, with what to do."""
    try:
        fields = list(Formatter().parse(pattern))
    except ValueError as error:
        raise ValueError(f"the braces don't match ({error}); write {{{{ for a brace that is meant") from error
    for _, name, form, conversion in fields:
        if name is not None and name not in {*known}:
            raise ValueError(f"unknown field {{{name}}}; {suggestion(name, known)}")
        if form or conversion:
            raise ValueError(f"the field {{{name}}} takes no format; write its name alone")
    place = PurePath(pattern)
    if place.is_absolute() or ".." in place.parts:
        raise ValueError("the pattern leads out of the folder; name another one with the key 'folder'")
    if not place.name:
        raise ValueError("the pattern names no file; write one such as {routine}.{format}")
    return pattern


def fields_in(pattern: str) -> list[str]:
    """The fields that a pattern has, in their order."""
    return list(dict.fromkeys(name for _, name, _, _ in Formatter().parse(pattern) if name))


def file_name(pattern: str, values: Mapping[str, Any]) -> str:
    """The name that a pattern has for values, each made fit to stand in a file's name."""
    return pattern.format_map({name: _fit(value) for name, value in values.items()})


def _fit(value: Any) -> str:
    texts = value if isinstance(value, tuple) else (value,)
    return "-".join(_UNFIT.sub("-", f"{text:g}" if isinstance(text, float) else str(text)) for text in texts).strip("-")
