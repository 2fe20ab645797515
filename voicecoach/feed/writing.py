"""A feed → the files beside its episodes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from voicecoach.errors import ExportError, InputError
from voicecoach.feed.chapters import CHAPTERS_ENDING, are_ours
from voicecoach.feed.cover import is_ours
from voicecoach.feed.documents import documents
from voicecoach.feed.folder import Feed
from voicecoach.files import reserve


@dataclass(frozen=True, slots=True)
class Written:
    """What writing a feed changed in its folder."""

    written: tuple[Path, ...]
    removed: tuple[Path, ...]


def write_feed(feed: Feed) -> Written:
    """Write `feed.xml` and what it names beside the episodes: chapters and pictures. What is as it should be is left
    alone.

    Each file appears whole or not at all. Chapters and pictures of episodes that are gone are removed where voicecoach
    made them; nothing else is ever removed or overwritten.

    Raises InputError, before anything is written, where a file of another program stands in the way or the folder can't
    be written in; ExportError where writing fails.
    """
    made = {
        feed.folder / document.name: document.content
        for document in documents(feed)
        if isinstance(document.content, bytes)
    }
    for path in made:
        if path.name.endswith(CHAPTERS_ENDING) and path.exists() and not are_ours(path):
            raise InputError(f"{path} wasn't written by voicecoach; move it elsewhere, or rename the audio file")
    changed = {path: content for path, content in made.items() if _content(path) != content}
    for path, content in changed.items():
        _write(path, content)
    return Written(tuple(changed), tuple(_remove_left_over(feed.folder, made)))


def _write(path: Path, content: bytes) -> None:
    with reserve(path, overwrite=True) as reservation:
        reservation.write(lambda file: file.write(content))


def _remove_left_over(folder: Path, made: Iterable[Path]) -> list[Path]:
    """Remove what an earlier feed made and this one doesn't name. All of it can be made again from the sound."""
    kept = set(made)
    chapters = [path for path in folder.glob(f"*{CHAPTERS_ENDING}") if path not in kept and are_ours(path)]
    covers = [path for path in folder.glob("cover-*") if path not in kept and is_ours(path)]
    removed = sorted(chapters + covers)
    for path in removed:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise ExportError(f"{path} couldn't be removed: {error.strerror}; the feed itself is written") from error
    return removed


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
