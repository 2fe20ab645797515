# mutagen brings few types:
# mypy: allow-untyped-calls
"""FLAC: the session's own samples, in a fifth of the room of WAV or less."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar

from voicecoach.export.libsndfile import write_sound
from voicecoach.export.tagging import plain_errors
from voicecoach.export.vorbis_comments import comments, picture

if TYPE_CHECKING:
    from collections.abc import Iterable

    from voicecoach.cache import Cache
    from voicecoach.clip import Island
    from voicecoach.export.encoder import Tags


class FlacEncoder:
    """Writes FLAC (RFC 9639), lossless: 48 kHz, mono, 16 bit."""

    suffix: ClassVar[str] = ".flac"
    bit_rates_kbps: ClassVar[tuple[int, ...]] = ()

    def __init__(self, bit_rate_kbps: int | None = None, cache: Cache | None = None) -> None:
        """Nothing of both is needed."""

    def knows(self, keys: Iterable[str]) -> bool:
        """Never: nothing is kept."""
        return False

    def prepare(self, islands: Iterable[Island]) -> None:
        """Nothing: how an island is encoded hangs on what comes before it."""

    def write(self, file: BinaryIO, length: int, islands: Iterable[Island], tags: Tags) -> None:
        """Write the file; see Encoder. Memory: one island, and the tags. Raises as `write_sound` does, and ExportError
        where there are too many chapters."""
        from mutagen.flac import FLAC

        about = comments(tags)
        write_sound(file, length, islands, container="FLAC", codec="PCM_16")
        file.seek(0)
        with plain_errors():
            found: Any = FLAC(file)
            if found.tags is None:
                found.add_tags()
            found.tags.clear()
            found.tags.extend(about)
            if tags.cover:
                found.add_picture(picture(tags.cover))
            file.seek(0)
            found.save(file, padding=lambda _: 0)
