"""Choosing who speaks, and how fast: the commands, the options, and the config behind them."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import soundfile

from tests.cli.conftest import Command
from voicecoach.cache import Cache

pytestmark = pytest.mark.once

TINY = "title: Tiny\nsettle: 0 s\nsteps:\n- say: Let your shoulders drop, and keep your neck long.\n"
FLITE = """
[engines.command]
command = ["flite", "-voice", "{voice}", "--setf", "duration_stretch={stretch}", "-t", "{text}", "-o", "{wav}"]
voices = { slt = "en-us", kal16 = "en-us" }
"""


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.yaml"
    path.write_text(TINY)
    return path


def configure(folder: Path, text: str) -> None:
    (folder / "config").mkdir(exist_ok=True)
    (folder / "config" / "config.toml").write_text(text)


def shown(voicecoach: Command, *arguments: object, **environment: str) -> dict[str, Any]:
    result = voicecoach("show", *arguments, "--json", **environment)
    assert result.returncode == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def spoken_s(session: dict[str, Any]) -> float:
    events = [event for section in session["sections"] for event in section["events"] if event["kind"] == "speech"]
    return float(sum(event["end_s"] - event["start_s"] for event in events))


def test_voices_are_listed_with_the_default_of_each_language_marked(voicecoach: Command, tmp_path: Path) -> None:
    found = json.loads(voicecoach("voices", "--json").stdout)
    assert len(found) == len({voice["id"] for voice in found}) > 100
    defaults = {language: voice["id"] for voice in found for language in voice["default_for"]}
    assert defaults == {"de": "pyttsx3:de", "en": "pyttsx3:en-us", "es": "pyttsx3:es", "fr": "pyttsx3:fr"}
    assert {"pyttsx3:en-us+f3", "tone:sine"} <= {voice["id"] for voice in found}
    german = json.loads(voicecoach("voices", "--json", "--language", "de_DE").stdout)
    assert {voice["language"] for voice in german} <= {"de-de", "de"}
    configure(tmp_path, '[voices]\nen = "en-gb+f3"\n')
    marked = [line for line in voicecoach("voices", "--language", "en").stdout.splitlines() if "default for" in line]
    assert marked == [line for line in marked if line.startswith("pyttsx3:en-gb+f3 ")] != []


def test_the_voices_of_one_engine_are_listed_and_one_that_cant_says_why(voicecoach: Command) -> None:
    assert [voice["id"] for voice in json.loads(voicecoach("voices", "--engine", "tone", "--json").stdout)] == [
        "tone:sine"
    ]
    unset = voicecoach("voices", "--engine", "command")
    assert unset.returncode != 0
    assert "engines.command" in unset.stderr
    wrong = voicecoach("voices", "--engine", "pytsx3")
    assert wrong.returncode == 2
    assert "did you mean pyttsx3" in wrong.stderr


def test_an_engine_that_breaks_where_it_is_imported_hinders_no_other(voicecoach: Command, tmp_path: Path) -> None:
    package = tmp_path / "packages" / "broken-1.dist-info"
    package.mkdir(parents=True)
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1\n")
    (package / "entry_points.txt").write_text("[voicecoach.engines]\nbroken = broken_engine:Engine\n")
    (package.parent / "broken_engine.py").write_text("raise RuntimeError('not today')\n")
    paths = {"PYTHONPATH": str(package.parent)}
    listed = voicecoach("voices", "--language", "fr", **paths)
    assert listed.returncode == 0
    assert "pyttsx3:fr" in listed.stdout
    asked = voicecoach("voices", "--engine", "broken", **paths)
    assert asked.returncode == 2
    assert "the engine 'broken' can't be loaded (not today)" in asked.stderr
    assert "Traceback" not in asked.stderr


def test_an_unknown_voice_is_refused_with_the_three_nearest(voicecoach: Command, tiny: Path) -> None:
    for written, nearest in {"en-uk": "en-us", "pyttsx3:en-uk": "pyttsx3:en-us", "en-us+f33": "en-us+f3"}.items():
        result = voicecoach("export", tiny, "--voice", written)
        assert result.returncode == 2
        assert len(re.split(", | or ", result.stderr.partition(";")[2])) == 3
        assert nearest in result.stderr
    assert not list(tiny.parent.glob("*.mp3"))


def test_a_voice_of_another_language_speaks_and_is_warned_of(voicecoach: Command, tiny: Path) -> None:
    result = voicecoach("show", tiny, "--voice", "de")
    assert result.returncode == 0
    assert "pyttsx3:de is a voice for de, and the words are in en" in result.stderr
    assert "voice for" not in voicecoach("show", tiny, "--voice", "en-gb").stderr


def test_the_pace_changes_how_long_words_take_and_a_rate_takes_its_place(voicecoach: Command, tiny: Path) -> None:
    steady = spoken_s(shown(voicecoach, tiny))
    ratios = {
        "--rate 182": 1.4,
        "--pace 1.4": 1.4,
        "--pace 0.9 --rate 195": 1.5,
    }
    for options, ratio in ratios.items():
        assert steady / spoken_s(shown(voicecoach, tiny, *options.split())) == pytest.approx(ratio, rel=0.06)
    for wrong in ("59", "301", "nan"):
        assert voicecoach("show", tiny, "--rate", wrong).returncode == 2


def test_under_a_voices_floor_the_pauses_grow_and_a_warning_says_so(voicecoach: Command, tmp_path: Path) -> None:
    path = tmp_path / "two.yaml"
    path.write_text("title: Two\nsettle: 0 s\nsteps:\n- say: Let your shoulders drop. Keep your neck quite long.\n")
    floor, slower = (voicecoach("show", path, "--rate", str(rate), "--json") for rate in (105, 70))
    assert "speaks no slower than 104 words a minute, and 70 were asked for" in slower.stderr
    assert "no slower" not in floor.stderr

    def times(result: subprocess.CompletedProcess[str]) -> list[tuple[float, float]]:
        events = [event for section in json.loads(result.stdout)["sections"] for event in section["events"]]
        said = [
            event for event in events if event["text"] in ("Let your shoulders drop.", "Keep your neck quite long.")
        ]
        return [(event["start_s"], event["end_s"]) for event in said]

    (start, stop), (following, _) = times(slower)
    (floor_start, floor_stop), (floor_following, _) = times(floor)
    assert stop - start == pytest.approx(floor_stop - floor_start, rel=0.03)
    grown = (following - stop) - (floor_following - floor_stop)
    assert grown == pytest.approx(4 * 60 * (1 / 70 - 1 / 104), abs=0.15)  # four words


def test_what_the_config_says_holds_until_an_option_says_otherwise(voicecoach: Command, tiny: Path) -> None:
    configure(
        tiny.parent,
        'pace = "brisk"\nguidance = "brief"\nlevel = "gentle"\nlanguage = "de"\n[voices]\nen = "en-gb"\n',
    )
    found = shown(voicecoach, tiny)
    assert [found[key] for key in ("pace", "guidance", "level", "voice")] == [1.2, "brief", "gentle", "pyttsx3:en-gb"]
    assert found["language"] == "en"  # there are no German words in it
    assert shown(voicecoach, "lower-back-short")["voice"] == "pyttsx3:de"
    asked = shown(voicecoach, tiny, "--pace", "1", "--voice", "en-us", "--level", "regular", VOICECOACH_GUIDANCE="full")
    assert [asked[key] for key in ("pace", "guidance", "level", "voice")] == [1.0, "full", "regular", "pyttsx3:en-us"]


def test_a_pace_that_is_asked_for_scales_the_usual_rate(voicecoach: Command, tiny: Path) -> None:
    usual = spoken_s(shown(voicecoach, tiny, VOICECOACH_RATE="150"))
    assert spoken_s(shown(voicecoach, tiny, "--rate", "150")) == pytest.approx(usual, rel=0.02)
    brisk = spoken_s(shown(voicecoach, tiny, "--pace", "brisk", VOICECOACH_RATE="150"))
    assert usual / brisk == pytest.approx(1.2, rel=0.05)
    configured = spoken_s(shown(voicecoach, tiny, VOICECOACH_RATE="150", VOICECOACH_PACE="brisk"))
    assert configured == pytest.approx(brisk, rel=0.02)  # a pace is a pace, wherever it is said


def test_a_mistake_in_the_config_is_told_at_its_place(voicecoach: Command, tiny: Path) -> None:
    configure(tiny.parent, '# mine\npase = "slow"\n[engines.command]\ncommand = ["flite"]\n')
    result = voicecoach("export", tiny)
    assert result.returncode == 2
    assert "config.toml:2:1: unknown key 'pase'; did you mean pace" in result.stderr
    assert "config.toml:3:" in result.stderr
    assert "{wav}" in result.stderr


def test_a_word_is_respelt_for_the_voice_and_shown_as_it_is_written(voicecoach: Command, tiny: Path) -> None:
    def exported(**environment: str) -> bytes:
        result = voicecoach("export", tiny, "-o", "out.wav", "--force", **environment)
        assert result.returncode == 0, result.stderr
        return (tiny.parent / "out.wav").read_bytes()

    plain = exported()
    configure(tiny.parent, '[pronounce]\nneck = "knee and knee and knee"\n')
    respelt = exported()
    assert len(respelt) > len(plain) + 48_000
    assert "keep your neck long." in voicecoach("show", tiny).stdout


@pytest.mark.needs("flite")
def test_a_program_speaks_as_the_config_says(voicecoach: Command, tiny: Path) -> None:
    configure(tiny.parent, FLITE)
    found = json.loads(voicecoach("voices", "--engine", "command", "--json").stdout)
    assert [voice["id"] for voice in found] == ["command:kal16", "command:slt"]
    slow, fast = (spoken_s(shown(voicecoach, tiny, "--voice", "slt", "--rate", rate)) for rate in (110, 165))
    assert slow / fast == pytest.approx(1.5, rel=0.08)
    result = voicecoach("show", tiny, "--voice", "command:stl")
    assert result.returncode == 2
    assert "did you mean command:slt" in result.stderr


@pytest.mark.needs_module("piper", "onnx")
def test_a_neural_voice_in_the_folder_speaks_and_is_removed(voicecoach: Command, tiny: Path) -> None:
    from tests.speech.tiny_piper import make_voice

    folder = tiny.parent / "data" / "voices"
    assert "There is no such voice" in voicecoach("voices", "--engine", "piper").stdout
    folder.mkdir(parents=True)
    make_voice(folder, "en_US-hum-tiny")
    (found,) = json.loads(voicecoach("voices", "--engine", "piper", "--json").stdout)
    assert found["language"] == "en-us"
    result = voicecoach("export", tiny, "--voice", found["name"], "-o", "out.wav")
    assert result.returncode == 0, result.stderr
    assert f"Measuring the voice {found['id']}" in result.stderr
    assert "Measuring" not in voicecoach("export", tiny, "--voice", found["id"], "-o", "out.wav", "--force").stderr
    assert voicecoach("voices", "remove", found["name"]).returncode == 0
    assert not list(folder.glob("*.onnx*"))
    assert voicecoach("export", tiny, "--voice", found["id"], "-o", "other.wav").returncode == 2


def test_voices_are_tried_one_after_the_other(voicecoach: Command, tmp_path: Path) -> None:
    result = voicecoach("voices", "try", "en-us", "en-gb+f3", "tone:sine", "--text", "Sit.", "-o", "voices.wav")
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines()[:3] == ["  1  pyttsx3:en-us", "  2  pyttsx3:en-gb+f3", "  3  tone:sine"]
    assert "3 chapters" in result.stdout
    assert 5 < soundfile.info(tmp_path / "voices.wav").duration < 15
    assert voicecoach("voices", "try", "en-us", "-o", "voices.wav").returncode == 2
    heard = voicecoach("voices", "try", "--language", "es", "--rate", "300", VOICECOACH_PLAYER="silent")
    assert heard.returncode == 0, heard.stderr
    assert "pyttsx3:es+f3" in heard.stdout
    for language, voice in {"fr": "pyttsx3:fr+m7", "de": "pyttsx3:de+f4"}.items():
        refused = voicecoach("voices", "try", "--language", language, "-o", "voices.wav")
        assert refused.returncode == 2  # before anything is spoken
        assert refused.stdout == ""
        assert voice in voicecoach("voices", "--language", language).stdout


def test_a_voice_is_measured_when_it_is_asked_for(voicecoach: Command) -> None:
    (found,) = json.loads(voicecoach("voices", "calibrate", "en-us", "--json").stdout)
    assert found["slowest_wpm"] == pytest.approx(104, abs=3)
    assert found["fastest_wpm"] > 250
    assert "words a minute" in voicecoach("voices", "calibrate", "tone:sine").stdout


def test_the_cache_says_what_it_holds_is_bounded_and_is_emptied(voicecoach: Command, tiny: Path) -> None:
    own = {"VOICECOACH_CACHE_DIR": str(tiny.parent / "own")}
    assert "nothing" in voicecoach("cache", "info", **own).stdout
    assert voicecoach("show", tiny, **own).returncode == 0
    facts = json.loads(voicecoach("cache", "info", "--json", **own).stdout)
    assert facts["kinds"]["clip"]["entries"] >= 5
    assert facts["most_bytes"] == 500_000_000
    assert Cache(Path(facts["folder"])).usage().total_bytes == facts["bytes"]
    assert voicecoach("show", tiny, "--rate", "140", VOICECOACH_CACHE_SIZE_MB="3", **own).returncode == 0
    assert Cache(Path(facts["folder"])).usage().total_bytes <= 3_000_000
    assert "removed" in voicecoach("cache", "clear", **own).stdout
    assert not list(Path(facts["folder"]).iterdir())
