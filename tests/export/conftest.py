"""Islands of sound to export, and the canvas that they should decode to."""

from __future__ import annotations

import subprocess
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest
import soundfile

from voicecoach.clip import FRAME_RATE, GRID, Clip, Island
from voicecoach.export.encoder import Caption, Chapter, Encoder, Tags

Samples: TypeAlias = np.ndarray[Any, np.dtype[np.int16]]
Plan: TypeAlias = Sequence[tuple[int, int, str]]
"""Islands as (grid steps of silence before it, grid steps of sound, kind of sound)."""

TAGS = Tags("Title", "Artist", "Album", "en-us", "Comment", ())


def sound(frames: int, kind: str, seed: int) -> Samples:
    """A noise burst, a sweep or a tone, at a level and pitch that hang on `seed`, with clean ends."""
    random = np.random.default_rng(seed)
    t = np.arange(frames) / FRAME_RATE
    pitch_hz = random.uniform(150, 600)
    wave = {
        "noise": np.convolve(random.standard_normal(frames), np.ones(6) / 6, "same") / 2,
        "sweep": np.sin(2 * np.pi * (pitch_hz + 1500 * t / t[-1]) * t),
        "tone": np.sin(2 * np.pi * pitch_hz * t) + np.sin(2 * np.pi * 3 * pitch_hz * t) / 3,
    }[kind]
    fade = np.minimum(1, np.minimum(t, t[::-1]) / 0.005)
    loud: Samples = np.clip(wave * fade * random.uniform(2000, 12000), -30000, 30000).astype(np.int16)
    return loud


class Studio:
    """Where islands are made, written and heard."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def islands(self, plan: Plan) -> list[Island]:
        """The islands of a plan; its sounds depend on their place in it."""
        islands, at = [], 0
        for number, (gap, steps, kind) in enumerate(plan):
            at += gap
            clip = Clip(sound(steps * GRID, kind, number).astype("<i2").tobytes())
            islands.append(Island(at * GRID, clip))
            at += steps
        return islands

    def canvas(self, length: int, islands: Sequence[Island]) -> Samples:
        """The islands in silence of a length."""
        samples: Samples = np.zeros(length, np.int16)
        for island in islands:
            samples[island.start : island.stop] = np.frombuffer(island.clip.samples, "<i2")
        return samples

    def write(self, encoder: Encoder, length: int, islands: Iterable[Island], tags: Tags = TAGS) -> Path:
        """The file that an encoder writes; the next one replaces it."""
        path = self._folder / f"session{encoder.suffix}"
        with path.open("w+b") as file:
            encoder.write(file, length, iter(islands), tags)
        return path

    def decode(self, path: Path) -> Samples:
        """What soundfile, which needs no program, hears in a file; of MP4, which it doesn't know, what ffmpeg hears."""
        if path.suffix in {".m4a", ".m4b"}:
            return self.decode_by_ffmpeg(path)
        samples, rate = soundfile.read(path, dtype="int16")
        assert rate == FRAME_RATE
        assert samples.ndim == 1
        return np.asarray(samples, np.int16)

    def decode_by_ffmpeg(self, path: Path) -> Samples:
        """What ffmpeg hears in a file, in which it finds nothing wrong."""
        command = ["ffmpeg", "-v", "error", "-i", str(path), "-map", "0:a", "-f", "s16le", "-"]
        done = subprocess.run(command, capture_output=True, check=True, timeout=60)
        assert done.stderr == b""
        return np.frombuffer(done.stdout, np.int16)


@pytest.fixture(scope="session")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    """One for all tests."""
    return Studio(tmp_path_factory.mktemp("studio"))


@pytest.fixture
def tags() -> Tags:
    """Two chapters that meet off the millisecond, with titles beyond Latin 1."""
    meet = 100_001
    chapters = (Chapter("Öffnung für dich 🧘", 0, meet), Chapter("呼吸", meet, 200 * GRID))
    return Tags("Rücken 🧘", "voicecoach", "Übungen", "de", "Ruhig atmen…", chapters)


@pytest.fixture
def whole_tags(tags: Tags) -> Tags:
    """Everything that a file can say of itself, with times on the millisecond."""
    meet = 100_032
    return replace(
        tags,
        chapters=(Chapter("1 · Öffnung = für; #dich \\ 🧘", 0, meet), Chapter("呼吸", meet, 200 * GRID)),
        captions=(Caption("Heb das Knie.", 48, 960), Caption("Atme — ruhig.", 960, 4800)),
        track=3,
        date=date(2026, 2, 1),
        cover=png(),
        fingerprint="0af1",
    )


def png() -> bytes:
    """A grey picture of 4 x 4, as small as PNG has it."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    size = (4).to_bytes(4, "big")
    header = size + size + bytes([8, 0, 0, 0, 0])  # 8 bit, grey
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(5) * 4))
        + chunk(b"IEND", b"")
    )
