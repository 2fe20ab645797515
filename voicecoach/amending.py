"""Changing a placed span while it is heard. Pure arithmetic: what has begun to sound stays where it is."""

from __future__ import annotations

from dataclasses import replace

from voicecoach.clip import frames_from_s, s_from_frames
from voicecoach.cues import Anchor, Chime, Cue, Hold, Pause, Span, Speech
from voicecoach.tempo import COUNTDOWN_FROM_S
from voicecoach.timeline import Event, FramesOf, PlacedSpan, fitting

SHORTEST_HOLD_S = 3.0
"""What is left of a hold lasts this long at least: nobody can follow two chimes in a moment."""


def cut(placed: PlacedSpan, frame: int) -> PlacedSpan:
    """A span that ends at `frame`, and its sound with it."""
    return replace(silenced(placed, frame), stop=frame)


def silenced(placed: PlacedSpan, frame: int) -> PlacedSpan:
    """A span of which nothing is heard from `frame` on."""
    if all(event.stop <= frame for event in placed.events):
        return placed
    events = (replace(event, stop=min(event.stop, frame)) for event in placed.events if event.start < frame)
    return replace(placed, events=tuple(events))


def with_hold(placed: PlacedSpan, hold: Hold, fence: int, frames_of: FramesOf) -> PlacedSpan:
    """A placed hold made into another one, longer or with other cues: events before the frame `fence` stay, and those
    after it are placed anew, as far as they fit."""
    stop = placed.start + frames_from_s(hold.length_s)
    begun = tuple(event for event in placed.events if event.start < fence and not isinstance(event.cue, Hold))
    held = Event(placed.start, stop, hold, hold.place)
    events = [held, *begun, *fitting(hold, placed.start, stop, frames_of, begun, fence)]
    events.sort(key=lambda event: (event.start, event.stop))
    return PlacedSpan(hold, placed.start, stop, tuple(events))


def with_answer(hold: Hold, cue: Cue, at_s: float) -> tuple[Hold, Cue]:
    """A hold with one more cue, at `at_s`, and that cue: chimes and the countdown go before it, it before a tip."""
    put = replace(cue, anchor=Anchor.START, offset_s=at_s)
    fixed = [other for other in hold.cues if isinstance(other, Chime) or other.anchor is Anchor.STOP]
    others = [other for other in hold.cues if other not in fixed]
    return replace(hold, cues=(*fixed, put, *others)), put


def rest_of(placed: PlacedSpan, frame: int) -> Span:
    """What is left of a span at `frame`: what is cut there begins again, and what follows follows.

    What is left of a hold is a hold, with its chimes, of SHORTEST_HOLD_S at least.
    """
    to_come = [event for event in placed.events if event.start >= frame]
    if isinstance(placed.span, Hold):
        return _rest_of_hold(placed.span, to_come, placed.stop, frame)
    cut_off = [event for event in placed.events if event.start < frame < event.stop]
    return _rest_of_pause(placed.span, [*cut_off, *to_come], placed, frame)


def _rest_of_pause(span: Pause, left: list[Event], placed: PlacedSpan, frame: int) -> Pause:
    elapsed_s = s_from_frames(frame - placed.start)
    cues: list[Cue] = []
    for cue in span.cues:
        if not any(event.cue is cue for event in left):
            continue
        offset_s = cue.offset_s if cues else 0.0
        if cue.anchor is Anchor.START:
            offset_s = max(0.0, cue.offset_s - elapsed_s)
        cues.append(replace(cue, offset_s=offset_s))
    if any(cue.anchor is not Anchor.BEFORE for cue in cues):
        return replace(span, length_s=max(0.0, span.length_s - elapsed_s), cues=tuple(cues))
    return replace(span, length_s=s_from_frames(placed.stop - frame), cues=tuple(cues), tail_s=0.0)


def _rest_of_hold(span: Hold, to_come: list[Event], stop: int, frame: int) -> Hold:
    """Its words keep their distance from the stop; where it is too short for it, the countdown is left out."""
    left_s = s_from_frames(stop - frame)
    length_s = max(SHORTEST_HOLD_S, left_s)
    # a click that answered has an offset, and is over
    cues: list[Cue] = [cue for cue in span.cues if isinstance(cue, Chime) and not cue.offset_s]
    for event in to_come:
        if not isinstance(event.cue, Speech) or not any(event.cue is cue for cue in span.cues):
            continue
        if event.cue.anchor is not Anchor.STOP:
            cues.append(replace(event.cue, anchor=Anchor.START, offset_s=s_from_frames(event.start - frame)))
        elif length_s >= COUNTDOWN_FROM_S:
            cues.append(event.cue)
    return Hold(span.place, length_s, tuple(cues))
