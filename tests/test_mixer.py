"""Islands: what pydub mixes is what arithmetic says, to the frame."""

from __future__ import annotations

import array
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.clip import FRAME_BYTES, GRID, Clip, Island
from voicecoach.cues import Chime, Cue, Hold, Place
from voicecoach.errors import SpeechError
from voicecoach.mixer import mixed, rendered, runs
from voicecoach.timeline import ISLAND_GAP, Event

PLACE = Place()
CLIPS = {"a": [1000], "b": [2000, -3000] * 700, "c": list(range(5000))}
EVENTS = st.lists(st.tuples(st.integers(0, 12_000), st.sampled_from(sorted(CLIPS))), max_size=12)


def clip_of(cue: Cue) -> Clip:
    assert isinstance(cue, Chime)
    return Clip(array.array("h", CLIPS[cue.name]).tobytes())


def placed(gaps: list[tuple[int, str]]) -> list[Event]:
    events, at = [], 0
    for gap, name in gaps:
        at += gap
        events.append(Event(at, at + len(CLIPS[name]), Chime(name), PLACE))
    return sorted(events, key=lambda event: event.start)


def islands(events: Iterable[Event], clips: Callable[[Cue], Clip] = clip_of) -> Iterator[Island]:
    """What the events are mixed into."""
    return (mixed(run, clips) for run in runs(events))


def summed(events: list[Event], length: int) -> list[int]:
    canvas = [0] * length
    for event in events:
        for index, sample in enumerate(CLIPS[event.text]):
            canvas[event.start + index] += sample
    return [max(-32768, min(32767, sample)) for sample in canvas]


@given(EVENTS)
def test_mixing_is_adding_and_loses_no_frame(gaps: list[tuple[int, str]]) -> None:
    events = placed(gaps)
    found = list(islands(events, clip_of))
    length = max((island.stop for island in found), default=0)
    heard = array.array("h", rendered(found, 0, length)).tolist()
    assert heard == summed(events, length)


@given(EVENTS)
def test_islands_lie_on_the_grid_and_apart(gaps: list[tuple[int, str]]) -> None:
    found = list(islands(placed(gaps), clip_of))
    assert all(island.start % GRID == 0 and island.clip.frames % GRID == 0 for island in found)
    for before, after in pairwise(found):
        assert after.start - before.stop >= 2 * GRID, "an encoder needs two steps of silence between islands"


def test_sounds_closer_than_the_gap_are_one_island() -> None:
    assert len(list(islands(placed([(0, "a"), (ISLAND_GAP, "a")]), clip_of))) == 1
    assert len(list(islands(placed([(0, "a"), (ISLAND_GAP + 1, "a")]), clip_of))) == 2


def test_a_hold_makes_no_sound() -> None:
    assert list(islands([Event(0, 100, Hold(PLACE, 1), PLACE)], clip_of)) == []


def test_a_clip_of_another_length_than_planned_is_refused() -> None:
    with pytest.raises(SpeechError, match="changed while it was in use"):
        list(islands([Event(0, 2, Chime("a"), PLACE)], clip_of))


@given(st.integers(0, 6000), st.integers(1, 6000))
def test_any_window_is_a_piece_of_the_whole(start: int, frames: int) -> None:
    parts = [Island(GRID, clip_of(Chime("c"))), Island(8 * GRID, clip_of(Chime("b")))]
    whole = rendered(parts, 0, 20_000)
    assert rendered(parts, start, start + frames) == whole[start * FRAME_BYTES : (start + frames) * FRAME_BYTES]
