"""What is measured of a voice, once: how loud it is, and how fast it speaks at which speed of its engine's scale.

The measurements of the usual voices ship as data (`profiles.json`, made by `scripts/make_profiles.py`); those of others
are made before they speak first, and kept.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from voicecoach.cache import Cache, entry_name
from voicecoach.clip import Clip, s_from_frames
from voicecoach.conform import CONFORM_VERSION
from voicecoach.errors import SpeechError
from voicecoach.loudness import SESSION_LUFS, integrated_lufs

SHIPPED = Path(__file__).with_name("profiles.json")

USUAL_RATE_WPM = 130.0
"""The rate at which loudness is measured. A voice that shouts when it hurries is a little louder beyond it."""

_TEXTS = Path(__file__).with_name("texts")
_LANGUAGE_OF_OTHERS = "en"
"""What a voice reads that speaks a language without a text here."""

Spoken = Callable[[str, float], Clip]
"""A text at a speed → its clip, as loud as the engine gives it."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A voice as it was measured on a fixed text.

    `gain_db` brings it to the session's loudness. `rates_wpm` are the words a minute heard at each of `speeds`, on the
    engine's own scale; both rise.
    """

    gain_db: float
    speeds: tuple[float, ...]
    rates_wpm: tuple[float, ...]

    @property
    def slowest_wpm(self) -> float:
        """The lowest rate that the voice can do."""
        return self.rates_wpm[0]

    @property
    def fastest_wpm(self) -> float:
        """The highest."""
        return self.rates_wpm[-1]

    def speed(self, rate_wpm: float) -> float:
        """The engine's speed at which `rate_wpm` are heard, or the nearest that there is: on a line between those
        measured."""
        rate_wpm = min(max(rate_wpm, self.slowest_wpm), self.fastest_wpm)
        if len(self.speeds) == 1:
            return self.speeds[0]
        upper = min(max(1, bisect_right(self.rates_wpm, rate_wpm)), len(self.speeds) - 1)
        (low, high), (low_wpm, high_wpm) = (row[upper - 1 : upper + 1] for row in (self.speeds, self.rates_wpm))
        return round(low + (high - low) * (rate_wpm - low_wpm) / (high_wpm - low_wpm), 3)


def calibration_sentences(language: str) -> tuple[str, ...]:
    """What a voice is measured on: calm instructions in the language of a tag, a cue each."""
    path = _TEXTS / f"{language.partition('-')[0]}.txt"
    if not path.exists():
        path = _TEXTS / f"{_LANGUAGE_OF_OTHERS}.txt"
    return tuple(path.read_text(encoding="utf-8").splitlines())


def profile_name(ingredients: tuple[object, ...], language: str) -> str:
    """The name of a profile in any cache. `ingredients` are those of its clips, text and speed apart."""
    text = hashlib.sha256("\n".join(calibration_sentences(language)).encode()).hexdigest()
    return entry_name("profile", CONFORM_VERSION, SESSION_LUFS, *ingredients, text)


def measure(
    spoken: Spoken, speeds: tuple[float, ...], language: str, on_progress: Callable[[int, int], None] | None = None
) -> Profile:
    """Measure a voice: its rate at each of `speeds`, and its loudness at the usual rate. `on_progress` is told how many
    of how many sentences are spoken. Raises SpeechError where it can't be measured."""
    sentences = calibration_sentences(language)
    words = sum(len(sentence.split()) for sentence in sentences)
    done, total = 0, (len(speeds) + 1) * len(sentences)

    def read(speed: float) -> Clip:
        nonlocal done
        samples = []
        for sentence in sentences:
            samples.append(spoken(sentence, speed).samples)
            done += 1
            if on_progress:
                on_progress(done, total)
        return Clip(b"".join(samples))

    rates_wpm = tuple(round(words / s_from_frames(read(speed).frames) * 60, 2) for speed in speeds)
    if not all(one < other for one, other in pairwise(rates_wpm)):
        heard = ", ".join(f"{rate_wpm:.0f}" for rate_wpm in rates_wpm)
        raise SpeechError(f"the voice doesn't speak faster where it should (words a minute heard: {heard})")
    ungained = Profile(0.0, speeds, rates_wpm)
    gain_db = SESSION_LUFS - integrated_lufs(read(ungained.speed(USUAL_RATE_WPM)))
    return replace(ungained, gain_db=round(gain_db, 2))


def known_profile(name: str, cache: Cache) -> Profile | None:
    """The profile of that name that ships or is kept; None where the voice is yet to be measured."""
    kept = _shipped().get(name) or json.loads(cache.get(name) or b"null")
    return _profile(kept) if kept else None


def keep_profile(name: str, profile: Profile, cache: Cache) -> None:
    """Keep a profile, where the cache can be written."""
    cache.put(name, json.dumps(asdict(profile)).encode())


def _profile(kept: dict[str, Any]) -> Profile:
    return Profile(kept["gain_db"], tuple(kept["speeds"]), tuple(kept["rates_wpm"]))


@cache
def _shipped() -> dict[str, dict[str, Any]]:
    shipped: dict[str, dict[str, Any]] = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return shipped
