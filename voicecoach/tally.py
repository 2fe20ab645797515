"""What of each section was heard. Pure arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from voicecoach.course import Passage
from voicecoach.cues import Hold, Section


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard of a section, in all its passages.

    `number` is the section's, from 1, and `frames` how long it was heard. Of its `holds` as planned, `begun` were held
    for a moment at least, and `done` to their end, be it in two pieces. `passages` is how often it was begun.
    """

    number: int
    frames: int
    passages: int
    holds: int
    begun: int
    done: int


def tally(passages: Iterable[Passage], sections: Sequence[Section], frame: int) -> Iterator[Heard]:
    """What of a plan's `sections` was heard before `frame`, in the plan's order; nothing of one that wasn't begun."""
    by_section: dict[int, list[Passage]] = {}
    for passage in passages:
        if passage.start <= frame:
            by_section.setdefault(passage.section, []).append(passage)
    for section, own in sorted(by_section.items()):
        begun: set[int] = set()
        done: set[int] = set()
        for passage in own:
            for step, placed in zip(passage.steps, passage.row.spans, strict=True):
                if isinstance(placed.span, Hold) and placed.start < min(frame, placed.stop):
                    begun.add(step.index)
                    if placed.stop <= frame and not step.is_reply:  # one that was cut is no step of the plan any more
                        done.add(step.index)
        yield Heard(
            number=section + 1,
            frames=sum(min(frame, _stop(passage)) - passage.start for passage in own),
            passages=len(own),
            holds=sum(isinstance(span, Hold) for span in sections[section].spans),
            begun=len(begun),
            done=len(done),
        )


def _stop(passage: Passage) -> int:
    return passage.row.stop if passage.stop is None else passage.stop
