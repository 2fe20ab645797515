"""The MPEG frames of a session: header, silent frame, Info frame, and their CRC.

Sources: ISO/IEC 11172-3, 2.4.1 and 2.4.2 (frame header and side information of Layer III); the "Mp3 Info Tag rev 1
specifications" of the LAME project (gabriel.mp3-tech.org/mp3infotag.html), which extends Xing's header.

At 48 kHz and 64 kbit/s an MPEG frame is exactly 192 bytes (144 x bit rate / sampling rate, no padding slot) and holds
GRID frames of sound.
"""

from __future__ import annotations

import struct
from array import array
from functools import cache
from itertools import repeat
from typing import TYPE_CHECKING, BinaryIO

from voicecoach.clip import GRID
from voicecoach.errors import ExportError
from voicecoach.export.silence import write_repeated

if TYPE_CHECKING:
    from collections.abc import Iterable

BIT_RATE_KBPS = 64
"""Constant bit rate of the stream."""

MPEG_FRAME_BYTES = 192
"""Bytes per MPEG frame."""

ENCODER_DELAY = 576
"""Frames of silence that LAME puts before the sound."""

DECODER_DELAY = 529
"""Frames by which every Layer III decoder is late: 528 for its filters, and one."""

END_PADDING = GRID - ENCODER_DELAY
"""Frames after the sound, in a stream one MPEG frame longer than its sound. Decoders need DECODER_DELAY of them."""

_HEADER = bytes.fromhex("fffb54c4")
"""Sync word, MPEG-1 Layer III without CRC; 64 kbit/s, 48 kHz, no padding; mono; original; no emphasis."""

_SIDE_INFO_BYTES = 17

SILENT_FRAME = _HEADER.ljust(MPEG_FRAME_BYTES, b"\0")
"""Digital silence: side information of zeros has no main data, and borrows none from the frames before."""


class FrameStream:
    """MPEG frames written to `file` one after the other.

    `count` says how many there are; `crc` is the CRC-16 of their bytes.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.count = 0
        self.crc = 0

    def append(self, frames: bytes, frame_crcs: Iterable[int]) -> None:
        """Write whole MPEG frames, whose `frame_crcs` are known."""
        self._file.write(frames)
        self._advance(len(frames) // MPEG_FRAME_BYTES, frame_crcs)

    def append_silence(self, until: int) -> None:
        """Write silent frames until there are `until` frames. Raises ValueError where there are more already."""
        count = until - self.count
        write_repeated(self._file, SILENT_FRAME, count)
        self._advance(count, repeat(_silent_crc(), count))

    def _advance(self, count: int, frame_crcs: Iterable[int]) -> None:
        low, high = _crc_tables_over_a_frame()
        for frame_crc in frame_crcs:
            self.crc = low[self.crc & 0xFF] ^ high[self.crc >> 8] ^ frame_crc
        self.count += count


def info_frame(count: int, crc: int) -> bytes:
    """The first MPEG frame of a file with `count` more: by it decoders give back exactly the sound, in its place.

    `crc` is the CRC-16 of those frames. Their sound begins ENCODER_DELAY + DECODER_DELAY frames late, and is one MPEG
    frame shorter than they are. The table of contents is linear, as the bit rate is constant.
    """
    size = (count + 1) * MPEG_FRAME_BYTES
    has_frames, has_bytes, has_contents, has_quality = 1, 2, 4, 8
    xing = struct.pack(
        ">4sIII100sI",
        b"Info",
        has_frames | has_bytes | has_contents | has_quality,
        count,
        size,
        bytes(percent * 256 // 100 for percent in range(100)),
        50,  # Xing's indicator of quality, 0 to 100: readers show it at most
    )
    constant_bit_rate, source_of_48_khz = 1, 2 << 6
    lame = struct.pack(
        ">9sBB8xBB3sBx2xIH",
        b"LAME3.100",
        constant_bit_rate,
        0,  # low-pass filter: not known
        0,  # flags of LAME's psychoacoustics: none
        BIT_RATE_KBPS,
        (ENCODER_DELAY << 12 | END_PADDING).to_bytes(3, "big"),
        source_of_48_khz,
        size,
        crc,
    )
    frame = _HEADER + bytes(_SIDE_INFO_BYTES) + xing + lame
    return (frame + crc16(frame).to_bytes(2, "big")).ljust(MPEG_FRAME_BYTES, b"\0")


def first_frames(stream: bytes, count: int) -> bytes:
    """The first `count` MPEG frames of an encoder's output, which can be spliced between silent ones.

    Raises ExportError unless all of them are sound of the expected format, and the first borrows no data
    (`main_data_begin`, the first nine bits of the side information, is 0).
    """
    frames = stream[: count * MPEG_FRAME_BYTES]
    if len(frames) < count * MPEG_FRAME_BYTES:
        raise _surprise(f"{count} MPEG frames were expected, {len(stream) // MPEG_FRAME_BYTES} came")
    if any(frames[place::MPEG_FRAME_BYTES] != bytes([byte]) * count for place, byte in enumerate(_HEADER)):
        raise _surprise(f"an MPEG frame doesn't begin with {_HEADER.hex()}")
    if frames[4] or frames[5] & 0x80:
        raise _surprise("the first MPEG frame borrows data from one before")
    if frames.startswith((b"Info", b"Xing"), len(_HEADER) + _SIDE_INFO_BYTES):
        raise _surprise("the first MPEG frame holds no sound")
    return frames


def frame_crcs(frames: bytes) -> array[int]:
    """The CRC-16 of each MPEG frame."""
    return array("H", (crc16(frames[at : at + MPEG_FRAME_BYTES]) for at in range(0, len(frames), MPEG_FRAME_BYTES)))


def crc16(data: bytes, crc: int = 0) -> int:
    """The LAME tag's CRC-16: polynomial x^16 + x^15 + x^2 + 1, least significant bit first, from 0 (CRC-16/ARC)."""
    table = _crc_table()
    for byte in data:
        crc = crc >> 8 ^ table[(crc ^ byte) & 0xFF]
    return crc


@cache
def _crc_table() -> tuple[int, ...]:
    def after_eight_bits(crc: int) -> int:
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
        return crc

    return tuple(map(after_eight_bits, range(256)))


@cache
def _crc_tables_over_a_frame() -> tuple[tuple[int, ...], tuple[int, ...]]:
    """What becomes of a CRC's low and high byte over an MPEG frame of zeros.

    A CRC is linear: that of a stream is the exclusive or of these and of the next frame's own CRC, so that a
    frame which was seen before costs no second look at its bytes.
    """
    zeros = bytes(MPEG_FRAME_BYTES)
    return tuple(crc16(zeros, byte) for byte in range(256)), tuple(crc16(zeros, byte << 8) for byte in range(256))


@cache
def _silent_crc() -> int:
    return crc16(SILENT_FRAME)


def _surprise(what: str) -> ExportError:
    return ExportError(
        f"the MP3 encoder gave unexpected data: {what}; install another version of lameenc, or export to WAV"
    )
