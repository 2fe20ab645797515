"""Conforming: whatever comes in, what goes out is in the session's format, quiet at its edges and under the ceiling."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest
import soundfile
import soxr  # type: ignore[import-untyped]  # it brings no types
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.clip import FRAME_RATE, Clip
from voicecoach.conform import CEILING_DB, Wave, conform, levelled, read_wave
from voicecoach.errors import InputError

Samples: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]

RATES_HZ = st.sampled_from([8000, 11025, 16000, 22050, 24000, 44100, 48000, 96000])


def samples(clip: Clip) -> Samples:
    return np.frombuffer(clip.samples, "<i2") / 32768


def decibels(level: float) -> float:
    return float(20 * np.log10(level))


def tone(length_s: float, level: float = 0.5, rate_hz: int = FRAME_RATE, pitch_hz: float = 440.0) -> Samples:
    wave: Samples = level * np.sin(2 * np.pi * pitch_hz * np.arange(round(length_s * rate_hz)) / rate_hz)
    return wave


def wave_of(mono: Samples, rate_hz: int = FRAME_RATE) -> Wave:
    return Wave(mono.astype(np.float32), rate_hz)


@st.composite
def waves(draw: st.DrawFn) -> Wave:
    """Noise in bursts: of any rate, level, length and number of channels."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    shape = draw(st.sampled_from([(), (1,), (2,), (6,)]))
    bursts = draw(st.lists(st.tuples(st.integers(0, 4000), st.floats(0, 8, width=32)), max_size=6))
    pieces = [random.uniform(-level, level, (frames, *shape)) for frames, level in bursts]
    return Wave(np.concatenate([np.zeros((0, *shape)), *pieces]).astype(np.float32), draw(RATES_HZ))


@given(waves(), st.floats(-20, 20))
def test_any_wave_ends_under_the_ceiling_with_its_edges_at_zero(wave: Wave, gain_db: float) -> None:
    clip = levelled(conform(wave), gain_db)
    assert clip == levelled(conform(wave), gain_db)
    assert clip.frames == conform(wave).frames
    if clip.frames:
        sound = samples(clip)
        assert sound[0] == sound[-1] == 0
        assert np.abs(sound).max() <= 10 ** (CEILING_DB / 20) + 1 / 32768
        # An encoder has the rest up to -1 dBTP for itself.
        assert decibels(np.abs(soxr.resample(sound, 48000, 192000)).max() + 1e-9) <= CEILING_DB + 0.3


@given(RATES_HZ, st.floats(0, 1), st.floats(0, 1), st.floats(0.05, 1))
def test_silence_is_trimmed_to_ten_and_fifty_milliseconds(
    rate_hz: int, before_s: float, after_s: float, level: float
) -> None:
    quiet = [np.zeros(round(length_s * rate_hz)) for length_s in (before_s, after_s)]
    beep = np.full(rate_hz // 10, level) * np.resize([1, -1, -1, 1], rate_hz // 10)
    frames = conform(wave_of(np.concatenate([quiet[0], beep, quiet[1]]), rate_hz)).frames
    expected_s = min(before_s, 0.010) + 0.1 + min(after_s, 0.050)
    assert frames / FRAME_RATE == pytest.approx(expected_s, abs=0.002 + 64 / rate_hz)  # a resampler's ringing is sound


@given(RATES_HZ, st.floats(0.1, 0.9))
def test_an_impulse_keeps_its_time(rate_hz: int, at_s: float) -> None:
    frame = round(at_s * rate_hz)
    mono = np.zeros(rate_hz)
    mono[frame] = 0.5
    heard = int(np.abs(samples(conform(wave_of(mono, rate_hz), head_s=None, tail_s=None))).argmax())
    assert heard == pytest.approx(frame * FRAME_RATE / rate_hz, abs=1)


def test_a_wave_under_the_ceiling_is_left_as_it_is() -> None:
    mono = np.rint(tone(0.5, level=0.79) * 32768) / 32768
    clip = conform(wave_of(mono), head_s=None, tail_s=None)
    assert np.array_equal(samples(clip)[240:-240], mono[240:-240])
    assert levelled(clip, 0.0) == clip


def test_a_wave_over_full_scale_is_held_at_it_and_not_cut() -> None:
    held = samples(conform(wave_of(tone(0.5, level=1.5)), head_s=None, tail_s=None))
    spectrum = np.abs(np.fft.rfft(held[4800:19200]))
    assert held.max() <= 1
    assert spectrum[np.arange(spectrum.size) > 200].max() < spectrum.max() / 1000  # a cut tone has overtones


def test_the_gain_is_what_was_asked_for() -> None:
    quiet, raised = (samples(levelled(conform(wave_of(tone(0.5, 0.1))), gain_db)) for gain_db in (0.0, 6.0))
    assert decibels(np.abs(raised).max()) - decibels(np.abs(quiet).max()) == pytest.approx(6.0, abs=0.01)


def raised(mono: Samples) -> Samples:
    """`mono`, of any level, as it comes out of the limiter."""
    louder_db = decibels(max(1.0, np.abs(mono).max()))
    quiet = conform(wave_of(mono / 10 ** (louder_db / 20)), head_s=None, tail_s=None)
    return samples(levelled(quiet, louder_db))


def test_the_limiter_comes_before_a_peak_and_lets_go_after_it() -> None:
    mono = tone(1.5, level=0.5)
    mono[24000:24480] *= 3.0
    held = raised(mono)
    heard = np.abs(held) > 0.01
    gain_db = 20 * np.log10(np.abs(held[heard]) / np.abs(mono[heard]))
    frame = np.flatnonzero(heard)
    assert gain_db[(frame > 240) & (frame < 23700)] == pytest.approx(0, abs=0.05)
    assert gain_db[(frame > 24120) & (frame < 24480)].max() < -5.4  # 1.5 is 5.52 dB over the ceiling
    assert gain_db[(frame > 32000) & (frame < 71000)] == pytest.approx(0, abs=0.05)


def test_it_doesnt_click() -> None:
    mono = tone(1.0, level=0.9) * np.where(np.arange(FRAME_RATE) // 6000 % 2, 2.0, 1.0)
    steepest = np.abs(np.diff(raised(tone(1.0, level=0.79)))).max()
    inside = [edge + offset for edge in range(6000, FRAME_RATE, 6000) for offset in range(-2, 3)]
    steps = np.abs(np.diff(raised(mono)))
    assert np.delete(steps, inside).max() <= steepest * 1.05


def test_a_soft_consonant_at_the_end_stays() -> None:
    hiss = np.random.default_rng(0).choice([-1, 1], 4800) * 0.5 * 10 ** (-38 / 20)
    with_hiss, without = (conform(wave_of(np.concatenate([tone(0.5), end]))) for end in (hiss, hiss * 0))
    assert with_hiss.frames - without.frames == pytest.approx(2400, abs=60)


@pytest.mark.parametrize("mono", [np.zeros(0), np.zeros(48000), np.full(48000, 1 / 32768)])
def test_without_any_sound_the_clip_is_empty(mono: Samples) -> None:
    assert conform(wave_of(mono)) == Clip(b"")


def test_channels_are_mixed_to_one() -> None:
    left, right = tone(0.5, 0.4), tone(0.5, 0.2)
    both = conform(Wave(np.stack([left, right], axis=1).astype(np.float32), FRAME_RATE))
    assert samples(both) == pytest.approx(samples(conform(wave_of((left + right) / 2))), abs=2 / 32768)


@pytest.mark.parametrize(
    ("suffix", "subtype"),
    [("WAV", "PCM_U8"), ("WAV", "PCM_16"), ("WAV", "PCM_24"), ("WAV", "FLOAT"), ("AIFF", "PCM_16")],
)
def test_files_are_read_whatever_their_depth(tmp_path: Path, suffix: str, subtype: str) -> None:
    path = tmp_path / "sound"
    stereo = np.stack([tone(0.1)] * 2, axis=1)
    soundfile.write(path, stereo, 44100, format=suffix, subtype=subtype)
    wave = read_wave(path)
    assert wave.rate_hz == 44100
    assert wave.samples.dtype == np.float32
    assert wave.samples == pytest.approx(stereo, abs=1 / 100)


def test_what_is_no_sound_is_refused_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "empty.wav").touch()
    (tmp_path / "text.wav").write_text("not a sound")
    (tmp_path / "folder.wav").mkdir()
    soundfile.write(tmp_path / "short.wav", np.zeros(0), 48000)
    soundfile.write(tmp_path / "broken.wav", np.array([0.0, np.nan]), 48000, subtype="FLOAT")
    for name in ("empty", "text", "folder", "short", "broken", "missing"):
        path = tmp_path / f"{name}.wav"
        with pytest.raises(InputError, match=name) as caught:
            read_wave(path)
        assert str(path) in str(caught.value)
