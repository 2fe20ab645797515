# mutagen brings no types:
# mypy: allow-untyped-calls
"""WAV: the samples themselves, and a file that readers of RIFF accept."""

from __future__ import annotations

import struct
import wave
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutagen.wave import WAVE

from voicecoach.clip import GRID, Island, frames_from_s
from voicecoach.errors import ExportError
from voicecoach.export.encoder import Chapter, Tags
from voicecoach.export.wav_encoder import WavEncoder

if TYPE_CHECKING:
    from tests.export.conftest import Studio


def test_wave_reads_the_very_samples(tags: Tags, studio: Studio) -> None:
    islands = studio.islands([(0, 5, "noise"), (2, 9, "tone"), (90, 20, "sweep")])
    file = BytesIO()
    WavEncoder().write(file, 200 * GRID, islands, tags)
    file.seek(0)
    with wave.open(file) as reader:
        assert reader.getparams()[:4] == (1, 2, 48_000, 200 * GRID)
        assert reader.readframes(200 * GRID) == studio.canvas(200 * GRID, islands).astype("<i2").tobytes()


@given(title=st.text("aü🧘", min_size=1, max_size=4), length=st.integers(0, 5))
def test_the_chunks_fill_the_file(title: str, length: int) -> None:
    file = BytesIO()
    tags = Tags(title, "", "", "en", "", (Chapter(title, 0, length * GRID),))
    WavEncoder().write(file, length * GRID, [], tags)
    content = file.getvalue()
    assert struct.unpack("<4sI4s", content[:12]) == (b"RIFF", len(content) - 8, b"WAVE")
    assert chunks(content) == [
        (b"fmt ", 16),
        (b"data", length * GRID * 2),
        (b"id3 ", len(content) - 52 - length * GRID * 2),
    ]
    file.seek(0)
    found: Any = WAVE(file)
    assert found.info.length == length * GRID / 48_000
    assert found.tags["CHAP:chp1"].sub_frames["TIT2"].text == [title]


def chunks(content: bytes) -> list[tuple[bytes, int]]:
    """Name and size of the chunks, each of which begins at an even byte."""
    found, at = [], 12
    while at < len(content):
        name, size = struct.unpack_from("<4sI", content, at)
        found.append((name, size))
        assert size % 2 == 0
        at += 8 + size
    assert at == len(content)
    return found


def test_more_than_4_gib_is_refused_before_anything_is_written(tags: Tags) -> None:
    def untouched() -> Iterator[Island]:
        pytest.fail("islands were pulled")
        yield

    file = BytesIO()
    with pytest.raises(ExportError, match=r"12\.5 hours don't fit into a WAV file.*MP3"):
        WavEncoder().write(file, frames_from_s(12.5 * 3600), untouched(), tags)
    assert file.getvalue() == b""
