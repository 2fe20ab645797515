"""Cues + the lengths of their clips → events at frames. Pure arithmetic.

The rules: a hold lasts exactly its length; nothing spoken overlaps other speech; a pause grows to what is said in it; a
cue that doesn't fit its hold is left out; a repetition starts on the grid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from voicecoach.clip import GRID, frames_from_s, grid_ceil
from voicecoach.cues import Anchor, Chime, Cue, Hold, Pause, Place, Span, Speech

ISLAND_GAP = 4 * GRID
"""Frames of silence that part two islands of sound."""

FramesOf = Callable[[Cue], int]
"""What says how long a cue's clip is, in frames."""


@dataclass(frozen=True, slots=True)
class Event:
    """A cue's clip, or a hold, at [start, stop)."""

    start: int
    stop: int
    cue: Cue | Hold
    place: Place

    @property
    def kind(self) -> str:
        """`speech`, `chime` or `hold`."""
        return type(self.cue).__name__.lower()

    @property
    def text(self) -> str:
        """What is said, or which chime is heard; nothing for a hold."""
        if isinstance(self.cue, Speech):
            return self.cue.text
        return self.cue.name if isinstance(self.cue, Chime) else ""


@dataclass(frozen=True, slots=True)
class PlacedSpan:
    """A span at [start, stop), with its events in the order of their starts. A chime may ring on past the stop."""

    span: Span
    start: int
    stop: int
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class PlacedSection:
    """A section at [start, stop): both on the grid, and all its sound inside."""

    title: str
    start: int
    stop: int
    spans: tuple[PlacedSpan, ...]

    @property
    def events(self) -> tuple[Event, ...]:
        """The events of all spans, in the order of their starts."""
        events = (event for span in self.spans for event in span.events)
        return tuple(sorted(events, key=lambda event: (event.start, event.stop)))


@dataclass(frozen=True, slots=True)
class Timeline:
    """A whole session: its sections tile it from 0 to its length."""

    sections: tuple[PlacedSection, ...]

    @property
    def length(self) -> int:
        """Frames of the whole."""
        return self.sections[-1].stop if self.sections else 0

    @property
    def events(self) -> tuple[Event, ...]:
        """The events of all sections, in order."""
        return tuple(event for section in self.sections for event in section.events)


class Row:
    """Spans being placed one after the other, from a frame on the grid on; each repetition starts on the grid."""

    def __init__(self, start: int) -> None:
        self.spans: list[PlacedSpan] = []
        self.cursor = start
        """Where the next span starts, the grid apart: the sound of all that follow lies at or after it."""
        self._start = start

    def add(self, span: Span, frames_of: FramesOf) -> PlacedSpan:
        """Place a span behind the others."""
        if not self.spans or span.place != self.spans[-1].span.place:
            self.cursor = grid_ceil(self.cursor)
        placed = place_span(span, self.cursor, frames_of)
        self.spans.append(placed)
        self.cursor = placed.stop
        return placed

    @property
    def stop(self) -> int:
        """Where the row ends, if nothing follows in it: on the grid, its last sound followed by silence."""
        sound_stop = max((event.stop for span in self.spans for event in span.events), default=self._start)
        return grid_ceil(max(self.cursor, sound_stop + ISLAND_GAP))


def place_span(span: Span, start: int, frames_of: FramesOf) -> PlacedSpan:
    """Place a span's cues from the frame `start` on."""
    if isinstance(span, Hold):
        events, stop = _place_hold(span, start, frames_of)
    else:
        events, stop = _place_pause(span, start, frames_of)
    events.sort(key=lambda event: (event.start, event.stop))
    return PlacedSpan(span, start, stop, tuple(events))


def _place_pause(span: Pause, start: int, frames_of: FramesOf) -> tuple[list[Event], int]:
    """The events of a pause, and its stop."""
    events: list[Event] = []
    cursor = spoken_stop = start
    for cue in (cue for cue in span.cues if cue.anchor is not Anchor.BEFORE):
        at = (start if cue.anchor is Anchor.START else cursor) + frames_from_s(cue.offset_s)
        if isinstance(cue, Speech):
            at = max(at, spoken_stop)
        stop = at + frames_of(cue)
        events.append(Event(at, stop, cue, span.place))
        if isinstance(cue, Speech):
            cursor = spoken_stop = stop + frames_from_s(cue.clear_s)
        else:
            cursor = at
    last = [(cue, *_lengths(cue, frames_of)) for cue in span.cues if cue.anchor is Anchor.BEFORE]
    last_frames = sum(offset + frames + clear for _, offset, frames, clear in last)
    tail = frames_from_s(span.tail_s) if events else 0
    pause_stop = max(start + frames_from_s(span.length_s), max(cursor, spoken_stop) + tail + last_frames)
    at = pause_stop - last_frames
    for cue, offset, frames, clear in last:
        events.append(Event(at + offset, at + offset + frames, cue, span.place))
        at += offset + frames + clear
    return events, pause_stop


def _lengths(cue: Cue, frames_of: FramesOf) -> tuple[int, int, int]:
    """Frames before a cue, of it, and of the silence that must follow it."""
    clear_s = cue.clear_s if isinstance(cue, Speech) else 0.0
    return frames_from_s(cue.offset_s), frames_of(cue), frames_from_s(clear_s)


def _place_hold(span: Hold, start: int, frames_of: FramesOf) -> tuple[list[Event], int]:
    """The events of a hold, and its stop: what doesn't fit is left out."""
    stop = start + frames_from_s(span.length_s)
    held = Event(start, stop, span, span.place)
    return [held, *fitting(span, start, stop, frames_of)], stop


def fitting(
    span: Hold, start: int, stop: int, frames_of: FramesOf, begun: tuple[Event, ...] = (), fence: int = 0
) -> Iterator[Event]:
    """The events of a hold's cues as far as their words fit: between its start and its stop, and beside the words of
    the cues before them. Events that have `begun` are not given again, and none is placed before the frame `fence`."""
    spoken = [event for event in begun if isinstance(event.cue, Speech)]
    for cue in span.cues:
        at = _anchor_in_hold(cue, start, stop) + frames_from_s(cue.offset_s)
        is_over = any(event.cue is cue and (event.start == at or cue.anchor is not Anchor.STOP) for event in begun)
        if at < fence or is_over:
            continue
        event = Event(at, at + frames_of(cue), cue, span.place)
        if isinstance(cue, Speech):
            clear_stop = event.stop + frames_from_s(cue.clear_s)
            fits = start <= at and clear_stop <= stop
            if not fits or any(clear_stop > other.start and at < other.stop for other in spoken):
                continue
            spoken.append(event)
        yield event


def _anchor_in_hold(cue: Cue, start: int, stop: int) -> int:
    match cue.anchor:
        case Anchor.STOP:
            return stop
        case Anchor.MIDDLE:
            return start + (stop - start) // 2
        case _:
            return start
