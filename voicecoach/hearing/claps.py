"""Single claps in what a microphone hears: short, of all pitches at once, and over as soon as they have begun."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voicecoach.clip import FRAME_RATE

Samples = NDArray[np.int16]
"""Sound of one channel, in the session's frames."""

STEP = FRAME_RATE // 200
"""Levels are taken every 5 ms: as long as the loudest part of a clap."""

PRE_EMPHASIS = 0.97
"""How much of the frame before is taken off each frame: what hums, booms or hisses along is mostly low."""

FLOOR_DB = -40.0
"""A clap is as loud as this at least, by its loudest step, full scale being 0: its peak is then over about -30 dB."""

RISE_DB = 15.0
"""So much a clap stands out from what was there before it: the echo of another clap, or a fan."""

EDGE_DB = 6.0
"""So much it stands out from the step before at its very beginning, which is sudden."""

DECAY_DB = 14.0
"""So much it has fallen when it is over. What sounds on, as speech does after a consonant, or music, is no clap."""

FLATNESS = 0.22
"""The least flatness of its spectrum, from 0 for a tone to 1 for a click. What knocks is a low tone; white noise,
looked at so shortly, has about 0.56, and hands that are cupped bring it down to 0.24."""

BRIGHTNESS_DB = -8.0
"""What pre-emphasis leaves of it at least. Noise of all pitches gains 3 dB by it, cupped hands lose as much, and a
knock on wood loses 14 and more."""

BEFORE = 10
"""The steps before a clap that it stands out from: 50 ms."""

ATTACK = 3
"""Within so many steps it is at its loudest."""

DECAY = 22
"""Steps after its beginning at which it is over: 110 ms, of which the last fifth is looked at. A living room's echo
has by then fallen far enough, and a second clap hasn't come yet."""

TAIL = 4

LOOKED_AT = 2 * STEP
"""The frames whose spectrum is looked at: more would be echo."""

BAND_HZ = 300, 10_000
"""Between these the spectrum is looked at: a microphone of a headset or of a Bluetooth link has no more."""

_SILENCE = 1e-12
_BINS = slice(BAND_HZ[0] * LOOKED_AT // FRAME_RATE, BAND_HZ[1] * LOOKED_AT // FRAME_RATE + 1)
_AROUND = BEFORE + DECAY + 1


def samples_of(block: bytes) -> Samples:
    """The samples of sound in the session's format."""
    return np.frombuffer(block, "<i2")


@dataclass(frozen=True, slots=True)
class Clap:
    """A clap that began at `frame`, to 5 ms, counted from the first that was heard. `level_db` is that of its first
    15 ms, full scale being 0."""

    frame: int
    level_db: float


class Claps:
    """Finds claps in a stream of samples, each about 0.12 s after it began. How the stream is cut makes no difference.

    It keeps the last 0.2 s, and nothing else.
    """

    def __init__(self) -> None:
        self.heard = 0
        """How many frames it was given."""
        self._samples: Samples = np.zeros(0, np.int16)  # what isn't a whole step yet
        self._before = 0.0  # the sample before those
        self._steps: NDArray[np.float64] = np.zeros((0, STEP))  # those that are still looked at
        self._powers: NDArray[np.float64] = np.zeros(0)  # of each of them, with pre-emphasis
        self._step = 0  # the number of the first of them
        self._free_from = 0  # the step from which on another clap may begin

    def feed(self, samples: Samples) -> list[Clap]:
        """The claps that are over by the end of these samples and weren't before."""
        self.heard += len(samples)
        self._take(samples)
        found = []
        for first in range(len(self._powers) - _AROUND + 1):
            step = self._step + first + BEFORE
            if step >= self._free_from and (level_db := self._level_of_clap(first)) is not None:
                found.append(Clap(step * STEP, level_db))
                self._free_from = step + DECAY
        done = max(0, len(self._powers) - _AROUND + 1)
        self._steps, self._powers = self._steps[done:], self._powers[done:]
        self._step += done
        return found

    def _take(self, samples: Samples) -> None:
        waiting = np.concatenate([self._samples, samples])
        whole = len(waiting) // STEP * STEP
        self._samples = waiting[whole:]
        if not whole:
            return
        levels = waiting[:whole] / 32768
        emphasized = levels - PRE_EMPHASIS * np.concatenate([[self._before], levels[:-1]])
        self._before = float(levels[-1])
        self._steps = np.concatenate([self._steps, levels.reshape(-1, STEP)])
        self._powers = np.concatenate([self._powers, np.mean(emphasized.reshape(-1, STEP) ** 2, axis=1)])

    def _level_of_clap(self, first: int) -> float | None:
        """The level of a clap that begins BEFORE steps after `first`; None where there's none."""
        begin = first + BEFORE
        after = self._powers[begin : begin + DECAY]
        peak = float(after[:ATTACK].max())
        if peak < _power(FLOOR_DB) or float(after[0]) < float(self._powers[begin - 1]) * _power(EDGE_DB):
            return None
        before, tail = self._powers[first:begin].mean(), after[-TAIL:].mean()
        is_sudden = peak >= float(before) * _power(RISE_DB)
        is_over = peak >= float(tail) * _power(DECAY_DB) and peak >= float(after.max())
        if not is_sudden or not is_over or not _sounds_like_a_clap(self._steps[begin : begin + ATTACK + 2].ravel()):
            return None
        return 10 * float(np.log10(after[:ATTACK].mean()))


def _sounds_like_a_clap(sound: NDArray[np.float64]) -> bool:
    """Whether what sets in here is noise rather than a tone, and bright."""
    onset = min(int(np.argmax(np.abs(sound) >= np.abs(sound).max() / 4)), len(sound) - LOOKED_AT - 1)
    levels = sound[onset : onset + LOOKED_AT + 1]
    emphasized = levels[1:] - PRE_EMPHASIS * levels[:-1]
    powers = np.abs(np.fft.rfft(emphasized))[_BINS] ** 2 + _SILENCE
    flatness = np.exp(np.mean(np.log(powers))) / np.mean(powers)
    is_bright = np.mean(emphasized**2) >= np.mean(levels**2) * _power(BRIGHTNESS_DB)
    return bool(flatness >= FLATNESS and is_bright)


def _power(level_db: float) -> float:
    return float(10.0 ** (level_db / 10))
