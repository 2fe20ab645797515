"""YAML text → plain data, and where in the file each piece of it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from voicecoach.errors import FileProblemsError, Problem

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node

MAX_BYTES = 256 * 1024
"""A file of this size holds days of stretching; a larger one is no routine."""

_MAX_DEPTH = 20
_MAX_DIGITS = 20  # a longer number is a mistake, and slow to read

Path = tuple[str | int, ...]
"""Keys and indices that lead from the document's root to a piece of it."""


@dataclass
class Document:
    """A YAML document. Lines and columns count from 1."""

    name: str
    data: Any = None
    keys: dict[Path, tuple[int, int]] = field(default_factory=dict)
    values: dict[Path, tuple[int, int]] = field(default_factory=dict)

    def problem(self, path: Path, message: str, *, at_key: bool = False) -> Problem:
        """A problem at the piece that `path` leads to, or at the nearest piece around it that the file has."""
        places = self.keys if at_key else self.values
        while path not in places and path:
            path, places = path[:-1], self.values
        line, column = places.get(path, (1, 1))
        return Problem(self.name, line, column, message)


def parse_document(name: str, raw: bytes) -> Document:
    """Parse the bytes of one YAML 1.2 document. Raises FileProblemsError."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    document = Document(name)
    if len(raw) > MAX_BYTES:
        raise _refusal(document, f"the file has more than {MAX_BYTES:,} bytes; it is no routine file")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise FileProblemsError([Problem(name, line, 1, "this is no text in UTF-8; is it a routine file?")]) from error
    yaml = YAML(typ="safe", pure=True)
    try:
        _refuse_traps(document, yaml.parse(text))
        node = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        what = " ".join(filter(None, (error.context, error.problem)))
        raise FileProblemsError([Problem(name, line, column, f"this is no valid YAML: {what}")]) from error
    except (YAMLError, ValueError) as error:
        what = str(error).splitlines()[0]
        raise _refusal(document, f"this is no valid YAML: {what}") from error
    if node is None:
        raise _refusal(document, "the file is empty; it needs a title and steps")
    problems: list[Problem] = []
    document.data = _build(document, node, (), problems)
    if problems:
        raise FileProblemsError(problems)
    return document


def _refusal(document: Document, message: str) -> FileProblemsError:
    return FileProblemsError([document.problem((), message)])


def _refuse_traps(document: Document, events: Any) -> None:
    """Refuse what makes a small file unfold into a huge or endless one, before anything is built of it."""
    from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent

    depth = 0
    for event in events:
        mark = event.start_mark
        if isinstance(event, AliasEvent):
            message = f"the alias *{event.anchor} can't be used here; write the value out"
        elif isinstance(event, CollectionStartEvent) and (depth := depth + 1) > _MAX_DEPTH:
            message = f"this is nested more than {_MAX_DEPTH} deep; a routine needs 3 levels"
        else:
            depth -= isinstance(event, CollectionEndEvent)
            continue
        raise FileProblemsError([Problem(document.name, mark.line + 1, mark.column + 1, message)])


def _build(document: Document, node: Node, path: Path, problems: list[Problem]) -> Any:
    from ruamel.yaml.nodes import MappingNode, SequenceNode

    document.values[path] = _place(node)
    if isinstance(node, SequenceNode):
        return [_build(document, item, (*path, index), problems) for index, item in enumerate(node.value)]
    if not isinstance(node, MappingNode):
        return _scalar(node)
    built: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = key_node.value if isinstance(key_node.value, str) else None
        if key is None or key in built:
            message = "a key must be a plain word" if key is None else f"the key {key!r} is given twice; keep one"
            line, column = _place(key_node)
            problems.append(Problem(document.name, line, column, message))
            continue
        inner = (*path, key)
        document.keys[inner] = _place(key_node)
        built[key] = _build(document, value_node, inner, problems)
    return built


def _place(node: Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _scalar(node: Node) -> str | int | float | bool | None:
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
