"""Events + clips → islands of sound: the home of pydub.

No canvas of the whole length exists: an island is mixed on a canvas of its own, and silence is nowhere stored.
"""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from voicecoach.clip import FRAME_BYTES, FRAME_RATE, Clip, Island, grid_ceil, grid_floor
from voicecoach.cues import Cue, Hold
from voicecoach.errors import SpeechError
from voicecoach.timeline import ISLAND_GAP, Event

MIXER_VERSION = 1
"""Counts up with every change here that changes the sound; an island's key holds it."""


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Events whose sound touches, and the frames of the island that they are mixed into: [start, stop), on the grid."""

    start: int
    stop: int
    events: tuple[Event, ...]


def runs(events: Iterable[Event]) -> Iterator[Run]:
    """Part the events (in the order of their starts) into runs of sound whose gaps are under ISLAND_GAP."""
    run: list[Event] = []
    run_stop = 0
    for event in events:
        if isinstance(event.cue, Hold):
            continue
        if run and event.start - run_stop >= ISLAND_GAP:
            yield Run(grid_floor(run[0].start), grid_ceil(run_stop), tuple(run))
            run, run_stop = [], 0
        run.append(event)
        run_stop = max(run_stop, event.stop)
    if run:
        yield Run(grid_floor(run[0].start), grid_ceil(run_stop), tuple(run))


def run_key(run: Run, key_of: Callable[[Cue], str], volume_db: float) -> str:
    """The key of a run's island, of the keys of its clips."""
    parts = [
        (event.start - run.start, event.stop - run.start, key_of(event.cue))
        for event in run.events
        if not isinstance(event.cue, Hold)
    ]
    recipe = json.dumps([MIXER_VERSION, run.stop - run.start, volume_db, parts])
    return hashlib.blake2b(recipe.encode(), digest_size=32).hexdigest()


def mixed(run: Run, clip_of: Callable[[Cue], Clip]) -> Island:
    """The island of a run. Raises SpeechError where a clip isn't as long as its event."""
    canvas = _segment(bytes((run.stop - run.start) * FRAME_BYTES))
    for event in run.events:
        if isinstance(event.cue, Hold):
            continue
        clip = clip_of(event.cue)
        if clip.frames != event.stop - event.start:
            raise SpeechError(f"the clip of {event.text!r} changed while it was in use; start again")
        # pydub counts in milliseconds and rounds down to a frame: half a frame more lands on the frame meant
        canvas = canvas.overlay(_segment(clip.samples), position=(event.start - run.start + 0.5) * 1000 / FRAME_RATE)
    return Island(run.start, Clip(canvas.raw_data))


def rendered(parts: Iterable[Island], start: int, stop: int) -> bytes:
    """The samples of [start, stop): what the islands hold of it, and silence."""
    samples = bytearray((stop - start) * FRAME_BYTES)
    for island in parts:
        first, last = max(start, island.start), min(stop, island.stop)
        if first < last:
            sound = island.clip.samples[(first - island.start) * FRAME_BYTES : (last - island.start) * FRAME_BYTES]
            samples[(first - start) * FRAME_BYTES : (last - start) * FRAME_BYTES] = sound
    return bytes(samples)


def _segment(samples: bytes) -> Any:
    with warnings.catch_warnings():
        # pydub's own sources warn of escapes, and of a missing ffmpeg, which is never used here
        warnings.simplefilter("ignore")
        from pydub import AudioSegment
    return AudioSegment(data=samples, sample_width=FRAME_BYTES, frame_rate=FRAME_RATE, channels=1)
