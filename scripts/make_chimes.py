"""Make the chimes in audio/: soft bells, the same bytes each time. After a change run `python scripts/make_chimes.py`.

A bell is a sum of partials that aren't harmonic, each dying away at its own speed. The ratios are those of a church
bell tuned in the modern way: hum, prime, tierce, quint, nominal and above.
"""

from __future__ import annotations

import sys
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from voicecoach.clip import FRAME_BYTES, FRAME_RATE, frames_from_s

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Samples = NDArray[np.float64]

PARTIALS = ((0.5, 0.35, 1.0), (1.0, 1.0, 0.7), (1.2, 0.3, 0.5), (1.5, 0.15, 0.4), (2.0, 0.4, 0.3), (2.67, 0.12, 0.2))
"""Frequency and level relative to the prime's, and time to fall by 60 dB relative to the bell's."""

ATTACK_S = 0.004
FADE_S = 0.2
"""At most half of a chime."""


@dataclass(frozen=True)
class Bell:
    """One stroke: `prime_hz` is what is heard as its pitch; it falls by 60 dB within about `ring_s`."""

    at_s: float
    prime_hz: float
    ring_s: float
    level_db: float = 0.0


@dataclass(frozen=True)
class Chime:
    """Bells, over `length_s`, as loud as `peak_dbfs` at their peak."""

    length_s: float
    peak_dbfs: float
    bells: tuple[Bell, ...]


G4, A4, C5, D5, E5, F5, G5, A5, D6 = 392.0, 440.0, 523.25, 587.33, 659.26, 698.46, 783.99, 880.0, 1174.66

CHIMES = {
    # Rising, bright: begin.
    "start": Chime(1.6, -11.0, (Bell(0.0, A5, 1.6), Bell(0.16, D6, 1.8, -1.0))),
    # Low, alone, long: let go.
    "end": Chime(2.6, -11.0, (Bell(0.0, G4, 3.2),)),
    # Falling, soft: the other side.
    "change-over": Chime(1.8, -11.0, (Bell(0.0, D5, 1.6), Bell(0.35, A4, 1.9))),
    # Coming home: all done.
    "finish": Chime(3.0, -11.0, (Bell(0.0, G5, 2.2, -2.0), Bell(0.45, E5, 2.4, -2.0), Bell(0.9, C5, 3.0))),
    # Short, like a fingertip on wood: heard you.
    "click": Chime(0.2, -11.0, (Bell(0.0, F5, 0.25),)),
}


def bell_samples(bell: Bell, frames: int) -> Samples:
    """A bell's sound over the whole of a chime of `frames` frames."""
    time_s = np.arange(frames) / FRAME_RATE - bell.at_s
    sounding = np.clip(time_s, 0.0, None)
    strike = 0.5 - 0.5 * np.cos(np.pi * np.clip(time_s / ATTACK_S, 0.0, 1.0))
    sound = np.zeros(frames)
    for ratio, level, ring in PARTIALS:
        decay = 10.0 ** (-3.0 * sounding / (ring * bell.ring_s))
        sound += level * decay * np.sin(2.0 * np.pi * ratio * bell.prime_hz * sounding)
    struck: Samples = strike * sound * 10.0 ** (bell.level_db / 20.0)
    return struck


def chime_samples(chime: Chime) -> bytes:
    """A chime in the session's format. Its first and last frames are zero."""
    frames = frames_from_s(chime.length_s)
    sound = np.sum([bell_samples(bell, frames) for bell in chime.bells], axis=0)
    fade = min(frames_from_s(FADE_S), frames // 2)
    sound[-fade:] *= 0.5 + 0.5 * np.cos(np.pi * np.arange(1, fade + 1) / fade)
    sound *= 10.0 ** (chime.peak_dbfs / 20.0) / np.abs(sound).max()
    return bytes(np.rint(sound * 32768).astype("<i2").tobytes())


def make_chimes(folder: Path) -> None:
    """Write every chime to `folder` as NAME.wav."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, chime in CHIMES.items():
        with wave.open(str(folder / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(FRAME_BYTES)
            file.setframerate(FRAME_RATE)
            file.writeframes(chime_samples(chime))


if __name__ == "__main__":
    make_chimes(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parent.parent / "audio")
