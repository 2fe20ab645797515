"""Conforming: sound of any kind is fitted to the session's format, and to its level. The home of soxr and soundfile.

Rate and channels change, silence at the edges goes, the edges are faded: that is a clip, as loud as it came. Its gain
comes later, with a limiter for peaks. The same wave gives the same bytes: there is no dither, which speech at 16 bit
doesn't need.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from voicecoach.clip import FRAME_RATE, Clip, frames_from_s
from voicecoach.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.float64]

CONFORM_VERSION = 3
"""Counts up with every change here that changes the sound; a cache's key holds it."""

CEILING_DB = -2.0
"""Highest peak in dBFS, between samples too. An MP3 encoder may add to it and still stay under -1 dBTP."""

HEAD_S = 0.010
TAIL_S = 0.050
"""How much quiet stays before and after the sound, in seconds."""

AUDIBLE_DB = -50.0
"""What lies this far under a wave's own peak is silence: soft consonants are 30 to 40 dB under it, room noise 60."""

SILENCE_DBFS = -80.0
"""A wave whose peak is under this holds no sound at all."""

FULL_SCALE_DB = 0.0

BETWEEN_SAMPLES_DB = 3.0
"""What a peak between samples may stand over the highest sample: as much as in a tone of 12 kHz, a quarter of the frame
rate. What is loud in speech lies far below that."""

FADE_FRAMES = frames_from_s(0.005)
LOOK_AHEAD_FRAMES = frames_from_s(0.005)
RELEASE_DB_PER_S = 60.0
OVERSAMPLING = 4
"""ITU-R BS.1770-4, annex 2: true peaks are read at four times 48 kHz."""


FILTER_FRAMES = 512
"""How far is looked around for what lies between samples. Beyond 128 hangs less than a ten-millionth of full scale on
it; but a few long parts are quicker than many short ones."""


@dataclass(frozen=True, slots=True, eq=False)
class Wave:
    """Sound as an engine or a file gives it: `samples` are float32, 1.0 is full scale, of shape (frames,) or
    (frames, channels)."""

    samples: NDArray[np.float32]
    rate_hz: int


def read_wave(path: Path) -> Wave:
    """The sound of a file: WAV, AIFF, FLAC, Ogg and whatever else libsndfile knows, of any depth.

    Raises InputError for what can't be read, isn't audio, or is empty.
    """
    import numpy as np
    import soundfile

    try:
        with path.open("rb") as file:
            samples, rate_hz = soundfile.read(file, dtype="float32")
    except (OSError, soundfile.SoundFileError) as error:
        raise InputError(f"{path}: can't be read as audio ({error}); give it as a WAV file") from error
    if not len(samples):
        raise InputError(f"{path}: holds no sound; give a WAV file that does")
    if not np.isfinite(samples).all():
        raise InputError(f"{path}: holds samples that are no numbers; write the file anew")
    return Wave(samples, rate_hz)


def peak_dbfs(wave: Wave) -> float:
    """The highest sample of a wave, in any of its channels, against full scale; -inf for silence."""
    import numpy as np

    with np.errstate(divide="ignore"):
        return float(20 * np.log10(np.abs(wave.samples).max(initial=0.0)))


def conform(
    wave: Wave,
    *,
    gain_db: float = 0.0,
    ceiling_db: float = FULL_SCALE_DB,
    head_s: float | None = HEAD_S,
    tail_s: float | None = TAIL_S,
) -> Clip:
    """`wave` as a clip: mono, 48 kHz, 16 bit, `gain_db` louder, limited to `ceiling_db` (in dBFS), edges faded to zero
    over 5 ms.

    At most `head_s` and `tail_s` of silence stay before and after the sound; None keeps what is there.
    A wave without any sound gives an empty clip. Samples must be finite.
    """
    import numpy as np

    if not wave.samples.size:
        return Clip(b"")
    mono = wave.samples.reshape(len(wave.samples), -1).mean(axis=1, dtype=np.float64)
    sound = _trimmed(_resampled(mono, wave.rate_hz, FRAME_RATE), head_s, tail_s)
    return _clip(_faded(_limited(sound * _amplitude(gain_db), ceiling_db))) if sound.size else Clip(b"")


def levelled(clip: Clip, gain_db: float) -> Clip:
    """`clip` louder by `gain_db`; its peaks, between samples too, are limited to CEILING_DB after that."""
    import numpy as np

    return _clip(_limited(np.frombuffer(clip.samples, "<i2") * (_amplitude(gain_db) / 32768), CEILING_DB))


def _clip(sound: Samples) -> Clip:
    import numpy as np

    return Clip(np.clip(np.rint(sound * 32768), -32768, 32767).astype("<i2").tobytes())


def _amplitude(level_db: float) -> float:
    return float(10 ** (level_db / 20))


def _resampled(mono: Samples, from_hz: int, to_hz: int) -> Samples:
    import soxr  # type: ignore[import-untyped]  # it brings no types

    if from_hz == to_hz or not mono.size:
        return mono
    resampled: Samples = soxr.resample(mono, from_hz, to_hz, quality="HQ")
    return resampled


def _trimmed(mono: Samples, head_s: float | None, tail_s: float | None) -> Samples:
    import numpy as np

    level = np.abs(mono)
    threshold = max(level.max(initial=0.0) * _amplitude(AUDIBLE_DB), _amplitude(SILENCE_DBFS))
    audible = np.flatnonzero(level > threshold)
    if not audible.size:
        return mono[:0]
    start = 0 if head_s is None else max(0, audible[0] - frames_from_s(head_s))
    stop = mono.size if tail_s is None else audible[-1] + 1 + frames_from_s(tail_s)
    return mono[start:stop]


def _limited(mono: Samples, ceiling_db: float) -> Samples:
    """`mono` with its peaks, between samples too, held at `ceiling_db` (in dBFS); untouched where none is near."""
    import numpy as np

    ceiling = _amplitude(ceiling_db)
    peaks = np.abs(mono)
    for part in _around(peaks > ceiling * _amplitude(-BETWEEN_SAMPLES_DB), FILTER_FRAMES):
        peaks[part] = np.maximum(peaks[part], _peaks_between(mono[part]))
    over = peaks > ceiling
    if not over.any():
        return mono
    limited: Samples = mono.copy()
    reach = LOOK_AHEAD_FRAMES + round(20 * float(np.log10(peaks.max() / ceiling)) / RELEASE_DB_PER_S * FRAME_RATE)
    for part in _around(over, reach):  # the gain is back at 0 dB between them
        limited[part] = np.clip(mono[part] * _holding(peaks[part] / ceiling), -ceiling, ceiling)
    return limited


def _around(marked: NDArray[np.bool_], reach: int) -> Iterator[slice]:
    """Where something is marked, with `reach` frames before and after; what would overlap is one."""
    import numpy as np

    frames = np.flatnonzero(marked)
    for group in np.split(frames, np.flatnonzero(np.diff(frames) > 2 * reach) + 1) if frames.size else ():
        yield slice(max(0, group[0] - reach), group[-1] + 1 + reach)


def _peaks_between(mono: Samples) -> Samples:
    """The highest level from each frame on, up to the next one."""
    import numpy as np

    between = np.abs(_resampled(mono, FRAME_RATE, FRAME_RATE * OVERSAMPLING))
    between.resize(mono.size * OVERSAMPLING, refcheck=False)
    peaks: Samples = np.zeros(mono.size)
    for offset in range(OVERSAMPLING):  # far quicker than the maximum of each row of four
        np.maximum(peaks, between[offset::OVERSAMPLING], out=peaks)
    return peaks


def _holding(excess: Samples) -> Samples:
    """The gain that holds peaks at a ceiling, `excess` times which they are.

    It falls ahead of a peak and recovers at a steady RELEASE_DB_PER_S. It is averaged, in decibels, over a window each
    of whose values is low enough for the frame at hand, so the average is low enough as well.
    """
    import numpy as np

    needed_db = -20 * np.log10(np.maximum(excess, 1.0))
    ramp_db = np.arange(excess.size) * (RELEASE_DB_PER_S / FRAME_RATE)
    released_db = np.minimum.accumulate(needed_db - ramp_db) + ramp_db
    margin = LOOK_AHEAD_FRAMES - 1
    lowest_ahead_db = _running_minimum(np.pad(released_db, margin, mode="edge"), LOOK_AHEAD_FRAMES)
    sums_db = np.cumsum(np.pad(lowest_ahead_db, (1, 0)))
    gain_db = (sums_db[LOOK_AHEAD_FRAMES:] - sums_db[:-LOOK_AHEAD_FRAMES]) / LOOK_AHEAD_FRAMES
    gain: Samples = 10 ** (gain_db[: excess.size] / 20)
    return gain


def _running_minimum(values: Samples, width: int) -> Samples:
    """The lowest of each `width` neighbours, found by joining windows into windows up to twice as wide."""
    import numpy as np

    lowest, covered = values, 1
    while covered < width:
        step = min(covered, width - covered)
        lowest = np.minimum(lowest[:-step], lowest[step:])
        covered += step
    return lowest


def _faded(mono: Samples) -> Samples:
    import numpy as np

    length = min(FADE_FRAMES, (mono.size + 1) // 2)
    fade = 0.5 - 0.5 * np.cos(np.pi * np.arange(length) / length)
    faded: Samples = mono.copy()
    faded[:length] *= fade
    faded[mono.size - length :] *= fade[::-1]
    return faded
