"""What of a session is placed, one way through a section after the other, and how that is changed while it is heard.
Pure arithmetic."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from voicecoach import amending
from voicecoach.clip import grid_ceil
from voicecoach.cues import Hold, Span
from voicecoach.mixer import Run, runs
from voicecoach.timeline import ISLAND_GAP, Event, FramesOf, PlacedSpan, Row


@dataclass(frozen=True, slots=True)
class Step:
    """A span of a session: the `index`-th of the section with that number, both from 0, or what is left of it.

    `is_reply`: it isn't of the plan; it answers the listener, and stands before that span. `begins`: with it the
    section begins, for the first time or once more.
    """

    section: int
    index: int
    span: Span
    is_reply: bool = False
    begins: bool = False


@dataclass(slots=True, eq=False)
class Passage:
    """One way through a section, as far as it is placed: `steps`, and where each lies in `row`. `stop` is None while
    more of it may come."""

    section: int
    start: int
    row: Row
    steps: list[Step] = field(default_factory=list)
    stop: int | None = None

    def index_at(self, frame: int) -> int:
        """Which of its spans lies around `frame`."""
        return max(0, bisect_right(self.row.spans, frame, key=lambda span: span.start) - 1)


class Course:
    """Passages that follow each other from frame 0 on, and their sound as runs."""

    def __init__(self) -> None:
        self.passages: list[Passage] = []
        self.runs: list[Run] = []
        """Those that nothing will touch any more."""
        self.limit = 0
        """The frame up to which the runs are all that sounds."""
        self._loose: list[Event] = []  # what may yet touch what comes behind it

    def place(self, step: Step, frames_of: FramesOf) -> None:
        """Place a step behind the others."""
        passage = self.passages[-1] if self.passages else None
        if passage is None or step.begins or step.section != passage.section:
            start = self.close()
            passage = Passage(step.section, start, Row(start))
            self.passages.append(passage)
        self._loose += passage.row.add(step.span, frames_of).events
        passage.steps.append(step)
        self._settle(passage.row.cursor)

    def close(self) -> int:
        """End the last passage, and say where."""
        if not self.passages:
            return 0
        passage = self.passages[-1]
        passage.stop = passage.row.stop
        self._settle(passage.stop)
        return passage.stop

    def cut(self, frame: int) -> list[Step]:
        """End everything at `frame`, and say what would have followed: first what is left of the span that is cut,
        unless it is a reply."""
        following: list[Step] = []
        while len(self.passages) > 1 and self.passages[-1].start > frame:
            following[:0] = self.passages.pop().steps
        if self.passages:
            following[:0] = _cut_passage(self.passages[-1], frame)
        self.runs = [run for run in self.runs if run.stop <= frame]
        self._loose, self.limit = [], frame
        return following

    def take_back(self, fence: int) -> list[Step]:
        """Take back the steps that begin at `fence` or later, where nothing sounds; at least one stays."""
        steps: list[Step] = []
        while self.passages:
            passage = self.passages[-1]
            passage.stop = None
            least = len(self.passages) == 1
            while len(passage.steps) > least and passage.row.spans[-1].start >= fence:
                passage.row.spans.pop()
                steps.insert(0, passage.steps.pop())
            if passage.steps:
                passage.row.cursor = passage.row.spans[-1].stop
                break
            self.passages.pop()
        self._sound_anew(fence)
        return steps

    def hold_at(self, frame: int) -> PlacedSpan | None:
        """The hold around `frame`."""
        passage = self.passage_at(frame)
        placed = passage.row.spans[passage.index_at(frame)] if passage else None
        return placed if placed and isinstance(placed.span, Hold) and placed.start <= frame < placed.stop else None

    def change_hold(self, hold: Hold, fence: int, frames_of: FramesOf) -> None:
        """Change the last span that is placed, a hold, from `fence` on, where nothing sounds."""
        row = self.passages[-1].row
        row.spans[-1] = amending.with_hold(row.spans[-1], hold, fence, frames_of)
        row.cursor = row.spans[-1].stop
        self._sound_anew(fence)

    def passage_at(self, frame: int) -> Passage | None:
        """The passage around `frame`, or the nearest."""
        index = max(0, bisect_right(self.passages, frame, key=lambda passage: passage.start) - 1)
        return self.passages[index] if self.passages else None

    def run_at(self, frame: int) -> Run | None:
        """The run that sounds at `frame`."""
        index = bisect_right(self.runs, frame, key=lambda run: run.stop)
        found = next((run for run in (*self.runs[index:], *runs(self._loose)) if run.stop > frame), None)
        return found if found and found.start <= frame else None

    def heard(self, frame: int) -> Iterator[tuple[int, int]]:
        """Section and index of each span of the plan that ended before `frame` and wasn't cut."""
        for passage in self.passages:
            for step, placed in zip(passage.steps, passage.row.spans, strict=True):
                if not step.is_reply and placed.stop <= frame:
                    yield step.section, step.index

    def _sound_anew(self, fence: int) -> None:
        """Find the runs again from `fence` on."""
        self.runs = [run for run in self.runs if run.start < fence]
        found_stop = self.runs[-1].stop if self.runs else 0
        row = self.passages[-1].row
        self._loose = [event for placed in row.spans for event in placed.events if event.start >= found_stop]
        self._settle(row.cursor)

    def _settle(self, floor: int) -> None:
        """Find the runs that nothing will touch any more, since all that is placed from now on starts at `floor`."""
        loose: list[Event] = []
        self.limit = floor
        for run in runs(sorted(self._loose, key=lambda event: (event.start, event.stop))):
            if max(event.stop for event in run.events) + ISLAND_GAP <= floor:
                self.runs.append(run)
            else:
                loose += run.events
                self.limit = min(self.limit, run.start)
        self._loose = loose


def _cut_passage(passage: Passage, frame: int) -> list[Step]:
    row, steps = passage.row, passage.steps
    index = passage.index_at(frame)
    step, placed = steps[index], row.spans[index]
    kept, following = index + 1, steps[index + 1 :]
    if frame <= placed.start and index:
        kept, following = index, [step, *following]
    elif frame < placed.stop:
        row.spans[index] = amending.cut(placed, frame)
        steps[index] = replace(step, is_reply=True)  # what is left of it is the plan's
        if not step.is_reply:
            following = [replace(step, span=amending.rest_of(placed, frame), begins=False), *following]
    del row.spans[kept:], steps[kept:]
    row.spans[:] = [amending.silenced(placed, frame) for placed in row.spans]  # a chime may ring on past its span
    row.cursor, passage.stop = grid_ceil(frame), None
    return following
