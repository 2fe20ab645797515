"""The MPEG frames of a session: header, silent frame, Info frame, and their CRC.

Sources: ISO/IEC 11172-3, 2.4.1 and 2.4.2 (frame header and side information of Layer III); the "Mp3 Info Tag rev 1
specifications" of the LAME project (gabriel.mp3-tech.org/mp3infotag.html), which extends Xing's header.

At 48 kHz every bit rate fills its MPEG frames exactly (144 x bit rate / sampling rate is a whole number of bytes, so
there is no padding slot), and each holds GRID frames of sound.
"""

from __future__ import annotations

import struct
import sys
from array import array
from dataclasses import dataclass
from functools import cache
from typing import BinaryIO

from voicecoach.clip import GRID
from voicecoach.errors import ExportError
from voicecoach.export.pieces import repeated

BIT_RATES_KBPS = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
"""Those of MPEG-1 Layer III, in the order of their numbers in a header, which begin at 1."""

ENCODER_DELAY = 576
"""Frames of silence that LAME puts before the sound."""

DECODER_DELAY = 529
"""Frames by which every Layer III decoder is late: 528 for its filters, and one."""

END_PADDING = GRID - ENCODER_DELAY
"""Frames after the sound, in a stream one MPEG frame longer than its sound. Decoders need DECODER_DELAY of them."""

_SIDE_INFO_BYTES = 17

_LEAST_INFO_KBPS = 64
"""The lowest bit rate whose frame has room for an Info tag with LAME's fields."""


@dataclass(frozen=True, slots=True)
class MpegFormat:
    """The one format of all MPEG frames of a file: 48 kHz, mono, one of BIT_RATES_KBPS."""

    bit_rate_kbps: int

    @property
    def frame_bytes(self) -> int:
        """Bytes per MPEG frame."""
        return 3 * self.bit_rate_kbps  # 144 x 1000 / 48,000

    @property
    def header(self) -> bytes:
        """Sync word, MPEG-1 Layer III without CRC; bit rate, 48 kHz, no padding; mono; original; no emphasis."""
        number = 1 + BIT_RATES_KBPS.index(self.bit_rate_kbps)
        return bytes([0xFF, 0xFB, number << 4 | 0b0100, 0xC4])

    @property
    def silent_frame(self) -> bytes:
        """Digital silence: side information of zeros has no main data, and borrows none from the frames before."""
        return self.header.ljust(self.frame_bytes, b"\0")

    @property
    def of_info(self) -> MpegFormat:
        """The format of the Info frame: of a higher bit rate, where its tag needs the room. Decoders don't play it."""
        return MpegFormat(max(self.bit_rate_kbps, _LEAST_INFO_KBPS))


class FrameStream:
    """MPEG frames of one format written to `file` one after the other.

    `count` says how many there are; `crc` is the CRC-16 of their bytes.
    """

    def __init__(self, file: BinaryIO, format_: MpegFormat) -> None:
        self._file, self._format = file, format_
        self.count = 0
        self.crc = 0

    def append(self, frames: bytes, crc: int) -> None:
        """Write whole MPEG frames, whose CRC-16 is `crc`."""
        self._file.write(frames)
        self._advance(len(frames) // self._format.frame_bytes, crc)

    def append_silence(self, until: int) -> None:
        """Write silent frames until there are `until` frames. Raises ValueError where there are more already."""
        count = until - self.count
        for piece in repeated(self._format.silent_frame, count):
            self._file.write(piece)
        self._advance(count, _silence_crc(self._format, count))

    def _advance(self, count: int, crc: int) -> None:
        """A CRC is linear: that of a longer stream is what becomes of it over zeros, with the CRC of what stands in
        their place in an exclusive or. So what was seen before costs no second look at its bytes."""
        self.crc = _over_zeros(self._format, count, self.crc) ^ crc
        self.count += count


def info_frame(format_: MpegFormat, count: int, crc: int) -> bytes:
    """The first MPEG frame of a file with `count` more: by it decoders give back exactly the sound, in its place.

    `crc` is the CRC-16 of those frames. Their sound begins ENCODER_DELAY + DECODER_DELAY frames late, and is one MPEG
    frame shorter than they are. The table of contents is linear, as the bit rate is constant.
    """
    own = format_.of_info
    size = own.frame_bytes + count * format_.frame_bytes
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
        min(format_.bit_rate_kbps, 255),  # a byte: 255 says "or more"
        (ENCODER_DELAY << 12 | END_PADDING).to_bytes(3, "big"),
        source_of_48_khz,
        size,
        crc,
    )
    frame = own.header + bytes(_SIDE_INFO_BYTES) + xing + lame
    return (frame + crc16(frame).to_bytes(2, "big")).ljust(own.frame_bytes, b"\0")


def first_frames(format_: MpegFormat, stream: bytes, count: int) -> bytes:
    """The first `count` MPEG frames of an encoder's output, which can be spliced between silent ones.

    Raises ExportError unless all of them are sound of the expected format, and the first borrows no data
    (`main_data_begin`, the first nine bits of the side information, is 0).
    """
    header, frame_bytes = format_.header, format_.frame_bytes
    frames = stream[: count * frame_bytes]
    if len(frames) < count * frame_bytes:
        raise _surprise(f"{count} MPEG frames were expected, {len(stream) // frame_bytes} came")
    if any(frames[place::frame_bytes] != bytes([byte]) * count for place, byte in enumerate(header)):
        raise _surprise(f"an MPEG frame doesn't begin with {header.hex()}")
    if frames[4] or frames[5] & 0x80:
        raise _surprise("the first MPEG frame borrows data from one before")
    if frames.startswith((b"Info", b"Xing"), len(header) + _SIDE_INFO_BYTES):
        raise _surprise("the first MPEG frame holds no sound")
    return frames


def crc16(data: bytes, crc: int = 0) -> int:
    """The LAME tag's CRC-16: polynomial x^16 + x^15 + x^2 + 1, least significant bit first, from 0 (CRC-16/ARC)."""
    table = _crc_table()
    words = array("H", data[: len(data) & ~1])
    if sys.byteorder == "big":
        words.byteswap()
    for word in words:  # as wide as the CRC, so that one look into the table does
        crc = table[crc ^ word]
    return _after_a_byte(crc, data[-1]) if len(data) & 1 else crc


@cache
def _crc_table() -> list[int]:
    """What becomes of a CRC over two bytes of zeros. A CRC is linear, so sixteen bits make the table."""
    entries = [0]
    for bit in range(16):
        of_bit = _after_a_byte(_after_a_byte(1 << bit, 0), 0)
        entries += [entry ^ of_bit for entry in entries]
    return entries


def _after_a_byte(crc: int, byte: int) -> int:
    crc ^= byte
    for _ in range(8):
        crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc


def _over_zeros(format_: MpegFormat, count: int, crc: int) -> int:
    """What becomes of a CRC over `count` MPEG frames of zeros: a step for each bit of `count`."""
    for power in range(count.bit_length()):
        if count >> power & 1:
            low, high = _tables(format_, power)
            crc = low[crc & 0xFF] ^ high[crc >> 8]
    return crc


@cache
def _tables(format_: MpegFormat, power: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """What becomes of a CRC's low and high byte over 2^power MPEG frames of zeros."""

    def after(crc: int) -> int:
        if power == 0:
            return crc16(bytes(format_.frame_bytes), crc)
        half = 1 << power - 1
        return _over_zeros(format_, half, _over_zeros(format_, half, crc))

    def table(shift: int) -> tuple[int, ...]:
        entries = [0]
        for bit in range(8):  # eight of them make the table, since a CRC is linear
            of_bit = after(1 << bit + shift)
            entries += [entry ^ of_bit for entry in entries]
        return tuple(entries)

    return table(0), table(8)


def _silence_crc(format_: MpegFormat, count: int) -> int:
    """The CRC-16 of `count` silent frames."""
    crc = 0
    for power in range(count.bit_length()):
        if count >> power & 1:
            crc = _over_zeros(format_, 1 << power, crc) ^ _silence_crc_of_power(format_, power)
    return crc


@cache
def _silence_crc_of_power(format_: MpegFormat, power: int) -> int:
    if power == 0:
        return crc16(format_.silent_frame)
    half = _silence_crc_of_power(format_, power - 1)
    return _over_zeros(format_, 1 << power - 1, half) ^ half


def _surprise(what: str) -> ExportError:
    return ExportError(
        f"the MP3 encoder gave unexpected data: {what}; install another version of lameenc, or export to WAV"
    )
