"""A voice and bells for tests: tones whose length hangs on the words alone, quick to make and easy to find."""

from __future__ import annotations

import array
import math

from voicecoach.clip import FRAME_RATE, Clip


class ToneVoice:
    """Speaks a tone; a word takes `60 / rate_wpm` seconds, shortened by `speed_up`."""

    def __init__(self, speed_up: float = 1.0) -> None:
        self._speed_up = speed_up

    def clip(self, text: str, rate_wpm: int) -> Clip:
        """The tone of a text: its pitch hangs on the text."""
        frames = round(len(text.split()) / rate_wpm * 60 * FRAME_RATE / self._speed_up)
        return tone(200 + sum(map(ord, text)) % 400, max(1, frames))

    def frames(self, text: str, rate_wpm: int) -> int:
        """How long that tone is."""
        return self.clip(text, rate_wpm).frames

    def key(self, text: str, rate_wpm: int) -> str:
        """Of all that the tone hangs on."""
        return f"{text} {rate_wpm} {self._speed_up}"


class ToneBells:
    """Chimes as tones of a length, or of each name's own."""

    def __init__(self, length_s: float = 0.4, **lengths_s: float) -> None:
        self._length_s, self._lengths_s = length_s, lengths_s

    def clip(self, name: str) -> Clip:
        """The tone of a chime: its pitch hangs on the name."""
        length_s = self._lengths_s.get(name, self._length_s)
        return tone(800 + sum(map(ord, name)) % 800, round(FRAME_RATE * length_s))

    def key(self, name: str) -> str:
        """Of all that the tone hangs on."""
        return f"{name} {self._lengths_s.get(name, self._length_s)}"


def tone(pitch_hz: float, frames: int) -> Clip:
    """A tone of -12 dBFS, of the pitch nearest to `pitch_hz` whose period is a whole number of frames."""
    period = round(FRAME_RATE / pitch_hz)
    wave = array.array("h", (round(8000 * math.sin(2 * math.pi * frame / period)) for frame in range(period)))
    return Clip((wave * (frames // period + 1))[:frames].tobytes())
