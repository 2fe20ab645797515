"""The rate of speech is what was asked for, over instructions that no voice was measured on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.speaking import FLITE, VOICES
from voicecoach.cache import Cache
from voicecoach.clip import FRAME_RATE
from voicecoach.documents.texts import filled, sentences
from voicecoach.phrases import phrases_for
from voicecoach.routines.catalogue import built_in_exercises
from voicecoach.speech.calibration import calibration_sentences
from voicecoach.speech.engine import Voice
from voicecoach.speech.speaker import Speaker

pytestmark = pytest.mark.once

RATES_WPM = (110, 130, 160)

FEWEST_WORDS = 300


def instructions(language: str) -> list[str]:
    """Every second sentence of the built-in exercises, so that each of them is in it."""
    sides = phrases_for(language).side_values("left")
    said: dict[str, None] = {}
    for exercise in built_in_exercises(language).values():
        words = [getattr(variant, name) for variant in exercise.variants.values() for name in variant.words]
        for text in (*words, *exercise.cautions, *exercise.tips, exercise.hurts):
            said |= {filled(sentence, sides): None for sentence in sentences(text or "")}
    return list(said)[::2]


@pytest.mark.parametrize(("voice", "language"), VOICES)
def test_the_rate_heard_is_within_seven_percent_of_what_was_asked(clip_cache: Path, voice: str, language: str) -> None:
    engine, _, name = voice.partition(":")
    texts = instructions(language)
    assert not {*texts} & {*calibration_sentences(language)}
    words = sum(len(text.split()) for text in texts)
    assert words >= FEWEST_WORDS
    with Speaker(Voice(engine, name, language, ""), Cache(clip_cache), FLITE if engine == "command" else {}) as speaker:
        speaker.profile(language)
        for rate_wpm in RATES_WPM:
            minutes = sum(speaker.frames(text, rate_wpm) for text in texts) / FRAME_RATE / 60
            assert words / minutes == pytest.approx(rate_wpm, rel=0.07)
