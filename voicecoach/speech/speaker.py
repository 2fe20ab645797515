"""Text becomes a clip, at the session's loudness and the rate that was asked for: from the cache, or else from the
worker."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from voicecoach.cache import Cache, entry_name
from voicecoach.clip import FRAME_BYTES, FRAME_RATE, Clip, frames_from_s
from voicecoach.conform import CONFORM_VERSION, FADE_FRAMES, TAIL_S, levelled
from voicecoach.errors import SpeechError
from voicecoach.speech.calibration import Profile, keep_profile, known_profile, measure, profile_name
from voicecoach.speech.engine import Voice, engine_class, engine_settings
from voicecoach.speech.text import speakable
from voicecoach.speech.worker import Worker


class Speaker:
    """Speaks in one voice. Any thread may ask it; one cue is spoken at a time."""

    def __init__(
        self,
        voice: Voice,
        cache: Cache,
        settings: Mapping[str, Any] | None = None,
        read: Callable[[str], str] = str,
        worker: Worker | None = None,
    ) -> None:
        """Nothing is started before the first cue that the cache doesn't hold. `settings` are the engine's own; `read`
        makes of a text what an engine gets. A given `worker` is closed here as well.

        Raises UnknownNameError for an engine that no package brings, InputError for settings that it hasn't.
        """
        self.voice, self._cache, self._read = voice, cache, read
        kind = engine_class(voice.engine)
        given = engine_settings(voice.engine, settings or {})
        self._ingredients = (voice.engine, kind.version(given, voice.name), voice.name, dict(settings or {}))
        self._speeds = kind.speeds(given)
        self._worker = worker or Worker(voice.engine, settings)
        self._speaking = threading.Lock()
        self._frames: dict[str, int] = {}  # how long each clip was when it was asked for first
        self._unkept: dict[str, Clip] = {}
        self._profile: Profile | None = None

    def profile(self, language: str, on_progress: Callable[[int, int], None] | None = None) -> Profile:
        """The voice as it was measured on the text of a language; it is measured where it wasn't. From here on it
        speaks as that says. Raises as `clip` does."""
        return self.recall(language) or self.calibrate(language, on_progress)

    def recall(self, language: str) -> Profile | None:
        """The voice as it was measured before, and speak as that says; None where it is yet to be measured."""
        self._profile = known_profile(self.profile_name(language), self._cache)
        return self._profile

    def calibrate(self, language: str, on_progress: Callable[[int, int], None] | None = None) -> Profile:
        """Measure the voice anew, and keep what was measured. Raises as `clip` does."""
        profile = measure(self._raw, self._speeds, language, on_progress)
        keep_profile(self.profile_name(language), profile, self._cache)
        self._profile = profile
        return profile

    def profile_name(self, language: str) -> str:
        """The name under which what was measured on the text of a language is kept."""
        return profile_name(self._ingredients, language)

    @property
    def rates_wpm(self) -> tuple[float, float]:
        """The lowest and the highest rate that the voice can do. Raises as `clip` does."""
        return self._measured.slowest_wpm, self._measured.fastest_wpm

    def clip(self, text: str, rate_wpm: int) -> Clip:
        """The sound of `text` at `rate_wpm` words a minute, or the nearest rate that the voice can do.

        Raises UnknownNameError for the voice, InputError for a text without words, SpeechError where no sound came.
        """
        return levelled(self._ungained(text, rate_wpm), self._measured.gain_db(rate_wpm))

    def frames(self, text: str, rate_wpm: int) -> int:
        """How long that sound is: it is spoken, but not brought to its level. Raises as `clip` does."""
        return self._ungained(text, rate_wpm).frames

    def key(self, text: str, rate_wpm: int) -> str:
        """What is equal only where that sound is, but for what an engine gives now one way and now another: nothing is
        spoken for it. Raises as `clip` does."""
        profile = self._measured
        name = self._name(speakable(self._read(text)), profile.speed(rate_wpm))
        return f"{name} {profile.gain_db(rate_wpm)!r}"

    @property
    def signature(self) -> str:
        """What all keys have in common: it changes with the engine, its data, the voice, its settings and profile.
        Raises as `clip` does."""
        return json.dumps([*self._ingredients, asdict(self._measured)], sort_keys=True)

    @property
    def _measured(self) -> Profile:
        return self._profile or self.profile(self.voice.language)

    def _ungained(self, text: str, rate_wpm: int) -> Clip:
        return self._raw(self._read(text), self._measured.speed(rate_wpm))

    def _raw(self, text: str, speed: float) -> Clip:
        """A text as it is, at a speed of the engine's scale, as loud as the engine gives it."""
        text = speakable(text)
        name = self._name(text, speed)
        known = self._known(name)
        if known is None:
            with self._speaking:
                known = self._known(name) or self._spoken(
                    name, text, speed
                )  # another thread may have asked for the same
        return known

    def _name(self, text: str, speed: float) -> str:
        """The name of a clip in the cache, and wherever else it is told from others."""
        return entry_name("clip", FRAME_RATE, FRAME_BYTES, CONFORM_VERSION, *self._ingredients, speed, text)

    def _known(self, name: str) -> Clip | None:
        if name in self._unkept:
            return self._unkept[name]
        samples = self._cache.get(name)
        return None if samples is None else self._same_length(name, Clip(samples))

    def _spoken(self, name: str, text: str, speed: float) -> Clip:
        clip = self._same_length(name, self._worker.clip(text, self.voice.name, speed))
        kept = self._cache.put(name, clip.samples)
        return self._unkept.setdefault(name, clip) if kept is None else self._same_length(name, Clip(kept))

    def _same_length(self, name: str, clip: Clip) -> Clip:
        """The clip, as long as it was the first time: a timeline is built on that. Where the cache lost it in the
        meantime it was spoken again, and an engine may end a little sooner or later; there is only silence there."""
        frames = self._frames.setdefault(name, clip.frames)
        if clip.frames == frames:
            return clip
        if abs(clip.frames - frames) > frames_from_s(TAIL_S) - FADE_FRAMES:
            raise SpeechError("a cue was lost from the cache amid the session, and came out otherwise; start again")
        return Clip(clip.samples[: frames * FRAME_BYTES].ljust(frames * FRAME_BYTES, b"\0"))

    def close(self) -> None:
        """End the worker; a cue under way ends in SpeechError. Calling it twice is harmless."""
        self._worker.close()

    def __enter__(self) -> Speaker:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()
