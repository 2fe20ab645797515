"""Claps, knocks and rooms, made of noise and numbers, each time the same for the same generator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from voicecoach.clip import FRAME_RATE, frames_from_s

Sound: TypeAlias = NDArray[np.float64]
"""Full scale is 1."""

HEARD_S = 0.7
"""How long a clap's echo is made."""


def at_peak(sound: Sound, peak_db: float) -> Sound:
    """The sound at a level, by its peak."""
    return sound * (10 ** (peak_db / 20) / float(np.abs(sound).max()))


def in_samples(sound: Sound) -> NDArray[np.int16]:
    """The sound as a microphone gives it."""
    return np.rint(sound * 32767).clip(-32768, 32767).astype(np.int16)


def mixed_in(whole: Sound, sound: Sound, start: int) -> None:
    """Add a sound to another from a frame on."""
    part = whole[start : start + len(sound)]
    part += sound[: len(part)]


def hiss(generator: np.random.Generator, frames: int, level_db: float) -> Sound:
    """What a microphone gives in a silent room, by its root mean square."""
    return generator.normal(scale=10 ** (level_db / 20), size=frames)


@dataclass(frozen=True, slots=True)
class Hands:
    """How somebody holds their hands, and where: a pitch around which a clap is louder (500 Hz, cupped, to 3 kHz,
    flat), so many octaves wide, the part of it that is noise of all pitches, how fast it fades, and the room."""

    pitch_hz: float
    octaves: float
    noise: float
    fade_s: float
    echo: Sound


def hands(generator: np.random.Generator) -> Hands:
    """Somebody's hands, in a furnished room: its echo lies 12 to 22 dB under them and fades by 60 dB in
    0.15 to 0.5 s."""
    return Hands(
        pitch_hz=generator.uniform(500, 3000),
        octaves=generator.uniform(1, 3),
        noise=generator.uniform(0.2, 0.6),
        fade_s=generator.uniform(0.002, 0.009),
        echo=room(generator, generator.uniform(0.15, 0.5), generator.uniform(-22, -12)),
    )


def clap(generator: np.random.Generator, peak_db: float, by: Hands | None = None) -> Sound:
    """One clap: noise that sets in within 1 ms. No clap is quite as the one before: pitch and fading vary by a
    fifth."""
    by = by or hands(generator)
    times_s = np.arange(frames_from_s(HEARD_S)) / FRAME_RATE
    fade_s, pitch_hz = np.array([by.fade_s, by.pitch_hz]) * generator.uniform(0.8, 1.25, 2)
    direct = generator.normal(size=len(times_s)) * np.exp(-times_s / fade_s)
    direct = _held(direct, pitch_hz, by.octaves, by.noise)
    direct *= np.minimum(times_s / generator.uniform(0.0001, 0.001), 1)
    return at_peak(echoed(direct, by.echo), peak_db)


def knock(generator: np.random.Generator, peak_db: float) -> Sound:
    """One knock on wood: three low tones that fade by e in 8 to 30 ms, with a click, in a furnished room."""
    times_s = np.arange(frames_from_s(HEARD_S)) / FRAME_RATE
    sound = generator.normal(size=len(times_s)) * np.exp(-times_s / 0.001) * generator.uniform(0.05, 0.3)
    for pitch_hz in generator.uniform((90, 200, 400), (180, 400, 900)):
        fade_s = generator.uniform(0.008, 0.03)
        sound += generator.uniform(0.3, 1) * np.sin(2 * np.pi * pitch_hz * times_s) * np.exp(-times_s / fade_s)
    echo = room(generator, generator.uniform(0.15, 0.5), generator.uniform(-22, -12))
    return at_peak(echoed(sound, echo), peak_db)


def room(generator: np.random.Generator, fade_60_s: float, level_db: float) -> Sound:
    """How a room answers a click: the click, and an echo whose energy lies so far under that of the click."""
    times_s = np.arange(frames_from_s(HEARD_S)) / FRAME_RATE
    echo = generator.normal(size=len(times_s)) * 10 ** (-3 * times_s / fade_60_s)
    echo[: frames_from_s(0.004)] = 0  # the nearest wall
    echo *= 10 ** (level_db / 20) / np.sqrt(np.sum(echo**2))
    echo[0] = 1
    return echo


def echoed(sound: Sound, echo: Sound) -> Sound:
    """A sound in a room, as long as it was."""
    size = 1 << (len(sound) + len(echo)).bit_length()
    return np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(echo, size), size)[: len(sound)]


def double_clap(generator: np.random.Generator, peak_db: float) -> tuple[Sound, int]:
    """Two claps of the same hands, 0.2 to 0.6 s apart, the softer one up to 6 dB under the other one's peak, and where
    the second begins."""
    gap, by = frames_from_s(generator.uniform(0.2, 0.6)), hands(generator)
    softer_db = generator.uniform(-6, 0)
    first, second = (clap(generator, peak_db + by_db, by) for by_db in generator.permutation([0.0, softer_db]))
    sound = np.zeros(gap + len(second))
    mixed_in(sound, first, 0)
    mixed_in(sound, second, gap)
    return sound, gap


def _held(sound: Sound, pitch_hz: float, octaves: float, rest: float) -> Sound:
    """The sound, louder around a pitch, so many octaves wide; `rest` of it is as it was."""
    spectrum = np.fft.rfft(sound)
    pitches_hz = np.maximum(np.arange(len(spectrum)) * FRAME_RATE / len(sound), 1.0)
    return np.fft.irfft(spectrum * (rest + np.exp(-((np.log2(pitches_hz / pitch_hz) / octaves) ** 2))), len(sound))
