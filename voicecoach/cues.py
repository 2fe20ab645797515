"""The score: what a session says and does, before there is any sound.

A section is a row of spans, one after the other. A span is a pause, which grows to what is said in it, or a hold,
which never changes its length. A cue is one thing to be heard in its span; its anchor and offset say where.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Anchor(Enum):
    """What a cue's offset counts from."""

    AFTER = "after"
    """The cue begins `offset_s` after the end of the cue before it in the span (or the span's start)."""
    START = "start"
    """The cue begins `offset_s` after the span's start."""
    STOP = "stop"
    """The cue begins `offset_s` after the span's stop (a countdown's offsets are negative)."""
    MIDDLE = "middle"
    """The cue begins `offset_s` after the middle of a hold."""
    BEFORE = "before"
    """In a pause: the cue and those BEFORE after it end at the span's stop, each `offset_s` after the one before it."""


@dataclass(frozen=True, slots=True)
class Speech:
    """Words to be spoken at `rate_wpm`. In a pause they are always said; in a hold only where they fit.

    `clear_s`: silence that must follow it, before the next words or its span's end.
    """

    text: str
    rate_wpm: int
    anchor: Anchor = Anchor.AFTER
    offset_s: float = 0.0
    clear_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Chime:
    """A chime, by name. It may ring on under what follows: cues AFTER it count from its onset."""

    name: str
    anchor: Anchor = Anchor.AFTER
    offset_s: float = 0.0


Cue = Speech | Chime


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the session something belongs. Sides are `left` or `right`; repetitions count from 1."""

    exercise: str | None = None
    side: str | None = None
    repetition: int | None = None
    repetitions: int | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """Time to listen, move or rest: at least `length_s`, longer where its cues need it.

    `tail_s` is the least silence after its last cue, those BEFORE the stop apart.
    """

    place: Place
    length_s: float
    cues: tuple[Cue, ...] = ()
    tail_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Hold:
    """A stretch held for exactly `length_s`. Its speech is optional; what matters most comes first in `cues`, whose
    anchors are START and STOP."""

    place: Place
    length_s: float
    cues: tuple[Cue, ...] = ()


Span = Pause | Hold


@dataclass(frozen=True, slots=True)
class Section:
    """What a listener knows as one: the opening, one exercise, the closing."""

    title: str
    spans: tuple[Span, ...]
