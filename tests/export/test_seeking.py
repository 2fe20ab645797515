"""Where a player gets to that seeks in an exported MP3, held against `show --json`."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from tests.cli.conftest import run_voicecoach

pytestmark = [pytest.mark.needs("mpv"), pytest.mark.once]

OFF_S = 0.06

HEARD_S = 2.0
"""How long is listened to, from the first sound on."""

AUDIBLE = 0.01
"""Of full scale."""


@dataclass(frozen=True)
class Export:
    """A routine as MP3, and the sections that `show --json` tells of it."""

    path: Path
    sections: list[dict[str, Any]]

    def first_sound_s(self, number: int) -> float:
        """When the first sound of a section begins, from the section's start."""
        section = self.sections[number]
        starts_s = [event["start_s"] for event in section["events"] if event["kind"] != "hold"]
        return float(min(starts_s) - section["start_s"])


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory, clip_cache: Path) -> Export:
    folder = tmp_path_factory.mktemp("seeking")
    made = run_voicecoach(folder, clip_cache, "export", "lower-back", "-o", "out.mp3")
    assert made.returncode == 0, made.stderr
    shown = json.loads(run_voicecoach(folder, clip_cache, "show", "lower-back", "--json").stdout)
    assert len(shown["sections"]) == 6
    return Export(folder / "out.mp3", shown["sections"])


def onset_s(export: Export, start: str, length_s: float) -> float:
    """When mpv's first sound is heard that starts there, on its own clock."""
    sound = export.path.with_name("heard.wav")
    command = ["mpv", "--no-config", "--no-video", "--msg-level=all=error", "--ao=pcm", f"--ao-pcm-file={sound}"]
    command += [f"--start={start}", f"--length={length_s}", str(export.path)]
    ran = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=True, timeout=60)
    assert ran.stdout + ran.stderr == b""
    samples, rate_hz = soundfile.read(sound, always_2d=True)
    audible = np.flatnonzero(np.abs(samples[:, 0]) > AUDIBLE)
    assert audible.size, f"nothing is heard within {length_s} s of {start}"
    return float(audible[0] / rate_hz)


@pytest.mark.parametrize("number", range(6))
def test_mpv_seeks_to_a_chapter_and_to_its_time(export: Export, number: int) -> None:
    expected_s = export.first_sound_s(number)
    for start in (f"#{number + 1}", str(export.sections[number]["start_s"])):
        heard_s = onset_s(export, start, expected_s + HEARD_S)
        assert heard_s == pytest.approx(expected_s, abs=OFF_S), start
