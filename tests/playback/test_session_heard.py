"""A whole session on a real sound server: what is recorded is what was exported, island by island."""

from __future__ import annotations

import os
import subprocess
import sys
import wave
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.playback.conftest import SoundServer
from voicecoach.clip import FRAME_RATE
from voicecoach.memory import has_heard_a_session

ROUTINE = """
title: Short
settle: 1 s
steps:
- {exercise: pelvic-tilt, repetitions: 2, hold: 6 s, rest: 0 s}
"""
AUDIBLE = 100

Samples = NDArray[np.int16]


def parting_gap(samples: Samples) -> int:
    """Frames of quiet that part islands, half-way between two lengths that pauses have: a player that runs dry for a
    moment makes none longer or shorter than it."""
    heard = np.flatnonzero(np.abs(samples.astype(np.int32)) > AUDIBLE)
    pauses = np.diff(heard)
    lengths = np.sort(pauses[(pauses > FRAME_RATE // 10) & (pauses < FRAME_RATE // 2)])
    widest = int(np.diff(lengths).argmax())
    return int(lengths[widest] + lengths[widest + 1]) // 2


def islands(samples: Samples, gap_frames: int) -> list[tuple[int, int]]:
    """Runs of sound, [start, stop), parted by more than `gap_frames` of quiet."""
    heard = np.flatnonzero(np.abs(samples.astype(np.int32)) > AUDIBLE)
    breaks = np.flatnonzero(np.diff(heard) > gap_frames)
    starts = [heard[0], *heard[breaks + 1]]
    stops = [*heard[breaks], heard[-1]]
    return [(int(start), int(stop) + 1) for start, stop in zip(starts, stops, strict=True)]


def likeness(heard: Samples, meant: Samples) -> float:
    """How well `meant` fits somewhere into `heard`: 1 where it is the same."""
    size = 1 << (len(heard) + len(meant)).bit_length()
    spectra = np.fft.rfft(heard.astype(float), size) * np.conj(np.fft.rfft(meant.astype(float), size))
    best = np.fft.irfft(spectra, size).max()
    return float(best / np.linalg.norm(meant.astype(float)) ** 2)


@pytest.mark.needs("pulseaudio", "pactl", "parec")
@pytest.mark.needs_module("simpleaudio")
def test_what_is_heard_is_what_is_exported(tmp_path: Path) -> None:
    """All players play at once, each that sounds on a server of its own, since they need the routine's own time."""
    (tmp_path / "short.yaml").write_text(ROUTINE)
    voicecoach(tmp_path, {}, "export", "short.yaml", "-o", "short.wav")
    with wave.open(str(tmp_path / "short.wav")) as file:
        meant = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    with ThreadPoolExecutor() as pool:
        recordings = [pool.submit(recorded, tmp_path, player) for player in ("miniaudio", "simpleaudio")]
        read_along = pool.submit(voicecoach, tmp_path, {}, "play", "short.yaml", "--player", "silent")
    for recording in recordings:
        assert_heard(recording.result(), meant)
    for player in ("miniaudio", "simpleaudio"):
        assert has_heard_a_session(tmp_path / player / "data" / "listener.json")
    assert not list((tmp_path / "data").iterdir()), "what made no sound wasn't heard, and nothing of it is left"
    assert "Second of two." in read_along.result().stdout
    assert "That was the whole routine." in read_along.result().stderr


def voicecoach(folder: Path, environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "voicecoach.cli", *arguments, "--pace", "2", "--safety", "short"]
    folders = {"VOICECOACH_CACHE_DIR": str(folder / "cache"), "VOICECOACH_DATA_DIR": str(folder / "data")}
    environment = os.environ | folders | environment
    return subprocess.run(
        command,
        cwd=folder,
        env=environment,
        check=True,
        timeout=300,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
    )


def recorded(folder: Path, player: str) -> Samples:
    """What a server hears of the routine."""
    (folder / player).mkdir()
    server = SoundServer(folder / player)
    server.start()
    try:
        with server.recording() as recording:
            environment = server.environment | {"VOICECOACH_DATA_DIR": str(folder / player / "data")}
            voicecoach(folder, environment, "play", "short.yaml", "--player", player)
    finally:
        server.stop()
    return np.array(recording.samples, np.int16)


def assert_heard(heard: Samples, meant: Samples) -> None:
    """Every island that was meant is heard, in order, within 100 ms of its time, and sounds like itself."""
    gap_frames = parting_gap(meant)
    meant_islands, heard_islands = islands(meant, gap_frames), islands(heard, gap_frames)
    assert len(heard_islands) == len(meant_islands) > 20
    offset = heard_islands[0][0] - meant_islands[0][0]
    for (meant_start, meant_stop), (heard_start, heard_stop) in zip(meant_islands, heard_islands, strict=True):
        assert heard_start - offset == pytest.approx(meant_start, abs=FRAME_RATE // 10)
        # on a busy machine a device may run dry for a moment: half of an island's pieces are then still as they were
        pieces = np.array_split(meant[meant_start:meant_stop], max(2, (meant_stop - meant_start) // FRAME_RATE))
        alike = [likeness(heard[heard_start:heard_stop], piece) > 0.95 for piece in pieces]
        assert sum(alike) >= len(alike) / 2
