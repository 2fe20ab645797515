"""The speaker: a cue is spoken once, and then comes from the cache; each comes at the session's level."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.loudness import integrated_lufs
from tests.speech.conftest import Meeting
from voicecoach.cache import Cache
from voicecoach.clip import FRAME_RATE
from voicecoach.errors import InputError, SpeechError, UnknownNameError
from voicecoach.reading import Reading
from voicecoach.speech.calibration import AIM_LUFS, Profile
from voicecoach.speech.engine import Voice
from voicecoach.speech.speaker import Speaker

TONE = Voice("acting_engines:ActingEngine", "tone", "en", "A tone")
RATE_WPM = 600
ANSWER_S = 30


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def speaker(starts: Path, folder: Path) -> Iterator[Speaker]:
    with Speaker(TONE, Cache(folder)) as speaker:
        speaker.profile("en")
        yield speaker


def count(starts: Path) -> int:
    return len(starts.read_text("ascii").splitlines())


def spoken(folder: Path) -> int:
    return Cache(folder).usage().entries.get("clip", 0)


def test_what_was_spoken_once_needs_no_process_again(speaker: Speaker, folder: Path, starts: Path) -> None:
    clip = speaker.clip("Breathe in.", RATE_WPM)
    with Speaker(TONE, Cache(folder)) as later:
        assert later.clip("Breathe in.", RATE_WPM) == clip
        assert later.frames("Breathe in.", RATE_WPM) == clip.frames
        assert count(starts) == 1
        later.clip("Breathe out.", RATE_WPM)
        assert count(starts) == 2


def test_all_that_changes_the_sound_is_spoken_anew(
    speaker: Speaker, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def added(speaker: Speaker, text: str, rate_wpm: int) -> int:
        speaker.profile("en")
        before = spoken(folder)
        speaker.clip(text, rate_wpm)
        return spoken(folder) - before

    assert [added(speaker, "Breathe in.", RATE_WPM) for _ in range(2)] == [1, 0]
    assert added(speaker, "Breathe in", RATE_WPM) == 1
    assert added(speaker, "Breathe in.", 700) == 1
    with Speaker(TONE, Cache(folder), {"pitch_hz": 880.0}) as other:
        assert added(other, "Breathe in.", RATE_WPM) == 1
    with Speaker(TONE, Cache(folder), read=lambda text: f"{text} Now.") as other:
        assert [added(other, "Breathe in.", RATE_WPM), added(other, "Breathe", RATE_WPM)] == [1, 1]
    with Speaker(TONE, Cache(folder), read=lambda text: text.replace("Inhale", "Breathe in")) as other:
        assert added(other, "Inhale.", RATE_WPM) == 0  # an engine gets the same
    monkeypatch.setenv("ACTING_VERSION", "2")
    with Speaker(TONE, Cache(folder)) as later:
        assert added(later, "Breathe in.", RATE_WPM) == 1
    for constant in ("CONFORM_VERSION", "FRAME_RATE", "FRAME_BYTES"):
        with monkeypatch.context() as changed, Speaker(TONE, Cache(folder)) as later:
            later.profile("en")
            changed.setattr(f"voicecoach.speech.speaker.{constant}", 99)
            before = spoken(folder)
            later.frames("Breathe in.", RATE_WPM)
            assert spoken(folder) == before + 1


def test_a_key_holds_all_that_changes_the_sound(starts: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def key(text: str = "Breathe in.", rate_wpm: int = RATE_WPM, **given: Any) -> str:
        with Speaker(TONE, Cache(folder), **given) as speaker:
            speaker.profile("en")
            return speaker.key(text, rate_wpm)

    usual = key()
    assert key() == usual
    assert key("Inhale.", read=lambda text: text.replace("Inhale", "Breathe in")) == usual
    others = [key("Breathe in"), key(rate_wpm=300), key(settings={"pitch_hz": 880.0}), key(read=str.upper)]
    with monkeypatch.context() as changed:
        changed.setenv("ACTING_VERSION", "2")
        others.append(key())
    with monkeypatch.context() as changed:
        changed.setattr("voicecoach.speech.speaker.CONFORM_VERSION", 99)
        others.append(key())
    with monkeypatch.context() as changed:
        changed.setattr(Profile, "gain_db", lambda profile, rate_wpm: 1.5)
        others.append(key())
    assert len({usual, *others}) == 1 + len(others)


def test_a_clip_is_kept_as_it_came_and_given_at_the_sessions_level(speaker: Speaker, folder: Path) -> None:
    """The engine's tone has -20 dBFS."""
    clip = speaker.clip("Breathe in.", 200)
    assert integrated_lufs(np.frombuffer(clip.samples, "<i2") / 32768) == pytest.approx(AIM_LUFS, abs=0.1)
    peaks = set()
    for entry in folder.glob("*.clip"):
        kept = np.frombuffer(Cache(folder).get(entry.name) or b"", "<i2") / 32768
        peaks.add(round(float(20 * np.log10(np.abs(kept).max())), 1))
    assert peaks == {-20.0}


def test_a_voice_is_measured_once(speaker: Speaker, folder: Path) -> None:
    told: list[tuple[int, int]] = []
    with Speaker(TONE, Cache(folder)) as later:
        profile = later.profile("en", lambda done, total: told.append((done, total)))
        assert told == []
        assert later.calibrate("en", lambda done, total: told.append((done, total))) == profile
        assert [done for done, _ in told] == list(range(1, told[0][1] + 1))
        assert later.rates_wpm == (profile.slowest_wpm, profile.fastest_wpm)


def test_it_speaks_where_nothing_can_be_kept(starts: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with Speaker(TONE, Cache(tmp_path / "file")) as speaker:
        assert speaker.clip("Breathe in.", RATE_WPM) == speaker.clip("Breathe in.", RATE_WPM)


def test_a_clip_that_the_cache_lost_comes_back_as_long_as_it_was(folder: Path) -> None:
    with Speaker(Voice("pyttsx3", "en-us", "en-us", ""), Cache(folder)) as speaker:
        texts = [f"Breathe in, {number} times." for number in range(20)]
        before = [speaker.frames(text, 130) for text in texts]
        Cache(folder).clear()
        assert [speaker.clip(text, 130).frames for text in texts] == before


def test_a_clip_that_comes_back_otherwise_is_an_error_and_not_a_wrong_session(speaker: Speaker, folder: Path) -> None:
    names: list[Path] = []
    for rate_wpm in (RATE_WPM, 400):
        before = set(folder.iterdir())
        speaker.clip("Breathe in.", rate_wpm)
        names += set(folder.iterdir()) - before
    quick, slow = names
    quick.write_bytes(slow.read_bytes())
    with pytest.raises(SpeechError, match="start again"):
        speaker.clip("Breathe in.", RATE_WPM)


def test_threads_that_ask_for_the_same_cue_get_it_from_one_telling(
    speaker: Speaker, meeting: Meeting, starts: Path
) -> None:
    with ThreadPoolExecutor(4) as pool:
        clips = [pool.submit(speaker.clip, meeting.text, RATE_WPM) for _ in range(4)]
        meeting.process()
        meeting.go_on()  # once: told a second time it would hang
        assert len({clip.result(ANSWER_S) for clip in clips}) == 1


def test_closing_frees_a_thread_that_waits_for_a_cue(speaker: Speaker, meeting: Meeting) -> None:
    with ThreadPoolExecutor() as pool:
        clip = pool.submit(speaker.clip, meeting.text, RATE_WPM)
        meeting.process()
        speaker.close()
        assert isinstance(clip.exception(ANSWER_S), SpeechError)


def test_what_isnt_there_is_bad_input(starts: Path, folder: Path) -> None:
    tome = Voice(TONE.engine, "tome", "en", "")
    with Speaker(tome, Cache(folder)) as speaker, pytest.raises(UnknownNameError) as caught:
        speaker.clip("Breathe in.", RATE_WPM)
    assert caught.value.exit_status == 2
    assert not folder.exists()
    with pytest.raises(UnknownNameError, match="unknown engine 'nosuch'"):
        Speaker(Voice("nosuch", "en-us", "en", ""), Cache(folder))
    with pytest.raises(InputError, match="pitch_hz is -1"):
        Speaker(TONE, Cache(folder), {"pitch_hz": -1})


def test_a_text_without_words_is_refused_before_a_process_is_started(starts: Path, folder: Path) -> None:
    with Speaker(Voice("pyttsx3", "en-us", "en-us", ""), Cache(folder)) as speaker:
        for text in ("", " \n", "...", "\0", "<>", "?! -- …"):
            with pytest.raises(InputError, match="nothing to say"):
                speaker.clip(text, RATE_WPM)
    assert count(starts) == 0


def test_the_parent_measures_nothing_and_never_imports_what_is_heavy(starts: Path, folder: Path) -> None:
    program = f"""
import sys
from pathlib import Path
from typing import Any
from voicecoach.cache import Cache
from voicecoach.speech.calibration import AIM_LUFS, Profile
from voicecoach.speech.engine import Voice
from voicecoach.speech.speaker import Speaker
with Speaker(Voice("pyttsx3", "en-us", "en-us", ""), Cache(Path({str(folder)!r}))) as speaker:
    assert speaker.frames("Breathe in.", 140)
assert not {{"numpy", "soundfile", "soxr", "pyttsx3", "pyloudnorm"}}.intersection(sys.modules)
"""
    path = os.pathsep.join(filter(None, sys.path))
    subprocess.run([sys.executable, "-c", program], check=True, env=os.environ | {"PYTHONPATH": path})


def test_the_back_is_no_english_word_in_french(folder: Path) -> None:
    """espeak-ng takes « dos » for the name of an old system; the language's pronunciations know better."""

    def hiss(read: Callable[[str], str]) -> float:
        """The share of power above 4 kHz in the last 120 ms, where a hissed s would be."""
        with Speaker(Voice("pyttsx3", "fr", "fr-fr", ""), Cache(folder), read=read) as speaker:
            sound = np.frombuffer(speaker.clip("Allongez-vous lentement sur le dos.", 130).samples, "<i2").astype(float)
        audible = np.flatnonzero(np.abs(sound) > 300)[-1]
        power = np.abs(np.fft.rfft(sound[audible - FRAME_RATE * 120 // 1000 : audible])) ** 2
        return float(power[len(power) // 6 :].sum() / power.sum())

    assert hiss(Reading("fr")) < 0.1 < hiss(str)
