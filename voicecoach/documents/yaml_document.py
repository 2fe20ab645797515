"""YAML text → a document. The home of PyYAML.

PyYAML's libyaml reads it, about ten times as fast as a reader in Python. What plain scalars mean is of YAML 1.2's core
schema (section 10.3.2 of its specification), where `no` is a word and `1:30` no number; PyYAML by itself takes them as
YAML 1.1 does. Numbers that mean nothing here, such as `.inf` or one of 20 digits, stay text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import yaml

from voicecoach.documents.node import MAX_BYTES, Mark, Node
from voicecoach.errors import FileProblemsError, InputError, Problem

# A PyYAML that was built without libyaml reads routines too, and less of what JSON allows.
_Loader = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader

_MAX_DEPTH = 20
_NESTED = f"this is nested more than {_MAX_DEPTH} deep; a routine needs a few levels"
_NESTED_FOR_LIBYAML = "exceeded maximum nesting depth"  # it reads ahead, and finds that of a thousand first
_MAX_DIGITS = 20  # a longer number is a mistake, and slow to read
_MOST_NODES = 50_000  # more than fits in MAX_BYTES of anything that was written by hand

_PLAIN = {
    "null": re.compile(r"(~|null|Null|NULL)?"),
    "bool": re.compile(r"true|True|TRUE|false|False|FALSE"),
    "int": re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"),
    "float": re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"),
}

# How JSON writes a character outside the Basic Multilingual Plane (RFC 8259, section 7), which YAML doesn't know.
_SURROGATE_PAIR = re.compile(r"(?<!\\)((?:\\\\)*)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)


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
    an anchor names may be used again. Behind a JSON surrogate pair, columns of its line are two fewer. Raises
    FileProblemsError."""
    start = Mark(file)
    if len(raw) > MAX_BYTES:
        raise _refusal(start, f"the file has more than {MAX_BYTES:,} bytes; it is no routine file")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _refusal(Mark(file, line), "this is no text in UTF-8; is it a routine file?") from error
    try:
        return _Composer(file, text, aliases).document()
    except yaml.MarkedYAMLError as error:
        if _SURROGATE_PAIR.search(text):
            return parse_document(file, _SURROGATE_PAIR.sub(_as_yaml, text).encode(), aliases=aliases)
        mark = error.problem_mark or error.context_mark
        place = _place(file, mark, text) if mark else start
        if error.problem == _NESTED_FOR_LIBYAML:
            raise _refusal(place, _NESTED) from error
        what = " ".join(filter(None, (error.context, error.problem)))
        raise _refusal(place, f"this is no valid YAML: {what}") from error
    except (yaml.YAMLError, ValueError) as error:
        what = str(error).splitlines()[0]
        raise _refusal(start, f"this is no valid YAML: {what}") from error


def _refusal(mark: Mark, message: str) -> FileProblemsError:
    return FileProblemsError([mark.problem(message)])


def _as_yaml(pair: re.Match[str]) -> str:
    character = bytes.fromhex(pair[2] + pair[3]).decode("utf-16-be")
    return f"{pair[1]}\\U{ord(character):08X}"


def _place(file: str, mark: yaml.Mark, text: str) -> Mark:
    """Where libyaml found something wrong. The end of a last line without a break is for it on a line of its own."""
    lines = re.split("\r\n|[\r\n\x85\u2028\u2029]", text)
    is_inside = mark.line < len(lines)
    return Mark(file, mark.line + 1, mark.column + 1) if is_inside else Mark(file, len(lines), len(lines[-1]) + 1)


class _Composer:
    """Makes a document of a text's events, and refuses what makes a small file unfold into a huge or endless one."""

    def __init__(self, file: str, text: str, aliases: bool) -> None:
        self._file, self._aliases = file, aliases
        self._events: Iterator[yaml.Event] = iter(_Loader(text).get_event, None)
        self._nodes = self._depth = self._anchored_depth = 0
        self._anchored: dict[str | None, tuple[Node, int]] = {}  # each with how many nodes it is
        self._problems: list[Problem] = []

    def document(self) -> Node:
        """The one document in the text. Raises FileProblemsError, YAMLError."""
        next(self._events)  # the stream's start
        if isinstance(next(self._events), yaml.StreamEndEvent):
            raise _refusal(Mark(self._file), "the file is empty; it needs a title and steps")
        root = self._node(next(self._events))
        next(self._events)  # the document's end
        if not isinstance(another := next(self._events), yaml.StreamEndEvent):
            raise _refusal(self._mark(another), "another document begins here; write a single one into a file")
        if self._problems:
            raise FileProblemsError(self._problems)
        return root

    def _node(self, event: yaml.Event, key_mark: Mark | None = None) -> Node:
        """What begins with an event."""
        if isinstance(event, yaml.AliasEvent):
            return replace(self._repeated(event), key_mark=key_mark)
        before = self._nodes
        self._nodes += 1
        mark = self._mark(event)
        if isinstance(event, yaml.CollectionStartEvent):
            node = Node(self._collection(event), mark, key_mark)
        else:
            assert isinstance(event, yaml.ScalarEvent)
            value = _scalar(event)
            nowhere = value is None and key_mark  # nothing is told where its key is
            node = Node(value, nowhere or mark, key_mark)
        if event.anchor:
            self._anchored[event.anchor] = node, self._nodes - before
        return node

    def _repeated(self, event: yaml.AliasEvent) -> Node:
        """What an alias stands for."""
        if not self._aliases or self._anchored_depth:
            raise _refusal(self._mark(event), f"the alias *{event.anchor} can't be used here; write the value out")
        if event.anchor not in self._anchored:
            raise _refusal(
                self._mark(event), f"undefined alias *{event.anchor}; nothing before it is named &{event.anchor}"
            )
        node, nodes = self._anchored[event.anchor]
        self._nodes += nodes
        if self._nodes > _MOST_NODES:
            raise _refusal(self._mark(event), "the aliases make this a huge file; write it out")
        return node

    def _collection(self, start: yaml.CollectionStartEvent) -> dict[str, Node] | list[Node]:
        """What stands between an event and the one that ends what it starts."""
        self._depth += 1
        self._anchored_depth += bool(start.anchor)
        if self._depth > _MAX_DEPTH:
            raise _refusal(self._mark(start), _NESTED)
        found: dict[str, Node] | list[Node]
        if isinstance(start, yaml.MappingStartEvent):
            found = self._keys()
        else:
            found = [self._node(event) for event in self._until_end()]
        self._depth -= 1
        self._anchored_depth -= bool(start.anchor)
        return found

    def _keys(self) -> dict[str, Node]:
        keys: dict[str, Node] = {}
        for event in self._until_end():
            place = self._mark(event)
            read = self._node(event)
            key = event.value if isinstance(event, yaml.ScalarEvent) else read.text
            if key is None:
                self._problems.append(place.problem("a key must be a plain word"))
            elif key in keys:
                self._problems.append(place.problem(f"the key {key!r} is given twice; keep one"))
            value = self._node(next(self._events), place)
            if key is not None:
                keys.setdefault(key, value)
        return keys

    def _until_end(self) -> Iterator[yaml.Event]:
        """The events to the end of the collection that they are in, one at a time."""
        while not isinstance(event := next(self._events), yaml.CollectionEndEvent):
            yield event

    def _mark(self, event: yaml.Event) -> Mark:
        assert event.start_mark, "events of a text have one"
        return Mark(self._file, event.start_mark.line + 1, event.start_mark.column + 1)


def _scalar(event: yaml.ScalarEvent) -> str | int | float | bool | None:
    """A scalar as a person means it: numbers, true, false and null by YAML 1.2, all else as text."""
    text: str = event.value
    kind = _plain_kind(text) if event.implicit[0] else str(event.tag).rpartition(":")[2]
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


def _plain_kind(text: str) -> str:
    """What a scalar without quotes or a tag is, by YAML 1.2's core schema."""
    return next((kind for kind, look in _PLAIN.items() if look.fullmatch(text)), "str")
