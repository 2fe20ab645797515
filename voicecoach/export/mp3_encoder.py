"""MP3: 48 kHz, mono, at a constant bit rate, with exact length, alignment and chapters."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, BinaryIO, ClassVar

from voicecoach.cache import Cache, entry_name
from voicecoach.clip import FRAME_BYTES, FRAME_RATE, GRID
from voicecoach.errors import ExportError
from voicecoach.export.id3 import id3_bytes
from voicecoach.export.mpeg_frames import BIT_RATES_KBPS, FrameStream, MpegFormat, crc16, first_frames, info_frame

if TYPE_CHECKING:
    from collections.abc import Iterable

    from voicecoach.clip import Island
    from voicecoach.export.encoder import Tags

USUAL_BIT_RATE_KBPS = 64
"""Enough for one voice, and 8 kB a second."""

QUALITY = 5
"""LAME's scale, from 0 (best, slowest) to 9."""

SPLICING_VERSION = 3
"""Counts up with every change here that changes an island's frames; a cache's key holds it."""

_CRC_BYTES = 2

_USUAL_SCALE = 0.95
_SCALES = {192: 0.97, 224: 0.98, 256: 1.0, 320: 1.0}
"""What LAME multiplies sound by before it encodes, by the bit rate (LAME 3.100, libmp3lame/presets.c: `scale` in
`abr_switch_map`). It is undone, so that a file is as loud as what is played."""


class Mp3Encoder:
    """Assembles a file from MPEG frames: LAME encodes the islands alone, each with a fresh encoder.

    A fresh encoder's first frame needs nothing of the frames before it, and the frame after an island borrows nothing
    from the island; so the stream can be spliced there. An island of n grid steps becomes n + 1 MPEG frames, as the
    codec's delay of 1105 frames smears its end into one more: islands lie at least one step of silence apart, and the
    file is one MPEG frame longer than its sound. Equal islands are encoded once, silence never; what a `cache` knows
    from before isn't encoded again.
    """

    suffix: ClassVar[str] = ".mp3"
    bit_rates_kbps: ClassVar[tuple[int, ...]] = BIT_RATES_KBPS

    def __init__(self, bit_rate_kbps: int | None = None, cache: Cache | None = None) -> None:
        self._format = MpegFormat(bit_rate_kbps or USUAL_BIT_RATE_KBPS)
        self._cache = cache
        self._encoded: dict[str, tuple[bytes, int]] = {}  # by an island's key, MPEG frames and their CRC

    def knows(self, keys: Iterable[str]) -> bool:
        """Whether all of them are in the cache; they are kept for `write`."""
        return all(self._kept(key) for key in dict.fromkeys(keys))

    def prepare(self, islands: Iterable[Island]) -> None:
        """Encode the islands that weren't yet; they are kept for `write`."""
        for island in islands:
            self._frames(island)

    def write(self, file: BinaryIO, length: int, islands: Iterable[Island], tags: Tags) -> None:
        """Write the file; see Encoder.

        Memory: one island, and the MPEG frames (at 64 kbit/s, 8 kB a second) of the different islands so far.
        Raises ValueError where an island is off the grid or too near the one before, ExportError where LAME fails.
        """
        file.write(id3_bytes(tags))
        info_at = file.tell()
        file.write(bytes(self._format.of_info.frame_bytes))
        stream = FrameStream(file, self._format)
        for island in islands:
            frames, crc = self._frames(island)
            stream.append_silence(_grid_steps(island.start))
            stream.append(frames, crc)
        stream.append_silence(_grid_steps(length) + 1)
        file.seek(info_at)
        file.write(info_frame(self._format, stream.count, stream.crc))

    def _frames(self, island: Island) -> tuple[bytes, int]:
        """The MPEG frames of an island, and their CRC."""
        return self._kept(island.key) or self._made(island)

    def _kept(self, key: str) -> tuple[bytes, int] | None:
        """The MPEG frames of the islands with a key, and their CRC, if they were encoded before."""
        if key not in self._encoded and self._cache and (entry := self._cache.get(self._entry_name(key))):
            self._encoded[key] = entry[_CRC_BYTES:], int.from_bytes(entry[:_CRC_BYTES], "big")
        return self._encoded.get(key)

    def _made(self, island: Island) -> tuple[bytes, int]:
        """The MPEG frames of an island and their CRC, from LAME; they are kept."""
        frames = self._encode(island.clip.samples)
        crc = crc16(frames)
        if self._cache:
            self._cache.put(self._entry_name(island.key), crc.to_bytes(_CRC_BYTES, "big") + frames)
        self._encoded[island.key] = frames, crc
        return frames, crc

    def _entry_name(self, key: str) -> str:
        return entry_name("mpeg", key, self._format.bit_rate_kbps, QUALITY, SPLICING_VERSION, _lame_version())

    def _encode(self, samples: bytes) -> bytes:
        """The MPEG frames of an island."""
        import lameenc

        steps = _grid_steps(len(samples) // FRAME_BYTES)
        lame = lameenc.Encoder()
        lame.silence()
        lame.set_channels(1)
        lame.set_in_sample_rate(FRAME_RATE)
        lame.set_out_sample_rate(FRAME_RATE)
        lame.set_bit_rate(self._format.bit_rate_kbps)
        lame.set_quality(QUALITY)
        try:
            stream = lame.encode(self._unscaled(samples)) + lame.flush()
        except RuntimeError as error:
            raise ExportError(f"LAME couldn't encode {steps * GRID} frames of sound: {error}") from error
        return first_frames(self._format, bytes(stream), steps + 1)

    def _unscaled(self, samples: bytes) -> bytes:
        """What LAME scales to `samples`."""
        import numpy as np

        sound = np.frombuffer(samples, "<i2") / _SCALES.get(self._format.bit_rate_kbps, _USUAL_SCALE)
        return np.rint(sound).clip(-32768, 32767).astype("<i2").tobytes()


@cache
def _lame_version() -> str:
    from importlib.metadata import version

    return version("lameenc")


def _grid_steps(frames: int) -> int:
    steps, off = divmod(frames, GRID)
    if off:
        raise ValueError(f"{frames} frames are no whole number of grid steps")
    return steps
