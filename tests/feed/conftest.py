"""Exported files, small and real."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from voicecoach.clip import FRAME_RATE, GRID, Clip, Island
from voicecoach.export.encoder import Chapter, Tags
from voicecoach.export.mp3_encoder import Mp3Encoder

GRID_STEPS = 250
"""Six seconds."""

COVER = b"\x89PNG\r\n\x1a\n" + b"a picture"
CHAPTERS = (Chapter("1 · Opening", 0, FRAME_RATE), Chapter("2 · Knee rolls", FRAME_RATE, GRID_STEPS * GRID))
ABOUT = Tags("Lower back", "voicecoach", "voicecoach routines", "en", "voice tone:low", date=date(2026, 3, 1))


def make_exported(path: Path, **changes: Any) -> Path:
    """Write an MP3 file of six seconds that says of itself what ABOUT says, with chapters, or what is changed."""
    tags = {name: getattr(ABOUT, name) for name in ABOUT.__slots__} | {"chapters": CHAPTERS} | changes
    islands = [Island(10 * GRID, Clip(b"\x11\x01" * 5 * GRID))]
    with path.open("w+b") as file:
        Mp3Encoder().write(file, GRID_STEPS * GRID, islands, Tags(**tags))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of two episodes, of which the first in time has the later name."""
    folder = tmp_path / "routines"
    folder.mkdir()
    make_exported(folder / "lower back.mp3", cover=COVER, fingerprint="1f")
    make_exported(folder / "bed für abends.mp3", title="In bed", language="de", date=date(2026, 4, 2))
    return folder
