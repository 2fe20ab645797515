"""Trying encoders for real."""

from __future__ import annotations

import math
import tempfile
import time
from array import array
from pathlib import Path

from voicecoach.clip import FRAME_RATE, Clip, Island, grid_ceil, s_from_frames
from voicecoach.conform import peak_dbfs, read_wave
from voicecoach.errors import ExportError, InputError
from voicecoach.export.encoder import Chapter, Tags
from voicecoach.export.reader import read_exported
from voicecoach.export.writer import encoder_for, export
from voicecoach.files import reserve
from voicecoach.finding import Seen

PITCH_HZ = 440
LEVEL = 0.1
"""Of full scale."""

LENGTH_FRAMES = grid_ceil(FRAME_RATE)
PADDING_S = 0.2
"""How much longer than its sound a file may be: encoders work in blocks, and some have a delay."""


def try_encoder(name: str) -> Seen:
    """Encode a second of sound into a temporary folder, and read it back: decoded where libsndfile knows the format,
    else by what the file says of its length.

    Raises NotSetUpError where it waits for something, ExportError where the file is empty or holds anything else; else
    as `export` does.
    """
    island = Island(0, Clip(_tone(LENGTH_FRAMES)))
    tags = Tags("A trial", "voicecoach", "voicecoach", "en", "", (Chapter("All of it", 0, LENGTH_FRAMES),))
    with tempfile.TemporaryDirectory(prefix="voicecoach-") as folder:
        encoder = encoder_for(Path(folder), name)
        path = Path(folder, f"trial{encoder.suffix}")
        begun_s = time.monotonic()
        with reserve(path, overwrite=False) as reservation:
            export(reservation, encoder, LENGTH_FRAMES, [island], tags)
        took_s, size_bytes = time.monotonic() - begun_s, path.stat().st_size
        if not size_bytes:
            raise ExportError("it wrote an empty file; export in another format")
        read, read_s = _read(path)
    return Seen(
        f"wrote {s_from_frames(LENGTH_FRAMES):.1f} s of sound in {took_s:.2f} s: {size_bytes:,} bytes, {read}",
        {"suffix": encoder.suffix, "size_bytes": size_bytes, "took_s": took_s, "read_s": read_s},
    )


def _tone(frames: int) -> bytes:
    turns = (2 * math.pi * PITCH_HZ * frame / FRAME_RATE for frame in range(frames))
    return array("h", [round(32767 * LEVEL * math.sin(turn)) for turn in turns]).tobytes()


def _read(path: Path) -> tuple[str, float | None]:
    """How a file was read back, in words, and how many seconds of sound it holds; None where its format isn't known
    here. Raises ExportError where it isn't what was encoded."""
    try:
        return "read back whole", _decoded_s(path)
    except InputError:
        pass
    try:
        length_s = read_exported(path).duration_s
    except InputError:
        return "which can't be read back here", None
    _check(length_s)
    return "its length read back", length_s


def _decoded_s(path: Path) -> float:
    wave = read_wave(path)
    length_s = len(wave.samples) / wave.rate_hz
    _check(length_s, heard=peak_dbfs(wave) >= 20 * math.log10(LEVEL) - 6)
    return length_s


def _check(length_s: float, *, heard: bool = True) -> None:
    """Raise ExportError unless a file is as long as what was encoded, and is heard."""
    wanted_s = s_from_frames(LENGTH_FRAMES)
    if not heard or abs(length_s - wanted_s) > PADDING_S:
        raise ExportError(
            f"it wrote {length_s:.2f} s of other sound than the {wanted_s:.2f} s; export in another format"
        )
