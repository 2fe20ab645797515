"""What of a session is placed, one way through a section after the other, and how that is changed while it is heard.
Pure arithmetic."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from voicecoach import amending
from voicecoach.clip import grid_ceil, s_from_frames
from voicecoach.cues import Cue, Hold, Place, Span
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


@dataclass(frozen=True, slots=True)
class Spot:
    """A frame, the step around it, and where that lies."""

    frame: int
    step: Step
    placed: PlacedSpan
    passage: Passage

    @property
    def place(self) -> Place:
        """Where in the session it belongs."""
        return self.step.span.place

    @property
    def is_held(self) -> bool:
        """Whether a stretch is held there."""
        return isinstance(self.placed.span, Hold) and self.placed.start <= self.frame < self.placed.stop


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
        spot = self.spot(frame)
        return spot.placed if spot and spot.is_held else None

    def lengthen_hold(self, more_s: float, fence: int, frames_of: FramesOf) -> list[Step] | None:
        """Make the hold around `fence`, where nothing sounds, longer from there on. Gives the steps behind it, which
        are taken back; None where there is no hold."""
        placed = self.hold_at(fence)
        if placed is None or not isinstance(placed.span, Hold):
            return None
        longer = replace(placed.span, length_s=placed.span.length_s + more_s)
        return self._with_hold(amending.with_hold(placed, longer, fence, frames_of), fence)

    def answer_in_hold(self, cues: Iterable[Cue], fence: int, frames_of: FramesOf) -> list[Step] | None:
        """Put the first of the cues that fits into the hold around `fence`, where nothing sounds. Gives the steps
        behind it, which are taken back; None where there is no hold, or nothing fits."""
        placed = self.hold_at(fence)
        if placed is None or not isinstance(placed.span, Hold):
            return None
        for cue in cues:
            hold, put = amending.with_answer(placed.span, cue, s_from_frames(fence - placed.start))
            changed = amending.with_hold(placed, hold, fence, frames_of)
            if any(event.cue is put for event in changed.events):
                return self._with_hold(changed, fence)
        return None

    def _with_hold(self, changed: PlacedSpan, fence: int) -> list[Step]:
        steps = self.take_back(fence)
        row = self.passages[-1].row
        row.spans[-1], row.cursor = changed, changed.stop
        self._sound_anew(fence)
        return steps

    def spot(self, frame: int) -> Spot | None:
        """What lies at a frame, or nearest to it; None where nothing is placed."""
        passage = self.passage_at(frame)
        if passage is None:
            return None
        index = passage.index_at(frame)
        return Spot(frame, passage.steps[index], passage.row.spans[index], passage)

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
        """Find the runs again from `fence` on, and those that hold something of what was taken back."""
        row = self.passages[-1].row
        self.runs = [run for run in self.runs if run.start < fence and run.events[-1].start <= row.cursor]
        found_stop = self.runs[-1].stop if self.runs else 0
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
