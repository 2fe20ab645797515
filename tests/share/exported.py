"""Exported files for the page: short, and with all that one can have."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any

from voicecoach.clip import FRAME_RATE, GRID, Clip, Island
from voicecoach.export.encoder import Caption, Chapter, Tags
from voicecoach.export.mp3_encoder import Mp3Encoder
from voicecoach.export.reader import ExportedFile, read_exported

GRID_STEPS = 2500
"""A minute."""

LENGTH_S = 60.0
TITLES = ("1 · Beginn", "2 · Knie zur Brust", "3 · Abschluss")
STARTS_S = (0.0, 20.016, 45.0)
"""Where the chapters start; the second off the second."""

_ABOUT: dict[str, Any] = {
    "title": "Für den unteren Rücken",
    "artist": "voicecoach",
    "album": "Übungen",
    "language": "de",
    "comment": "",
}


def frame(seconds: float) -> int:
    """The frame at a time."""
    return round(seconds * FRAME_RATE)


CHAPTERS = tuple(
    Chapter(title, frame(start_s), frame(stop_s))
    for title, start_s, stop_s in zip(TITLES, STARTS_S, (*STARTS_S[1:], LENGTH_S), strict=True)
)
CAPTIONS = (
    Caption("Willkommen.", frame(0.5), frame(1.5)),
    Caption("Leg dich auf den Rücken.", frame(2), frame(4)),
    Caption("Zieh das linke Knie zur Brust.", frame(20.5), frame(23)),
    Caption("Gut gemacht.", frame(45.5), frame(46.5)),
)


def cover(width: int = 60) -> bytes:
    """A picture of one colour, as a PNG file (ISO/IEC 15948)."""
    header = struct.pack(">IIBBBBB", width, width, 8, 2, 0, 0, 0)
    rows = (b"\0" + b"\x3c\x78\x6e" * width) * width
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def exported(path: Path, grid_steps: int = GRID_STEPS, **changes: Any) -> ExportedFile:
    """An MP3 file, of a minute if nothing else is said, with chapters, captions and a cover, or with what is changed;
    as it is read again."""
    tags = _ABOUT | {"chapters": CHAPTERS, "captions": CAPTIONS, "cover": cover()} | changes
    islands = [Island(20 * GRID, Clip(b"\x11\x01" * 5 * GRID))]
    with path.open("w+b") as file:
        Mp3Encoder().write(file, grid_steps * GRID, islands, Tags(**tags))
    return read_exported(path)
