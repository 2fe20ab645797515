"""What an encoder is, and what it is given to write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO, ClassVar, Protocol

from voicecoach.clip import Island


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section of the file, [start, stop) in frames."""

    title: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Tags:
    """What a file says of itself. `chapters` tile it from its start to its end."""

    title: str
    artist: str
    album: str
    language: str
    comment: str
    chapters: tuple[Chapter, ...]


class Encoder(Protocol):
    """A back end that writes a file. A class without arguments fulfils it."""

    suffix: ClassVar[str]
    """The ending of its files, with the dot."""

    def write(self, file: BinaryIO, length: int, islands: Iterable[Island], tags: Tags) -> None:
        """Write `length` frames (a whole number of grid steps): the islands, in order, and silence between them.

        `file` is open for reading and writing, empty, and can seek. Islands are pulled one at a time and not kept.
        """
        ...
