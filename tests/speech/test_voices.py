"""Which voice is meant by what somebody writes."""

from __future__ import annotations

import re

import pytest

from voicecoach.cache import Cache
from voicecoach.errors import InputError, UnknownNameError, VoicecoachError
from voicecoach.speech import voices as voices_module
from voicecoach.speech.voices import Voices, default_voice


@pytest.fixture(scope="module")
def voices(tmp_path_factory: pytest.TempPathFactory) -> Voices:
    settings = {"command": {"command": ["cp", "{wav}", "{voice}"], "voices": {"slt": "en-us", "de": "de"}}}
    return Voices(Cache(tmp_path_factory.mktemp("cache")), lambda engine: settings.get(engine, {}))


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("en-us", "pyttsx3:en-us"),
        ("pyttsx3:en-us", "pyttsx3:en-us"),
        (" EN-GB ", "pyttsx3:en-gb"),
        ("en-us+f3", "pyttsx3:en-us+f3"),
        ("pyttsx3:en-gb+f2", "pyttsx3:en-gb+f2"),
        ("EN-us+Andy", "pyttsx3:en-us+Andy"),
        ("slt#Alto", "command:slt#Alto"),
        ("fr-fr", "pyttsx3:fr"),
        ("slt", "command:slt"),
        ("command:de", "command:de"),
        ("sine", "tone:sine"),
    ],
)
def test_a_voice_is_found(voices: Voices, written: str, found: str) -> None:
    assert voices.find(written).id == found


def test_what_is_found_knows_its_language(voices: Voices) -> None:
    languages = {"en-us+f3": "en-us", "fr": "fr-fr", "slt": "en-us", "tone:sine": ""}
    assert {written: voices.find(written).language for written in languages} == languages


def test_a_name_that_two_engines_have_is_refused_with_both(voices: Voices) -> None:
    with pytest.raises(InputError, match="write command:de or pyttsx3:de"):
        voices.find("de")


@pytest.mark.parametrize("written", ["en-uk", "command:en-uk", "pyttsx3:en-uk", "engb", "nope", "pyttsx3:", ""])
def test_an_unknown_voice_is_refused_with_the_three_nearest(voices: Voices, written: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        voices.find(written)
    offered = re.split(r"\? |; ", str(caught.value))[1].replace("did you mean ", "").replace("the nearest are ", "")
    assert len(re.split(", | or | and ", offered)) == (2 if written.startswith("command:") else 3)
    if written == "en-uk":
        assert "en-us" in offered


def test_an_unknown_engine_is_refused(voices: Voices) -> None:
    with pytest.raises(UnknownNameError, match="unknown engine 'pytsx3'; did you mean pyttsx3"):
        voices.find("pytsx3:en-us")


def test_an_engine_that_doesnt_work_here_hinders_no_other(tmp_path_factory: pytest.TempPathFactory) -> None:
    unset = Voices(Cache(tmp_path_factory.mktemp("cache")), lambda engine: {})
    assert unset.find("en-us").id == "pyttsx3:en-us"
    with pytest.raises(VoicecoachError, match="command"):
        unset.find("command:slt")


def test_an_engine_is_asked_once(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache(tmp_path_factory.mktemp("cache"))
    listed = Voices(cache, lambda engine: {}).of("pyttsx3")
    assert {"en-us", "en-us+f3", "de+m7"} <= {voice.name for voice in listed}
    monkeypatch.setattr(voices_module, "Worker", None)  # no process can be started
    assert Voices(cache, lambda engine: {}).of("pyttsx3") == listed


def test_a_language_has_a_voice() -> None:
    languages = {"en": "en-us", "EN": "en-us", "en-GB": "en-gb", "de": "de", "pt_BR": "pt-br"}
    languages |= {"de-AT": "de", "es-MX": "es-419", "fr-CA": "fr"}
    assert {language: default_voice(language).name for language in languages} == languages
