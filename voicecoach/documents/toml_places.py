"""Where each key of a TOML document stands; the readers of TOML don't say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from voicecoach.documents.toml import loads

Path: TypeAlias = "tuple[str | int, ...]"
"""The keys that lead to a value, and its number among the tables of an array."""

DEEPEST = 20
"""Such files need few levels; what lies deeper than this has no place of its own."""

_LINE_STRING = r""""(?:[^"\\\n]|\\.)*"|'[^'\n]*'"""
_STRING = rf'''"""(?:[^\\]|\\.)*?"{{3,5}}|\'\'\'.*?\'{{3,5}}|{_LINE_STRING}'''
_TOKEN = re.compile(rf"{_STRING}|#[^\n]*|[\[\]{{}}\n]", re.DOTALL)
"""What says where a statement ends: strings and comments, which may hold anything, brackets, and ends of lines."""
_KEY = re.compile(rf"(?:{_LINE_STRING}|[^\"'=])+=[ \t]*")
_HEADER = re.compile(rf"\[(?:{_LINE_STRING}|[^\"'\]])+\]\]?")


@dataclass(frozen=True, slots=True)
class Place:
    """The line of a key, the column at which it begins, and the one at which its value does. All count from 1."""

    line: int = 1
    column: int = 1
    value_column: int = 1


def places(text: str) -> dict[Path, Place]:
    """Where the keys and tables of a valid TOML document first stand. What stands inside a value isn't among them."""
    found: dict[Path, Place] = {}
    lengths: Counter[Path] = Counter()
    table: Path = ()
    for line, column, statement in _statements(text):
        if header := statement.startswith("[") and _HEADER.match(statement):
            parts, place = _parts(header[0]), Place(line, column, column)
            table = _inside(parts, lengths)
            if statement.startswith("[["):
                array = (*_inside(parts[:-1], lengths), parts[-1])
                table = (*array, lengths[array])
                lengths[array] += 1
            path: Path = table
        elif key := _KEY.match(statement):
            place = Place(line, column, column + len(key[0]))
            path = (*table, *_parts(f"{key[0]}0"))
        for length in range(1, min(len(path), DEEPEST) + 1):
            found.setdefault(path[:length], place)
    return found


@dataclass(frozen=True, slots=True)
class Stands:
    """A key, or a heading with its brackets, as it is written, and where."""

    written: str
    place: Place


def first_twice(text: str) -> tuple[Stands, Stands] | None:
    """The first key or heading of a document that stands there twice, though it must not: where it first stands, and
    where it does again. None where all stand once. Raises ValueError for what is no TOML otherwise."""
    seen: dict[Path, Stands] = {}
    lengths: Counter[Path] = Counter()
    table: Path = ()
    for line, column, statement in _statements(text):
        place = Place(line, column, column)
        if header := statement.startswith("[") and _HEADER.match(statement):
            stands = Stands(header[0], place)
            parts = _parts(header[0])
            path: Path = (*_inside(parts[:-1], lengths), parts[-1])
            is_next = path in lengths and header[0].startswith("[[")
        elif key := _KEY.match(statement):
            stands, is_next = Stands(key[0].rstrip("= \t"), place), False
            path = (*table, *_parts(f"{key[0]}0"))
        else:
            continue
        if path in seen and not is_next:
            return seen[path], stands
        seen.setdefault(path, stands)
        if header:
            lengths.update({path: 1} if header[0].startswith("[[") else {})
            table = (*path, lengths[path] - 1) if path in lengths else path
    return None


def _statements(text: str) -> Iterator[tuple[int, int, str]]:
    """Each header, and each key with its value, after the line and the column where it begins."""
    start, depth, line = 0, 0, 1
    for token in re.finditer(_TOKEN, f"{text}\n"):
        depth += token[0] in {"[", "{"}
        depth -= token[0] in {"]", "}"}
        if token[0] != "\n" or depth:
            continue
        whole = text[start : token.start()]
        statement = whole.lstrip()
        if statement and not statement.startswith("#"):
            yield line, len(whole) - len(statement) + 1, statement
        line += whole.count("\n") + 1
        start = token.end()


def _parts(statement: str) -> tuple[str, ...]:
    """The keys of a header, or of a statement whose value is 0."""
    parts: tuple[str, ...] = ()
    values = loads(statement)
    while isinstance(values, dict) and values:
        ((part, values),) = values.items()
        parts = (*parts, part)
    return parts


def _inside(parts: tuple[str, ...], lengths: Counter[Path]) -> Path:
    """The path that a header's keys mean: the last table of each array on the way."""
    path: Path = ()
    for part in parts:
        path = (*path, part)
        if path in lengths:
            path = (*path, lengths[path] - 1)
    return path
