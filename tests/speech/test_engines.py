"""The contract of every engine, held through the worker, where engines live."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest
import tomlkit

from tests.speech.hostile import TEXTS, has_words
from voicecoach.clip import FRAME_RATE, Clip
from voicecoach.errors import InputError, SpeechError, UnknownNameError
from voicecoach.speech.engine import engine_class, engine_settings
from voicecoach.speech.worker import Worker

pytestmark = pytest.mark.once

SENTENCE = "Lie on your back with your knees bent and your feet flat on the floor."
SHORT = "Breathe in slowly."

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
FLITE, ESPEAK = (
    tomlkit.parse(table).unwrap()["engines"]["command"]
    for table in re.findall(r"(?s)```toml\n(\[engines\.command\]\n.*?)```", README)
)
"""The command engine as the README sets it up."""

Samples: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.float64]]"


@dataclass(frozen=True)
class Case:
    """An engine as it is set up, and two of its voices; the second may be the first."""

    engine: str
    voice: str
    other: str
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def speeds(self) -> tuple[float, ...]:
        """Those of the engine."""
        return engine_class(self.engine).speeds(engine_settings(self.engine, self.settings))

    @property
    def speed(self) -> float:
        """One in the middle."""
        return self.speeds[len(self.speeds) // 2]


def piper_case(folder: Path) -> Case:
    """Two voices of piper, of which the second is slower and higher."""
    from tests.speech.tiny_piper import make_voice

    make_voice(folder, "en_US-hum-tiny")
    make_voice(folder, "en_US-high-tiny", pitch_hz=700, length_scale=1.3)
    return Case("piper", "en_US-hum-tiny", "en_US-high-tiny", {"folder": str(folder)})


CASES = {
    "pyttsx3": Case("pyttsx3", "en-us", "en-us+f3"),
    "tone": Case("tone", "sine", "sine"),
    "flite": Case("command", "slt", "kal16", FLITE),
    "espeak-ng": Case("command", "en-us", "de", ESPEAK),
}


@pytest.fixture(
    scope="module",
    params=[
        "pyttsx3",
        "tone",
        pytest.param("flite", marks=pytest.mark.needs("flite")),
        pytest.param("espeak-ng", marks=pytest.mark.needs("espeak-ng")),
        pytest.param("piper", marks=pytest.mark.needs_module("piper", "onnx")),
    ],
)
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Case:
    return CASES[request.param] if request.param in CASES else piper_case(tmp_path_factory.mktemp("voices"))


@pytest.fixture(scope="module")
def worker(case: Case) -> Iterator[Worker]:
    with Worker(case.engine, case.settings) as worker:
        yield worker


def samples(clip: Clip) -> Samples:
    return np.frombuffer(clip.samples, "<i2") / 32768


def fingerprint(clip: Clip) -> Samples:
    """What tells clips of one text apart: how long they are, and where their power lies, in decibels."""
    sound = samples(clip)
    power = np.abs(np.fft.rfft(sound)) ** 2
    edges_hz = np.geomspace(80, 8000, 25)
    bands = np.split(power, np.round(edges_hz * sound.size / FRAME_RATE).astype(int))[1:-1]
    level_db = np.array([10 * np.log10(band.sum() / power.sum() + 1e-5) for band in bands])
    return np.array([100 * np.log(sound.size), *level_db])


def attempt(worker: Worker, case: Case, text: str) -> Any:
    """The clip, or the error."""
    try:
        return worker.clip(text, case.voice, case.speeds[-1])
    except (InputError, SpeechError) as error:
        return error


def test_a_sentence_comes_in_the_sessions_format(worker: Worker, case: Case) -> None:
    sound = samples(worker.clip(SENTENCE, case.voice, case.speed))
    assert 1.5 < sound.size / FRAME_RATE < 12
    peak = np.abs(sound).max()
    assert 0.03 < peak < 1
    assert sound[0] == sound[-1] == 0
    edge = FRAME_RATE // 1000
    assert max(np.abs(sound[:edge]).max(), np.abs(sound[-edge:]).max()) < 0.1 * peak
    audible = np.flatnonzero(np.abs(sound) > peak * 10 ** (-50 / 20))
    assert audible[0] / FRAME_RATE <= 0.015
    assert (sound.size - audible[-1]) / FRAME_RATE <= 0.055


def test_a_higher_speed_is_faster_speech(worker: Worker, case: Case) -> None:
    assert list(case.speeds) == sorted({*case.speeds})
    assert case.speeds[0] > 0
    lengths = [worker.clip(SENTENCE, case.voice, speed).frames for speed in case.speeds]
    assert lengths[0] > 2 * lengths[-1]
    assert all(slower > faster for slower, faster in pairwise(lengths))


def test_voice_and_speed_are_each_cues_own_however_they_change(worker: Worker, case: Case) -> None:
    settings = [
        (voice, speed) for voice in sorted({case.voice, case.other}) for speed in case.speeds[:: len(case.speeds) - 1]
    ]
    alone = []
    for voice, speed in settings:
        with Worker(case.engine, case.settings) as fresh:
            alone.append(fingerprint(fresh.clip(SENTENCE, voice, speed)))
    for number in np.random.default_rng(1).integers(len(settings), size=24):
        heard = fingerprint(worker.clip(SENTENCE, *settings[number]))
        distances = [float(np.linalg.norm(heard - each)) for each in alone]
        assert int(np.argmin(distances)) == number, distances
        assert sorted(distances)[1] > 2 * distances[number]


def test_the_first_cue_of_a_process_is_whole(worker: Worker, case: Case) -> None:
    long = " ".join([SENTENCE] * 4)
    with Worker(case.engine, case.settings) as fresh:
        first = fresh.clip(long, case.voice, case.speed).frames
    assert first == pytest.approx(worker.clip(long, case.voice, case.speed).frames, rel=0.01)


def test_an_unknown_voice_is_refused_by_its_name(worker: Worker, case: Case) -> None:
    with pytest.raises(UnknownNameError, match=rf"unknown voice '{case.voice}x'; did you mean .*{case.voice}"):
        worker.clip("Hello.", f"{case.voice}x", case.speed)


@pytest.mark.parametrize("text", ["", " \n", "...", "\0", "<>", "?! -- …", "🧘", "\ud800"])
def test_a_text_without_words_is_refused(worker: Worker, case: Case, text: str) -> None:
    with pytest.raises(InputError, match="nothing to say"):
        worker.clip(text, case.voice, case.speed)


@pytest.mark.parametrize(
    ("text", "words"), [("-v de", "v de"), ("--help me", "help me"), ("-{voice} {wav}", "voice wav"), ("$(id)", "id")]
)
def test_what_only_looks_like_an_option_is_spoken(worker: Worker, case: Case, text: str, words: str) -> None:
    expected = worker.clip(words, case.voice, case.speed).frames
    assert 0.9 * expected < worker.clip(text, case.voice, case.speed).frames < 2.5 * expected  # marks may have names


def test_brackets_and_control_characters_arent_spoken(worker: Worker, case: Case) -> None:
    plain, marked = (worker.clip(text, case.voice, case.speed).frames for text in ("Rest now", "<Rest\0>\x07 [now]"))
    assert marked == pytest.approx(plain, abs=FRAME_RATE / 50)


def test_a_hostile_text_gives_sound_or_an_error_in_words_and_the_next_cue_is_right(worker: Worker, case: Case) -> None:
    right = worker.clip(SHORT, case.voice, case.speed).frames
    spoken = 0
    for number, text in enumerate(TEXTS):
        match attempt(worker, case, text):
            case InputError() as refused:
                assert "nothing to say" in str(refused)
                assert not has_words(text)
            case SpeechError() as failed:  # such as letters that a voice doesn't know
                assert "silence" in str(failed), text
            case clip:
                spoken += 1
                assert np.abs(samples(clip)).max() > 0.005, text
        if number % 20 == 0:
            assert worker.clip(SHORT, case.voice, case.speed).frames == pytest.approx(right, rel=0.02), text
    assert spoken > 0.8 * sum(map(has_words, TEXTS))


def test_its_voices_have_names_of_their_own_in_a_stable_order(worker: Worker, case: Case) -> None:
    voices = worker.voices()
    names = [voice.name for voice in voices]
    assert {case.voice, case.other} <= {*names}
    assert len(set(names)) == len(names)
    assert voices == worker.voices()
    assert all(name == name.strip() and ":" not in name for name in names)
    assert {voice.engine for voice in voices} == {case.engine}
    assert all(re.fullmatch(r"([a-z]{2,4}(-[a-z0-9]+)*)?", voice.language) for voice in voices)
    assert all(voice.label for voice in voices)


def test_its_version_is_known_without_bringing_it_up(case: Case) -> None:
    program = f"""
import sys
from voicecoach.speech.engine import engine_class, engine_settings
engine, settings = engine_class({case.engine!r}), engine_settings({case.engine!r}, {case.settings!r})
print(engine.version(settings, {case.voice!r}))
assert engine.speeds(settings)
assert not {{"numpy", "onnxruntime", "piper", "pyttsx3", "soundfile"}}.intersection(sys.modules)
"""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    said = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, env=environment)
    assert re.search(r"\d", said.stdout)
    settings = engine_settings(case.engine, case.settings)
    assert said.stdout.strip() == engine_class(case.engine).version(settings, case.voice)


def test_a_setting_that_it_lacks_is_refused(case: Case) -> None:
    wrong = {**case.settings, "nosuch": 1}
    says = f"unknown setting of the engine '{case.engine}': 'nosuch'"
    with Worker(case.engine, wrong) as worker, pytest.raises(UnknownNameError, match=says):
        worker.clip("Hello.", case.voice, case.speed)
