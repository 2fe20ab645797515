"""Ogg Vorbis: small, free, and known to players of any age."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, ClassVar

from voicecoach.export.libsndfile import write_sound
from voicecoach.export.ogg_tags import ogg_comments, tag_ogg

if TYPE_CHECKING:
    from collections.abc import Iterable

    from voicecoach.cache import Cache
    from voicecoach.clip import Island
    from voicecoach.export.encoder import Tags

QUALITY = 0.4
"""Vorbis's scale, from 0 (smallest) to 1. It has no bit rates: a sound takes what it needs."""


class OggEncoder:
    """Writes Vorbis in Ogg: 48 kHz, mono. Its sound has no delay."""

    suffix: ClassVar[str] = ".ogg"
    bit_rates_kbps: ClassVar[tuple[int, ...]] = ()

    def __init__(self, bit_rate_kbps: int | None = None, cache: Cache | None = None) -> None:
        """Nothing of both is needed."""

    def knows(self, keys: Iterable[str]) -> bool:
        """Never: nothing is kept."""
        return False

    def prepare(self, islands: Iterable[Island]) -> None:
        """Nothing: how an island is encoded hangs on what comes before it."""

    def write(self, file: BinaryIO, length: int, islands: Iterable[Island], tags: Tags) -> None:
        """Write the file; see Encoder. Memory: one island, and the tags. Raises as `write_sound`,
        `ogg_comments` and `tag_ogg` do."""
        from mutagen.oggvorbis import OggVorbis

        about = ogg_comments(tags)
        write_sound(file, length, islands, container="OGG", codec="VORBIS", compression=1 - QUALITY)
        tag_ogg(file, OggVorbis, about)
