"""The tables of the engines, each checked against the settings that its engine's class has."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from pydantic import TypeAdapter, ValidationError

from voicecoach.backends import load_backend
from voicecoach.documents.model import meaning
from voicecoach.documents.node import Node
from voicecoach.documents.toml_words import WORDS
from voicecoach.errors import FileProblemsError, InputError, UnknownNameError, suggestion


def settings_class(engine: str) -> type[Any] | None:
    """The dataclass of an engine's settings; None where the engine's package is missing. Raises UnknownNameError."""
    try:
        kind: type[Any] = load_backend("engine", engine).Settings
    except UnknownNameError:
        raise
    except InputError:  # told to whoever speaks with it; nobody else needs its table
        return None
    return kind


def checked_settings(engine: str, table: Node) -> dict[str, Any]:
    """The settings that the table of an engine sets, as values that JSON knows. Raises FileProblemsError, with every
    mistake."""
    try:
        kind = settings_class(engine)
    except UnknownNameError as error:
        raise FileProblemsError([(table.key_mark or table.mark).problem(str(error))]) from error
    if kind is None:
        plain: dict[str, Any] = table.plain()
        return plain
    known = {field.name for field in fields(kind) if field.init}
    problems = [
        (node.key_mark or node.mark).problem(
            f"unknown key {name!r}; {suggestion(name, known)}" if known else f"the engine {engine!r} has no settings"
        )
        for name, node in table.keys.items()
        if name not in known
    ]
    given = {name: node.plain() for name, node in table.keys.items() if name in known}
    adapter = TypeAdapter(kind)
    try:
        settings = adapter.validate_python(given)
    except ValidationError as error:
        for details in error.errors(include_url=False, include_input=False):
            problems.append(table.nearest(details["loc"]).mark.problem(meaning(details, WORDS)))
    if problems:
        raise FileProblemsError(dict.fromkeys(problems))
    checked: dict[str, Any] = adapter.dump_python(settings, mode="json", include={*given}, warnings=False)
    return checked
