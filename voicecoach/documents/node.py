"""A document: a tree of plain values, each of which knows where it stands in which file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from voicecoach.errors import Problem

MAX_BYTES = 256 * 1024
"""A file of this size holds days of stretching; a larger one is no routine."""


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
