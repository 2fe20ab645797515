# mutagen and lameenc bring no types:
# mypy: allow-untyped-calls
"""MP3: what programs decode, beside a plain encode of the whole; and what silence and repetition cost."""

from __future__ import annotations

import subprocess
import tracemalloc
from collections.abc import Callable
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

import lameenc
import numpy as np
import pytest
from mutagen.mp3 import MP3, BitrateMode

from voicecoach.cache import Cache
from voicecoach.clip import FRAME_RATE, GRID, Clip, Island
from voicecoach.export.encoder import Tags
from voicecoach.export.mp3_encoder import Mp3Encoder
from voicecoach.export.mpeg_frames import BIT_RATES_KBPS, MpegFormat

if TYPE_CHECKING:
    from tests.export.conftest import Plan, Samples, Studio

CODEC_DELAY = 1105
"""Frames by which a stream without an Info frame decodes late."""

MPEG_FRAME_BYTES = MpegFormat(64).frame_bytes

UNTAGGED = Tags("", "", "", "en", "", ())


def ffmpeg(path: Path) -> Samples:
    """Decode with ffmpeg, which must find nothing to warn of."""
    return output_of(["ffmpeg", "-v", "warning", "-guess_layout_max", "0", "-i", str(path), "-f", "s16le", "-"])


def mpg123(path: Path) -> Samples:
    """Decode with mpg123, which must find nothing to warn of."""
    return output_of(["mpg123", "-q", "-s", "-e", "s16", str(path)])


def output_of(command: list[str]) -> Samples:
    """The samples that a decoder writes."""
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    assert done.stderr == b""
    return np.frombuffer(done.stdout, np.int16)


def random_plan(seed: int) -> Plan:
    """Ten islands, 1 to 80 grid steps long, 2 to 40 apart."""
    random = np.random.default_rng(seed)
    return [
        (int(random.integers(2, 40)), int(random.integers(1, 80)), str(random.choice(["noise", "sweep", "tone"])))
        for _ in range(10)
    ]


def gain(meant: Samples, heard: Samples) -> float:
    """By how much the sound got louder, as a factor."""
    signal = meant.astype(float)
    return float((signal * heard).sum() / (signal**2).sum())


def noise_db(meant: Samples, heard: Samples) -> float:
    """Signal-to-noise ratio in dB, whatever the gain: a plain encode is softer."""
    signal = meant * gain(meant, heard)
    return float(10 * np.log10((signal**2).sum() / ((heard - signal) ** 2).sum()))


def plain_encode(samples: Samples, bit_rate_kbps: int = 64) -> bytes:
    """The whole canvas through one LAME encoder, with the settings of Mp3Encoder."""
    lame = lameenc.Encoder()
    lame.silence()
    lame.set_channels(1)
    lame.set_in_sample_rate(FRAME_RATE)
    lame.set_out_sample_rate(FRAME_RATE)
    lame.set_bit_rate(bit_rate_kbps)
    lame.set_quality(5)
    return bytes(lame.encode(samples.astype("<i2").tobytes()) + lame.flush())


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "decode",
    [pytest.param(ffmpeg, marks=pytest.mark.needs("ffmpeg")), pytest.param(mpg123, marks=pytest.mark.needs("mpg123"))],
)
def test_programs_decode_exactly_the_sound_without_a_warning(
    decode: Callable[[Path], Samples], seed: int, studio: Studio
) -> None:
    islands = studio.islands(random_plan(seed))
    length = islands[-1].stop + 50 * GRID

    heard = decode(studio.write(Mp3Encoder(), length, islands))

    assert len(heard) == length
    meant = studio.canvas(length, islands)
    spectrum = np.fft.rfft(heard, 2 * length) * np.fft.rfft(meant, 2 * length).conj()
    assert np.argmax(np.fft.irfft(spectrum)) == 0
    for before, after in pairwise(islands):
        assert not heard[before.stop + GRID : after.start - GRID].any()
    assert not heard[length - 49 * GRID :].any()


@pytest.mark.parametrize(("seed", "bit_rate_kbps"), [(0, 64), (1, 64), (2, 64), (3, 64), (4, 48), (5, 320)])
def test_splicing_costs_no_quality(seed: int, bit_rate_kbps: int, studio: Studio, tmp_path: Path) -> None:
    islands = studio.islands(random_plan(seed))
    length = islands[-1].stop + 3 * GRID
    meant = studio.canvas(length, islands)
    plain = tmp_path / "plain.mp3"
    plain.write_bytes(plain_encode(np.pad(meant, (0, 2 * GRID)), bit_rate_kbps))

    spliced_db = noise_db(meant, studio.decode(studio.write(Mp3Encoder(bit_rate_kbps), length, islands)))
    plain_db = noise_db(meant, studio.decode(plain)[CODEC_DELAY : CODEC_DELAY + length])

    assert spliced_db > 9
    assert spliced_db == pytest.approx(plain_db, abs=0.5)


@pytest.mark.parametrize("bit_rate_kbps", BIT_RATES_KBPS)
@pytest.mark.parametrize(
    "decode",
    [pytest.param(ffmpeg, marks=pytest.mark.needs("ffmpeg")), pytest.param(mpg123, marks=pytest.mark.needs("mpg123"))],
)
def test_every_bit_rate_decodes_in_place(decode: Callable[[Path], Samples], bit_rate_kbps: int, studio: Studio) -> None:
    (island,) = studio.islands([(3, 40, "sweep")])
    length = island.stop + 9 * GRID

    heard = decode(studio.write(Mp3Encoder(bit_rate_kbps), length, [island]))

    assert len(heard) == length
    assert not heard[: island.start - GRID].any()
    assert not heard[island.stop + GRID :].any()
    assert noise_db(studio.canvas(length, [island]), heard) > 6
    assert gain(studio.canvas(length, [island]), heard) == pytest.approx(1, abs=0.03)


def test_a_cache_spares_encoding_and_changes_no_byte(studio: Studio, tmp_path: Path) -> None:
    islands = studio.islands(random_plan(0))

    def written(encoder: Mp3Encoder) -> bytes:
        file = BytesIO()
        encoder.write(file, islands[-1].stop, islands, UNTAGGED)
        return file.getvalue()

    class Idle(Mp3Encoder):
        def _encode(self, samples: bytes) -> bytes:
            raise AssertionError("nothing is left to be encoded")

    plain = written(Mp3Encoder())
    assert written(Mp3Encoder(cache=Cache(tmp_path))) == plain
    assert written(Idle(cache=Cache(tmp_path))) == plain
    with pytest.raises(AssertionError):  # another bit rate is other bytes
        written(Idle(96, Cache(tmp_path)))


def test_mutagen_reads_the_exact_length(studio: Studio) -> None:
    islands = studio.islands(random_plan(0))
    length = islands[-1].stop + GRID
    info: Any = MP3(studio.write(Mp3Encoder(), length, islands)).info
    assert info.length == length / FRAME_RATE
    assert info.bitrate_mode == BitrateMode.CBR
    assert (info.bitrate, info.sample_rate, info.channels) == (64_000, FRAME_RATE, 1)
    assert not info.sketchy


@pytest.mark.needs("ffprobe")
def test_ffprobe_reads_the_length_without_decoding(studio: Studio) -> None:
    islands = studio.islands(random_plan(0))
    path = studio.write(Mp3Encoder(), islands[-1].stop, islands)
    command = ["ffprobe", "-v", "warning", "-show_entries", "format=duration", "-of", "csv=p=0", str(path)]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    assert done.stderr == b""
    length_s, step_s = islands[-1].stop / FRAME_RATE, GRID / FRAME_RATE
    # ffmpeg counts the codec's delay and padding as sound up to version 5
    assert float(done.stdout) in (pytest.approx(length_s, abs=0.001), pytest.approx(length_s + step_s, abs=0.001))


def test_equal_islands_are_equal_bytes(studio: Studio) -> None:
    (island,) = studio.islands([(3, 20, "noise")])
    again = Island(100 * GRID, island.clip)
    file = BytesIO()
    Mp3Encoder().write(file, 200 * GRID, [island, again], UNTAGGED)
    frames = file.getvalue()[-201 * MPEG_FRAME_BYTES :]

    def frames_of(island: Island) -> bytes:
        start = island.start // GRID
        return frames[start * MPEG_FRAME_BYTES : (start + 21) * MPEG_FRAME_BYTES]

    assert frames_of(island) == frames_of(again)
    assert frames.count(frames_of(island)) == 2


def test_each_different_island_is_encoded_once(studio: Studio) -> None:
    encoded = []

    class Counting(Mp3Encoder):
        def _encode(self, samples: bytes) -> bytes:
            encoded.append(samples)
            return super()._encode(samples)

    (island,) = studio.islands([(3, 20, "noise")])
    one = island.clip
    two = Clip(one.samples[:-GRID] + bytes(GRID))
    order = [one, two, one, one, two]
    islands = [Island(30 * number * GRID, clip) for number, clip in enumerate(order)]
    Counting().write(BytesIO(), 200 * GRID, islands, UNTAGGED)
    assert encoded == [one.samples, two.samples]


def test_two_hours_of_silence_take_the_memory_of_a_minute(studio: Studio) -> None:
    (island,) = studio.islands([(3, 40, "noise")])

    def peak_bytes(minutes: int) -> int:
        tracemalloc.start()
        try:
            with TemporaryFile() as file:
                Mp3Encoder().write(file, minutes * 2500 * GRID, [island], UNTAGGED)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak_bytes(1)  # imports and tables
    piece_bytes = 1 << 16
    assert peak_bytes(120) < peak_bytes(1) + piece_bytes


def test_lame_says_nothing(studio: Studio, capfd: pytest.CaptureFixture[str]) -> None:
    Mp3Encoder().write(BytesIO(), 50 * GRID, studio.islands([(3, 20, "noise")]), UNTAGGED)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(("start", "frames"), [(1, GRID), (GRID, GRID + 1)])
def test_an_island_off_the_grid_is_refused(start: int, frames: int) -> None:
    with pytest.raises(ValueError, match="grid"):
        Mp3Encoder().write(BytesIO(), 9 * GRID, [Island(start, Clip(bytes(2 * frames)))], UNTAGGED)
