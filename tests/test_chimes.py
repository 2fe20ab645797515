"""The chimes: shipped ones that can be told apart and found in a recording, and a user's own."""

from __future__ import annotations

import subprocess
import sys
import wave
from itertools import combinations
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest
import soundfile

from scripts.make_chimes import make_chimes
from tests.cli.conftest import run_voicecoach
from tests.loudness import momentary_lufs
from voicecoach.cache import Cache
from voicecoach.chimes import CHIMES, Chimes
from voicecoach.clip import FRAME_RATE
from voicecoach.errors import InputError, UnknownNameError

Samples: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]

PROJECT = Path(__file__).parents[1]


def samples(name: str, folder: Path | None = None) -> Samples:
    return np.frombuffer(Chimes(folder).clip(name).samples, "<i2") / 32768


def correlation(one: Samples, other: Samples) -> Samples:
    """The normalised cross-correlation of two sounds, at each shift."""
    frames = one.size + other.size
    spectrum = np.fft.rfft(one, frames) * np.conj(np.fft.rfft(other, frames))
    normalised: Samples = np.fft.irfft(spectrum, frames) / np.sqrt((one @ one) * (other @ other))
    return normalised


def test_the_shipped_chimes_are_what_the_script_makes(tmp_path: Path) -> None:
    make_chimes(tmp_path)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_bytes() for path in (PROJECT / "audio").glob("*.wav")}
    assert made.keys() == {f"{name}.wav" for name in CHIMES}


@pytest.mark.parametrize("name", CHIMES)
def test_a_shipped_chime_is_soft_and_ends_in_silence(name: str) -> None:
    sound = samples(name)
    assert soundfile.info(PROJECT / "audio" / f"{name}.wav").samplerate == FRAME_RATE
    assert sound.size / FRAME_RATE <= 0.25 if name == "click" else 1.2 <= sound.size / FRAME_RATE <= 3.0
    assert -12 <= 20 * np.log10(np.abs(sound).max()) <= -10
    low, high = (-33, -28) if name == "click" else (-25, -22)  # 3 to 6 under the voice, what is short under that
    assert low <= momentary_lufs(sound) <= high
    assert sound[0] == sound[-1] == 0
    assert np.abs(np.diff(sound)).max() < 0.05


@pytest.mark.parametrize("name", CHIMES)
def test_a_shipped_chime_can_be_found_within_a_millisecond(name: str) -> None:
    sound, at = samples(name), 31_415
    recording = np.random.default_rng(1).normal(0, 0.02, at + 2 * sound.size)
    recording[at : at + sound.size] += sound
    found = int(correlation(recording, sound)[: recording.size].argmax())
    assert found == pytest.approx(at, abs=48)


def test_no_two_chimes_are_alike() -> None:
    alike = {pair: np.abs(correlation(samples(pair[0]), samples(pair[1]))).max() for pair in combinations(CHIMES, 2)}
    assert max(alike.values()) < 0.4
    assert alike["end", "start"] < 0.1


def test_a_users_own_chime_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    ding = 0.5 * np.sin(2 * np.pi * 700 * np.arange(44100) / 44100)
    quiet = np.zeros(22050)
    soundfile.write(tmp_path / "start.wav", np.concatenate([quiet, ding, quiet]), 44100)
    own = samples("start", tmp_path)
    assert own.size / FRAME_RATE == pytest.approx(0.010 + 1.0 + 0.5, abs=0.002)
    assert np.flatnonzero(np.abs(own) > 0.05)[0] == pytest.approx(480, abs=24)
    assert np.array_equal(samples("end", tmp_path), samples("end"))


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("rate_hz", [44_100, 48_000])
@pytest.mark.parametrize("level", [0.001, 1.0, 8.0])
def test_a_users_own_chime_sounds_at_one_level_however_loud_its_file_is(
    tmp_path: Path, level: float, rate_hz: int, channels: int
) -> None:
    ding = level * np.sin(2 * np.pi * 700 * np.arange(rate_hz) / rate_hz)
    soundfile.write(tmp_path / "start.wav", np.stack([ding] * channels, axis=1), rate_hz, subtype="FLOAT")
    own, edge = samples("start", tmp_path), FRAME_RATE // 100  # the edges are faded
    sine = np.sin(2 * np.pi * 700 * np.arange(FRAME_RATE) / FRAME_RATE)
    assert own.size == pytest.approx(FRAME_RATE, abs=2)
    assert momentary_lufs(own) == pytest.approx(-23.5, abs=0.1)
    own, sine = own[edge : FRAME_RATE - edge], sine[edge:-edge]
    assert np.abs(own - sine * np.abs(own).max()).max() < 0.001


def sounds() -> dict[str, Samples]:
    """Of many kinds, at 48 kHz."""
    time_s = np.arange(FRAME_RATE) / FRAME_RATE
    noise = np.random.default_rng(1).normal(0, 0.1, FRAME_RATE)
    return {
        "a click of 20 ms": noise[:960],
        "a drum": noise * np.exp(-time_s * 30),
        "a bell": np.sin(2 * np.pi * 1200 * time_s) * np.exp(-time_s * 4),
        "a gong that swells": np.sin(2 * np.pi * 150 * time_s) * time_s,
        "cut off at full scale": np.clip(9 * np.sin(2 * np.pi * 500 * time_s), -1, 1),
    }


@pytest.mark.parametrize("kind", sounds())
def test_a_users_own_chime_lies_three_to_six_under_the_voice_and_under_the_ceiling(tmp_path: Path, kind: str) -> None:
    sound = sounds()[kind]
    soundfile.write(tmp_path / "start.wav", np.stack([sound, 0 * sound], axis=1), FRAME_RATE, subtype="FLOAT")
    own = samples("start", tmp_path)
    assert 20 * np.log10(np.abs(own).max()) <= -2 + 0.01
    if "click" in kind:  # what is so short can't be that loud without a peak that startles
        assert -29 <= momentary_lufs(own) <= -22
    else:
        assert -25 <= momentary_lufs(own) <= -22


def test_a_users_own_chime_is_fitted_once(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "start.wav", sounds()["a bell"], FRAME_RATE)
    cache = Cache(tmp_path / "cache")
    fitted = Chimes(tmp_path, cache).clip("start")
    program = f"""
import sys
from pathlib import Path
from voicecoach.cache import Cache
from voicecoach.chimes import Chimes
Chimes(Path({str(tmp_path)!r}), Cache(Path({str(tmp_path / "cache")!r}))).clip("start")
assert not {{"numpy", "pyloudnorm"}}.intersection(sys.modules)
"""
    subprocess.run([sys.executable, "-c", program], check=True, cwd=PROJECT)
    soundfile.write(tmp_path / "start.wav", sounds()["a drum"], FRAME_RATE)
    assert Chimes(tmp_path, cache).clip("start") != fitted


def test_a_users_own_chime_in_the_data_folder_is_what_is_exported(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "chimes"
    folder.mkdir(parents=True)
    ding = np.sin(2 * np.pi * 700 * np.arange(22_050) / 44_100)
    soundfile.write(folder / "start.wav", np.stack([ding, ding], axis=1), 44_100)
    (tmp_path / "short.yaml").write_text("title: Short\nsettle: 0 s\nsteps:\n- rest: 1 s\n")
    result = run_voicecoach(tmp_path, tmp_path / "cache", "export", "short.yaml", "-o", "short.wav")
    assert result.returncode == 0, result.stderr
    with wave.open(str(tmp_path / "short.wav")) as file:
        exported = file.readframes(file.getnframes())
    heads = (chimes.clip("start").samples[:FRAME_RATE] for chimes in (Chimes(folder), Chimes()))  # half a second each
    assert [exported.count(head) for head in heads] == [1, 0]


def test_an_unknown_chime_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="did you mean finish"):
        Chimes().clip("finnish")


def test_a_users_chime_that_cant_be_used_is_refused_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "start.wav").write_bytes(b"RIFF nothing")
    soundfile.write(tmp_path / "end.wav", np.zeros(4800), 48000)
    soundfile.write(tmp_path / "finish.wav", np.sin(np.arange(8000 * 11)), 8000)
    for name, reason in (("start", "can't be read"), ("end", "is silent"), ("finish", "lasts 11.0 s")):
        with pytest.raises(InputError, match=reason) as caught:
            Chimes(tmp_path).clip(name)
        assert str(tmp_path / f"{name}.wav") in str(caught.value)


def test_the_shipped_chimes_need_no_numpy() -> None:
    program = "import sys; from voicecoach.chimes import *; Chimes().clip('start'); assert 'numpy' not in sys.modules"
    subprocess.run([sys.executable, "-c", program], check=True, cwd=PROJECT)
