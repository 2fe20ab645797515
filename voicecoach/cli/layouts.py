"""What an export holds, known from an earlier one of the same: then nothing is read, planned or spoken for it.

A layout hangs on what was asked for, on the config, on the routine and all that it builds on, on the chimes, on who
speaks, and on voicecoach itself and the packages that it uses. It is kept under a name made of all these.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from voicecoach.cache import entry_name
from voicecoach.errors import VoicecoachError
from voicecoach.naming import YAML_SUFFIXES, path_meant

if TYPE_CHECKING:
    from voicecoach.cache import Cache
    from voicecoach.cli.opening import Opened, Request
    from voicecoach.export.layout import Layout

PACKAGE = Path(__file__).parents[1]

_EXTENDS = re.compile(rb"extends")
_EXTENDS_A_NAME = re.compile(rb"^[ -]*extends:[ ]+[\w-]+[ ]*\r?$", re.MULTILINE)
"""What builds on a name is looked up in folders that are looked at here; whatever else holds the word may build on a
file elsewhere."""

_MOST_BYTES = 1 << 24
"""A larger file is no routine, and no chime."""


def layout_name(request: Request) -> str | None:
    """The name under which the layout of what is asked for is kept; None where not all that it hangs on can be told
    beforehand: the routine isn't there, or may build on a file elsewhere."""
    from voicecoach import folders
    from voicecoach.export.layout import LAYOUT_VERSION

    try:
        files = sorted(_files(request))
        if any(path.stat().st_size > _MOST_BYTES for path in files):
            return None
        contents = [path.read_bytes() for path in files]
        if any(len(_EXTENDS.findall(text)) != len(_EXTENDS_A_NAME.findall(text)) for text in contents):
            return None
        config = folders.config_file()
        return entry_name(
            "layout",
            LAYOUT_VERSION,
            asdict(request),
            [[name, value] for name, value in sorted(os.environ.items()) if name.startswith("VOICECOACH_")],
            config.read_text(encoding="utf-8") if config.exists() else "",
            [[str(path), hashlib.sha256(content).hexdigest()] for path, content in zip(files, contents, strict=True)],
            _code(),
        )
    except (OSError, ValueError, VoicecoachError):  # the export itself says what is wrong
        return None


def kept_layout(name: str, cache: Cache) -> tuple[Layout, list[str]] | None:
    """The layout of that name, and what the listener might wonder about; None where none is kept, or the voice has
    changed since."""
    from voicecoach.export.layout import layout_from

    kept = json.loads(cache.get(name) or b"null")
    if not kept or not _speaks_as_before(kept["speaks"], cache):
        return None
    return layout_from(kept["layout"]), kept["warnings"]


def keep_layout(name: str, cache: Cache, session: Opened, layout: Layout) -> None:
    """Keep the layout of a session."""
    kept = {"speaks": asdict(session.speaks), "warnings": session.warnings, "layout": layout.kept()}
    cache.replace(name, json.dumps(kept).encode())


def _speaks_as_before(speaks: dict[str, Any], cache: Cache) -> bool:
    from voicecoach.speech.engine import Voice
    from voicecoach.speech.speaker import Speaker

    try:
        with Speaker(Voice(**speaks["voice"]), cache, speaks["settings"]) as speaker:
            return bool(speaker.recall(speaks["language"])) and speaker.signature == speaks["signature"]
    except VoicecoachError:  # the engine isn't there any more
        return False


def _files(request: Request) -> Iterator[Path]:
    """The user's files that a routine may be made of, and the user's chimes."""
    from voicecoach import folders

    beside: Iterable[Path] = ()
    if path := path_meant(request.routine):
        yield path.absolute()
        beside = [path.absolute().parent, path.absolute().parent.parent]
    found: list[Path] = []
    for folder in {folders.routines_folder().absolute(), *beside}:
        for inner in (folder, folder / "exercises"):
            if inner.is_dir():
                found += (file for file in inner.iterdir() if file.suffix.lower() in YAML_SUFFIXES)
    chimes = folders.chimes_folder()
    if chimes.is_dir():
        found += chimes.iterdir()
    yield from (file for file in found if file.is_file())


def _code() -> list[Any]:
    """What changes with voicecoach, its data, Python, and the packages beside typer: their folder changes when one is
    installed, upgraded or removed."""
    packages = Path(typer.__file__).parents[1]
    roots = (PACKAGE, PACKAGE.parent / "audio")
    files = sorted((str(file.path), file.stat()) for root in roots for file in _tree(root))
    own = [[path, status.st_size, status.st_mtime_ns] for path, status in files]
    return [sys.version, str(packages), packages.stat().st_mtime_ns, own]


def _tree(folder: Path | str) -> Iterator[os.DirEntry[str]]:
    if not os.path.isdir(folder):  # noqa: PTH112  a Path for each of many files takes its time
        return
    for entry in os.scandir(folder):
        if entry.is_dir():
            yield from () if entry.name == "__pycache__" else _tree(entry.path)
        else:
            yield entry
