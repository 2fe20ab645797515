"""What is measured of a voice, once: how loud it is, and how fast it speaks at which speed of its engine's scale.

The measurements of the usual voices ship as data (`profiles.json`, made by `scripts/make_profiles.py`); those of others
are made before they speak first, and kept.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from voicecoach.cache import Cache, entry_name
from voicecoach.clip import Clip, s_from_frames
from voicecoach.conform import CONFORM_VERSION, levelled
from voicecoach.errors import SpeechError
from voicecoach.loudness import SESSION_LUFS, integrated_lufs

SHIPPED = Path(__file__).with_name("profiles.json")

AIM_LUFS = SESSION_LUFS + 0.2
"""What a voice is brought to. LAME takes 0.45 dB of whatever it encodes at a constant bit rate (it scales by 0.95), so
what is played is a little louder than the session's loudness, and an MP3 a little quieter."""

_SAME = 0.02
"""Rates that are less than this apart, in proportion, are the same as far as can be measured."""

_TEXTS = Path(__file__).with_name("texts")
_LANGUAGE_OF_OTHERS = "en"
"""What a voice reads that speaks a language without a text here."""

Spoken = Callable[[str, float], Clip]
"""A text at a speed → its clip, as loud as the engine gives it."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A voice as it was measured on a fixed text.

    At each of `speeds`, on the engine's own scale: `rates_wpm`, the words a minute heard, and `gains_db`, what brings
    it to the session's loudness. Speeds and rates rise.
    """

    speeds: tuple[float, ...]
    rates_wpm: tuple[float, ...]
    gains_db: tuple[float, ...]

    @property
    def slowest_wpm(self) -> float:
        """The lowest rate that the voice can do."""
        return self.rates_wpm[0]

    @property
    def fastest_wpm(self) -> float:
        """The highest."""
        return self.rates_wpm[-1]

    def speed(self, rate_wpm: float) -> float:
        """The engine's speed at which `rate_wpm` are heard, or the nearest that there is."""
        return round(self._at(rate_wpm, self.speeds), 3)

    def gain_db(self, rate_wpm: float) -> float:
        """What brings the voice to the session's loudness at `rate_wpm`: a voice in a hurry is quieter."""
        return self._at(rate_wpm, self.gains_db)

    def _at(self, rate_wpm: float, figures: tuple[float, ...]) -> float:
        """What is measured at the rates, on a line between them, and at the ends beyond them."""
        upper = bisect_right(self.rates_wpm, rate_wpm)
        if upper in (0, len(figures)):
            return figures[max(0, upper - 1)]
        low_wpm, high_wpm = self.rates_wpm[upper - 1 : upper + 1]
        low, high = figures[upper - 1 : upper + 1]
        return low + (high - low) * (rate_wpm - low_wpm) / (high_wpm - low_wpm)


def calibration_sentences(language: str) -> tuple[str, ...]:
    """What a voice is measured on: calm instructions in the language of a tag, a cue each."""
    path = _TEXTS / f"{language.partition('-')[0]}.txt"
    if not path.exists():
        path = _TEXTS / f"{_LANGUAGE_OF_OTHERS}.txt"
    return tuple(path.read_text(encoding="utf-8").splitlines())


def profile_name(ingredients: tuple[object, ...], language: str) -> str:
    """The name of a profile in any cache. `ingredients` are those of its clips, text and speed apart."""
    text = hashlib.sha256("\n".join(calibration_sentences(language)).encode()).hexdigest()
    return entry_name("profile", CONFORM_VERSION, AIM_LUFS, *ingredients, text)


def measure(
    spoken: Spoken, speeds: tuple[float, ...], language: str, on_progress: Callable[[int, int], None] | None = None
) -> Profile:
    """Measure a voice at each of `speeds`. `on_progress` is told how many of how many sentences are spoken. Raises
    SpeechError where it can't be measured."""
    sentences = calibration_sentences(language)
    words = sum(len(sentence.split()) for sentence in sentences)
    read: list[list[Clip]] = []
    for index, speed in enumerate(speeds):
        clips = []
        for count, sentence in enumerate(sentences, 1):
            clips.append(spoken(sentence, speed))
            if on_progress:
                on_progress(index * len(sentences) + count, len(speeds) * len(sentences))
        read.append(clips)
    rates_wpm = tuple(round(words / s_from_frames(sum(clip.frames for clip in clips)) * 60, 2) for clips in read)
    rising = _rising(rates_wpm)
    if not all(one < other for one, other in pairwise(rates_wpm[rising])):
        heard = ", ".join(f"{rate_wpm:.0f}" for rate_wpm in rates_wpm)
        raise SpeechError(
            f"the voice doesn't speak faster where it should (words a minute heard: {heard}); use another voice"
        )
    return Profile(speeds[rising], rates_wpm[rising], tuple(round(_gain_db(clips), 2) for clips in read[rising]))


def _rising(rates_wpm: tuple[float, ...]) -> slice:
    """The part between a voice's own limits: it may be as slow as it can be before its engine's scale ends, or as
    fast."""
    first, last = 0, len(rates_wpm) - 1
    while first < last and abs(rates_wpm[first + 1] / rates_wpm[first] - 1) < _SAME:
        first += 1
    while first < last and abs(rates_wpm[last] / rates_wpm[last - 1] - 1) < _SAME:
        last -= 1
    return slice(first, last + 1)


def _gain_db(clips: list[Clip]) -> float:
    """What brings speech to the level that is aimed at, what the limiter takes of its peaks included."""
    gain_db = AIM_LUFS - integrated_lufs(_joined(clips))
    return gain_db + AIM_LUFS - integrated_lufs(_joined([levelled(clip, gain_db) for clip in clips]))


def _joined(clips: list[Clip]) -> Clip:
    return Clip(b"".join(clip.samples for clip in clips))


def known_profile(name: str, cache: Cache) -> Profile | None:
    """The profile of that name that ships or is kept; None where the voice is yet to be measured."""
    kept = json.loads(cache.get(name) or b"null") or _shipped().get(name)  # measured here, it is nearer
    return _profile(kept) if kept else None


def keep_profile(name: str, profile: Profile, cache: Cache) -> None:
    """Keep a profile in the place of an older one, where the cache can be written."""
    cache.replace(name, json.dumps(asdict(profile)).encode())


def _profile(kept: dict[str, Any]) -> Profile:
    return Profile(tuple(kept["speeds"]), tuple(kept["rates_wpm"]), tuple(kept["gains_db"]))


@cache
def _shipped() -> dict[str, dict[str, Any]]:
    shipped: dict[str, dict[str, Any]] = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return shipped
