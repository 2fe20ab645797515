"""Plain values → YAML with comments, which reads back as the same values; and changes to a text that keep them."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from voicecoach.documents.node import Node
from voicecoach.documents.texts import sentences

_COLUMNS = 120
_FOLDED_FROM = 100

_PLAIN = re.compile(r"[^\W\d_](?:[\w ,.;!?'\u2019\u2013{}()/+-]|:(?=\w|//))*|\d{1,6}(?:\.\d{1,6})? [a-z][a-z0-9 ]*")
"""Text that YAML takes as it stands."""

_TAKEN = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
"""Words that YAML, in one version or another, takes for something else than text."""


@dataclass(frozen=True, slots=True)
class Commented:
    """A value with lines of comment above it, and a comment beside it where it fits on its line."""

    value: Any
    above: tuple[str, ...] = ()
    beside: str = ""


def written(data: Mapping[str, Any]) -> str:
    """A map of maps, lists, text and numbers as YAML; each value in it may be Commented."""
    return "".join(f"{line}\n" for line in _map(data))


def comment(text: str) -> str:
    """A line of comment, whatever stands in the text."""
    return f"# {''.join(character if character.isprintable() else ' ' for character in text)}".rstrip()


def with_keys(text: str, document: Node, changed: Mapping[str, Any]) -> str:
    """The text of a document whose root is a map in block style, with the keys that are `changed` in the place of what
    was there, and new keys at its end. All else stays, comments too."""
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    starts = {name: node.key_mark.line - 1 for name, node in document.keys.items() if node.key_mark}
    for name, start in sorted(starts.items(), key=lambda item: -item[1]):  # from the end, so that the others stay put
        if name in changed:
            stop = min((other for other in starts.values() if other > start), default=len(lines))
            while stop > start + 1 and (not lines[stop - 1].strip() or lines[stop - 1].startswith("#")):
                stop -= 1  # what stands above the next key belongs to that
            lines[start:stop] = written({name: changed[name]}).splitlines(keepends=True)
    return "".join(lines) + written({name: value for name, value in changed.items() if name not in starts})


def _map(data: Mapping[str, Any]) -> Iterator[str]:
    for key, value in data.items():
        yield from _entry(f"{_scalar(key)}:", value)


def _list(items: Iterable[Any]) -> Iterator[str]:
    for item in items:
        value = item.value if isinstance(item, Commented) else item
        if isinstance(value, Mapping) and value:
            yield from map(comment, item.above if isinstance(item, Commented) else ())
            for number, line in enumerate(_map(value)):
                yield f"- {line}" if number == 0 else f"  {line}"
        else:
            yield from _entry("-", item)


def _entry(before: str, value: Any) -> Iterator[str]:
    """What `before` introduces, a key or a dash."""
    beside = ""
    if isinstance(value, Commented):
        yield from map(comment, value.above)
        beside = f" {comment(value.beside)}" if value.beside else ""
        value = value.value
    if isinstance(value, Mapping) and value:
        yield f"{before}{beside}"
        yield from (f"  {line}" for line in _map(value))
    elif isinstance(value, (list, tuple)) and value:
        yield f"{before}{beside}"
        yield from (f"  {line}" for line in _list(value))
    elif isinstance(value, str) and _is_foldable(value):
        yield f"{before} >-"
        for sentence in sentences(value):
            yield from (f"  {line}" for line in _wrapped(sentence))
    else:
        yield f"{before} {_scalar(value)}{beside}"


def _is_foldable(text: str) -> bool:
    """Whether a text is better read in lines, and means the same when they are joined."""
    is_folded_back = text.isprintable() and text == " ".join(text.split()) == " ".join(sentences(text))
    return is_folded_back and (len(sentences(text)) > 1 or len(text) > _FOLDED_FROM)


def _wrapped(sentence: str) -> list[str]:
    return textwrap.wrap(sentence, _COLUMNS - 20, break_long_words=False, break_on_hyphens=False)


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        plain = _PLAIN.fullmatch(value) and not value.endswith(" ") and value.lower() not in _TAKEN
        return value if plain else f'"{"".join(map(_escaped, value))}"'
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, (list, tuple)):
        return "[]"
    return "{}" if isinstance(value, Mapping) else str(value)


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    return character if character.isprintable() else f"\\U{ord(character):08x}"
