"""An engine for tests: a tone for each word, of exact length, at no cost."""

from __future__ import annotations

import zlib
from typing import ClassVar

from voicecoach.conform import Wave
from voicecoach.errors import UnknownNameError
from voicecoach.speech.engine import NoSettings, Voice

RATE_HZ = 48_000
LEVEL = 0.1
"""Of full scale: -23 dBFS as loudness counts it."""

LOWEST_HZ, STEPS = 300, 24
"""The lowest pitch, and how many there are, a semitone apart."""

GAP = 0.1
"""How much of a word's time is silence, after it."""


class ToneEngine:
    """Says a word as a tone of `60 / speed` seconds, a short silence included; its pitch hangs on the word. The last
    word ends in silence too, which conforming takes away."""

    Settings: ClassVar[type[NoSettings]] = NoSettings

    def __init__(self, settings: NoSettings) -> None:
        """Brings nothing up."""

    @staticmethod
    def version(settings: NoSettings, voice: str) -> str:
        """Counts up with the sound."""
        return "1"

    @staticmethod
    def speeds(settings: NoSettings) -> tuple[float, ...]:
        """Words a minute."""
        return (40.0, 400.0)

    def voices(self) -> list[Voice]:
        """One, of any language."""
        return [Voice("tone", "sine", "", "a tone for each word, for tests")]

    def speak(self, text: str, voice: str, speed: float) -> Wave:
        """A tone for each word. Raises UnknownNameError for a voice that isn't there."""
        import numpy as np

        if voice != "sine":
            raise UnknownNameError("voice", voice, ["sine"])
        words = text.split()
        edges = [round(RATE_HZ * 60 / speed * count) for count in range(len(words) + 1)]
        samples = np.zeros(edges[-1], np.float32)
        for word, start, stop in zip(words, edges, edges[1:], strict=False):
            sounding = stop - round((stop - start) * GAP)
            pitch_hz = LOWEST_HZ * 2 ** (zlib.crc32(word.encode()) % STEPS / 12)
            samples[start:sounding] = LEVEL * np.sin(2 * np.pi * pitch_hz * np.arange(sounding - start) / RATE_HZ)
        return Wave(samples, RATE_HZ)
