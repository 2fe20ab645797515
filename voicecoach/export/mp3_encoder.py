"""MP3: 48 kHz, mono, 64 kbit/s at a constant bit rate, with exact length, alignment and chapters."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, BinaryIO, ClassVar

from voicecoach.clip import FRAME_BYTES, FRAME_RATE, GRID
from voicecoach.errors import ExportError
from voicecoach.export.mpeg_frames import (
    BIT_RATE_KBPS,
    MPEG_FRAME_BYTES,
    FrameStream,
    first_frames,
    frame_crcs,
    info_frame,
)
from voicecoach.export.tags import id3_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from voicecoach.clip import Island
    from voicecoach.export.encoder import Tags


class Mp3Encoder:
    """Assembles a file from MPEG frames: LAME encodes the islands alone, each with a fresh encoder.

    A fresh encoder's first frame needs nothing of the frames before it, and the frame after an island borrows nothing
    from the island; so the stream can be spliced there. An island of n grid steps becomes n + 1 MPEG frames, as the
    codec's delay of 1105 frames smears its end into one more: islands lie at least one step of silence apart, and the
    file is one MPEG frame longer than its sound. Equal islands are encoded once, silence never.

    `quality` is LAME's, 0 (best, slowest) to 9.
    """

    suffix: ClassVar[str] = ".mp3"

    def __init__(self, quality: int = 5) -> None:
        self._quality = quality

    def write(self, file: BinaryIO, length: int, islands: Iterable[Island], tags: Tags) -> None:
        """Write the file; see Encoder.

        Memory: one island, and the MPEG frames (8 kB per second) of the different islands so far.
        Raises ValueError where an island is off the grid or too near the one before, ExportError where LAME fails.
        """
        file.write(id3_bytes(tags))
        info_at = file.tell()
        file.write(bytes(MPEG_FRAME_BYTES))
        stream = FrameStream(file)
        encoded: dict[bytes, tuple[bytes, Iterable[int]]] = {}
        for island in islands:
            samples = island.clip.samples
            digest = blake2b(samples, digest_size=16).digest()
            if digest not in encoded:
                frames = self._encode(samples)
                encoded[digest] = frames, frame_crcs(frames)
            stream.append_silence(_grid_steps(island.start))
            stream.append(*encoded[digest])
        stream.append_silence(_grid_steps(length) + 1)
        file.seek(info_at)
        file.write(info_frame(stream.count, stream.crc))

    def _encode(self, samples: bytes) -> bytes:
        """The MPEG frames of an island."""
        import lameenc

        steps = _grid_steps(len(samples) // FRAME_BYTES)
        lame = lameenc.Encoder()
        lame.silence()
        lame.set_channels(1)
        lame.set_in_sample_rate(FRAME_RATE)
        lame.set_out_sample_rate(FRAME_RATE)
        lame.set_bit_rate(BIT_RATE_KBPS)
        lame.set_quality(self._quality)
        try:
            stream = lame.encode(samples) + lame.flush()
        except RuntimeError as error:
            raise ExportError(f"LAME couldn't encode {steps * GRID} frames of sound: {error}") from error
        return first_frames(bytes(stream), steps + 1)


def _grid_steps(frames: int) -> int:
    steps, off = divmod(frames, GRID)
    if off:
        raise ValueError(f"{frames} frames are no whole number of grid steps")
    return steps
