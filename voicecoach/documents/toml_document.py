"""TOML text → a tree of plain values, each of which knows where it stands in which file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from voicecoach.documents import toml_places as places
from voicecoach.documents.node import MAX_BYTES, Mark, Node
from voicecoach.documents.toml import loads
from voicecoach.documents.toml_mistakes import told
from voicecoach.errors import FileProblemsError, InputError, Problem

_PLACE = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


def read_text(file: Path, kind: str) -> str | None:
    """The text of a file, which is to be a `kind`, in words for people; None where there is none. Raises InputError."""
    try:
        with file.open("rb") as opened:
            raw = opened.read(MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except IsADirectoryError as error:
        raise InputError(f"{file} is a folder; the {kind} belongs in its place") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"the {kind} {file} can't be read: {reason}") from error
    if len(raw) > MAX_BYTES:
        raise InputError(f"{file} has more than {MAX_BYTES:,} bytes; it is no {kind}")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        problem = Mark(str(file), line).problem(f"this is no text in UTF-8; save the {kind} as UTF-8")
        raise FileProblemsError([problem]) from error


def parse_document(file: str, text: str) -> Node:
    """The document that the text of the file called `file` holds. Raises FileProblemsError."""
    text = text.removeprefix(BYTE_ORDER_MARK)  # Windows' editors put it there
    values = _values(file, text)
    return _built(file, values, (), places.places(text), Node(None, Mark(file)))


def _built(file: str, value: Any, path: places.Path, known: dict[places.Path, places.Place], around: Node) -> Node:
    place = known.get(path)
    key_mark = Mark(file, place.line, place.column) if place else around.key_mark
    mark = Mark(file, place.line, place.value_column) if place else around.mark
    node = Node(value, mark, key_mark)
    if len(path) > places.DEEPEST:
        raise FileProblemsError([mark.problem(f"this is nested more than {places.DEEPEST} deep; write it flat")])
    if isinstance(value, dict):
        return Node({key: _built(file, v, (*path, key), known, node) for key, v in value.items()}, mark, key_mark)
    if isinstance(value, list):
        items = [_built(file, item, (*path, number), known, node) for number, item in enumerate(value)]
        return Node(items, mark, key_mark)
    return node


def _values(file: str, text: str) -> dict[str, Any]:
    """The values of the TOML document `text` in the file called `file`. Raises FileProblemsError."""
    try:
        return loads(text)
    except ValueError as error:
        what, line, column = _place(error, text)
    except RecursionError:
        what, line, column = "this is nested too deep", 1, 1
    message, line, column = told(what, line, column, text) or (f"this is no valid TOML: {what}", line, column)
    raise FileProblemsError([Problem(file, line, column, message)])


def _place(error: ValueError, text: str) -> tuple[str, int, int]:
    """What a reader says is wrong, and where: its message alone holds the place before Python 3.14."""
    message = str(error)
    told = _PLACE.fullmatch(message)
    if not told:  # Python's own limits, such as that of a number's digits
        return message, 1, 1
    what, line, column = told.groups()
    if line:
        return what, int(line), int(column)
    lines = text.rstrip().split("\n")
    return what, len(lines), len(lines[-1]) + 1
