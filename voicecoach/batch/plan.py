"""A plan in TOML → the files that are to be made of it, with every mistake in it told at once."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import groupby, product
from pathlib import Path
from typing import Any

from voicecoach.batch.item import Item
from voicecoach.batch.model import AXES, TOGETHER, Export, Plan
from voicecoach.batch.pattern import fields_in, file_name
from voicecoach.documents.model import validated
from voicecoach.documents.node import Node, overlaid
from voicecoach.documents.toml_document import parse_document, read_text
from voicecoach.documents.toml_words import WORDS
from voicecoach.errors import FileProblemsError, InputError, NotSetUpError, Problem, clause
from voicecoach.export.writer import encoder_for
from voicecoach.naming import path_meant
from voicecoach.routines.catalogue import Catalogue

MOST_ITEMS = 10_000
"""Of a plan: months of sound. More than that was multiplied by mistake."""

USUAL_FORMAT = "mp3"


def read_plan(file: Path, known: Catalogue) -> tuple[Item, ...]:
    """What is to be made of the plan in a file, by its `known` routines; paths in it are relative to its folder.

    Raises FileProblemsError, with every mistake, and InputError where the file can't be read.
    """
    text = read_text(file, "plan")
    if text is None:
        raise InputError(f"there is no plan {file}; docs/batch.md shows how one is written")
    document = parse_document(str(file), text)
    plan = validated(Plan, document, words=WORDS)
    tables = [_Table(*parts, file.absolute().parent, known) for parts in _exports(plan, document)]
    problems = [problem for table in tables for problem in table.problems()]
    if problems:
        raise FileProblemsError(dict.fromkeys(problems))
    made = [(item, table) for table in tables for item in table.items()]
    if problems := list(_same_names(made)):
        raise FileProblemsError(dict.fromkeys(problems))
    return tuple(item for item, _ in made)


def _exports(plan: Plan, document: Node) -> Iterator[tuple[Export, Node, frozenset[str]]]:
    """Each export of a plan, with what all share laid under it; and the keys that are its own."""
    shared = document.lacking({"export"})
    if "export" not in plan.model_fields_set:
        yield plan, shared, frozenset()
    for export, node in zip(plan.export, document.keys["export"].items if plan.export else (), strict=True):
        own = export.model_fields_set
        whole = plan.model_copy(update={key: getattr(export, key) for key in own})
        yield whole, overlaid(shared, node), frozenset(own)


@dataclass(frozen=True, eq=False)
class _Table:
    """A table of a plan, with what all share laid under it: its keys, the document that they stand in, and those of
    them that are its own."""

    export: Export
    document: Node
    own: frozenset[str]
    folder: Path
    known: Catalogue

    @property
    def pattern(self) -> str:
        """The pattern that names its files; unless it has one, it names the routine, and what the files differ in."""
        if self.export.pattern:
            return self.export.pattern
        differing = (axis for axis in self.differing if axis not in {"routine", "format"})
        return "-".join(f"{{{axis}}}" for axis in ("routine", *differing)) + ".{format}"

    @property
    def differing(self) -> list[str]:
        """What its files differ in, from each other and from those of other tables."""
        return [axis for axis in AXES if len(self.export.values(axis)) > 1 or axis in self.own]

    def problem(self, key: str, message: str) -> Problem:
        """A problem with a key, at its value; where it isn't there, at the table."""
        return self.document.nearest((key,)).mark.problem(message)

    def problems(self) -> Iterator[Problem]:
        """What is wrong with it, beyond what its model knows."""
        if not self.export.routine:
            yield self.document.mark.problem("the key 'routine' is missing")
            return
        count = math.prod(len(self.export.values(axis)) or 1 for axis in AXES)
        if count > MOST_ITEMS:
            yield self.document.mark.problem(f"these are {count:,} files; at most {MOST_ITEMS:,} are possible")
            return
        found = [*self._problems_of_folder(), *self._problems_of_routines(), *self._problems_of_pattern()]
        yield from found or self._problems_of_formats()

    def _problems_of_folder(self) -> Iterator[Problem]:
        try:
            Path(self.export.folder or "").expanduser().stat()
        except OSError:  # it can be made
            return
        except (RuntimeError, ValueError) as error:  # of a home that isn't known, or of a NUL
            yield self.problem("folder", f"{clause(error)}; write the path out")

    def _problems_of_routines(self) -> Iterator[Problem]:
        for routine in self.export.values("routine"):
            try:
                self._found(routine)
            except InputError as error:
                yield self.problem("routine", str(error))

    def _problems_of_pattern(self) -> Iterator[Problem]:
        for field in fields_in(self.pattern):
            if field != "format" and not self.export.values(field):
                advice = f"give it one with the key {field!r}, or take it out"
                yield self.problem("pattern", f"the field {{{field}}} has no value here; {advice}")

    def _problems_of_formats(self) -> Iterator[Problem]:
        kinds = {(Path(item.path).suffix, item.format, item.bitrate): item for item in self.items()}
        for item in kinds.values():
            try:
                encoder_for(Path(item.path), item.format, bit_rate_kbps=item.bitrate)
            except NotSetUpError:  # the plan is good; what is missing is told where a file can't be made
                continue
            except InputError as error:
                key = "bitrate" if item.bitrate else "format" if item.format else "pattern"
                yield self.problem(key, str(error))

    def items(self) -> Iterator[Item]:
        """Its files: all combinations of its values."""
        folder = self.folder / Path(self.export.folder or "").expanduser()
        routines = {routine: self._found(routine) for routine in self.export.values("routine")}
        together = {key: self.export.values(key) for key in TOGETHER}
        for combination in product(*(self.export.values(axis) or (None,) for axis in AXES)):
            values = {axis: _plain(value) for axis, value in zip(AXES, combination, strict=True) if value is not None}
            if "{format}" in self.pattern:
                values.setdefault("format", USUAL_FORMAT)
            named = values | {"routine": re.sub(r"\.ya?ml$", "", Path(values["routine"]).name, flags=re.IGNORECASE)}
            path = folder / file_name(self.pattern, named)
            yield Item(**{**values, **together, "path": str(path), "routine": routines[values["routine"]]})

    def _found(self, written: str) -> str:
        """A routine's name, or where its file lies. Raises InputError where there is none."""
        named = path_meant(written)
        if named is None:
            self.known.find(written)
            return written
        path = self.folder / named
        if not path.is_file():
            raise InputError(f"there is no file {path}; `voicecoach list` names the routines")
        return str(path)


def _same_names(made: list[tuple[Item, _Table]]) -> Iterator[Problem]:
    """A problem for each table whose files would overwrite others; some file systems don't tell capitals apart."""
    times = Counter(item.path.casefold() for item, _ in made)
    for table, pairs in groupby(made, key=lambda pair: pair[1]):
        twice = next((item for item, _ in pairs if times[item.path.casefold()] > 1), None)
        if twice:
            missing = [f"{{{axis}}}" for axis in table.differing if axis not in fields_in(table.pattern)]
            advice = (
                f"put {', '.join(missing)} into the pattern" if missing else "give one of them another name or folder"
            )
            yield table.problem("pattern", f"several exports would be written to {twice.path}; {advice}")


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value
