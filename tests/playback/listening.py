"""What recordings of a session are judged with: where each event is heard, how late, and whether it is whole.

Recordings and exports are signed 16 bit, mono, in the session's frames. An event's own sound is cut from an export by
the event's start and stop, and looked for by normalized cross-correlation: 1 where the same is heard, however loud.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voicecoach.clip import FRAME_RATE, frames_from_s

Samples = NDArray[np.int16]
Levels = NDArray[np.float64]

AUDIBLE = 100
"""What is louder than this, of 32768, is heard: -50 dBFS."""

ALIKE = 0.7
"""The likeness from which on two sounds are the same. Different sentences of one voice stay under 0.5."""

REACH = frames_from_s(0.8)
"""How far from where its neighbour puts it an event is looked for: further away, it is lost."""

HEAD = frames_from_s(0.3)
"""An onset is that of an event's first part: what a player tears later doesn't move it."""

RECOGNIZED = 1 / 3
"""An event of which less is heard is lost: so much may be a word that another sentence shares."""

PIECE = frames_from_s(0.05)
"""Whether an event is whole is asked piece by piece."""

STALL = frames_from_s(0.25)
"""A device that runs dry amid an event may go on so much later; what it left out is missed all the same."""

SLOWEST = 24
"""Frames to one, where a whole session is."""


@dataclass(frozen=True, slots=True)
class Event:
    """What is meant to be heard at [start, stop) of the session's frames, in a section, counted from 0."""

    kind: str
    text: str
    start: int
    stop: int
    section: int


@dataclass(frozen=True, slots=True)
class Heard:
    """An event in a recording: the frame of its onset, and which of its audible pieces followed, in order."""

    event: Event
    start: int
    pieces: tuple[bool, ...]

    @property
    def share(self) -> float:
        """How much of it was heard."""
        return sum(self.pieces) / len(self.pieces)

    @property
    def is_whole(self) -> bool:
        """Whether it was heard from its first frame to its last. A device that ran dry for a moment may have torn one
        piece, or two where they meet."""
        torn = "".join("x" if heard else "-" for heard in self.pieces).strip("x")
        return self.pieces[0] and self.pieces[-1] and "---" not in torn


@dataclass(frozen=True, slots=True)
class Timing:
    """How late onsets are, in milliseconds, once the median of all is taken for the timeline's own time.

    `drift_ms` is what the straight line through all of them rises from the first event to the last.
    """

    errors_ms: tuple[float, ...]
    median_ms: float
    worst_ms: float
    drift_ms: float


def events_of(shown: dict[str, Any]) -> list[Event]:
    """The speech and the chimes of what `show --json` says, in order."""
    return [
        Event(event["kind"], event["text"], frames_from_s(event["start_s"]), frames_from_s(event["end_s"]), section)
        for section, described in enumerate(shown["sections"])
        for event in described["events"]
        if event["kind"] in ("speech", "chime")
    ]


# Sound and silence


def first_sound(recording: Samples, start: int = 0) -> int | None:
    """The first audible frame at or after `start`."""
    audible = _audible(recording[start:])
    return start + int(audible[0]) if len(audible) else None


def silence_after(recording: Samples, start: int, quiet: int) -> int | None:
    """Where the first silence of `quiet` frames begins, at or after `start`; None where none is recorded yet."""
    audible = _audible(recording[start:])
    edges = np.concatenate([[-1], audible, [len(recording) - start]])
    gaps = np.flatnonzero(np.diff(edges) > quiet)
    return start + int(edges[gaps[0]]) + 1 if len(gaps) else None


def _audible(samples: Samples) -> NDArray[np.intp]:
    return np.flatnonzero(np.abs(samples.astype(np.int32)) > AUDIBLE)


# Likeness


def likenesses(sound: Levels, clip: Levels) -> Levels:
    """How well `clip` fits into `sound` at each frame at which it can start there: 1 where it is the same."""
    size = 1 << (len(sound) - 1).bit_length()
    spectra = np.fft.rfft(sound, size) * np.conj(np.fft.rfft(clip, size))
    products = np.fft.irfft(spectra, size)[: len(sound) - len(clip) + 1]
    squares = np.concatenate([[0.0], np.cumsum(sound**2)])
    energy, own_energy = squares[len(clip) :] - squares[: -len(clip)], float(np.sum(clip**2))
    # what is 20 dB under the clip is noise, which might look like anything
    floor = max(own_energy / 100, 1.0)
    found: Levels = products / np.sqrt(np.maximum(energy, floor) * max(own_energy, 1.0))
    return found


def best_match(recording: Samples, clip: Samples, first: int, last: int) -> tuple[int, float]:
    """Where from `first` to `last` the clip fits best, and how well."""
    found = likenesses(_cut(recording, first, last + len(clip)), clip.astype(float))
    best = int(found.argmax())
    return first + best, float(found[best])


def pieces_heard(recording: Samples, clip: Samples, start: int, stall: int = STALL) -> tuple[bool, ...]:
    """For each audible piece of the clip, whether it is heard after what came before it, at most `stall` late."""
    heard = []
    for at in range(0, len(clip), PIECE):
        piece = clip[at : at + PIECE]
        if len(_audible(piece)) < len(piece) // 2:
            continue  # a gap between words, or an end that fades
        place, likeness = best_match(recording, piece, start + at - 2, start + at + 2)
        if likeness < ALIKE and stall:
            place, likeness = best_match(recording, piece, start + at, start + at + stall)
        heard.append(likeness >= ALIKE)
        if heard[-1]:
            start = place - at
    return tuple(heard)


def _cut(samples: Samples, start: int, stop: int) -> Levels:
    """The samples of [start, stop), silent where there are none."""
    inside = samples[max(0, start) : max(0, stop)].astype(float)
    before = min(max(0, -start), stop - start)
    return np.concatenate([np.zeros(before), inside, np.zeros(stop - start - before - len(inside))])


# A session in one recording


def aligned(recording: Samples, meant: Samples) -> int:
    """The frame of the recording at which the session began, to within a millisecond: where most of the sound fits, so
    that it hangs on no single event."""
    heard, own = coarse(recording, SLOWEST), coarse(meant, SLOWEST)
    size = 1 << (len(heard) + len(own)).bit_length()
    products = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(own, size)), size)
    best: int = products.argmax().item()
    return (best if best < len(heard) else best - size) * SLOWEST


def heard_events(recording: Samples, meant: Samples, events: Sequence[Event]) -> list[Heard | None]:
    """Each event as it is heard; None where it isn't. `meant` is the session's export.

    A device that runs dry shifts all that follows: an event is looked for where its neighbour puts it, from one that
    is heard at its time on to the end, and back to the beginning.
    """
    origin = aligned(recording, meant)
    found: dict[Event, Heard | None] = dict.fromkeys(events)
    sure = next((at for at, event in enumerate(events) if _heard_event(recording, meant, event, origin, PIECE)), 0)
    for way in (events[sure:], events[:sure][::-1]):
        expected = origin
        for event in way:
            found[event] = heard = _heard_event(recording, meant, event, expected, REACH)
            expected = heard.start - event.start if heard else expected
    return [found[event] for event in events]


def _heard_event(recording: Samples, meant: Samples, event: Event, origin: int, reach: int) -> Heard | None:
    clip = meant[event.start : event.stop]
    first, last = origin + event.start - reach, origin + event.start + reach
    for part in range(0, max(1, len(clip) - HEAD // 2), HEAD // 2):  # where the onset is torn, by what follows it
        place, likeness = best_match(recording, clip[part : part + HEAD], first + part, last + part)
        if likeness >= ALIKE:
            heard = heard_about(recording, clip, event, place - part)
            if heard.share >= RECOGNIZED:
                return heard
    return None


def heard_about(recording: Samples, clip: Samples, event: Event, start: int) -> Heard:
    """An event that is about here: where the device tore its beginning, that is a little earlier."""
    ways = [Heard(event, start, pieces_heard(recording, clip, start))]
    if not all(ways[0].pieces):
        earlier, likeness = best_match(recording, clip[:PIECE], start - STALL, start)
        if likeness >= ALIKE:
            ways.append(Heard(event, earlier, pieces_heard(recording, clip, earlier)))
        ways.append(Heard(event, start, pieces_heard(recording, clip, start, stall=0)))
    return max(ways, key=lambda heard: heard.share)


def strays(recording: Samples, heard: Sequence[Heard]) -> list[int]:
    """The audible frames that belong to no event that was heard, even if a part of it came late."""
    explained = np.zeros(len(recording), bool)
    for each in heard:
        explained[max(0, each.start) : each.start + each.event.stop - each.event.start + REACH] = True
    return [int(frame) for frame in _audible(recording) if not explained[frame]]


def timing(heard: Sequence[Heard]) -> Timing:
    """How late these onsets are, against the events' own times."""
    late = np.array([each.start - each.event.start for each in heard], float)
    meant_at = np.array([each.event.start for each in heard], float)
    errors_ms = (late - np.median(late)) * 1000 / FRAME_RATE
    slope = float(np.polyfit(meant_at - meant_at[0], errors_ms, 1)[0]) if len(heard) > 1 else 0.0
    sizes_ms = np.abs(errors_ms)
    return Timing(
        tuple(errors_ms.tolist()),
        float(np.median(sizes_ms)),
        float(sizes_ms.max()),
        slope * float(meant_at[-1] - meant_at[0]),
    )


def coarse(samples: Samples, frames: int) -> Levels:
    """The means of so many frames each."""
    steps = len(samples) // frames
    means: Levels = samples[: steps * frames].astype(float).reshape(steps, frames).mean(axis=1)
    return means
