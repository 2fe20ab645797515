"""One table of a plan: which files it asks for, how they are named, and what is wrong with it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from itertools import product
from pathlib import Path
from stat import S_ISDIR
from typing import Any

from voicecoach.batch.foresight import Foresight
from voicecoach.batch.item import Item
from voicecoach.batch.model import AXES, TOGETHER, Export
from voicecoach.batch.pattern import fields_in, file_name
from voicecoach.documents.node import Node
from voicecoach.errors import FileProblemsError, InputError, NotSetUpError, Problem, clause
from voicecoach.export.writer import encoder_for
from voicecoach.naming import path_meant

USUAL_FORMAT = "mp3"


@dataclass(frozen=True, eq=False)
class Table:
    """A table of a plan, with what all share laid under it: its keys, the document that they stand in, and those of
    them that are its own."""

    export: Export
    document: Node
    own: frozenset[str]
    folder: Path

    @property
    def count(self) -> int:
        """How many files it asks for."""
        return math.prod(len(self.export.values(axis)) or 1 for axis in AXES)

    @property
    def pattern(self) -> str:
        """The pattern that names its files; unless it has one, it names the routine, and what the files differ in."""
        if self.export.pattern and not self.unfilled:
            return self.export.pattern
        elsewhere = {"routine"} if self.export.transcript else {"routine", "format"}  # transcripts have another ending
        differing = (axis for axis in self.differing if axis not in elsewhere)
        return "-".join(f"{{{axis}}}" for axis in ("routine", *differing)) + ".{format}"

    @property
    def unfilled(self) -> list[str]:
        """The fields of its own pattern that have no value here."""
        fields = fields_in(self.export.pattern or "")
        return [field for field in fields if field != "format" and not self.export.values(field)]

    @property
    def differing(self) -> list[str]:
        """What its files differ in, from each other and from those of other tables."""
        return [axis for axis in AXES if len(self.export.values(axis)) > 1 or axis in self.own]

    def problem(self, key: str, message: str) -> Problem:
        """A problem with a key, at its value; where it isn't there, at the table."""
        return self.document.nearest((key,)).mark.problem(message)

    def problems(self) -> Iterator[Problem]:
        """What is wrong with it as a whole, beyond what its model knows."""
        if not self.export.routine:
            yield self.document.mark.problem("the key 'routine' is missing")
        for field in self.unfilled:
            advice = f"give it one with the key {field!r}, or take it out"
            yield self.problem("pattern", f"the field {{{field}}} has no value here; {advice}")

    def problems_of_values(self, foresight: Foresight) -> Iterator[Problem]:
        """What is wrong with single values, and what would surely fail."""
        yield from self._problems_of_folder()
        yield from self._problems_of_formats()
        for item in self.items():
            for key, error in foresight.refusals(item):
                if isinstance(error, FileProblemsError):
                    yield from error.problems  # which name the routine's file
                else:
                    yield self.problem(key, str(error))

    def _problems_of_folder(self) -> Iterator[Problem]:
        try:
            folder = self.folder / Path(self.export.folder or "").expanduser()
            if not S_ISDIR(folder.stat().st_mode):
                yield self.problem("folder", f"{folder} is no folder; name another one")
        except NotADirectoryError:
            yield self.problem("folder", f"{folder} lies in what is no folder; name another one")
        except OSError:  # it can be made
            return
        except ValueError:
            yield self.problem("folder", "no path holds a NUL; write another one")
        except RuntimeError as error:  # of a home that isn't known
            yield self.problem("folder", f"{clause(error)}; write the path out")

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
        """Its files: all combinations of its values; none where it has no routine."""
        if not self.export.routine:
            return
        folder = self.folder / self._own_folder
        routines = {routine: self._meant(routine) for routine in self.export.routine}
        together = {key: self.export.values(key) for key in TOGETHER}
        pattern = self.pattern
        fields = fields_in(pattern)
        for combination in product(*(self.export.values(axis) or (None,) for axis in AXES)):
            values = {axis: _plain(value) for axis, value in zip(AXES, combination, strict=True) if value is not None}
            if "format" in fields:
                values.setdefault("format", USUAL_FORMAT)
            named = values | {"routine": re.sub(r"\.ya?ml$", "", Path(values["routine"]).name, flags=re.IGNORECASE)}
            path = folder / file_name(pattern, named)
            yield Item(**{**values, **together, "path": str(path), "routine": routines[values["routine"]]})

    @property
    def _own_folder(self) -> Path:
        written = Path(self.export.folder or "")
        with suppress(RuntimeError):  # which `problems_of_values` tells
            return written.expanduser()
        return written

    def _meant(self, written: str) -> str:
        """A routine's name, or where its file lies. What is neither stays as it is, and isn't found."""
        with suppress(InputError):
            if path := path_meant(written):
                return str(self.folder / path)
        return written


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value
