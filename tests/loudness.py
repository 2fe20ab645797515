"""Loudness after ITU-R BS.1770-4, of mono at 48 kHz."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

from voicecoach.clip import FRAME_RATE

Samples: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]

K_WEIGHTING = (
    ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585)),
    ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621)),
)
"""Numerators and denominators of its two filters, tables 1 and 2."""

BLOCK = FRAME_RATE * 2 // 5
STEP = BLOCK // 4


def integrated_lufs(sound: Samples) -> float:
    """The loudness of the whole, with both of its gates."""
    blocks = _blocks(sound)
    for gate_lufs in (-70.0, -10.0):
        floor = gate_lufs if gate_lufs == -70.0 else _lufs(float(blocks.mean())) + gate_lufs
        blocks = blocks[[_lufs(block) > floor for block in blocks]]
    return _lufs(float(blocks.mean()))


def momentary_lufs(sound: Samples) -> float:
    """The loudness of its loudest 0.4 s."""
    return _lufs(float(_blocks(np.pad(sound, BLOCK)).max()))


def _blocks(sound: Samples) -> Samples:
    """The mean square of each 0.4 s, weighted, four of them overlapping."""
    frames = 2 * sound.size
    unit = np.exp(-2j * np.pi * np.arange(frames // 2 + 1) / frames)
    spectrum = np.fft.rfft(sound, frames)
    for numerator, denominator in K_WEIGHTING:
        spectrum *= np.polyval(numerator[::-1], unit) / np.polyval(denominator[::-1], unit)
    squares = np.fft.irfft(spectrum, frames)[: sound.size] ** 2
    starts = range(0, sound.size - BLOCK + 1, STEP)
    return np.array([squares[start : start + BLOCK].mean() for start in starts])


def _lufs(mean_square: float) -> float:
    return float(-0.691 + 10 * np.log10(mean_square + 1e-12))
