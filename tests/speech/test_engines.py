"""The contract of every engine, held through the worker, where engines live; and what pyttsx3's has besides."""

from __future__ import annotations

import ctypes
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.loudness import integrated_lufs
from voicecoach.clip import FRAME_RATE, Clip
from voicecoach.errors import InputError, SpeechError, UnknownNameError
from voicecoach.speech.pyttsx3_engine import ESPEAK_PATH_BYTES, Pyttsx3Engine, espeak_setting, short_path
from voicecoach.speech.worker import Worker, engine_class

PYTTSX3 = "voicecoach.speech.pyttsx3_engine:Pyttsx3Engine"
ENGINES = {PYTTSX3: "en-us"}
"""Each engine, and a voice of its own for English."""

SENTENCES = (
    "Lie on your back with your knees bent and your feet flat on the floor.",
    "Draw your left knee towards your chest, and hold it with both hands.",
    "If it hurts, let the leg down a little, or stop and rest.",
    "Breathe in slowly through your nose. Breathe out and let your back sink.",
    "Keep your neck long, and look straight up to the ceiling.",
    "Let both knees roll slowly to the left, as far as is comfortable.",
    "Well done. That was the second of three repetitions.",
    "Tighten the muscles of your belly, and press your lower back into the floor.",
)


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def worker(engine: str) -> Iterator[Worker]:
    with Worker(engine) as worker:
        yield worker


@pytest.fixture(scope="module")
def voice(engine: str) -> str:
    return ENGINES[engine]


@pytest.fixture(scope="module")
def pyttsx3() -> Iterator[Worker]:
    with Worker(PYTTSX3) as worker:
        yield worker


def environment() -> dict[str, str]:
    """For a process that imports from where this one does."""
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def samples(clip: Clip) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.frombuffer(clip.samples, "<i2") / 32768


def test_it_speaks(worker: Worker, voice: str) -> None:
    sound = samples(worker.clip(SENTENCES[0], voice, 140))
    assert 3 < sound.size / FRAME_RATE < 10
    assert 0.1 < np.abs(sound).max() <= 10 ** (-2 / 20) + 1 / 32768
    assert sound[0] == sound[-1] == 0


def test_words_take_the_time_that_their_rate_says(worker: Worker, voice: str) -> None:
    words = sum(len(sentence.split()) for sentence in SENTENCES)
    for rate_wpm in (200, 120, 160):
        frames = sum(worker.clip(sentence, voice, rate_wpm).frames for sentence in SENTENCES)
        assert words / (frames / FRAME_RATE / 60) == pytest.approx(rate_wpm, rel=0.15)


@pytest.mark.parametrize("rate_wpm", [115, 170])
def test_it_comes_at_the_sessions_loudness(worker: Worker, voice: str, rate_wpm: int) -> None:
    spoken = np.concatenate([samples(worker.clip(sentence, voice, rate_wpm)) for sentence in SENTENCES])
    assert integrated_lufs(spoken) == pytest.approx(-19, abs=1)


def test_the_rate_of_a_cue_is_its_own(worker: Worker, voice: str) -> None:
    lengths = [worker.clip(SENTENCES[1], voice, rate_wpm).frames for rate_wpm in (120, 240) * 8]
    slow, fast = lengths[::2], lengths[1::2]
    assert max(slow) - min(slow) < FRAME_RATE / 20
    assert max(fast) - min(fast) < FRAME_RATE / 20
    assert min(slow) > 1.7 * max(fast)


def test_an_unknown_voice_is_refused_by_its_name(worker: Worker, voice: str) -> None:
    with pytest.raises(UnknownNameError, match=f"unknown voice '{voice}-nosuch'"):
        worker.clip("Hello.", f"{voice}-nosuch", 140)


@pytest.mark.parametrize("text", ["", " \n", "...", "\0", "<>", "?! -- …"])
def test_a_text_without_words_is_refused(worker: Worker, voice: str, text: str) -> None:
    with pytest.raises(InputError, match="nothing to say"):
        worker.clip(text, voice, 140)


@pytest.mark.parametrize(
    "text",
    [
        "One\0two",
        "One\x1b[31m\x07two\n\n\ttwo",
        "<break time='60s'/> One <speak> two",
        "[[h@l'oU]] two",
        "One \ud800 two",
        "--e $(reboot); `two` \\ \" ' & | %s {}",
        "Eins zwei 三 четыре 🧘 \u202efünf",
        "-v de",
        "two " * 400,
    ],
)
def test_hostile_text_is_spoken_and_the_next_cue_as_well(worker: Worker, voice: str, text: str) -> None:
    assert worker.clip(text, voice, 200).frames > FRAME_RATE // 5
    assert 0.5 < worker.clip("Breathe in slowly.", voice, 140).frames / FRAME_RATE < 3


def test_brackets_and_control_characters_arent_spoken(worker: Worker, voice: str) -> None:
    plain, marked = (worker.clip(text, voice, 140).frames for text in ("Rest now.", "<Rest\0>\x07 [now]."))
    assert marked == pytest.approx(plain, abs=FRAME_RATE / 50)


def test_its_voices_have_names_of_their_own(worker: Worker, voice: str, engine: str) -> None:
    voices = worker.voices()
    names = [each.name for each in voices]
    assert voice in names
    assert len(set(names)) == len(names)
    assert names == [each.name for each in worker.voices()]
    assert all(name == name.strip() and ":" not in name for name in names)


def test_its_version_is_known_without_bringing_it_up(engine: str) -> None:
    program = f"""
import sys
from voicecoach.speech.worker import engine_class
print(engine_class({engine!r}).version())
assert not {{"numpy", "soundfile", "pyttsx3"}}.intersection(sys.modules)
"""
    said = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True, env=environment()
    )
    assert re.search(r"\d", said.stdout)
    assert said.stdout.strip() == engine_class(engine).version()


def test_espeaks_voices_are_named_by_their_languages(pyttsx3: Worker) -> None:
    names = {voice.name: voice.language for voice in pyttsx3.voices()}
    assert {"en-us", "en-gb", "de", "es", "fr", "pt-br", "yue", "yue-latn-jyutping"} <= names.keys()
    assert names["fr"] == "fr-fr"
    assert all(name == name.lower() for name in names)


def test_a_voice_may_be_asked_for_by_its_language(pyttsx3: Worker) -> None:
    french = pyttsx3.clip("Pliez les genoux.", "fr", 140).frames
    assert pyttsx3.clip("Pliez les genoux.", "FR-fr", 140).frames == pytest.approx(french, abs=100)


@pytest.mark.parametrize("voice", ["en-gb", "en-029", "en-us+f1", "en-us+f4", "en-gb+m2", "en-us+m8"])
def test_other_voices_come_at_the_same_loudness(pyttsx3: Worker, voice: str) -> None:
    spoken = np.concatenate([samples(pyttsx3.clip(sentence, voice, 140)) for sentence in SENTENCES])
    assert integrated_lufs(spoken) == pytest.approx(-19, abs=1)


def test_voice_and_rate_are_each_cues_own_however_fast_they_change(pyttsx3: Worker) -> None:
    settings = (("en-us", 120), ("en-us+f3", 300)) * 20
    lengths = [pyttsx3.clip("Three.", voice, rate_wpm).frames for voice, rate_wpm in settings]
    assert min(lengths[::2]) > 1.7 * max(lengths[1::2])


def test_the_first_cue_of_a_process_is_whole(pyttsx3: Worker) -> None:
    long = " ".join(SENTENCES * 2)
    with Worker(PYTTSX3) as fresh:
        first = fresh.clip(long, "en-us", 200).frames
    assert first == pytest.approx(pyttsx3.clip(long, "en-us", 200).frames, rel=0.01)


def test_a_variant_of_a_voice_sounds_different_and_an_unknown_one_is_refused(pyttsx3: Worker) -> None:
    plain, variant = (
        np.abs(np.fft.rfft(samples(pyttsx3.clip("Aah.", name, 140)), 65536)) for name in ("en-us", "en-us+f3")
    )
    assert float(np.corrcoef(plain, variant)[0, 1]) < 0.8
    with pytest.raises(UnknownNameError, match=r"unknown voice 'en-us\+f9'; did you mean en-us\+f"):
        pyttsx3.clip("Aah.", "en-us+f9", 140)
    with pytest.raises(UnknownNameError, match=r"en-us\+\.\./f3"):
        pyttsx3.clip("Aah.", "en-us+../f3", 140)


@given(st.integers(1, 2000), st.integers(1, 2000))
def test_a_higher_rate_is_never_a_lower_setting(one_wpm: int, other_wpm: int) -> None:
    slower, faster = sorted((one_wpm, other_wpm))
    assert 80 <= espeak_setting(slower) <= espeak_setting(faster) <= 450


def test_espeak_finds_its_data_behind_a_path_that_is_too_long_for_it(tmp_path: Path) -> None:
    deep = tmp_path / ("deep" * 40) / "data"
    deep.mkdir(parents=True)
    (deep / "phontab").write_text("here")
    assert len(str(deep)) > ESPEAK_PATH_BYTES
    short = short_path(deep)
    assert len(short) < ESPEAK_PATH_BYTES
    assert Path(short, "phontab").read_text() == "here"
    assert short_path(tmp_path) == str(tmp_path)


def test_without_the_bundled_library_or_the_systems_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(*_: object) -> None:
        raise OSError("no such library")

    monkeypatch.setitem(sys.modules, "espeakng_loader", None)
    monkeypatch.setattr(ctypes.cdll, "LoadLibrary", load)
    with pytest.raises(SpeechError, match=r"pip install .*pyttsx3 espeakng-loader"):
        Pyttsx3Engine()
    assert not [name for name in sys.modules if name.startswith("pyttsx3.drivers._espeak")]


def test_the_back_is_no_english_word_in_french(pyttsx3: Worker) -> None:
    clip = pyttsx3.clip("Allongez-vous lentement sur le dos.", "fr", 130)
    sound = np.frombuffer(clip.samples, "<i2").astype(float)
    audible = np.flatnonzero(np.abs(sound) > 300)[-1]
    power = np.abs(np.fft.rfft(sound[audible - FRAME_RATE * 120 // 1000 : audible])) ** 2
    high = power[len(power) // 6 :].sum()  # above 4 kHz, where a hissed s is
    assert high < 0.1 * power.sum()
