"""A session as its file holds it, without its sound: what can be kept, so that the same export needn't plan again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import partial

from voicecoach.clip import Clip, Island, LateIsland
from voicecoach.export.encoder import Caption, Chapter, Tags

LAYOUT_VERSION = 1
"""Counts up with every change here that changes what is kept."""


@dataclass(frozen=True, slots=True)
class Layout:
    """`length` in frames; what the file says of itself, its date and cover apart; and of each island [start, stop) in
    frames, and its key."""

    length: int
    tags: Tags
    places: tuple[tuple[int, int, str], ...]

    def islands(self, clip_of: Callable[[str], Clip]) -> Iterator[Island]:
        """The islands. `clip_of` a key is the sound of the islands that have it; it is asked where an encoder asks."""
        return (LateIsland(start, stop, key, partial(clip_of, key)) for start, stop, key in self.places)

    @property
    def fingerprint(self) -> str:
        """What is equal only where all sounds equal, and all that is said of it is equal."""
        return hashlib.sha256(self.kept().encode()).hexdigest()

    def kept(self) -> str:
        """The layout as JSON."""
        tags = {name: value for name, value in asdict(self.tags).items() if name not in {"date", "cover"}}
        return json.dumps([self.length, tags, self.places], sort_keys=True)


def layout(length: int, tags: Tags, islands: Iterable[Island]) -> Layout:
    """The layout of a session."""
    return Layout(length, tags, tuple((island.start, island.stop, island.key) for island in islands))


def layout_from(kept: str) -> Layout:
    """The layout that was kept."""
    length, tags, places = json.loads(kept)
    tags["chapters"] = tuple(Chapter(**chapter) for chapter in tags["chapters"])
    tags["captions"] = tuple(Caption(**caption) for caption in tags["captions"])
    return Layout(length, Tags(**tags), tuple((start, stop, key) for start, stop, key in places))
