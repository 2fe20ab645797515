"""What an encoder is, and what it is given to write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, BinaryIO, ClassVar, Protocol

from voicecoach.clip import Island

if TYPE_CHECKING:
    from voicecoach.cache import Cache


AUDIO_SUFFIXES = (".mp3", ".m4a", ".m4b", ".opus", ".ogg", ".flac", ".wav")
"""The endings of exported files, that of the kind which the most phones play first."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section of the file, [start, stop) in frames."""

    title: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Caption:
    """What is said in [start, stop), in frames."""

    text: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Tags:
    """What a file says of itself."""

    title: str
    artist: str
    album: str
    language: str
    """A BCP 47 tag, such as `en-us`."""
    comment: str
    chapters: tuple[Chapter, ...] = ()
    """They tile the file from its start to its end."""
    captions: tuple[Caption, ...] = ()
    """All that is said, in order."""
    genre: str = "Speech"
    track: int | None = None
    """Its number in the album."""
    date: date | None = None
    cover: bytes = b""
    """A picture, as a PNG file; empty for none."""
    fingerprint: str = ""
    """What is equal where a file would come out equal; by it a file is known to be up to date."""


class Encoder(Protocol):
    """A back end that writes a file."""

    suffix: ClassVar[str]
    """The ending of its files, with the dot."""

    bit_rates_kbps: ClassVar[tuple[int, ...]]
    """The bit rates that it can be asked for; none where it has no choice."""

    def __init__(self, bit_rate_kbps: int | None = None, cache: Cache | None = None) -> None:
        """`bit_rate_kbps` is one of `bit_rates_kbps`, or None for the usual one. What is encoded may be kept in the
        cache, and taken from it. Raises NotSetUpError where something that it stands on is missing."""
        ...

    def knows(self, keys: Iterable[str]) -> bool:
        """Whether the islands with these keys can be written without their sound, since it was encoded before."""
        ...

    def prepare(self, islands: Iterable[Island]) -> None:
        """Do what can be done for islands before `write`, in a thread of its own, while others are yet to be spoken."""
        ...

    def write(self, file: BinaryIO, length: int, islands: Iterable[Island], tags: Tags) -> None:
        """Write `length` frames (a whole number of grid steps): the islands, in order, and silence between them.

        `file` is a file on the disk, open for reading and writing, and empty; a program may write it by its name, too.
        Islands are pulled one at a time and not kept.
        """
        ...
