"""What every encoder owes: the sound in its place, silence, the exact length, the same bytes again, flat memory."""

from __future__ import annotations

import os
import subprocess
import sys
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.export.kinds import FLAC, KINDS, M4A, MP3, OGG, OPUS, WAV, Kind, each
from voicecoach.backends import backend_names, load_backend
from voicecoach.clip import GRID, Clip, Island
from voicecoach.export.encoder import Encoder, Tags

if TYPE_CHECKING:
    from tests.export.conftest import Plan, Samples, Studio

pytestmark = pytest.mark.once

plans = st.lists(
    st.tuples(st.integers(2, 12), st.integers(1, 25), st.sampled_from(["noise", "sweep"])), min_size=1, max_size=5
)
RANDOM = np.random.default_rng(0)
LONG_PLAN = [(int(RANDOM.integers(2, 40)), int(RANDOM.integers(2, 80)), "sweep") for _ in range(10)]


def test_every_encoder_is_held_to_this() -> None:
    assert {kind.encoder for kind in KINDS} == {load_backend("encoder", name) for name in backend_names("encoder")}


@each(MP3, WAV, FLAC, OGG, OPUS)
@given(plan=plans, first_at_0=st.booleans(), end_gap=st.integers(0, 3))
@settings(max_examples=40)
def test_sound_decodes_in_its_place_and_silence_is_silent(
    kind: Kind, plan: Plan, first_at_0: bool, end_gap: int, studio: Studio
) -> None:
    if first_at_0:
        plan = [(0, *plan[0][1:]), *plan[1:]]
    hold_to(kind, plan, end_gap, studio, studio.decode)


@each(FLAC, OGG, OPUS, M4A)
@pytest.mark.needs("ffmpeg")
@pytest.mark.parametrize("end_gap", [0, 1, 2, 20])
def test_ffmpeg_hears_the_same(kind: Kind, end_gap: int, studio: Studio) -> None:
    hold_to(kind, LONG_PLAN, end_gap, studio, studio.decode_by_ffmpeg)


def hold_to(kind: Kind, plan: Plan, end_gap: int, studio: Studio, decode: Callable[[Path], Samples]) -> None:
    """Write a plan, and hold what is heard against it."""
    islands = studio.islands(plan)
    length = islands[-1].stop + end_gap * GRID

    heard = decode(studio.write(kind.encoder(), length, islands))

    assert length <= len(heard) <= length + kind.most_longer
    assert not heard[max(length, islands[-1].stop + kind.most_smear) :].any()
    heard = heard[:length]
    meant = studio.canvas(length, islands)
    touched = np.zeros(length, bool)
    for island in islands:
        touched[max(0, island.start - kind.most_smear) : island.stop + kind.most_smear] = True
        assert abs(lag_of(meant, heard, island)) <= kind.most_lag
    assert np.abs(heard[~touched]).max(initial=0) <= kind.most_noise


def lag_of(meant: Samples, heard: Samples, island: Island, most: int = 480) -> int:
    """By how many frames an island is heard late: where its cross-correlation peaks."""
    span = slice(island.start, island.stop)
    reference = meant[span].astype(float)
    around = np.pad(heard.astype(float), most)[span.start : span.stop + 2 * most]
    return int(np.argmax(np.correlate(around, reference, "valid"))) - most


@each(WAV, FLAC)
def test_what_is_lossless_gives_the_very_samples(kind: Kind, studio: Studio) -> None:
    islands = studio.islands([(0, 5, "noise"), (2, 9, "tone"), (90, 20, "sweep")])
    heard = studio.decode(studio.write(kind.encoder(), 200 * GRID, islands))
    assert np.array_equal(heard, studio.canvas(200 * GRID, islands))


@each(*KINDS)
def test_silence_alone_is_exact(kind: Kind, studio: Studio) -> None:
    heard = studio.decode(studio.write(kind.encoder(), 7 * GRID, []))
    assert 7 * GRID <= len(heard) <= 7 * GRID + kind.most_longer
    assert not heard.any()


@each(*KINDS)
def test_bytes_depend_on_the_input_alone(kind: Kind, whole_tags: Tags, studio: Studio) -> None:
    def bytes_of(encoder: Encoder) -> bytes:
        islands = studio.islands([(3, 20, "noise"), (9, 30, "tone")])
        return studio.write(encoder, 200 * GRID, islands, whole_tags).read_bytes()

    encoder = kind.encoder()
    first = bytes_of(encoder)
    bytes_of(kind.encoder())
    assert bytes_of(encoder) == first


class WatchedClip(Clip):
    """A clip of which it can be told whether somebody keeps it; without slots it can be watched."""


@each(*KINDS)
def test_islands_are_pulled_one_at_a_time_and_not_kept(kind: Kind, studio: Studio) -> None:
    clips: list[weakref.ref[Clip]] = []
    most = 0

    def pulled() -> Iterator[Island]:
        nonlocal most
        for number in range(5):
            most = max(most, sum(clip() is not None for clip in clips))
            clip = WatchedClip(bytes(2 * GRID * (number + 3)))
            clips.append(weakref.ref(clip))
            yield Island(10 * number * GRID, clip)
            del clip

    studio.write(kind.encoder(), 200 * GRID, pulled())
    assert len(clips) == 5
    assert most == 1  # the one that was just written


@each(*KINDS)
@pytest.mark.parametrize(
    ("first", "second"), [((3, 5), (7, 4)), ((3, 5), (1, 2)), ((3, 5), (199, 2))], ids=["overlap", "order", "end"]
)
def test_islands_out_of_place_are_refused(
    kind: Kind, studio: Studio, first: tuple[int, int], second: tuple[int, int]
) -> None:
    islands = [Island(start * GRID, Clip(bytes(2 * GRID * steps))) for start, steps in (first, second)]
    with pytest.raises(ValueError, match="islands overlap or pass the end"):
        studio.write(kind.encoder(), 200 * GRID, islands)


MEASURED = """
import resource, sys
from voicecoach.backends import load_backend
from voicecoach.clip import GRID, Clip, Island
from voicecoach.export.encoder import Tags

def islands(steps):
    for start in range(10, steps - 60, 130):  # 30 % sound, each island its own
        yield Island(start * GRID, Clip(start.to_bytes(2, "little") * 40 * GRID))

def peak_kb():  # getrusage counts what the parent took before this program was loaded
    status = open("/proc/self/status").read()
    return int(status.split("VmHWM:")[1].split()[0]) + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss

name, path, minutes = sys.argv[1:]
encoder, steps = load_backend("encoder", name)(), 2500 * int(minutes)
with open(path, "w+b") as file:
    encoder.write(file, steps * GRID, islands(steps), Tags("", "", "", "en", "", ()))
print(peak_kb())
"""


@each(*KINDS[:-1])  # M4B is M4A
def test_long_sessions_take_the_memory_of_short_ones(kind: Kind, tmp_path: Path) -> None:
    def peak_kb(minutes: int) -> int:
        command = [sys.executable, "-c", MEASURED, kind.encoder.suffix[1:], str(tmp_path / "session"), str(minutes)]
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
        return int(subprocess.check_output(command, env=environment, timeout=120))

    canvas_kb = 5 * 60 * 48_000 * 2 // 1000
    assert peak_kb(6) - peak_kb(1) < canvas_kb / 4
