"""A session in several recordings, one for each life of a sound server: they begin and end anywhere in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.playback.listening import (
    HEAD,
    PIECE,
    REACH,
    Event,
    Levels,
    Samples,
    best_match,
    coarse,
    heard_about,
    likenesses,
)

COARSE = 6
"""Frames to one, where an event is searched in a whole recording: 8 kHz is enough for that."""

COARSELY_ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Where in a recording an event may be."""

    event: Event
    start: int

    @property
    def stop(self) -> int:
        return self.start + self.event.stop - self.event.start

    @property
    def origin(self) -> int:
        """Where the session would have begun."""
        return self.start - self.event.start


def events_heard_whole(recordings: Sequence[Samples], meant: Samples, events: Sequence[Event]) -> set[Event]:
    """The events that are heard from the first frame to the last in any of these recordings, which follow each other.

    Many events sound the same. Which one is heard follows from what is heard around it: within a recording, the
    beginning of the session that explains most of the sound is taken first, then what explains most of the rest.
    """
    whole: set[Event] = set()
    reached = 0
    for recording in recordings:
        left = _candidates(recording, meant, events)
        while left:
            together = _together(left, reached)
            for each in together:
                clip = meant[each.event.start : each.event.stop]
                if heard_about(recording, clip, each.event, each.start).is_whole:
                    whole.add(each.event)
            reached = max(each.event.stop for each in together)
            left = [
                one for one in left if all(one.stop <= other.start or other.stop <= one.start for other in together)
            ]
    return whole


def _together(candidates: list[_Candidate], reached: int) -> list[_Candidate]:
    """Those that were played in one go: they agree on the session's beginning, and explain most of the recording. Of
    equals, those that begin nearest to where the session had got."""
    groups = [[other for other in candidates if abs(other.origin - one.origin) < 2 * PIECE] for one in candidates]
    return max(
        groups,
        key=lambda group: (
            sum(event.stop - event.start for event in {each.event for each in group}),
            -abs(min(each.event.start for each in group) - reached),
        ),
    )


def _candidates(recording: Samples, meant: Samples, events: Sequence[Event]) -> list[_Candidate]:
    """Where the beginning of an event's sound is found, or what follows it, if the device tore the beginning."""
    searched, known = coarse(recording, COARSE), dict[bytes, list[int]]()
    found = []
    for event in events:
        for part in range(event.start, event.stop, HEAD)[:2]:
            clip = meant[part : min(part + HEAD, event.stop)]
            if clip.tobytes() not in known:
                known[clip.tobytes()] = [
                    best_match(recording, clip, at - 2 * COARSE, at + 2 * COARSE)[0]
                    for at in _peaks(searched, coarse(clip, COARSE))
                ]
            found += [_Candidate(event, start - (part - event.start)) for start in known[clip.tobytes()]]
    return found


def _peaks(searched: Levels, clip: Levels) -> list[int]:
    """Where, in frames, a coarse recording is like a coarse clip, the likest within REACH of each other."""
    if len(searched) < len(clip):
        return []
    found, peaks = likenesses(searched, clip), []
    while (best := int(found.argmax())) >= 0 and found[best] >= COARSELY_ALIKE:
        peaks.append(best * COARSE)
        found[max(0, best - REACH // COARSE) : best + REACH // COARSE] = 0
    return peaks
