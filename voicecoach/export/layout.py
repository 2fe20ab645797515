"""A session as its file holds it, without its sound: what can be kept, so that the same export needn't plan again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from voicecoach.clip import Clip, Island, LateIsland
from voicecoach.export.encoder import Caption, Chapter, Tags

LAYOUT_VERSION = 2
"""Counts up with every change here that changes what is kept."""


@dataclass(frozen=True, slots=True)
class Layout:
    """`length` in frames; what the file says of itself, its date and cover apart; how minutes are shown in its
    language; and of each island [start, stop) in frames, and its key."""

    length: int
    tags: Tags
    minute_sign: str
    places: tuple[tuple[int, int, str], ...]

    @property
    def keys(self) -> Iterator[str]:
        """The key of each island."""
        return (key for _, _, key in self.places)

    def islands(self) -> Iterator[Island]:
        """The islands, for an encoder that knows them: their sound isn't there."""
        return (LateIsland(start, stop, key, _absent) for start, stop, key in self.places)

    @property
    def fingerprint(self) -> str:
        """What is equal only where all sounds equal, and all that is said of it is equal."""
        return hashlib.sha256(self.kept().encode()).hexdigest()

    def kept(self) -> str:
        """The layout as JSON."""
        tags = {name: value for name, value in asdict(self.tags).items() if name not in {"date", "cover"}}
        return json.dumps([self.length, tags, self.minute_sign, self.places], sort_keys=True)


def _absent() -> Clip:
    raise AssertionError("an encoder asks for the sound of an island that it knows")


def layout(length: int, tags: Tags, minute_sign: str, islands: Iterable[Island]) -> Layout:
    """The layout of a session."""
    return Layout(length, tags, minute_sign, tuple((island.start, island.stop, island.key) for island in islands))


def layout_from(kept: str) -> Layout:
    """The layout that was kept."""
    length, tags, minute_sign, places = json.loads(kept)
    tags["chapters"] = tuple(Chapter(**chapter) for chapter in tags["chapters"])
    tags["captions"] = tuple(Caption(**caption) for caption in tags["captions"])
    return Layout(length, Tags(**tags), minute_sign, tuple((start, stop, key) for start, stop, key in places))
