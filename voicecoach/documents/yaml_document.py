"""YAML text → a document. The home of PyYAML.

PyYAML's libyaml reads it, several times sooner than a reader in Python. What plain scalars mean is of YAML 1.2's core
schema (section 10.3.2 of its specification), where `no` is a word and `1:30` no number; PyYAML by itself takes them as
YAML 1.1 does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any

import yaml
from yaml._yaml import CParser
from yaml.resolver import BaseResolver

from voicecoach.documents.node import MAX_BYTES, Mark, Node
from voicecoach.errors import FileProblemsError, InputError, Problem

_MAX_DEPTH = 20
_MAX_DIGITS = 20  # a longer number is a mistake, and slow to read
_MOST_NODES = 50_000  # more than fits in MAX_BYTES of anything that was written by hand

# The kind of a plain scalar, what it looks like, and what it may begin with.
_CORE_SCHEMA = (
    ("null", r"(~|null|Null|NULL|)\Z", ["~", "n", "N", ""]),
    ("bool", r"(true|True|TRUE|false|False|FALSE)\Z", list("tTfF")),
    ("int", r"([-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)\Z", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z", list("-+.0123456789")),
)

# A character beyond the first 65,536, as JSON writes it (RFC 8259, section 7), which YAML doesn't know.
_PAIR = re.compile(r"(?<!\\)((?:\\\\)*)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)


def read_document(path: Path) -> Node:
    """The document in a file. Raises InputError (FileProblemsError for mistakes inside the file)."""
    return parse_document(str(path), read_bytes(path))


def read_bytes(path: Path) -> bytes:
    """A file's bytes, as far as it takes to see that it is too long. Raises InputError."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except IsADirectoryError as error:
        raise InputError(f"{path} is a folder; name a routine file in it") from error
    except FileNotFoundError as error:
        raise InputError(f"there is no file {path}; `voicecoach list` names the routines") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{path} can't be read: {reason}") from error


def parse_document(file: str, raw: bytes, *, aliases: bool = False) -> Node:
    """The bytes of one YAML 1.2 document in the file called `file`. With `aliases`, for files of other programs, what
    an anchor names may be used again. Raises FileProblemsError."""
    start = Mark(file)
    if len(raw) > MAX_BYTES:
        raise _refusal(start, f"the file has more than {MAX_BYTES:,} bytes; it is no routine file")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _refusal(Mark(file, line), "this is no text in UTF-8; is it a routine file?") from error
    traps = _Traps(file, aliases)
    try:
        for event in _events(text):  # all are looked at before anything is built of them
            traps.refuse(event)
        root = _composed(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = _place(file, mark, text) if mark else start
        what = " ".join(filter(None, (error.context, error.problem)))
        raise _refusal(place, f"this is no valid YAML: {what}") from error
    except (yaml.YAMLError, ValueError) as error:
        what = str(error).splitlines()[0]
        raise _refusal(start, f"this is no valid YAML: {what}") from error
    if root is None:
        raise _refusal(start, "the file is empty; it needs a title and steps")
    problems: list[Problem] = []
    document = _built(file, root, None, problems)
    if problems:
        raise FileProblemsError(problems)
    return document


def _refusal(mark: Mark, message: str) -> FileProblemsError:
    return FileProblemsError([mark.problem(message)])


def _place(file: str, mark: yaml.Mark, text: str) -> Mark:
    """Where libyaml found something wrong. The end of a last line without a break is for it on a line of its own."""
    lines = text.split("\n")
    is_inside = mark.line < len(lines)
    return Mark(file, mark.line + 1, mark.column + 1) if is_inside else Mark(file, len(lines), len(lines[-1]) + 1)


class _Traps:
    """What makes a small file unfold into a huge or endless one."""

    def __init__(self, file: str, aliases: bool) -> None:
        self._file, self._aliases = file, aliases
        self._nodes = 0
        self._opened: list[tuple[str | None, int]] = []
        self._sizes: dict[str, int] = {}

    def refuse(self, event: Any) -> None:
        """Refuse it at the event that is read. Each is looked at once, in the order of the file."""
        self._nodes += 1
        message = None
        if isinstance(event, yaml.AliasEvent):
            self._nodes += self._sizes.get(event.anchor or "", 0)
            if not self._aliases or any(anchor for anchor, _ in self._opened):
                message = f"the alias *{event.anchor} can't be used here; write the value out"
            elif self._nodes > _MOST_NODES:
                message = "the aliases make this a huge file; write it out"
        elif isinstance(event, yaml.CollectionStartEvent):
            self._opened.append((event.anchor, self._nodes))
            if len(self._opened) > _MAX_DEPTH:
                message = f"this is nested more than {_MAX_DEPTH} deep; a routine needs a few levels"
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, start = self._opened.pop()
            self._sizes |= {anchor: self._nodes - start} if anchor else {}
        if message:
            raise _refusal(_mark(self._file, event), message)


def _built(file: str, node: yaml.Node, key_mark: Mark | None, problems: list[Problem]) -> Node:
    mark = _mark(file, node)
    if isinstance(node, yaml.SequenceNode):
        return Node([_built(file, item, None, problems) for item in node.value], mark, key_mark)
    if not isinstance(node, yaml.MappingNode):
        value = _scalar(node)
        nowhere = value is None and key_mark  # nothing after a key stands, for YAML, where the next key does
        return Node(value, nowhere or mark, key_mark)
    keys: dict[str, Node] = {}
    for key_node, value_node in node.value:
        key, place = key_node.value, _mark(file, key_node)
        if not isinstance(key, str):
            problems.append(place.problem("a key must be a plain word"))
        elif key in keys:
            problems.append(place.problem(f"the key {key!r} is given twice; keep one"))
        else:
            keys[key] = _built(file, value_node, place, problems)
    return Node(keys, mark, key_mark)


def _mark(file: str, marked: Any) -> Mark:
    return Mark(file, marked.start_mark.line + 1, marked.start_mark.column + 1)


def _scalar(node: yaml.Node) -> str | int | float | bool | None:
    """A scalar as a person means it: numbers, true, false and null by YAML 1.2, all else as text."""
    kind = str(node.tag).rpartition(":")[2]
    text: str = node.value
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() == "true"
    try:
        if kind == "int":
            base = 0 if text.startswith(("0o", "0x")) else 10
            return int(text, base) if len(text) < _MAX_DIGITS else text
        if kind == "float":
            return float(text)
    except ValueError:
        return text
    return text


class _Reader(CParser, BaseResolver):
    """Reads one text."""

    def __init__(self, text: str) -> None:
        CParser.__init__(self, _PAIR.sub(_as_one, text))
        BaseResolver.__init__(self)


for _kind, _look, _begins in _CORE_SCHEMA:
    _Reader.add_implicit_resolver(f"tag:yaml.org,2002:{_kind}", re.compile(_look), _begins)


def _events(text: str) -> Iterator[yaml.Event]:
    """What is in the text, in its order; nothing is built of it. Raises YAMLError."""
    reader = _Reader(text)
    return takewhile(lambda event: not isinstance(event, yaml.StreamEndEvent), iter(reader.get_event, None))


def _composed(text: str) -> yaml.Node | None:
    """The one document in the text; None where there is none. Raises YAMLError."""
    reader = _Reader(text)
    root: yaml.Node | None = reader.get_single_node()
    return root


def _as_one(pair: re.Match[str]) -> str:
    """The pair as one character, which YAML writes in two places less."""
    halves = bytes.fromhex(pair[2] + pair[3]).decode("utf-16-be")
    return f"{pair[1]}\\U{ord(halves):08X}"
