"""What a listener types → which of some things that go by several names: a name, a title, a number, a path."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from pathlib import Path
from unicodedata import normalize

from voicecoach.errors import InputError, clause

YAML_SUFFIXES = (".yaml", ".yml")


def index_named(written: str, names: Sequence[Collection[str]]) -> int | None:
    """The index of the first thing that goes by the name `written`; None where none does. `names` are those of each
    thing. What is written exactly so comes first; else case, accents and all but letters and digits don't matter."""
    for index, own in enumerate(names):
        if written in own:
            return index
    bare = _bare(written)
    for index, own in enumerate(names):
        if bare and bare in map(_bare, own):
            return index
    return None


def path_meant(name: str) -> Path | None:
    """The path that the name of a routine is; None where it doesn't look like one. Raises InputError."""
    if "\0" in name:
        raise InputError("a name can't hold a NUL character")
    path = Path(name)
    if path.suffix.lower() not in YAML_SUFFIXES and name not in (".", "..") and {"/", os.sep}.isdisjoint(name):
        return None
    try:
        return path.expanduser()
    except RuntimeError as error:
        raise InputError(f"{path}: {clause(error)}; write the path out") from error


def _bare(name: str) -> str:
    return "".join(filter(str.isalnum, normalize("NFKD", name.casefold())))
