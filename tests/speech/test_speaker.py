"""The speaker: a cue is spoken once, and then comes from the cache."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.speech.conftest import Meeting
from voicecoach.errors import SpeechError, UnknownNameError
from voicecoach.speech.cache import ClipCache
from voicecoach.speech.speaker import Speaker
from voicecoach.speech.voices import default_voice, parse_voice

ACTING = "acting_engines:ActingEngine"
ANSWER_S = 30


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "clips"


@pytest.fixture
def speaker(starts: Path, folder: Path) -> Iterator[Speaker]:
    with Speaker(ACTING, "tone", ClipCache(folder)) as speaker:
        yield speaker


def test_what_was_spoken_once_needs_no_process_again(speaker: Speaker, folder: Path, starts: Path) -> None:
    clip = speaker.clip("Breathe in.", 60)
    assert clip.frames == pytest.approx(48_000, abs=100)
    with Speaker(ACTING, "tone", ClipCache(folder)) as later:
        assert later.clip("Breathe in.", 60) == clip
        assert len(starts.read_text("ascii").splitlines()) == 1
        later.clip("Breathe out.", 60)
        assert len(starts.read_text("ascii").splitlines()) == 2


def test_another_rate_or_another_version_is_spoken_anew(
    speaker: Speaker, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    speaker.clip("Breathe in.", 60)
    assert speaker.clip("Breathe in.", 120).frames == pytest.approx(24_000, abs=100)
    assert len(list(folder.iterdir())) == 2
    monkeypatch.setenv("ACTING_VERSION", "2")
    with Speaker(ACTING, "tone", ClipCache(folder)) as later:
        later.clip("Breathe in.", 60)
    assert len(list(folder.iterdir())) == 3


def test_it_speaks_where_nothing_can_be_kept(starts: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with Speaker(ACTING, "tone", ClipCache(tmp_path / "file")) as speaker:
        assert speaker.clip("Breathe in.", 60) == speaker.clip("Breathe in.", 60)


def test_threads_that_ask_for_the_same_cue_get_it_from_one_telling(
    speaker: Speaker, meeting: Meeting, starts: Path
) -> None:
    with ThreadPoolExecutor(4) as pool:
        clips = [pool.submit(speaker.clip, meeting.text, 60) for _ in range(4)]
        meeting.process()
        meeting.go_on()  # once: told a second time it would hang
        assert len({clip.result(ANSWER_S) for clip in clips}) == 1


def test_closing_frees_a_thread_that_waits_for_a_cue(speaker: Speaker, meeting: Meeting) -> None:
    with ThreadPoolExecutor() as pool:
        clip = pool.submit(speaker.clip, meeting.text, 60)
        meeting.process()
        speaker.close()
        assert isinstance(clip.exception(ANSWER_S), SpeechError)


def test_an_unknown_voice_or_engine_is_bad_input(starts: Path, folder: Path) -> None:
    with Speaker(ACTING, "tome", ClipCache(folder)) as speaker, pytest.raises(UnknownNameError) as caught:
        speaker.clip("Breathe in.", 60)
    assert caught.value.exit_status == 2
    assert not folder.exists()
    engine, voice = parse_voice("nosuch:en-us")
    with pytest.raises(UnknownNameError, match="unknown engine 'nosuch'"):
        Speaker(engine, voice, ClipCache(folder))


def test_the_parent_never_imports_numpy(starts: Path, folder: Path) -> None:
    program = f"""
import sys
from pathlib import Path
from voicecoach.speech.cache import ClipCache
from voicecoach.speech.speaker import Speaker
engine = "voicecoach.speech.pyttsx3_engine:Pyttsx3Engine"
with Speaker(engine, "en-us", ClipCache(Path({str(folder)!r}))) as speaker:
    assert speaker.clip("Breathe in.", 140).frames
assert not {{"numpy", "soundfile", "soxr", "pyttsx3"}}.intersection(sys.modules)
"""
    path = os.pathsep.join(filter(None, sys.path))
    subprocess.run([sys.executable, "-c", program], check=True, env=os.environ | {"PYTHONPATH": path})


@pytest.mark.parametrize(
    ("voice", "expected"),
    [
        ("en-us", ("pyttsx3", "en-us")),
        ("pyttsx3:en-us+f3", ("pyttsx3", "en-us+f3")),
        ("piper:en_US-lessac-medium", ("piper", "en_US-lessac-medium")),
        (" de ", ("pyttsx3", "de")),
    ],
)
def test_a_voice_may_name_its_engine(voice: str, expected: tuple[str, str]) -> None:
    assert parse_voice(voice) == expected


def test_a_language_has_a_voice() -> None:
    languages = {"en": "en-us", "EN": "en-us", "en-GB": "en-gb", "de": "de", "pt_BR": "pt-br"}
    languages |= {"de-AT": "de", "es-MX": "es-419", "fr-CA": "fr"}
    assert {language: default_voice(language) for language in languages} == languages
