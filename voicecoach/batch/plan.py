"""A plan in TOML → the files that are to be made of it, with every mistake in it told at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, cast

from voicecoach.batch.foresight import Foresight
from voicecoach.batch.item import Item
from voicecoach.batch.model import Export, Plan
from voicecoach.batch.pattern import fields_in
from voicecoach.batch.table import Table
from voicecoach.documents.model import validated
from voicecoach.documents.node import Node, overlaid
from voicecoach.documents.toml_document import parse_document, read_text
from voicecoach.documents.toml_words import WORDS
from voicecoach.errors import FileProblemsError, InputError, Problem
from voicecoach.export.transcripts import paths_beside

if TYPE_CHECKING:
    from pydantic import ValidationError

MOST_ITEMS = 10_000
"""Of a plan: months of sound. More than that was multiplied by mistake."""


def read_plan(file: Path, foresight: Foresight) -> tuple[Item, ...]:
    """What is to be made of the plan in a file; paths in it are relative to its folder.

    Raises FileProblemsError, with every mistake and all that would surely fail by `foresight`, and InputError where the
    file can't be read.
    """
    text = read_text(file, "plan")
    if text is None:
        raise InputError(f"there is no plan {file}; docs/batch.md shows how one is written")
    document = parse_document(str(file), text)
    plan, rest, problems = _shaped(document)
    tables = [Table(*parts, file.absolute().parent) for parts in _exports(plan, rest)]
    if not problems:  # else what is missing may be what was wrong
        problems += [problem for table in tables for problem in table.problems()]
    if too_many := _too_many(tables):
        raise FileProblemsError([*problems, too_many])
    problems += [problem for table in tables for problem in table.problems_of_values(foresight)]
    made = [(item, table) for table in tables for item in table.items()]
    if problems := problems or [*_same_names(made)]:
        raise FileProblemsError(dict.fromkeys(problems))
    return tuple(item for item, _ in made)


def _shaped(document: Node) -> tuple[Plan, Node, list[Problem]]:
    """The plan that a document holds, less what is wrong in it; the document less the same; and what is wrong."""
    try:
        return validated(Plan, document, words=WORDS), document, []
    except FileProblemsError as error:
        cause, problems = cast("ValidationError", error.__cause__), [*error.problems]
    rest = document
    for path in sorted({details["loc"] for details in cause.errors()}, reverse=True):  # so that indices stay true
        rest = _less(rest, path) or replace(document, value={})
    return (*_shaped(rest)[:2], problems)


def _less(node: Node, path: tuple[str | int, ...]) -> Node | None:
    """A node less the piece that a path leads to, as far as it leads; None where nothing is left of it."""
    if not path:
        return None
    inner: dict[str | int, Node] = dict([*node.keys.items(), *enumerate(node.items)])
    if path[0] not in inner:
        return None
    less = _less(inner[path[0]], path[1:])
    left = {part: less if part == path[0] else kept for part, kept in inner.items()}
    if node.items:
        items = [kept for kept in left.values() if kept]
        return replace(node, value=items) if items else None
    return replace(node, value={part: kept for part, kept in left.items() if kept})


def _exports(plan: Plan, document: Node) -> Iterator[tuple[Export, Node, frozenset[str]]]:
    """Each export of a plan, with what all share laid under it; and the keys that are its own."""
    shared = document.lacking({"export"})
    if "export" not in plan.model_fields_set:
        yield plan, shared, frozenset()
    for export, node in zip(plan.export, document.keys["export"].items if plan.export else (), strict=True):
        own = export.model_fields_set
        whole = plan.model_copy(update={key: getattr(export, key) for key in own})
        yield whole, overlaid(shared, node), frozenset(own)


def _too_many(tables: list[Table]) -> Problem | None:
    """A problem at the table with which a plan asks for more than MOST_ITEMS."""
    count, reached = sum(table.count for table in tables), 0
    for table in tables:
        reached += table.count
        if reached > MOST_ITEMS:
            many = f"the plan asks for {count:,} files; at most {MOST_ITEMS:,} are possible, so combine fewer values"
            return table.document.mark.problem(many)
    return None


def _same_names(made: list[tuple[Item, Table]]) -> Iterator[Problem]:
    """A problem for each table whose files would overwrite others; some file systems don't tell capitals apart."""
    times = Counter(path.casefold() for item, _ in made for path in _paths(item))
    for table, pairs in groupby(made, key=lambda pair: pair[1]):
        twice = next((path for item, _ in pairs for path in _paths(item) if times[path.casefold()] > 1), None)
        if twice:
            missing = [f"{{{axis}}}" for axis in table.differing if axis not in fields_in(table.pattern)]
            if missing:
                advice = f"put {', '.join(missing)} into the pattern"
            elif Path(twice).suffix.removeprefix(".") in table.export.values("transcript"):
                advice = (
                    "put {format} before the pattern's ending, too, or leave out the key 'transcript' of one of them"
                )
            else:
                advice = "give one of them another name or folder"
            yield table.problem("pattern", f"several exports would be written to {twice}; {advice}")


def _paths(item: Item) -> list[str]:
    """The files that an item makes."""
    return [item.path, *map(str, paths_beside(Path(item.path), item.transcript).values())]
