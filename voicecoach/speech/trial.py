"""Trying engines and voices for real."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from voicecoach.cache import Cache
from voicecoach.clip import s_from_frames
from voicecoach.errors import NotSetUpError
from voicecoach.finding import Seen
from voicecoach.speech.calibration import calibration_sentences
from voicecoach.speech.engine import Voice, engine_class, engine_settings
from voicecoach.speech.speaker import Speaker
from voicecoach.speech.voices import default_voice
from voicecoach.speech.worker import Worker

RATE_WPM = 130
"""The rate that is tried, and of which the gain is told."""

HOME_LANGUAGE = "en"
"""The language whose default voice is tried, where an engine has it."""


def try_engine(engine: str, settings: Mapping[str, Any]) -> Seen:
    """Bring an engine up, count its voices, and have one of them speak: the default voice, else its first.

    Raises NotSetUpError where it has no voices, else as Worker does.
    """
    with Worker(engine, settings) as worker:
        begun_s = time.monotonic()
        voices = worker.voices()
        start_s = time.monotonic() - begun_s
        if not voices:
            raise NotSetUpError(f"it has no voices; {_more_voices(settings)}")
        usual = default_voice(HOME_LANGUAGE).id
        voice = next((voice for voice in voices if voice.id == usual), voices[0])
        speeds = engine_class(engine).speeds(engine_settings(engine, settings))
        sound_s, took_s = _spoken(worker, voice, voice.language, speeds[len(speeds) // 2])
    count = "1 voice" if len(voices) == 1 else f"{len(voices)} voices"
    return Seen(
        f"{count} after {start_s:.1f} s; {voice.id} spoke {sound_s:.1f} s of sound in {took_s:.2f} s",
        {"voices": len(voices), "start_s": start_s, "voice": voice.id, "sound_s": sound_s, "took_s": took_s},
    )


def try_voice(voice: Voice, language: str, settings: Mapping[str, Any], cache: Cache) -> Seen:
    """Have a voice speak a sentence in a language, at the usual rate where it was measured already.

    Raises as Worker.clip does.
    """
    with Speaker(voice, cache, settings) as speaker:
        profile = speaker.recall(language)
    with Worker(voice.engine, settings) as worker:
        speeds = engine_class(voice.engine).speeds(engine_settings(voice.engine, settings))
        speed = profile.speed(RATE_WPM) if profile else speeds[len(speeds) // 2]
        sound_s, took_s = _spoken(worker, voice, language, speed)
    words, figures = "not measured yet (the first session does that)", dict[str, Any]()
    if profile:
        slowest_wpm, fastest_wpm, gain_db = (
            profile.slowest_wpm,
            profile.fastest_wpm,
            round(profile.gain_db(RATE_WPM), 2),
        )
        words = f"{slowest_wpm:.0f} to {fastest_wpm:.0f} words a minute, gain {gain_db:+.1f} dB"
        figures = {"slowest_wpm": slowest_wpm, "fastest_wpm": fastest_wpm, "gain_db": gain_db}
    return Seen(
        f"{voice.id} spoke {sound_s:.1f} s of sound; {words}",
        {"voice": voice.id, "sound_s": sound_s, "took_s": took_s, "measured": profile is not None, **figures},
    )


def _spoken(worker: Worker, voice: Voice, language: str, speed: float) -> tuple[float, float]:
    """How many seconds of sound a sentence gave, which is none where there is only silence, and how many it took."""
    begun_s = time.monotonic()
    clip = worker.clip(calibration_sentences(language)[0], voice.name, speed)
    return s_from_frames(clip.frames), time.monotonic() - begun_s


def _more_voices(settings: Mapping[str, Any]) -> str:
    """How an engine comes by voices."""
    if folder := settings.get("folder"):
        return f"fetch one into {folder}: voicecoach voices install NAME"
    return "its own documentation says how it comes by some"
