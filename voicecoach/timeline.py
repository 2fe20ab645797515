"""Cues + the lengths of their clips → events at frames. Pure arithmetic.

The rules: a hold lasts exactly its length; nothing spoken overlaps other speech; a pause grows to what is said in it; a
cue that doesn't fit its hold is left out; a repetition starts on the grid.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from voicecoach.clip import GRID, frames_from_s, grid_ceil
from voicecoach.cues import Anchor, Chime, Cue, Hold, Pause, Place, Section, Speech

ISLAND_GAP = 4 * GRID
"""Frames of silence that part two islands of sound."""


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
class PlacedSection:
    """A section at [start, stop): both on the grid, and all its sound inside.

    `events` are in the order of their starts; `repetition_starts` holds where each repetition begins, and before the
    first of them the section itself.
    """

    title: str
    start: int
    stop: int
    events: tuple[Event, ...]
    repetition_starts: tuple[int, ...]

    def repetition_start(self, frame: int) -> int:
        """Where the repetition that `frame` belongs to begins."""
        return self.repetition_starts[max(0, bisect_right(self.repetition_starts, frame) - 1)]


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


def place_section(section: Section, start: int, frames_of: Callable[[Cue], int]) -> PlacedSection:
    """Place a section's cues from the frame `start` (on the grid) on. `frames_of` says how long a cue's clip is."""
    events: list[Event] = []
    repetition_starts: list[int] = []
    place: Place | None = None
    cursor = start
    for span in section.spans:
        if span.place != place:
            place, cursor = span.place, grid_ceil(cursor)
            repetition_starts.append(cursor)
        if isinstance(span, Hold):
            placed, cursor = _place_hold(span, cursor, frames_of)
        else:
            placed, cursor = _place_pause(span, cursor, frames_of)
        events.extend(placed)
    events.sort(key=lambda event: (event.start, event.stop))
    sound_stop = max((event.stop for event in events), default=start)
    stop = grid_ceil(max(cursor, sound_stop + ISLAND_GAP))
    return PlacedSection(section.title, start, stop, tuple(events), tuple(repetition_starts) or (start,))


def _place_pause(span: Pause, start: int, frames_of: Callable[[Cue], int]) -> tuple[list[Event], int]:
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


def _lengths(cue: Cue, frames_of: Callable[[Cue], int]) -> tuple[int, int, int]:
    """Frames before a cue, of it, and of the silence that must follow it."""
    clear_s = cue.clear_s if isinstance(cue, Speech) else 0.0
    return frames_from_s(cue.offset_s), frames_of(cue), frames_from_s(clear_s)


def _place_hold(span: Hold, start: int, frames_of: Callable[[Cue], int]) -> tuple[list[Event], int]:
    """The events of a hold, and its stop: what doesn't fit is left out."""
    stop = start + frames_from_s(span.length_s)
    events = [Event(start, stop, span, span.place)]
    spoken: list[Event] = []
    for cue in span.cues:
        at = (stop if cue.anchor is Anchor.STOP else start) + frames_from_s(cue.offset_s)
        event = Event(at, at + frames_of(cue), cue, span.place)
        if isinstance(cue, Speech):
            clear_stop = event.stop + frames_from_s(cue.clear_s)
            fits = start <= at and clear_stop <= stop
            if not fits or any(clear_stop > other.start and at < other.stop for other in spoken):
                continue
            spoken.append(event)
        events.append(event)
    return events, stop
