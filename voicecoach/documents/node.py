"""YAML text → a tree of plain values, each of which knows where it stands in which file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicecoach.errors import FileProblemsError, InputError, Problem

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node as YamlNode

MAX_BYTES = 256 * 1024
"""A file of this size holds days of stretching; a larger one is no routine."""

_MAX_DEPTH = 20
_MAX_DIGITS = 20  # a longer number is a mistake, and slow to read
_MOST_NODES = 50_000  # more than fits in MAX_BYTES of anything that was written by hand


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a file. `line` and `column` count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def problem(self, message: str) -> Problem:
        """A problem at this place."""
        return Problem(self.file, self.line, self.column, message)


@dataclass(frozen=True, slots=True)
class Node:
    """A piece of a document: a map of nodes by key, a list of nodes, or a scalar.

    `mark` is where it stands, `key_mark` where its key does.
    """

    value: Any
    mark: Mark
    key_mark: Mark | None = None

    @property
    def keys(self) -> dict[str, Node]:
        """The nodes of a map by key; nothing where this is no map."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> list[Node]:
        """The nodes of a list; nothing where this is no list."""
        return self.value if isinstance(self.value, list) else []

    @property
    def text(self) -> str | None:
        """A scalar that is text; None where this is anything else."""
        return self.value if isinstance(self.value, str) else None

    def having(self, keys: Mapping[str, Node]) -> Node:
        """The map with `keys` added, or in the place of what it has."""
        return replace(self, value={**self.keys, **keys})

    def lacking(self, names: Iterable[str]) -> Node:
        """The map without the keys `names`; what is no map, as it is."""
        if not isinstance(self.value, dict):
            return self
        return replace(self, value={name: node for name, node in self.value.items() if name not in set(names)})

    def plain(self) -> Any:
        """The values alone."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def nearest(self, path: tuple[str | int, ...]) -> Node:
        """The node that keys and indices lead to, or the nearest one around it that is there."""
        node = self
        for part in path:
            if isinstance(part, str) and part in node.keys:
                node = node.keys[part]
            elif isinstance(part, int) and part < len(node.items):
                node = node.items[part]
            else:
                break
        return node


def overlaid(base: Node, over: Node) -> Node:
    """`over` laid over `base`: maps key by key, all else in the place of what was there."""
    if not (isinstance(base.value, dict) and isinstance(over.value, dict)):
        return over
    keys = {key: overlaid(base.keys[key], node) if key in base.keys else node for key, node in over.keys.items()}
    return replace(over, value={**base.keys, **keys})  # in the order of `base`


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
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError
    from ruamel.yaml.parser import Parser

    start = Mark(file)
    if len(raw) > MAX_BYTES:
        raise _refusal(start, f"the file has more than {MAX_BYTES:,} bytes; it is no routine file")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _refusal(Mark(file, line), "this is no text in UTF-8; is it a routine file?") from error
    traps = _Traps(file, aliases)

    class WatchedParser(Parser):
        """Its events are looked at before anything is built of them."""

        def get_event(self) -> Any:
            event = super().get_event()
            traps.refuse(event)
            return event

    yaml = YAML(typ="safe", pure=True)
    yaml.Parser = WatchedParser
    try:
        root = yaml.compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Mark(file, mark.line + 1, mark.column + 1) if mark else start
        what = " ".join(filter(None, (error.context, error.problem)))
        raise _refusal(place, f"this is no valid YAML: {what}") from error
    except (YAMLError, ValueError) as error:
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


class _Traps:
    """What makes a small file unfold into a huge or endless one."""

    def __init__(self, file: str, aliases: bool) -> None:
        self._file, self._aliases = file, aliases
        self._nodes = 0
        self._opened: list[tuple[str | None, int]] = []
        self._sizes: dict[str, int] = {}

    def refuse(self, event: Any) -> None:
        """Refuse it at the event that is read. Each is looked at once, in the order of the file."""
        from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent

        self._nodes += 1
        message = None
        if isinstance(event, AliasEvent):
            self._nodes += self._sizes.get(event.anchor, 0)
            if not self._aliases or any(anchor for anchor, _ in self._opened):
                message = f"the alias *{event.anchor} can't be used here; write the value out"
            elif self._nodes > _MOST_NODES:
                message = "the aliases make this a huge file; write it out"
        elif isinstance(event, CollectionStartEvent):
            self._opened.append((event.anchor, self._nodes))
            if len(self._opened) > _MAX_DEPTH:
                message = f"this is nested more than {_MAX_DEPTH} deep; a routine needs a few levels"
        elif isinstance(event, CollectionEndEvent):
            anchor, start = self._opened.pop()
            self._sizes |= {anchor: self._nodes - start} if anchor else {}
        if message:
            raise _refusal(_mark(self._file, event), message)


def _built(file: str, node: YamlNode, key_mark: Mark | None, problems: list[Problem]) -> Node:
    from ruamel.yaml.nodes import MappingNode, SequenceNode

    mark = _mark(file, node)
    if isinstance(node, SequenceNode):
        return Node([_built(file, item, None, problems) for item in node.value], mark, key_mark)
    if not isinstance(node, MappingNode):
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


def _scalar(node: YamlNode) -> str | int | float | bool | None:
    """A scalar as a person means it: numbers, true, false and null by YAML 1.2, all else as text."""
    kind = str(node.tag).rpartition(":")[2]
    text: str = node.value
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() == "true"
    try:
        if kind == "int":
            return int(text.replace("_", ""), 0) if len(text) < _MAX_DIGITS else text
        if kind == "float":
            return float(text)
    except ValueError:
        return text
    return text
