"""The exported MP3, decoded by ffmpeg and mpg123, held against `show --json`: what is promised is what is heard."""

from __future__ import annotations

import json
import subprocess
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tests.cli.exported import Export, Samples, exported, loudness_and_peak
from voicecoach.chimes import Chimes
from voicecoach.clip import FRAME_RATE
from voicecoach.documents.texts import filled
from voicecoach.phrases import phrases_for

pytestmark = [pytest.mark.needs("ffmpeg", "ffprobe"), pytest.mark.once]

EXPORTS = [
    "lower-back",
    "lower-back-in-bed --voice en-gb --pace 1.4",
    "lower-back-short --language de",
    "lower-back-short --language es --guidance brief --safety short",
    "lower-back-short --language fr --level gentle --safety short",
    "lower-back --guidance chimes --level challenge --safety short",
]


@pytest.fixture(scope="module", params=EXPORTS)
def export(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, clip_cache: Path) -> Export:
    return exported(tmp_path_factory.mktemp("export"), clip_cache, *request.param.split())


def peak_dbfs(samples: Samples) -> float:
    return float(20 * np.log10(np.abs(samples).max(initial=0) + 1e-9))


def test_the_length_and_the_chapters_are_those_shown(export: Export) -> None:
    command = ["ffprobe", "-v", "error", "-of", "json", "-show_format", "-show_chapters", str(export.path)]
    probed = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert float(probed["format"]["duration"]) == pytest.approx(export.shown["length_s"], abs=0.1)
    assert len(export.samples) == round(export.shown["length_s"] * FRAME_RATE)
    sections = export.shown["sections"]
    titles = [f"{number} · {section['title']}" for number, section in enumerate(sections, start=1)]
    assert [chapter["tags"]["title"] for chapter in probed["chapters"]] == titles
    for chapter, section in zip(probed["chapters"], sections, strict=True):
        assert float(chapter["start_time"]) == pytest.approx(section["start_s"], abs=0.002)


@pytest.mark.needs("mpg123")
def test_another_decoder_hears_the_same(export: Export) -> None:
    """So all that is held here of ffmpeg holds of mpg123."""
    command = ["mpg123", "-q", "-s", "-e", "s16", str(export.path)]
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stderr == b""
    samples = np.frombuffer(done.stdout, np.int16) / 32768
    assert len(samples) == len(export.samples)
    assert np.abs(samples - export.samples).max() <= 2 / 32768


def test_every_hold_lasts_its_dose_from_chime_to_chime(export: Export) -> None:
    def onset_s(name: str, expected_s: float) -> float:
        """Where the chime best fits the sound, within 100 ms of where it's expected."""
        chime = np.frombuffer(Chimes(None).clip(name).samples, "<i2")[: FRAME_RATE // 5] / 32768
        around = export.between(expected_s - 0.1, expected_s + 0.1 + len(chime) / FRAME_RATE)
        return expected_s - 0.1 + int(np.correlate(around, chime, "valid").argmax()) / FRAME_RATE

    holds = export.events("hold")
    assert len(holds) >= 6
    for hold in holds:
        dose_s = hold["end_s"] - hold["start_s"]
        assert onset_s("end", hold["end_s"]) - onset_s("start", hold["start_s"]) == pytest.approx(dose_s, abs=0.015)


def test_no_two_spoken_events_overlap(export: Export) -> None:
    for before, after in pairwise(export.events("speech")):
        assert before["end_s"] <= after["start_s"]


def test_every_spoken_event_is_sound_and_every_gap_is_silence(export: Export) -> None:
    for event in export.events("speech"):
        assert peak_dbfs(export.between(event["start_s"], event["end_s"])) > -20, event["text"]
    stop_s, gaps = 0.0, 0
    for event in export.events("speech", "chime"):
        if event["start_s"] - stop_s > 0.1:
            assert peak_dbfs(export.between(stop_s + 0.05, event["start_s"] - 0.05)) < -70
            gaps += 1
        stop_s = max(stop_s, event["end_s"])
    assert gaps > 50


def test_a_countdown_falls_on_its_seconds(export: Export) -> None:
    seconds = dict(zip(phrases_for(export.shown["language"]).countdown, (3, 2, 1), strict=True))
    expected = [] if export.shown["guidance"] == "chimes" else list(seconds)
    counted = [hold for hold in export.events("hold") if hold["end_s"] - hold["start_s"] >= 6]
    assert counted or export.shown["level"] == "gentle"
    for hold in counted:
        inside = [e for e in export.events("speech") if hold["start_s"] < e["start_s"] < hold["end_s"]]
        numbers = [event["text"] for event in inside if event["text"] in seconds]
        assert numbers == expected
        for number in numbers:
            due_s = hold["end_s"] - seconds[number]
            heard = np.flatnonzero(np.abs(export.between(due_s - 0.2, due_s + 0.4)) > 0.01)
            assert heard[0] / FRAME_RATE - 0.2 == pytest.approx(0, abs=0.05)


def test_speech_is_as_loud_as_promised(export: Export) -> None:
    loudness_lufs, true_peak_dbfs = loudness_and_peak(export.speech())
    assert loudness_lufs == pytest.approx(-19, abs=1)
    assert true_peak_dbfs <= -1


def test_the_length_that_was_announced_is_right_to_the_minute(export: Export) -> None:
    phrases = phrases_for(export.shown["language"])
    announced = [filled(phrases.takes, {"minutes_left": phrases.minutes(60 * count)}) for count in range(1, 60)]
    (minutes,) = [announced.index(event["text"]) + 1 for event in export.events("speech") if event["text"] in announced]
    assert export.shown["length_s"] / 60 == pytest.approx(minutes, abs=1)
