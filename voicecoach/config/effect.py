"""What is in effect, key by key, and where each value comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from voicecoach.config.keys import KEYS, TABLES, Path, found
from voicecoach.documents.node import Mark, Node


@dataclass(frozen=True, slots=True)
class Effect:
    """A key's value as it was written, and where: the mark of a line in the file, or of a variable, with the line 0.
    Where nothing sets it, there is no mark, and the value is the default; where there is no default, it is None, and
    `otherwise` says what holds."""

    path: Path
    value: Any
    mark: Mark | None = None
    otherwise: str = ""


def effects(document: Node) -> Iterator[Effect]:
    """Every key, and all that the tables hold, in a document that is valid."""
    for key in KEYS:
        yield effect(document, key.path)
    for name in TABLES:
        for path in _keys_in((name,), document.keys.get(name), depth=2 if name == "engines" else 1):
            yield effect(document, path)


def effect(document: Node, path: Path) -> Effect:
    """What is in effect of one key that is known, or of a table."""
    node = found(document, path)
    if node is not None:
        return Effect(path, node.plain(), node.key_mark or node.mark)
    key = next((key for key in KEYS if key.path == path), None)
    if key is not None:
        return Effect(path, key.default, None, key.otherwise)
    return Effect(path, None, None, "nothing")


def _keys_in(path: Path, table: Node | None, depth: int) -> Iterator[Path]:
    for name, node in table.keys.items() if table else ():
        if depth > 1:
            yield from _keys_in((*path, name), node, depth - 1)
        else:
            yield (*path, name)
