"""An export whose layout is known does the same as one that plans: it is one that plans wherever anything changed."""

from __future__ import annotations

import wave
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from tests.cli.conftest import Command, run_voicecoach
from voicecoach.cache import Cache
from voicecoach.speech.calibration import Profile, keep_profile
from voicecoach.speech.engine import Voice
from voicecoach.speech.speaker import Speaker

pytestmark = pytest.mark.once

ROUTINE = """\
title: Mine
settle: 0 s
steps:
- exercise: knee-rolls
  repetitions: 1
  hold: 6 s
  rest: 0 s
"""
TONE = Voice("tone", "sine", "", "")
OPTIONS = ("--voice", TONE.id, "--rate", "300", "--safety", "short")
"""An engine that gives equal bytes each time."""


class Place:
    """A folder with a routine, and exports of it with a cache that knows earlier ones, or with none."""

    def __init__(self, folder: Path, profile: Profile) -> None:
        self.folder, self._profile = folder, profile
        self.routine = folder / "mine.yaml"
        self.routine.write_text(ROUTINE)

    def export(self, *options: object, cache: str = "cache", **environment: str) -> tuple[bytes, bool, str]:
        """What the file holds, whether the session was planned for it, and what was said of it."""
        self.keep(self._profile, cache)
        target = self.folder / f"{cache}.mp3"
        arguments = ("export", *(options or ("mine.yaml",)), *OPTIONS, "-o", target, "--force")
        done = run_voicecoach(self.folder, self.folder / cache, *arguments, **environment)
        assert done.returncode == 0, done.stderr
        return target.read_bytes(), "Speaking" in done.stderr, done.stderr

    def keep(self, profile: Profile, cache: str = "cache") -> None:
        """Have the voice be known in a cache; to measure it takes seconds."""
        entries = Cache(self.folder / cache / "entries")
        with Speaker(TONE, entries) as speaker:
            if not speaker.recall("en") or profile is not self._profile:
                keep_profile(speaker.profile_name("en"), profile, entries)


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Profile:
    with Speaker(TONE, Cache(tmp_path_factory.mktemp("measured"))) as speaker:
        return speaker.calibrate("en")


@pytest.fixture
def place(tmp_path: Path, profile: Profile) -> Place:
    return Place(tmp_path, profile)


def test_the_same_again_is_planned_once(place: Place) -> None:
    first, planned, _ = place.export()
    assert planned
    assert place.export()[:2] == (first, False)
    assert place.export(place.routine)[0] == first


def test_what_the_cache_lost_is_made_again(place: Place) -> None:
    first, *_ = place.export()
    entries = place.folder / "cache" / "entries"
    lost = [*entries.glob("*.mpeg")][::2] + [*entries.glob("*.clip")][::2]
    assert len(lost) > 4
    for entry in lost:
        entry.unlink()
    assert place.export()[0] == first


def replaced(old: str, new: str, place: Place) -> dict[str, str]:
    """The routine's file, changed."""
    place.routine.write_text(ROUTINE.replace(old, new))
    return {}


def written(name: str, text: str, place: Place) -> dict[str, str]:
    """Another file."""
    path = place.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return {}


def own_chime(place: Place) -> dict[str, str]:
    """A chime of the user's own."""
    path = place.folder / "data/chimes/end.wav"
    path.parent.mkdir(parents=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(b"\x00\x10\x00\xf0" * 9600)
    return {}


def variable(place: Place) -> dict[str, str]:
    """A variable over the config."""
    return {"VOICECOACH_PACE": "slow"}


@pytest.mark.parametrize(
    "change",
    [
        partial(replaced, "hold: 6 s", "hold: 7 s"),
        partial(written, "exercises/knee-rolls.yaml", "title: Rolling\n"),
        partial(written, "data/routines/exercises/knee-rolls.yaml", "title: Rolling\n"),
        partial(written, "config/config.toml", 'pace = "slow"\n'),
        own_chime,
        variable,
    ],
)
def test_whatever_changes_is_heard(place: Place, change: Callable[[Place], dict[str, str]]) -> None:
    before, *_ = place.export()
    environment = change(place)
    after, planned, _ = place.export(**environment)
    assert planned
    assert after != before
    assert after == place.export(cache="empty", **environment)[0]


@pytest.mark.parametrize("extends", ["extends: elsewhere/base.yaml", "extends:\n  elsewhere/base.yaml"])
def test_a_routine_that_builds_on_one_elsewhere_is_always_planned(place: Place, extends: str) -> None:
    base = place.folder / "elsewhere" / "base.yaml"
    written("elsewhere/base.yaml", ROUTINE, place)
    place.routine.write_text(f"title: Mine\n{extends}\n")
    before, *_ = place.export()
    base.write_text(ROUTINE.replace("hold: 6 s", "hold: 7 s"))
    after, *_ = place.export()
    assert after != before
    assert after == place.export(cache="empty")[0]


def test_a_voice_that_was_measured_anew_is_heard(place: Place, profile: Profile) -> None:
    before, *_ = place.export()
    place.keep(replace(profile, gains_db=tuple(gain_db - 3 for gain_db in profile.gains_db)))
    after, planned, _ = place.export()
    assert planned
    assert after != before


def test_warnings_are_told_each_time(voicecoach: Command, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(ROUTINE)
    told = [voicecoach("export", "mine.yaml", "--voice", "pyttsx3:de", "--force").stderr for _ in range(2)]
    assert ["a voice for de, and the words are in en" in words for words in told] == [True, True]
    assert ["Speaking" in words for words in told] == [True, False]


def test_clips_that_were_lost_and_come_otherwise_hinder_no_export(place: Place) -> None:
    place.export()
    entries = Cache(place.folder / "cache" / "entries")
    for number, entry in enumerate(sorted(entries.folder.glob("*.clip"))):
        entries.replace(entry.name, (entries.get(entry.name) or b"")[: -4800 - 2 * number])
    for options in (["--bitrate", "96"], ["--bitrate", "96"], ["--format", "wav"]):
        assert place.export("mine.yaml", *options)[0]


def test_another_format_has_the_same_sound(place: Place) -> None:
    place.export()
    wav = place.folder / "a.wav"
    for cache in ("cache", "empty"):
        done = run_voicecoach(place.folder, place.folder / cache, "export", "mine.yaml", *OPTIONS, "-o", wav, "--force")
        assert done.returncode == 0, done.stderr
        if cache == "cache":
            first = wav.read_bytes()
    assert wav.read_bytes() == first
