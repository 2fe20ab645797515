"""The base of every model that is read from a file, and how pydantic's errors become problems with a place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from voicecoach.documents.node import Node
from voicecoach.errors import FileProblemsError, Problem, suggestion

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_WORDS = {
    "value_error": "{error}",
    "model_type": "a map of keys belongs here, such as title: …",
    "model_attributes_type": "a map of keys belongs here, such as title: …",
    "dict_type": "a map of keys belongs here",
    "tuple_type": "a list belongs here; begin each item with a dash",
    "list_type": "a list belongs here; begin each item with a dash",
    "string_type": "text belongs here; put it in quotes",
    "string_too_long": "this text is too long to be spoken in one go; write at most {max_length} characters",
    "string_too_short": "this is empty; write a word at least",
    "string_unicode": "this is no text in UTF-8",
    "bool_type": "true or false belongs here",
    "bool_parsing": "true or false belongs here",
    "int_type": "a whole number belongs here",
    "int_parsing": "a whole number belongs here",
    "int_from_float": "a whole number belongs here",
    "float_type": "a number belongs here",
    "float_parsing": "a number belongs here",
    "finite_number": "a finite number belongs here",
    "greater_than_equal": "the number is too small; write {ge} or more",
    "less_than_equal": "the number is too large; write {le} or less",
    "too_long": "at most {max_length} are possible here",
    "too_short": "at least {min_length} belong here",
}
"""What pydantic's kinds of error mean to the author of a file; the values in braces are the error's own."""


class Model(BaseModel):
    """Base of all: frozen, and a key that isn't known is a mistake."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=False,
        allow_inf_nan=False,
        defer_build=True,  # most are parts of others, and never validated by themselves
    )

    tag: ClassVar[str | None] = None
    """The key that tells this model from the others that may stand in the same place."""

    also: ClassVar[tuple[str, ...]] = ()
    """Keys that a file may hold here beside the fields, and that are gone before it is validated."""


M = TypeVar("M", bound=Model)


def validated(
    model: type[M],
    document: Node,
    context: Mapping[str, Any] | None = None,
    words: Mapping[str, str] = MappingProxyType({}),
) -> M:
    """The document as a `model`, whose validators see `context`. Raises FileProblemsError, with every mistake, in
    `words` of the document's own format where there are some."""
    try:
        return model.model_validate(document.plain(), context=dict(context or {}))
    except ValidationError as error:
        raise FileProblemsError(dict.fromkeys(_problems(model, document, error, words))) from error


def meaning(details: ErrorDetails, words: Mapping[str, str] = MappingProxyType({})) -> str:
    """What one of pydantic's errors means to the author of a file; `words` go before those for YAML."""
    known = {**_WORDS, **words}.get(details["type"])
    return known.format(**details.get("ctx", {})) if known else details["msg"]


def _problems(
    model: type[Model], document: Node, error: ValidationError, words: Mapping[str, str]
) -> Iterator[Problem]:
    for details in error.errors(include_url=False, include_input=False):
        path, inner = _trace(model, details["loc"])
        node = document.nearest(path)
        kind = details["type"]
        if kind == "extra_forbidden":
            known = suggestion(str(path[-1]), {*inner.model_fields, *inner.also} - {path[-1]})
            yield (node.key_mark or node.mark).problem(f"unknown key {path[-1]!r}; {known}")
        elif kind == "missing":
            lacks = "one more belongs here" if isinstance(path[-1], int) else f"the key {path[-1]!r} is missing"
            yield node.mark.problem(lacks)
        else:
            of_key = path[-1:] == ("[key]",) and node.key_mark  # of a map whose keys are the author's own
            yield (of_key or node.mark).problem(meaning(details, words))


def _trace(model: type[Model], loc: tuple[str | int, ...]) -> tuple[tuple[str | int, ...], type[Model]]:
    """The path in the document that an error's `loc` means, and the innermost model there. A `loc` holds the tags of
    models too, in angle brackets, which the document hasn't; they stand only where one of several is chosen."""
    path: tuple[str | int, ...] = ()
    candidates: list[type[Model]] = [model]
    for part in loc:
        if isinstance(part, str) and part.startswith("<") and len(candidates) > 1:
            candidates = [one for one in candidates if f"<{one.tag}>" == part]
            continue
        path = (*path, part)
        field = candidates[0].model_fields.get(str(part)) if candidates else None
        if field is not None and (inner := list(_models_in(field.annotation))):
            candidates = inner
    return path, candidates[0] if candidates else model


def _models_in(annotation: Any) -> Iterator[type[Model]]:
    """The models that an annotation names, in any depth."""
    if isinstance(annotation, type) and issubclass(annotation, Model):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)
