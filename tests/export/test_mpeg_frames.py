# mutagen brings no types:
# mypy: allow-untyped-calls
"""MPEG frames: the CRC, the Info frame's fields, and what is refused of an encoder."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutagen.mp3 import MP3

from voicecoach.clip import GRID
from voicecoach.errors import ExportError
from voicecoach.export.mpeg_frames import (
    BIT_RATES_KBPS,
    FrameStream,
    MpegFormat,
    crc16,
    first_frames,
    info_frame,
)

USUAL = MpegFormat(64)
FRAME_BYTES = USUAL.frame_bytes

formats = st.sampled_from(BIT_RATES_KBPS).map(MpegFormat)


def test_the_crc_is_arc() -> None:
    """The check value of CRC-16/ARC, from the catalogue of parametrised CRC algorithms."""
    assert crc16(b"123456789") == 0xBB3D
    assert crc16(b"6789", crc16(b"12345")) == 0xBB3D


@given(format_=formats, parts=st.lists(st.one_of(st.integers(0, 70), st.binary(min_size=1, max_size=3))))
def test_a_stream_counts_its_frames_and_knows_their_crc(format_: MpegFormat, parts: list[int | bytes]) -> None:
    file = BytesIO()
    stream = FrameStream(file, format_)
    for part in parts:
        if isinstance(part, int):
            stream.append_silence(stream.count + part)
        else:
            frames = part * format_.frame_bytes
            stream.append(frames, crc16(frames))
    assert stream.crc == crc16(file.getvalue())
    assert stream.count * format_.frame_bytes == len(file.getvalue())


@given(format_=formats, count=st.integers(1, 400_000), crc=st.integers(0, 0xFFFF))
def test_the_info_frame_tells_size_and_place(format_: MpegFormat, count: int, crc: int) -> None:
    frame = info_frame(format_, count, crc)
    size = len(frame) + count * format_.frame_bytes
    assert len(frame) == max(format_.frame_bytes, FRAME_BYTES)
    # offsets of the LAME tag, whose head "Info" lies behind 4 bytes of header and 17 of side information
    assert frame[21:25] == b"Info"
    assert int.from_bytes(frame[29:33], "big") == count
    assert int.from_bytes(frame[33:37], "big") == size
    contents = frame[37:137]
    assert all(abs(place / 256 - percent / 100) <= 1 / 256 for percent, place in enumerate(contents))
    lame = frame[141:177]
    delay = int.from_bytes(lame[21:24], "big")
    assert (count - 1) * GRID == count * GRID - (delay >> 12) - (delay & 0xFFF)
    assert int.from_bytes(lame[28:32], "big") == size
    assert int.from_bytes(lame[32:34], "big") == crc
    assert int.from_bytes(lame[34:36], "big") == crc16(frame[:175])


@pytest.mark.parametrize("bit_rate_kbps", [64, 320])
def test_mutagen_understands_the_lame_tag(bit_rate_kbps: int) -> None:
    format_ = MpegFormat(bit_rate_kbps)
    file = BytesIO(info_frame(format_, 9, 0) + 9 * format_.silent_frame)
    info: Any = MP3(file).info
    assert info.encoder_info.startswith("LAME 3.100")
    assert info.length == 8 * GRID / 48_000
    assert info.bitrate == bit_rate_kbps * 1000
    assert info.encoder_settings == f"-b {min(bit_rate_kbps, 255)}" + "+" * (bit_rate_kbps > 255)


def lame_stream(count: int) -> bytearray:
    """What could come out of LAME: frames with a little data."""
    return bytearray((USUAL.silent_frame[:30] + b"sound").ljust(FRAME_BYTES, b"\x55") * count)


def test_the_first_frames_are_cut_out() -> None:
    stream = bytes(lame_stream(5))
    assert first_frames(USUAL, stream, 3) == stream[: 3 * FRAME_BYTES]


@pytest.mark.parametrize(
    ("at", "put", "reason"),
    [
        (2 * FRAME_BYTES, b"\xff\xfb\x56", "doesn't begin"),  # padded
        (FRAME_BYTES + 2, b"\x64", "doesn't begin"),  # 80 kbit/s
        (4, b"\x01", "borrows"),
        (5, b"\x80", "borrows"),
        (21, b"Info", "no sound"),
        (21, b"Xing", "no sound"),
    ],
)
def test_an_encoder_that_changed_is_noticed(at: int, put: bytes, reason: str) -> None:
    stream = lame_stream(3)
    stream[at : at + len(put)] = put
    with pytest.raises(ExportError, match=f"{reason}.*lameenc"):
        first_frames(USUAL, bytes(stream), 3)


def test_too_few_frames_are_noticed() -> None:
    with pytest.raises(ExportError, match="4 MPEG frames were expected, 3 came"):
        first_frames(USUAL, bytes(lame_stream(3)), 4)
