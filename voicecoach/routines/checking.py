"""Checks files as an author wants it: in every language that they are written in, by eye and by ear."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from voicecoach.documents.node import Node
from voicecoach.errors import Problem
from voicecoach.routines.catalogue import Catalogue, holds_an_exercise
from voicecoach.routines.ear import exercise_warnings, warnings_in
from voicecoach.routines.exercise import OF_DOSES, OF_VARIANTS
from voicecoach.routines.reader import exercise_in, routine_of, whole_exercise, whole_routine


def warnings_of(name: str, catalogue: Catalogue, language: str | None = None) -> tuple[Problem, ...]:
    """What would sound wrong in a file: a routine's or an exercise's, by its name or its path, in `language` or in each
    that it is written in. Raises InputError, FileProblemsError where something in it is wrong."""
    path, written = catalogue.find_any(name)
    found: dict[Problem, None] = {}
    wanted = language or written
    for each in (wanted,) if wanted else catalogue.languages(path):
        found |= dict.fromkeys(_warnings(path, catalogue.beside(path), each))
    return tuple(found)


def _warnings(path: Path, catalogue: Catalogue, language: str) -> Iterator[Problem]:
    document = catalogue.document(path, language)
    if _is_exercise(path, document):
        whole = whole_exercise(document)
        exercise_in(document, language)
        yield from exercise_warnings(whole, language)
    else:
        whole = whole_routine(document, catalogue)
        yield from warnings_in(whole, routine_of(whole, catalogue))


def _is_exercise(path: Path, document: Node) -> bool:
    """Whether a file holds an exercise: by its folder, or by the keys that only an exercise has."""
    own_keys = {*OF_VARIANTS, *OF_DOSES, "variants", "levels"} - {"surface"}
    return holds_an_exercise(path) or ("steps" not in document.keys and not own_keys.isdisjoint(document.keys))
