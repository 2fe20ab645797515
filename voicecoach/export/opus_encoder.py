"""Opus: the smallest files, for phones and browsers of today."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, ClassVar

from voicecoach.export.libsndfile import write_sound
from voicecoach.export.ogg_tags import ogg_comments, tag_ogg

if TYPE_CHECKING:
    from collections.abc import Iterable

    from voicecoach.cache import Cache
    from voicecoach.clip import Island
    from voicecoach.export.encoder import Tags

USUAL_BIT_RATE_KBPS = 32
"""In the range that Opus's authors advise for speech of full bandwidth: 28 to 40 (wiki.xiph.org, "Opus Recommended
Settings")."""

_LEAST_KBPS, _MOST_KBPS = 6, 256
"""What libsndfile makes of a compression of 1 and of 0, for one channel."""


class OpusEncoder:
    """Writes Opus in Ogg: 48 kHz, mono. The bit rate is what sound takes on average; silence takes next to none."""

    suffix: ClassVar[str] = ".opus"
    bit_rates_kbps: ClassVar[tuple[int, ...]] = (16, 24, 32, 40, 48, 64, 96, 128)

    def __init__(self, bit_rate_kbps: int | None = None, cache: Cache | None = None) -> None:
        self._bit_rate_kbps = bit_rate_kbps or USUAL_BIT_RATE_KBPS

    def knows(self, keys: Iterable[str]) -> bool:
        """Never: nothing is kept."""
        return False

    def prepare(self, islands: Iterable[Island]) -> None:
        """Nothing: how an island is encoded hangs on what comes before it."""

    def write(self, file: BinaryIO, length: int, islands: Iterable[Island], tags: Tags) -> None:
        """Write the file; see Encoder. Memory: one island, and the tags. Raises as `write_sound`,
        `ogg_comments` and `tag_ogg` do."""
        from mutagen.oggopus import OggOpus

        about = ogg_comments(tags)
        compression = (_MOST_KBPS - self._bit_rate_kbps) / (_MOST_KBPS - _LEAST_KBPS)
        write_sound(file, length, islands, container="OGG", codec="OPUS", compression=compression)
        tag_ogg(file, OggOpus, about)
