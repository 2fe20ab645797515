"""A voice's measurements: rates that are heard, gains that bring all voices to one level, and what ships of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.cache import Cache
from voicecoach.clip import FRAME_RATE, Clip
from voicecoach.documents.texts import sentences
from voicecoach.errors import SpeechError
from voicecoach.phrases import LANGUAGES, phrases_for
from voicecoach.routines.catalogue import built_in_exercises
from voicecoach.speech.calibration import (
    AIM_LUFS,
    SHIPPED,
    Profile,
    calibration_sentences,
    keep_profile,
    known_profile,
    measure,
    profile_name,
)
from voicecoach.speech.engine import Voice
from voicecoach.speech.speaker import Speaker
from voicecoach.speech.voices import default_voice


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    count = draw(st.integers(1, 5))
    steps = st.lists(st.floats(0.5, 100), min_size=count, max_size=count)
    rising = [[sum(row[: index + 1]) for index in range(count)] for row in (draw(steps), draw(steps))]
    gains = st.lists(st.floats(-20, 20), min_size=count, max_size=count)
    return Profile(tuple(rising[0]), tuple(rising[1]), tuple(draw(gains)))


@given(profiles(), st.floats(0, 600), st.floats(0, 600))
def test_a_speed_is_one_of_the_engines_and_rises_with_the_rate(profile: Profile, one: float, other: float) -> None:
    slower, faster = sorted((one, other))
    assert profile.speeds[0] - 0.001 <= profile.speed(slower) <= profile.speed(faster) <= profile.speeds[-1] + 0.001


@given(profiles())
def test_what_was_measured_is_met(profile: Profile) -> None:
    for speed, rate_wpm, gain_db in zip(profile.speeds, profile.rates_wpm, profile.gains_db, strict=True):
        assert profile.speed(rate_wpm) == pytest.approx(speed, abs=0.001)
        assert profile.gain_db(rate_wpm) == pytest.approx(gain_db)
    assert profile.gain_db(0) == profile.gains_db[0]
    assert profile.gain_db(9999) == profile.gains_db[-1]
    for (low, high), (low_wpm, high_wpm) in zip(pairwise(profile.speeds), pairwise(profile.rates_wpm), strict=True):
        assert profile.speed((low_wpm + high_wpm) / 2) == pytest.approx((low + high) / 2, abs=0.001)


def test_a_tone_a_word_is_measured_as_it_was_made(tmp_path: Path) -> None:
    with Speaker(Voice("tone", "sine", "", ""), Cache(tmp_path)) as speaker:
        profile = speaker.profile("en")
        assert profile.speeds == (40, 400)
        assert profile.rates_wpm == pytest.approx((40, 400), rel=0.03)  # the silence at an end isn't heard
        words = 20
        rate_wpm = words / (speaker.frames("word " * words, 120) / FRAME_RATE / 60)
        assert rate_wpm == pytest.approx(120, rel=0.02)
        assert profile.gain_db(120) == pytest.approx(AIM_LUFS + 23.8, abs=0.3)  # a tenth of the time is silence


def test_a_voice_that_cant_be_measured_is_told(tmp_path: Path) -> None:
    with pytest.raises(SpeechError, match="doesn't speak faster where it should"):
        measure(lambda text, speed: Clip(bytes(round(2 * FRAME_RATE * speed))), (1.0, 3.0, 2.0, 1.0), "en")


@pytest.mark.parametrize(
    ("lengths_s", "speeds"),
    [((3, 2, 1, 1), (1.0, 2.0, 3.0)), ((3, 3, 2, 1), (2.0, 3.0, 4.0)), ((2, 2, 2, 2), (4.0,))],
)
def test_a_voice_has_limits_of_its_own(lengths_s: tuple[int, ...], speeds: tuple[float, ...]) -> None:
    noise = np.random.default_rng(0).integers(-3000, 3000, 3 * FRAME_RATE).astype("<i2").tobytes()

    def spoken(text: str, speed: float) -> Clip:
        return Clip(noise[: 2 * FRAME_RATE * lengths_s[round(speed) - 1]])

    assert measure(spoken, (1.0, 2.0, 3.0, 4.0), "en").speeds == speeds


def test_a_voice_that_is_measured_anew_speaks_so_from_then_on(tmp_path: Path) -> None:
    cache, voice = Cache(tmp_path), default_voice("en")
    with Speaker(voice, cache) as speaker:
        shipped = speaker.profile("en")
        other = Profile(shipped.speeds, shipped.rates_wpm, (9.0, 9.0, 9.0))
        for profile in (shipped, other):
            keep_profile(speaker.profile_name("en"), profile, cache)
    with Speaker(voice, Cache(tmp_path)) as later:
        assert later.profile("en") == other


def test_what_was_measured_is_kept(tmp_path: Path) -> None:
    name, profile = profile_name(("engine", "voice"), "en"), Profile((80.0, 160.0), (100.0, 200.0), (1.5, 2.0))
    assert known_profile(name, Cache(tmp_path)) is None
    keep_profile(name, profile, Cache(tmp_path))
    assert known_profile(name, Cache(tmp_path)) == profile
    assert known_profile(profile_name(("engine", "voice"), "de"), Cache(tmp_path)) is None
    assert profile_name(("engine", "voice"), "de-AT") == profile_name(("engine", "voice"), "de")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_is_none_that_a_session_says(language: str) -> None:
    text = calibration_sentences(language)
    said = {phrases_for(language).hurts, *phrases_for(language).countdown}
    for exercise in built_in_exercises(language).values():
        for variant in exercise.variants.values():
            said |= {words for name in variant.words if (words := getattr(variant, name))}
        said |= {*exercise.cautions, *exercise.tips, exercise.hurts or ""}
    said = {sentence for words in said for sentence in sentences(words)}
    assert said.isdisjoint(text)
    assert 20 <= len(text) <= 30
    assert all(sentences(sentence) == [sentence] for sentence in text)
    mean_words = sum(len(sentence.split()) for sentence in text) / len(text)
    assert 6 <= mean_words <= 8  # as in a session: a short sentence takes longer for a word


def test_a_language_without_a_text_reads_the_english_one() -> None:
    assert calibration_sentences("pl") == calibration_sentences("en") == calibration_sentences("")


def shipped() -> Iterator[dict[str, object]]:
    yield from json.loads(SHIPPED.read_text(encoding="utf-8")).values()


@pytest.mark.once
def test_the_default_voices_ship_as_they_are_measured(tmp_path: Path) -> None:
    """Whether espeak-ng's version is still the one that was measured is seen here."""
    by_voice = {profile["voice"]: profile for profile in shipped()}
    for language in (*LANGUAGES, "en-gb", "es-mx"):
        voice = default_voice(language)
        with Speaker(voice, Cache(tmp_path)) as speaker:
            measured = speaker.calibrate(language)
        kept = by_voice[voice.id]
        assert kept["gains_db"] == pytest.approx(measured.gains_db, abs=0.2)
        assert kept["rates_wpm"] == pytest.approx(measured.rates_wpm, rel=0.02)
        assert kept["speeds"] == list(measured.speeds)


def test_no_process_is_started_to_measure_what_ships(tmp_path: Path) -> None:
    with Speaker(default_voice("en"), Cache(tmp_path)) as speaker:
        speaker.profile("en")
    assert list(tmp_path.iterdir()) == []
