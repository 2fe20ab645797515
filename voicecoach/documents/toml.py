"""The reader of TOML: Python's own, or the package it came from."""

from __future__ import annotations

import re
import sys
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

from voicecoach.errors import FileProblemsError, Problem

_PLACE = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)


def loads(text: str) -> dict[str, Any]:
    """The values of a TOML document. Raises ValueError."""
    values: dict[str, Any] = tomllib.loads(text)
    return values


def loads_file(file: str, text: str) -> dict[str, Any]:
    """The values of the TOML document `text` in the file called `file`. Raises FileProblemsError."""
    try:
        return loads(text)
    except ValueError as error:
        what, line, column = _told(error, text)
    except RecursionError:
        what, line, column = "this is nested too deep", 1, 1
    raise FileProblemsError([Problem(file, line, column, f"this is no valid TOML: {what}")])


def _told(error: ValueError, text: str) -> tuple[str, int, int]:
    """What a reader says is wrong, and where: its message alone holds the place before Python 3.14."""
    message = str(error)
    told = _PLACE.fullmatch(message)
    if not told:  # Python's own limits, such as that of a number's digits
        return message, 1, 1
    what, line, column = told.groups()
    if line:
        return what, int(line), int(column)
    lines = text.rstrip().split("\n")
    return what, len(lines), len(lines[-1]) + 1
