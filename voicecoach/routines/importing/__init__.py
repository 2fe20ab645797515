"""What other people's lists say → the parts of a routine, and what of it could not be carried over.

Known are a list of lines, a workout of w2a (github.com/mrclmr/w2a), and lists of `text` and `duration_seconds`, as
audio-instruction takes them (github.com/gabrieldernbach/audio-instruction). The content tells them apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from voicecoach.documents.node import Mark
from voicecoach.errors import FileProblemsError, Problem
from voicecoach.phrases import base_language
from voicecoach.routines.importing.assembly import Assembly
from voicecoach.routines.importing.formats import read_foreign
from voicecoach.routines.importing.spoken import title
from voicecoach.routines.known import Known

_EXAMPLE = "Cat stretch, 30 s"


@dataclass(frozen=True, slots=True)
class Imported:
    """The parts of a routine, as its file says them, and what of the source is `left` out or changed."""

    title: str
    language: str
    exercises: dict[str, dict[str, Any]]
    steps: list[dict[str, Any]]
    left: tuple[Problem, ...]


def imported(file: str, raw: bytes, known: Known, *, language: str | None, usual_title: str) -> Imported:
    """The routine that the bytes of the file called `file` mean, in `language`, else in their own, else in English.
    Raises FileProblemsError where they mean none."""
    found = read_foreign(file, raw, known.names)
    chosen = language or found.language or "en"
    assembly = Assembly(base_language(chosen), known)
    for item in found.items:
        assembly.add(item)
    left = (*found.left, *assembly.left)
    if not assembly.steps:
        message = f"nothing here can be used; write an exercise on each line, such as: {_EXAMPLE}"
        raise FileProblemsError([*left, Mark(file).problem(message)])
    named = (title(text, base_language(chosen)) for text in (found.title or "", usual_title, _EXAMPLE))
    return Imported(
        title=next(filter(None, named)),
        language=chosen,
        exercises=assembly.exercises,
        steps=assembly.steps,
        left=tuple(sorted(left, key=lambda problem: problem.line)),
    )
