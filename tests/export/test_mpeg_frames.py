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
    MPEG_FRAME_BYTES,
    SILENT_FRAME,
    FrameStream,
    crc16,
    first_frames,
    frame_crcs,
    info_frame,
)


def test_the_crc_is_arc() -> None:
    """The check value of CRC-16/ARC, from the catalogue of parametrised CRC algorithms."""
    assert crc16(b"123456789") == 0xBB3D
    assert crc16(b"6789", crc16(b"12345")) == 0xBB3D


@given(parts=st.lists(st.one_of(st.integers(0, 9), st.binary(min_size=1, max_size=3))))
def test_a_stream_counts_its_frames_and_knows_their_crc(parts: list[int | bytes]) -> None:
    file = BytesIO()
    stream = FrameStream(file)
    for part in parts:
        if isinstance(part, int):
            stream.append_silence(stream.count + part)
        else:
            frames = part * MPEG_FRAME_BYTES
            stream.append(frames, frame_crcs(frames))
    assert stream.crc == crc16(file.getvalue())
    assert stream.count * MPEG_FRAME_BYTES == len(file.getvalue())


@given(count=st.integers(1, 400_000), crc=st.integers(0, 0xFFFF))
def test_the_info_frame_tells_size_and_place(count: int, crc: int) -> None:
    frame = info_frame(count, crc)
    size = (count + 1) * MPEG_FRAME_BYTES
    assert len(frame) == MPEG_FRAME_BYTES
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


def test_mutagen_understands_the_lame_tag() -> None:
    file = BytesIO(info_frame(9, 0) + 9 * SILENT_FRAME)
    info: Any = MP3(file).info
    assert info.encoder_info.startswith("LAME 3.100")
    assert info.length == 8 * GRID / 48_000
    assert info.encoder_settings == "-b 64"


def lame_stream(count: int) -> bytearray:
    """What could come out of LAME: frames with a little data."""
    return bytearray((SILENT_FRAME[:30] + b"sound").ljust(MPEG_FRAME_BYTES, b"\x55") * count)


def test_the_first_frames_are_cut_out() -> None:
    stream = bytes(lame_stream(5))
    assert first_frames(stream, 3) == stream[: 3 * MPEG_FRAME_BYTES]


@pytest.mark.parametrize(
    ("at", "put", "reason"),
    [
        (2 * MPEG_FRAME_BYTES, b"\xff\xfb\x56", "doesn't begin"),  # padded
        (MPEG_FRAME_BYTES + 2, b"\x64", "doesn't begin"),  # 80 kbit/s
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
        first_frames(bytes(stream), 3)


def test_too_few_frames_are_noticed() -> None:
    with pytest.raises(ExportError, match="4 MPEG frames were expected, 3 came"):
        first_frames(bytes(lame_stream(3)), 4)
