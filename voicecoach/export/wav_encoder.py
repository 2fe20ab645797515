"""WAV: the session's own samples, with the same tags and chapters as the MP3.

Sources: "Multimedia Programming Interface and Data Specifications 1.0" (IBM, Microsoft; RIFF and its WAVE form); the
chunk `id3 ` by the convention of taggers and of ffmpeg.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, BinaryIO, ClassVar

from voicecoach.clip import FRAME_BYTES, FRAME_RATE, s_from_frames
from voicecoach.errors import ExportError
from voicecoach.export.id3 import id3_bytes
from voicecoach.export.pieces import pieces

if TYPE_CHECKING:
    from collections.abc import Iterable

    from voicecoach.cache import Cache
    from voicecoach.clip import Island
    from voicecoach.export.encoder import Tags

_MOST_BYTES = 0xFFFFFFFF
_CHUNK = struct.Struct("<4sI")
_PCM, _CHANNELS = 1, 1


class WavEncoder:
    """Writes RIFF/WAVE in one pass: 48 kHz, mono, 16 bit PCM, then a chunk with the ID3 tag."""

    suffix: ClassVar[str] = ".wav"
    bit_rates_kbps: ClassVar[tuple[int, ...]] = ()

    def __init__(self, bit_rate_kbps: int | None = None, cache: Cache | None = None) -> None:
        """Nothing of both is needed."""

    def knows(self, keys: Iterable[str]) -> bool:
        """Never: nothing is kept."""
        return False

    def prepare(self, islands: Iterable[Island]) -> None:
        """Nothing: samples are written as they are."""

    def write(self, file: BinaryIO, length: int, islands: Iterable[Island], tags: Tags) -> None:
        """Write the file; see Encoder. Memory: one island.

        Raises ExportError, before anything is written, where the file would pass 4 GiB (12.4 hours); ValueError where
        islands overlap or pass the end.
        """
        tag = id3_bytes(tags)
        tag += bytes(len(tag) % 2)  # a chunk's size is even; zeros after a tag are its padding
        data_bytes = length * FRAME_BYTES
        form = struct.pack(
            "<HHIIHH", _PCM, _CHANNELS, FRAME_RATE, FRAME_RATE * FRAME_BYTES, FRAME_BYTES, FRAME_BYTES * 8
        )
        riff_bytes = len(b"WAVE") + 3 * _CHUNK.size + len(form) + data_bytes + len(tag)
        if riff_bytes > _MOST_BYTES:
            raise ExportError(
                f"{s_from_frames(length) / 3600:.1f} hours don't fit into a WAV file, which holds 4 GiB; export to MP3"
            )
        file.write(_CHUNK.pack(b"RIFF", riff_bytes) + b"WAVE")
        file.write(_CHUNK.pack(b"fmt ", len(form)) + form)
        file.write(_CHUNK.pack(b"data", data_bytes))
        for piece in pieces(length, islands):
            file.write(piece)
        file.write(_CHUNK.pack(b"id3 ", len(tag)) + tag)
