"""Going to a chapter of an exported MP3 in mpv, measured on what sounds then."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.cli.exported import Export, Samples, exported
from voicecoach.clip import FRAME_RATE

pytestmark = pytest.mark.needs("ffmpeg", "mpv")

LEAST_SOUND = 0.003
"""Above the noise of a decoder, and far under the softest chime."""

NEAR_S = 0.06
HEARD_S = 6.0


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory, clip_cache: Path) -> Export:
    return exported(tmp_path_factory.mktemp("export"), clip_cache, "lower-back-short", "--safety", "short")


def played_from(path: Path, chapter: int) -> Samples:
    """What mpv plays from the beginning of a chapter on; they count from 1."""
    wav = path.with_suffix(f".{chapter}.wav")
    command = ["mpv", "--no-config", "--really-quiet", "--no-video", "--ao=pcm", f"--ao-pcm-file={wav}"]
    subprocess.run([*command, f"--start=#{chapter}", f"--length={HEARD_S}", str(path)], check=True, timeout=60)
    samples, rate_hz = soundfile.read(wav)
    assert rate_hz == FRAME_RATE
    return np.asarray(samples).reshape(len(samples), -1)[:, 0]


def first_sound_s(samples: Samples) -> float:
    return float(np.argmax(np.abs(samples) > LEAST_SOUND) / FRAME_RATE)


def test_each_chapter_begins_with_its_first_sound(export: Export) -> None:
    late_s = {}
    for number, section in enumerate(export.shown["sections"], start=1):
        heard = played_from(export.path, number)
        meant = export.between(section["start_s"], section["start_s"] + HEARD_S)
        late_s[section["title"]] = first_sound_s(heard) - first_sound_s(meant)
        assert np.abs(heard).max() > LEAST_SOUND
    assert len(late_s) >= 4
    assert {title: s for title, s in late_s.items() if abs(s) > NEAR_S} == {}
