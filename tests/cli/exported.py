"""A routine that was exported for real, decoded by ffmpeg, beside what `show --json` says of it."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.cli.conftest import run_voicecoach
from voicecoach.clip import FRAME_RATE

Samples = NDArray[np.float64]


@dataclass(frozen=True)
class Export:
    """An exported routine: its file, what `show --json` says of it, and its samples (1.0 is full scale)."""

    path: Path
    shown: dict[str, Any]
    samples: Samples

    def events(self, *kinds: str) -> list[dict[str, Any]]:
        """Events of these kinds, in order."""
        return [event for section in self.shown["sections"] for event in section["events"] if event["kind"] in kinds]

    def between(self, start_s: float, end_s: float) -> Samples:
        """The sound from one time to another."""
        return self.samples[round(start_s * FRAME_RATE) : round(end_s * FRAME_RATE)]

    def speech(self) -> Samples:
        """What is spoken, joined."""
        return np.concatenate([self.between(event["start_s"], event["end_s"]) for event in self.events("speech")])


def exported(folder: Path, clip_cache: Path, *arguments: str) -> Export:
    """Export a routine as MP3, in a folder."""
    made = run_voicecoach(folder, clip_cache, "export", *arguments, "-o", "out.mp3", "--force")
    assert made.returncode == 0, made.stderr
    shown = json.loads(run_voicecoach(folder, clip_cache, "show", *arguments, "--json").stdout)
    path = folder / "out.mp3"
    decode = ["ffmpeg", "-v", "error", "-i", str(path), "-f", "s16le", "-ac", "1", "-"]
    decoded = subprocess.run(decode, capture_output=True, check=True)
    assert decoded.stderr == b""
    return Export(path, shown, np.frombuffer(decoded.stdout, "<i2") / 32768)


def loudness_and_peak(samples: Samples) -> tuple[float, float]:
    """The integrated loudness in LUFS and the true peak in dBTP, as ffmpeg's ebur128 has them."""
    raw = (samples * 32768).astype("<i2").tobytes()
    command = ["ffmpeg", "-hide_banner", "-f", "s16le", "-ar", "48000", "-ac", "1", "-i", "-"]
    command += ["-af", "ebur128=peak=true:framelog=verbose", "-f", "null", "-"]
    summary = subprocess.run(command, input=raw, capture_output=True, check=True).stderr.decode()
    return float(summary.rsplit("I:", 1)[1].split()[0]), float(summary.rsplit("Peak:", 1)[1].split()[0])
