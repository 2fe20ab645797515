"""Events + clips → islands of sound: the home of pydub.

No canvas of the whole length exists: an island is mixed on a canvas of its own, and silence is nowhere stored.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from voicecoach.clip import FRAME_BYTES, FRAME_RATE, Clip, Island, grid_ceil, grid_floor
from voicecoach.cues import Cue, Hold
from voicecoach.errors import SpeechError
from voicecoach.timeline import ISLAND_GAP, Event


def islands(events: Iterable[Event], clip_of: Callable[[Cue], Clip]) -> Iterator[Island]:
    """Mix the events (in the order of their starts) into islands: runs of sound whose gaps are under ISLAND_GAP."""
    run: list[tuple[int, Clip]] = []
    run_stop = 0
    for event in events:
        if isinstance(event.cue, Hold):
            continue
        if run and event.start - run_stop >= ISLAND_GAP:
            yield _mixed(run, run_stop)
            run, run_stop = [], 0
        clip = clip_of(event.cue)
        if clip.frames != event.stop - event.start:
            raise SpeechError(f"the clip of {event.text!r} changed while it was in use; start again")
        run.append((event.start, clip))
        run_stop = max(run_stop, event.stop)
    if run:
        yield _mixed(run, run_stop)


def rendered(parts: Iterable[Island], start: int, stop: int) -> bytes:
    """The samples of [start, stop): what the islands hold of it, and silence."""
    samples = bytearray((stop - start) * FRAME_BYTES)
    for island in parts:
        first, last = max(start, island.start), min(stop, island.stop)
        if first < last:
            sound = island.clip.samples[(first - island.start) * FRAME_BYTES : (last - island.start) * FRAME_BYTES]
            samples[(first - start) * FRAME_BYTES : (last - start) * FRAME_BYTES] = sound
    return bytes(samples)


def _mixed(run: list[tuple[int, Clip]], run_stop: int) -> Island:
    start = grid_floor(run[0][0])
    canvas = _segment(bytes((grid_ceil(run_stop) - start) * FRAME_BYTES))
    for at, clip in run:
        # pydub counts in milliseconds and rounds down to a frame: half a frame more lands on the frame meant
        canvas = canvas.overlay(_segment(clip.samples), position=(at - start + 0.5) * 1000 / FRAME_RATE)
    return Island(start, Clip(canvas.raw_data))


def _segment(samples: bytes) -> Any:
    with warnings.catch_warnings():
        # pydub's own sources warn of escapes, and of a missing ffmpeg, which is never used here
        warnings.simplefilter("ignore")
        from pydub import AudioSegment
    return AudioSegment(data=samples, sample_width=FRAME_BYTES, frame_rate=FRAME_RATE, channels=1)
