"""A command line that starts sooner: typer imports pydantic to look at each value, which most values don't need.

pydantic takes 90 ms, nearly as long as all else that an export does whose sound is known.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from typer.core import TyperCommand, TyperGroup

_PLAIN = {str: str, Path: Path}
"""What a text from the command line becomes by itself."""


class PlainValuesCommand(TyperCommand):
    """A command that leaves to typer only what it must look at: numbers, choices and lists that are given."""

    def get_params(self, ctx: Any) -> Any:
        """The parameters, in the order of their processing."""
        return _plain(super().get_params(ctx))


class PlainValuesGroup(TyperGroup):
    """The same for a group of commands."""

    def get_params(self, ctx: Any) -> Any:
        """The parameters, in the order of their processing."""
        return _plain(super().get_params(ctx))


def _plain(parameters: list[Any]) -> list[Any]:
    for parameter in parameters:
        if not parameter.required and "process_value" not in vars(parameter):
            parameter.process_value = partial(_processed, parameter, parameter.process_value)
    return parameters


def _processed(parameter: Any, process: Any, context: Any, value: Any) -> Any:
    annotation = getattr(getattr(parameter, "type_descriptor", None), "annotation", None)
    if value is None or (annotation is int and type(value) is int):  # nothing is given, or a default
        plain = value
    elif annotation in _PLAIN and isinstance(value, str):
        plain = _PLAIN[annotation](value)
    else:
        return process(context, value)
    return parameter.callback(context, parameter, plain) if parameter.callback else plain
