"""The reader of TOML: Python's own, or the package it came from."""

from __future__ import annotations

import sys
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


def loads(text: str) -> dict[str, Any]:
    """The values of a TOML document. Raises ValueError."""
    values: dict[str, Any] = tomllib.loads(text)
    return values
