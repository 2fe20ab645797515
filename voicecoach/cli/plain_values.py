"""A command line that starts sooner: typer imports pydantic to look at each value, which most values don't need.

pydantic takes 90 ms, nearly as long as all else that an export does whose sound is known. What it says of a value that
is wrong is put into plain words.
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Any

from typer import BadParameter
from typer.core import TyperCommand, TyperGroup

_PLAIN = {str: str, Path: Path}
"""What a text from the command line becomes by itself."""


_PLAINLY = (
    (r"Value error, ", ""),
    (r"Input should be a valid integer.*", "'{value}' is no whole number"),
    (r"Input should be a valid number.*", "'{value}' is no number; a fraction has a point, such as 0.8"),
    (r"Input should be greater than or equal to (\S+)", r"{value} is too little; the least is \1"),
    (r"Input should be less than or equal to (\S+)", r"{value} is too much; the most is \1"),
)
"""What pydantic says, as a pattern, and what is said in its place."""


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
        try:
            return process(context, value)
        except BadParameter as error:
            error.message = _plainly(error.message, value)
            raise
    return parameter.callback(context, parameter, plain) if parameter.callback else plain


def _plainly(message: str, value: object) -> str:
    """What pydantic says of a value that is wrong, in plain words."""
    for pattern, words in _PLAINLY:
        message = re.sub(pattern, words, message)
    return message.replace("{value}", str(value))
