"""What pyttsx3's engine has beside the contract: espeak-ng's voices, its variants, and its library."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from voicecoach.clip import Clip
from voicecoach.errors import SpeechError, UnknownNameError
from voicecoach.speech.engine import NoSettings
from voicecoach.speech.pyttsx3_engine import CURATED, ESPEAK_PATH_BYTES, Pyttsx3Engine, short_path
from voicecoach.speech.worker import Worker


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker("pyttsx3") as worker:
        yield worker


def samples(clip: Clip) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.frombuffer(clip.samples, "<i2") / 32768


STARTED = """
from pyttsx3.drivers.espeak import EspeakDriver
from voicecoach.speech.engine import NoSettings
from voicecoach.speech.pyttsx3_engine import Pyttsx3Engine

broken_off = []
stop = EspeakDriver.stop
def stopped(driver):
    stop(driver)
    broken_off.append(driver._stopping)
EspeakDriver.stop = stopped
engine = Pyttsx3Engine(NoSettings())
engine.speak("Hello.", "en-us", 150.0)
engine.speak("Hello.", "en-gb", 170.0)
assert len(broken_off) == 3, broken_off
assert not any(broken_off), broken_off
"""


@pytest.mark.skipif(sys.platform != "linux", reason="it is espeak-ng's driver that breaks off")
def test_the_driver_never_takes_a_setting_for_speech_to_be_broken_off() -> None:
    for _ in range(8):  # without waiting for the settings it does in every third start
        ran = subprocess.run([sys.executable, "-c", STARTED], capture_output=True, check=False, timeout=60)
        assert ran.returncode == 0, ran.stderr.decode()


def test_espeaks_voices_are_named_by_their_languages(worker: Worker) -> None:
    names = {voice.name: voice.language for voice in worker.voices()}
    assert {"en-us", "en-gb", "de", "es", "fr", "pt-br", "yue", "yue-latn-jyutping"} <= names.keys()
    assert names["fr"] == "fr-fr"
    assert all(name == name.lower() for name in names)


def test_the_clearest_variants_are_listed_for_the_languages_that_the_coach_speaks(worker: Worker) -> None:
    names = {voice.name for voice in worker.voices()}
    assert {f"{language}+{variant}" for language in ("en-us", "de", "es", "fr") for variant in CURATED} <= names
    assert {name for name in names if name.startswith(("nl+", "pt-br+"))} == set()


def test_a_voice_may_be_asked_for_by_its_language(worker: Worker) -> None:
    french = worker.clip("Pliez les genoux.", "fr", 140).frames
    assert worker.clip("Pliez les genoux.", "FR-fr", 140).frames == pytest.approx(french, abs=100)


def test_a_variant_of_a_voice_sounds_different_and_an_unknown_one_is_refused(worker: Worker) -> None:
    plain, variant = (
        np.abs(np.fft.rfft(samples(worker.clip("Aah.", name, 140)), 65536)) for name in ("en-us", "en-us+m8")
    )
    assert float(np.corrcoef(plain, variant)[0, 1]) < 0.8
    with pytest.raises(UnknownNameError, match=r"unknown voice 'en-us\+f9'; did you mean en-us\+f"):
        worker.clip("Aah.", "en-us+f9", 140)
    with pytest.raises(UnknownNameError, match=r"en-us\+\.\./f3"):
        worker.clip("Aah.", "en-us+../f3", 140)


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
        Pyttsx3Engine(NoSettings())
    assert not [name for name in sys.modules if name.startswith("pyttsx3.drivers._espeak")]
