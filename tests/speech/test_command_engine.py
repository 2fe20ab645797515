"""What the command engine has beside the contract: whatever program is set up, and however it fails."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from tests.speech.acting_engines import MEETING_PROGRAM
from tests.speech.conftest import ANSWER_S, Meeting
from voicecoach.clip import FRAME_RATE
from voicecoach.errors import NotSetUpError, SpeechError, UnknownNameError
from voicecoach.speech.command_engine import EXAMPLE, ONLY_VOICE, RUN_TIMEOUT_S, CommandEngine, CommandSettings
from voicecoach.speech.worker import CUE_TIMEOUT_S, Worker

RECORDER = """
import json, sys
from pathlib import Path
folder, wav, *arguments = sys.argv[1:]
Path(folder, "heard.json").write_text(json.dumps([arguments, sys.stdin.buffer.read().decode()]))
Path(wav).write_bytes(Path(folder, "tone.wav").read_bytes())
"""


@pytest.fixture
def recorder(tmp_path: Path) -> list[str]:
    """A program that writes a tone of half a second, and keeps what it was told for `heard`."""
    tone = 0.1 * np.sin(2 * np.pi * 440 * np.arange(11_025) / 22_050)
    soundfile.write(tmp_path / "tone.wav", tone, 22_050)
    return [sys.executable, "-I", "-c", RECORDER, str(tmp_path), "{wav}"]


def heard(folder: Path) -> Any:
    return json.loads((folder / "heard.json").read_text())


def shell(script: str) -> CommandSettings:
    return CommandSettings(command=("sh", "-c", script, "{wav}"))


def test_each_placeholder_is_replaced_once_and_no_shell_sees_it(recorder: list[str], tmp_path: Path) -> None:
    arguments = ["{voice}", "{text}", "--say={text}", "{rate} wpm", "{", "$HOME", "a b"]
    settings = CommandSettings((*recorder, *arguments), {"ann {text}": "en"})
    CommandEngine(settings).speak("-x {voice} $(id) 'q'", "ann {text}", 129.6)
    said = "-x {voice} $(id) 'q'"
    assert heard(tmp_path) == [["ann {text}", f" {said}", f"--say={said}", "130 wpm", "{", "$HOME", "a b"], ""]


@pytest.mark.parametrize(("speed", "stretch"), [(0.5, "2.0000"), (1.0, "1.0000"), (1.5, "0.6667")])
def test_a_higher_speed_is_a_lower_stretch(recorder: list[str], tmp_path: Path, speed: float, stretch: str) -> None:
    CommandEngine(CommandSettings((*recorder, "{stretch}"))).speak("Rest.", ONLY_VOICE, speed)
    assert heard(tmp_path) == [[stretch], "Rest."]


def test_without_its_placeholder_the_text_comes_on_standard_input(recorder: list[str], tmp_path: Path) -> None:
    with Worker("command", {"command": recorder}) as worker:
        assert worker.clip("Dehne dich à gauche.", ONLY_VOICE, 1.0).frames == pytest.approx(FRAME_RATE / 2, abs=100)
    assert heard(tmp_path) == [[], "Dehne dich à gauche."]


def test_its_speeds_hang_on_the_placeholders(recorder: list[str]) -> None:
    assert CommandEngine.speeds(CommandSettings(tuple(recorder))) == (1.0,)
    assert CommandEngine.speeds(CommandSettings((*recorder, "{rate}"))) == (80.0, 130.0, 200.0, 300.0)
    assert CommandEngine.speeds(CommandSettings((*recorder, "{stretch}"))) == (0.5, 0.75, 1.0, 1.5, 2.0)


@pytest.mark.parametrize(
    ("command", "voices", "says"),
    [
        (["say", "{wav}", "{vioce}"], {}, r"unknown placeholder \{vioce\}; known are \{rate\}"),
        (["say", "{text}"], {}, r"lacks \{wav\}"),
        (["say", "{wav}", "{voice}"], {}, r"has \{voice\}, but there are no voices"),
        (["say", "{wav}"], {"ann": "en", "bob": "en"}, r"several voices, but command lacks \{voice\}"),
        (["say", "{wav}", "{rate}", "{stretch}"], {}, r"both \{rate\} and \{stretch\}"),
        (["{voice}", "{wav}"], {"ann": "en"}, "begins with a placeholder"),
        ("say {wav}", {}, "command is a list of texts"),
        (["say", 3, "{wav}"], {}, "command is a list of texts"),
        (["say", "{wav}", "{voice}"], ["ann"], "voices give each name a language"),
        (["say", "{wav}", "{voice}"], {"ann": 3}, "voices give each name a language"),
    ],
)
def test_settings_that_cant_be_are_refused_in_words(command: Any, voices: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        CommandSettings(command, voices)


def test_without_a_command_it_shows_the_one_of_the_readme() -> None:
    assert EXAMPLE in (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    with pytest.raises(NotSetUpError, match=r"(?s)\[engines\.command\]\ncommand = \[.*\]\nvoices = \{"):
        CommandEngine(CommandSettings())
    assert CommandEngine.version(CommandSettings(), "any") == "none"


def test_a_program_that_isnt_there_is_named() -> None:
    settings = CommandSettings(("no-such-program", "{wav}"))
    with pytest.raises(SpeechError, match="no program 'no-such-program'; install it, or give its full path"):
        CommandEngine(settings)
    assert CommandEngine.version(settings, "any") == "none"


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("echo warming up >&2; echo no voice >&2; echo >&2; exit 3", "sh failed with status 3: no voice$"),
        ("exit 1", "sh failed with status 1: it said nothing"),
        ("kill -SEGV $$", "sh failed with status -11"),
        ("true", r"sh wrote no file where \{wav\} says"),
        ('echo no sound >"$0"', "sh wrote no sound .*unknown format|sh wrote no sound .*not recognised"),
        (': >"$0"', "sh wrote no sound"),
    ],
)
def test_a_program_that_fails_is_quoted(script: str, says: str) -> None:
    with pytest.raises(SpeechError, match=says):
        CommandEngine(shell(script)).speak("Rest.", ONLY_VOICE, 1.0)


@pytest.mark.parametrize("level", [0.0, 0.003])
def test_silence_and_a_murmur_are_no_speech(tmp_path: Path, level: float) -> None:
    soundfile.write(tmp_path / "murmur.wav", level * np.sin(np.arange(8000)), 22_050)
    with pytest.raises(SpeechError, match="sh wrote only silence in the voice 'default'"):
        CommandEngine(shell(f'cp "{tmp_path}/murmur.wav" "$0"')).speak("Rest.", ONLY_VOICE, 1.0)


def test_a_program_that_takes_too_long_is_ended() -> None:
    engine = CommandEngine(shell("exec tail -f /dev/null"), timeout_s=0.2)
    with pytest.raises(SpeechError, match=r"sh took longer than 0\.2 s"):
        engine.speak("Rest.", ONLY_VOICE, 1.0)
    assert RUN_TIMEOUT_S < CUE_TIMEOUT_S


def test_no_file_is_left(recorder: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    CommandEngine(CommandSettings(tuple(recorder))).speak("Rest.", ONLY_VOICE, 1.0)
    with pytest.raises(SpeechError):
        CommandEngine(shell('echo >"$0"; exit 1')).speak("Rest.", ONLY_VOICE, 1.0)
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_program_that_hangs_is_ended_with_the_worker(meeting: Meeting, tmp_path: Path) -> None:
    command = [*MEETING_PROGRAM, str(tmp_path / "meeting"), "{wav}"]
    with Worker("command", {"command": command}) as worker, ThreadPoolExecutor() as pool:
        clip = pool.submit(worker.clip, "Rest.", ONLY_VOICE, 1.0)
        meeting.process()
        worker.close()
        meeting.wait_for_its_end()
        assert isinstance(clip.exception(ANSWER_S), SpeechError)


def test_only_the_voices_of_the_settings_are_known(recorder: Sequence[str]) -> None:
    engine = CommandEngine(CommandSettings((*recorder, "{voice}"), {"slt": "en-us", "awb": "en-gb"}))
    assert [(voice.id, voice.language) for voice in engine.voices()] == [
        ("command:awb", "en-gb"),
        ("command:slt", "en-us"),
    ]
    with pytest.raises(UnknownNameError, match="unknown voice 'slx'; did you mean slt"):
        engine.speak("Rest.", "slx", 1.0)


def test_its_version_changes_with_the_program(tmp_path: Path) -> None:
    program, link = tmp_path / "say-1", tmp_path / "say"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    link.symlink_to(program)
    settings = CommandSettings((str(link), "{wav}"))
    first = CommandEngine.version(settings, "any")
    assert str(program) in first
    program.write_text("#!/bin/sh\necho\n")
    assert CommandEngine.version(settings, "any") != first
