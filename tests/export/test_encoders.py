"""What every encoder owes: the sound in its place, exact silence, the exact length, the same bytes again."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicecoach.clip import GRID, Clip, Island
from voicecoach.export.encoder import Encoder, Tags
from voicecoach.export.mp3_encoder import Mp3Encoder
from voicecoach.export.wav_encoder import WavEncoder

if TYPE_CHECKING:
    from tests.export.conftest import Plan, Samples, Studio

MOST_SMEAR = GRID
"""Frames beside an island that a codec may touch."""

encoders = pytest.mark.parametrize("encoder", [Mp3Encoder(), WavEncoder()], ids=lambda encoder: encoder.suffix)
plans = st.lists(
    st.tuples(st.integers(2, 12), st.integers(1, 25), st.sampled_from(["noise", "sweep"])), min_size=1, max_size=5
)


@encoders
@given(plan=plans, first_at_0=st.booleans(), end_gap=st.integers(0, 3))
@settings(max_examples=40)
def test_sound_decodes_in_its_place_and_silence_is_exact(
    encoder: Encoder, plan: Plan, first_at_0: bool, end_gap: int, studio: Studio
) -> None:
    if first_at_0:
        plan = [(0, *plan[0][1:]), *plan[1:]]
    islands = studio.islands(plan)
    length = islands[-1].stop + end_gap * GRID

    heard = studio.decode(studio.write(encoder, length, islands))

    assert len(heard) == length
    meant = studio.canvas(length, islands)
    touched = np.zeros(length, bool)
    for island in islands:
        touched[max(0, island.start - MOST_SMEAR) : island.stop + MOST_SMEAR] = True
        assert lag_of(meant, heard, island) == 0
    assert not heard[~touched].any()


def lag_of(meant: Samples, heard: Samples, island: Island, most: int = 40) -> int:
    """By how many frames an island is heard late: where its cross-correlation peaks."""
    span = slice(island.start, island.stop)
    reference = meant[span].astype(float)
    around = np.pad(heard.astype(float), most)[span.start : span.stop + 2 * most]
    return int(np.argmax(np.correlate(around, reference, "valid"))) - most


@encoders
def test_silence_alone_is_exact(encoder: Encoder, studio: Studio) -> None:
    heard = studio.decode(studio.write(encoder, 7 * GRID, []))
    assert len(heard) == 7 * GRID
    assert not heard.any()


@encoders
def test_bytes_depend_on_the_input_alone(encoder: Encoder, tags: Tags, studio: Studio) -> None:
    def bytes_of(encoder: Encoder) -> bytes:
        file = BytesIO()
        encoder.write(file, 200 * GRID, studio.islands([(3, 20, "noise"), (9, 30, "tone")]), tags)
        return file.getvalue()

    first = bytes_of(encoder)
    bytes_of(type(encoder)())
    assert bytes_of(encoder) == first


@encoders
def test_islands_are_pulled_one_at_a_time(encoder: Encoder, tags: Tags, studio: Studio) -> None:
    file = BytesIO()
    sizes = []

    def pulled() -> Iterator[Island]:
        for island in studio.islands([(3, 20, "noise"), (9, 30, "tone"), (2, 5, "tone")]):
            sizes.append(file.tell())
            yield island

    encoder.write(file, 200 * GRID, pulled(), tags)
    assert all(earlier < later for earlier, later in pairwise(sizes))


@encoders
@pytest.mark.parametrize(
    ("first", "second"), [((3, 5), (7, 4)), ((3, 5), (1, 2)), ((3, 5), (199, 2))], ids=["overlap", "order", "end"]
)
def test_islands_out_of_place_are_refused(
    encoder: Encoder, tags: Tags, first: tuple[int, int], second: tuple[int, int]
) -> None:
    islands = [Island(start * GRID, Clip(bytes(2 * GRID * steps))) for start, steps in (first, second)]
    with pytest.raises(ValueError, match="islands overlap or pass the end"):
        encoder.write(BytesIO(), 200 * GRID, islands, tags)
