"""YAML → model: every mistake in a file at once, each with its place and what to write instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from voicecoach.errors import FileProblemsError, InputError, Problem, suggestion
from voicecoach.routines.document import MAX_BYTES, Document, parse_document
from voicecoach.routines.document import Path as Location
from voicecoach.routines.model import (
    Exercise,
    Exercises,
    ExerciseStep,
    Model,
    Routine,
    inner_model,
    surface_refusal,
)

M = TypeVar("M", bound=Model)

_WORDS = {
    "value_error": "{error}",
    "model_type": "a map of keys belongs here, such as title: …",
    "model_attributes_type": "a map of keys belongs here, such as title: …",
    "dict_type": "a map of keys belongs here",
    "tuple_type": "a list belongs here; begin each item with a dash",
    "list_type": "a list belongs here; begin each item with a dash",
    "string_type": "text belongs here; put it in quotes",
    "string_too_long": "this text is too long to be spoken in one go; write at most {max_length} characters",
    "int_type": "a whole number belongs here",
    "int_parsing": "a whole number belongs here",
    "int_from_float": "a whole number belongs here",
    "greater_than_equal": "the number is too small; write {ge} or more",
    "less_than_equal": "the number is too large; write {le} or less",
    "too_long": "at most {max_length} are possible here",
}
"""What pydantic's kinds of error mean to the author of a file; the values in braces are the error's own."""


def read_routine(path: Path, exercises: Exercises) -> Routine:
    """The routine in a file. Raises InputError (FileProblemsError for mistakes inside the file)."""
    return parse_routine(str(path), read_bytes(path), exercises)


def parse_routine(name: str, raw: bytes, exercises: Exercises) -> Routine:
    """The routine in the bytes of the file called `name`. Raises FileProblemsError."""
    document = parse_document(name, raw)
    routine = _parse(Routine, document, {"exercises": exercises})
    problems = [
        document.problem(("steps", index, "exercise"), refusal)
        for index, step in enumerate(routine.steps)
        if isinstance(step, ExerciseStep)
        if (refusal := surface_refusal(step, step.variant_of(exercises[step.exercise], routine.level), routine.surface))
    ]
    if problems:
        raise FileProblemsError(problems)
    return routine


def parse_exercise(name: str, raw: bytes) -> Exercise:
    """The exercise in the bytes of the file called `name`. Raises FileProblemsError."""
    return _parse(Exercise, parse_document(name, raw), {})


def read_bytes(path: Path) -> bytes:
    """A file's bytes, one byte more than a routine file may have at most. Raises InputError."""
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


def _parse(model: type[M], document: Document, context: Mapping[str, Any]) -> M:
    try:
        return model.model_validate(document.data, context=dict(context))
    except ValidationError as error:
        raise FileProblemsError(_problems(model, document, error)) from error


def _problems(model: type[Model], document: Document, error: ValidationError) -> Iterator[Problem]:
    for details in error.errors(include_url=False, include_input=False):
        path, inner = _trace(model, details["loc"])
        kind = details["type"]
        if kind == "extra_forbidden":
            known = suggestion(str(path[-1]), inner.model_fields)
            yield document.problem(path, f"unknown key {path[-1]!r}; {known}", at_key=True)
        elif kind == "missing":
            yield document.problem(path[:-1], f"the key {path[-1]!r} is missing")
        else:
            yield document.problem(path, _WORDS.get(kind, details["msg"]).format(**details.get("ctx", {})))


def _trace(model: type[Model], loc: Location) -> tuple[Location, type[Model]]:
    """The path in the file that an error's `loc` means, and the innermost model there. A `loc` holds the tags of
    steps too, which the file hasn't."""
    path: Location = ()
    for part in loc:
        inner = inner_model(model, part)
        if not (isinstance(part, str) and part.startswith("<")):
            path = (*path, part)
        model = inner
    return path, model
