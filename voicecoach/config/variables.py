"""The environment's variables that lie over the config file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from difflib import get_close_matches

from voicecoach.config.keys import KEYS, Path, as_written
from voicecoach.config.model import canonical_tag
from voicecoach.documents.node import Mark, Node

PREFIX = "VOICECOACH_"
_VOICES = f"{PREFIX}VOICES_"
_FOLDERS = {f"{PREFIX}{name}_DIR" for name in ("CACHE", "CONFIG", "DATA")}
_NO_PLACE = (0, 0)


def variable_of(path: Path) -> str:
    """The name of the variable that lies over a key: `VOICECOACH_VOICES_EN_GB` over `voices.en-gb`."""
    return PREFIX + "_".join(path).upper().replace("-", "_")


def variables(document: Node) -> Node:
    """What the variables set, to be laid over the document of the file; each value's mark names its variable. An empty
    variable sets nothing."""
    root = Node({}, document.mark)
    for name, path in _set_paths():
        mark = Mark(name, *_NO_PLACE)
        node = Node(os.environ[name], mark, mark)
        *table, key = as_written(path, document)
        root = root.having(
            {table[0]: root.keys.get(table[0], Node({}, mark)).having({key: node})} if table else {key: node}
        )
    return root


def unknown_variables() -> dict[str, str | None]:
    """The variables whose name begins as ours and that mean nothing, each with the nearest that does, if one is near.

    They are no mistake: a variable may be meant for another version of voicecoach, or for a script around it, and it is
    often set where whoever runs the program can't change it.
    """
    known = {*_FOLDERS, *(variable_of(key.path) for key in KEYS)}
    names = sorted(name for name in os.environ if name.startswith(PREFIX) and not name.startswith(_VOICES))
    return {name: next(iter(get_close_matches(name, known)), None) for name in names if name not in known}


def _set_paths() -> Iterator[tuple[str, Path]]:
    names = {variable_of(key.path): key.path for key in KEYS}
    for name, value in sorted(os.environ.items()):
        if not value:
            continue
        if name in names:
            yield name, names[name]
        elif name.startswith(_VOICES) and name != _VOICES:
            yield name, ("voices", canonical_tag(name.removeprefix(_VOICES)))
