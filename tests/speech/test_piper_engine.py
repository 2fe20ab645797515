"""What piper's engine has beside the contract: speakers, languages, and voices whose files are damaged."""

from __future__ import annotations

import json
import logging
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from voicecoach.conform import Wave
from voicecoach.errors import NotSetUpError, SpeechError, UnknownNameError
from voicecoach.speech.piper_engine import PiperEngine, PiperSettings

pytestmark = pytest.mark.needs_module("piper", "onnx")

NAME = "en_US-hum-tiny"
TEXT = "Lie on your back."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one voice."""
    from tests.speech.tiny_piper import make_voice

    make_voice(tmp_path, NAME)
    return tmp_path


def engine(folder: Path) -> PiperEngine:
    return PiperEngine(PiperSettings(str(folder)))


def change_config(folder: Path, **changes: Any) -> None:
    path = folder / f"{NAME}.onnx.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), "utf-8")


def pitch_hz(wave: Wave) -> float:
    return float(np.count_nonzero(np.diff(wave.samples > 0)) / 2 / (len(wave.samples) / wave.rate_hz))


def test_a_speed_is_relative_to_the_voices_own(folder: Path) -> None:
    from tests.speech.tiny_piper import make_voice

    make_voice(folder, "en_US-slow-tiny", length_scale=1.5)
    speaking = engine(folder)
    plain, slow, slow_hurried = (
        len(speaking.speak(TEXT, name, speed).samples)
        for name, speed in ((NAME, 1.0), ("en_US-slow-tiny", 1.0), ("en_US-slow-tiny", 1.5))
    )
    assert slow == pytest.approx(1.5 * plain, rel=0.01)
    assert slow_hurried == pytest.approx(plain, rel=0.01)


def test_a_voice_of_several_speakers_speaks_as_each(folder: Path) -> None:
    from tests.speech.tiny_piper import make_voice

    make_voice(folder, "en_US-choir-tiny", speakers=("bass", "alto"))
    speaking = engine(folder)
    heard_hz = [pitch_hz(speaking.speak(TEXT, f"en_US-choir-tiny{speaker}", 1.0)) for speaker in ("", "#bass", "#alto")]
    assert heard_hz == [pytest.approx(pitch, rel=0.02) for pitch in (220, 220, 330)]
    with pytest.raises(UnknownNameError, match="'en_US-choir-tiny#alt'; did you mean en_US-choir-tiny#alto"):
        speaking.speak(TEXT, "en_US-choir-tiny#alt", 1.0)
    with pytest.raises(UnknownNameError, match=f"'{NAME}#bass'; did you mean {NAME}"):
        speaking.speak(TEXT, f"{NAME}#bass", 1.0)
    (choir, _) = speaking.voices()
    assert "2 speakers, such as en_US-choir-tiny#alto" in choir.label


def test_sentences_keep_the_loudness_that_the_voice_gives_them(folder: Path) -> None:
    samples = engine(folder).speak("Lie down. Rest.", NAME, 1.0).samples
    assert np.abs(samples).max() == pytest.approx(0.3, abs=0.001)


@pytest.mark.parametrize(
    ("changes", "language", "label"),
    [
        ({}, "en-us", "English (United States), hum, tiny"),
        ({"language": {"code": "pt_BR"}, "audio": {}}, "pt-br", "hum"),
        ({"language": {}, "espeak": {"voice": "de"}}, "de", "hum, tiny"),
        ({"language": 3, "espeak": [], "audio": None, "dataset": "x"}, "", "x"),
    ],
)
def test_a_voices_language_is_in_its_settings(folder: Path, changes: dict[str, Any], language: str, label: str) -> None:
    change_config(folder, **changes)
    (voice,) = engine(folder).voices()
    assert (voice.id, voice.language, voice.label) == (f"piper:{NAME}", language, label)


def test_a_model_alone_is_no_voice(folder: Path) -> None:
    (folder / "en_US-other-tiny.onnx").write_bytes(b"")
    (folder / f"{NAME}.onnx.json").unlink()
    assert engine(folder).voices() == []


@pytest.mark.parametrize("settings", [PiperSettings(), PiperSettings("/nowhere")])
def test_without_a_folder_there_are_no_voices(
    folder: Path, settings: PiperSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    assert PiperEngine(settings).voices() == []
    with pytest.raises(UnknownNameError, match="none is known"):
        PiperEngine(settings).speak(TEXT, NAME, 1.0)


def test_a_name_leads_to_no_other_folder(folder: Path) -> None:
    (folder / "inner").mkdir()
    with pytest.raises(UnknownNameError):
        engine(folder / "inner").speak(TEXT, f"../{NAME}", 1.0)


@pytest.mark.parametrize(
    ("ending", "content"),
    [
        (".onnx", b""),
        (".onnx", b"<html>not found</html>"),
        (".onnx.json", b""),
        (".onnx.json", b"[]"),
        (".onnx.json", b"{}"),
        (".onnx.json", b"\xff\xfe"),
    ],
)
def test_a_damaged_file_is_named_and_the_voice_still_listed(folder: Path, ending: str, content: bytes) -> None:
    path = folder / f"{NAME}{ending}"
    path.write_bytes(content)
    speaking = engine(folder)
    assert [voice.name for voice in speaking.voices()] == [NAME]
    with pytest.raises(SpeechError, match=rf"{path} .* remove the voice and install it anew"):
        speaking.speak(TEXT, NAME, 1.0)


@pytest.mark.parametrize(
    "changes", [{"phoneme_id_map": 3}, {"num_speakers": 2}, {"phoneme_type": "japanese"}, {"inference": 3}]
)
def test_settings_that_dont_fit_the_model_are_an_error(folder: Path, changes: dict[str, Any]) -> None:
    change_config(folder, **changes)
    with pytest.raises(SpeechError, match=f"{NAME}.* remove the voice and install it anew"):
        engine(folder).speak(TEXT, NAME, 1.0)


@pytest.mark.parametrize("level", [0.0, float("nan")])
def test_a_model_that_gives_no_sound_is_an_error(folder: Path, level: float) -> None:
    import onnx
    from onnx import numpy_helper

    model = onnx.load(folder / f"{NAME}.onnx")
    (level_of_model,) = [each for each in model.graph.initializer if each.name == "level"]
    level_of_model.CopyFrom(numpy_helper.from_array(np.float32(level), "level"))
    onnx.save(model, folder / f"{NAME}.onnx")
    with pytest.raises(SpeechError, match="only silence" if level == 0 else "no sound"):
        engine(folder).speak(TEXT, NAME, 1.0)


def test_it_keeps_the_last_voice_loaded_and_no_other(folder: Path) -> None:
    from tests.speech.tiny_piper import make_voice

    make_voice(folder, "en_US-other-tiny")
    speaking = engine(folder)
    speaking.speak(TEXT, NAME, 1.0)
    (folder / f"{NAME}.onnx").write_bytes(b"")
    speaking.speak(TEXT, NAME, 2.0)
    speaking.speak(TEXT, "en_US-other-tiny", 1.0)
    with pytest.raises(SpeechError, match="damaged"):
        speaking.speak(TEXT, NAME, 1.0)


def test_it_neither_prints_nor_logs(
    folder: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    config = json.loads((folder / f"{NAME}.onnx.json").read_text("utf-8"))
    change_config(folder, phoneme_id_map={key: ids for key, ids in config["phoneme_id_map"].items() if key != "æ"})
    with caplog.at_level(logging.DEBUG):
        engine(folder).speak(TEXT, NAME, 1.0)
    assert capfd.readouterr() == ("", "")
    assert caplog.messages == []


def test_its_version_changes_with_either_file(folder: Path) -> None:
    settings = PiperSettings(str(folder))
    versions = {PiperEngine.version(settings, NAME)}
    for ending in (".onnx", ".onnx.json"):
        os.utime(folder / f"{NAME}{ending}", ns=(0, 0))
        versions.add(PiperEngine.version(settings, NAME))
    assert len(versions) == 3
    assert PiperEngine.version(settings, f"{NAME}#alto") in versions
    assert PiperEngine.version(settings, "nosuch") not in versions


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "piper", None)
    with pytest.raises(NotSetUpError, match=r"pip install piper-tts \(the extra \[piper\]\)"):
        PiperEngine(PiperSettings())


def test_a_folder_that_is_no_text_is_refused() -> None:
    with pytest.raises(ValueError, match="folder is the path"):
        PiperSettings(3)  # type: ignore[arg-type]  # as a config may have it
