"""The one place that joins planned sections, speech, chimes, timeline and mixer.

A session is prepared span by span, as far ahead as there is time. What is to come can be changed while it is heard: cut
at a frame, it goes on there with other spans. What lies before that frame never moves.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from threading import Condition
from typing import Protocol

from voicecoach.clip import FRAME_RATE, Clip, s_from_frames
from voicecoach.course import Course, Spot, Step
from voicecoach.cues import Chime, Cue, Section, Span
from voicecoach.scene import Scene, scene_at
from voicecoach.stream import Stream
from voicecoach.tally import Heard, tally
from voicecoach.timeline import PlacedSection, Timeline

MARGIN = FRAME_RATE // 10
"""Frames behind what a player has taken in which nothing is changed any more."""

LATE = FRAME_RATE // 2
"""Words that were this long in coming are thought over: the seconds that they tell may be wrong."""

ANSWER_TRIES = 2
"""Words that come too late again are left out."""


class Speaker(Protocol):
    """What speaks: text and a rate in words a minute → a clip, the same each time."""

    def clip(self, text: str, rate_wpm: int) -> Clip:
        """The sound of one cue."""
        ...

    def frames(self, text: str, rate_wpm: int) -> int:
        """How long that sound is, which may be known sooner."""
        ...

    def key(self, text: str, rate_wpm: int) -> str:
        """What is equal only where that sound is."""
        ...


class Chimes(Protocol):
    """What chimes: a name → a clip, the same each time."""

    def clip(self, name: str) -> Clip:
        """The sound of one chime."""
        ...

    def key(self, name: str) -> str:
        """What is equal only where that sound is."""
        ...


Answer = Callable[[float], Sequence[Cue]]
"""What answers the listener in a hold: the seconds that are left of it → cues. The first that fits is heard."""


class Session:
    """What one listener hears, from planned sections on: it knows what is ahead, and places it step by step.

    It is prepared by one thread at a time. Everything else may be called from any thread.
    """

    def __init__(self, sections: tuple[Section, ...], speaker: Speaker, chimes: Chimes) -> None:
        self.sections = sections
        """The plan. What is placed already stays as it was planned."""
        self._speaker, self._chimes = speaker, chimes
        self.sound = Stream(self._clip, self._key)
        self._course = Course()
        self._lengths: dict[tuple[str, int], int] = {}
        self._ahead: deque[Step] = deque(self.steps(0))
        self._is_complete = True  # nothing comes after what is ahead
        self._answers: deque[tuple[Answer, Span]] = deque()
        self._changes = 0
        self._left_at: tuple[int, int] | None = None  # how much was left, and at which frame, when that was known last
        self._ended = False
        self._changed = Condition()

    # Preparing

    def steps(self, section: int, index: int = 0) -> list[Step]:
        """The plan from a span on, to its end."""
        return [
            Step(number, at, span, begins=at == 0)
            for number, planned in enumerate(self.sections[section:], start=section)
            for at, span in enumerate(planned.spans)
            if number > section or at >= index
        ]

    def prepare(self) -> bool:
        """Speak and place the next step. False where none is ahead."""
        with self._changed:
            answer = self._answers.popleft() if self._answers else None
            step, changes = self._ahead[0] if self._ahead else None, self._changes
        if answer:
            self._answer(*answer)
        elif step:
            self.speak(step.span)  # which takes its time: meanwhile what is ahead may change
            with self._changed:
                if changes == self._changes:
                    self._ahead.popleft()
                    self._course.place(step, self._frames)
                    self._show()
        return bool(answer or step)

    def prepare_section(self) -> bool:
        """Prepare what is ahead of the section that comes next. False where nothing is ahead."""
        number = self._next_section()
        while number is not None and self._next_section() == number:
            self.prepare()
        return number is not None

    def _next_section(self) -> int | None:
        with self._changed:
            return self._ahead[0].section if self._ahead else None

    def prepare_on(self) -> None:
        """Prepare what is ahead, and whatever comes to be ahead, until `end`."""
        while not self._ended:
            if not self.prepare():
                with self._changed:
                    self._changed.wait_for(lambda: self._ahead or self._answers or self._ended)

    def end(self) -> None:
        """Let `prepare_on` return."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def timeline(self, on_progress: Callable[[int, int], None] | None = None) -> Timeline:
        """The whole, all of it prepared. `on_progress` is told, each time, how many of how many sections are begun."""
        while self.prepare():
            if on_progress:
                on_progress(len(self._course.passages), len(self.sections))
        passages = self._course.passages
        placed = (
            PlacedSection(self.sections[p.section].title, p.start, p.stop or p.row.stop, tuple(p.row.spans))
            for p in passages
        )
        return Timeline(tuple(placed))

    def speak(self, span: Span) -> None:
        """Have the words of a span ready, wherever it may come to be."""
        for cue in span.cues:
            self._frames(cue)

    def _frames(self, cue: Cue) -> int:
        if isinstance(cue, Chime):
            return self._chimes.clip(cue.name).frames
        key = (cue.text, cue.rate_wpm)
        if key not in self._lengths:
            self._lengths[key] = self._speaker.frames(*key)
        return self._lengths[key]

    def _clip(self, cue: Cue) -> Clip:
        return self._chimes.clip(cue.name) if isinstance(cue, Chime) else self._speaker.clip(cue.text, cue.rate_wpm)

    def _key(self, cue: Cue) -> str:
        return self._chimes.key(cue.name) if isinstance(cue, Chime) else self._speaker.key(cue.text, cue.rate_wpm)

    def _show(self) -> None:
        length = self._course.close() if self._is_complete and not self._ahead else None
        self.sound.show(tuple(self._course.runs), self._course.limit, length)
        self._changed.notify_all()

    # Changing what is to come

    def cut(self, frame: int) -> list[Step]:
        """End what is placed at `frame`, where a player has stopped, and say what would have followed: first what is
        left of the span that is cut, unless it is a reply. The session waits there until `go_on`."""
        with self._changed:
            following = [*self._course.cut(frame), *self._ahead]
            self._answers.clear()
            self._set_ahead((), is_complete=False)
            return following

    def go_on(self, steps: Iterable[Step], *, is_complete: bool = True) -> None:
        """Say what follows on what is placed. `is_complete`: nothing comes after that; else the session waits."""
        with self._changed:
            self._set_ahead(steps, is_complete)

    def interpose(self, span: Span) -> bool:
        """Place a span whose words are ready where nothing else is, and the session waits. False where it can't."""
        with self._changed:
            is_ready = all(isinstance(cue, Chime) or (cue.text, cue.rate_wpm) in self._lengths for cue in span.cues)
            if not self._ahead or not self._course.passages or not is_ready:
                return False
            last = self._course.passages[-1].steps[-1]
            self._course.place(replace(last, span=span, is_reply=True, begins=False), self._frames)
            self._show()
            return True

    def change_ahead(self, change: Callable[[Step], Step]) -> None:
        """Change each step that hasn't begun, and doesn't begin at once."""
        with self._changed:
            fence = self._fence()
            hold = self._course.hold_at(fence)
            # what leads out of a hold stays, so that its end waits for no words
            steps = [*self._course.take_back(hold.stop + 1 if hold else fence), *self._ahead]
            self._set_ahead(map(change, steps), self._is_complete)

    def lengthen_hold(self, more_s: float) -> bool:
        """Make the hold longer that is under way. False where there's none, or it is as good as over."""
        with self._changed:
            steps = self._course.lengthen_hold(more_s, self._fence(), self._frames)
            if steps is not None:
                self._set_ahead([*steps, *self._ahead], self._is_complete)
            return steps is not None

    def answer_in_hold(self, answer: Answer, otherwise: Span) -> None:
        """Have an answer heard in the hold that is under way, as soon as it is quiet. Where none of it fits, the cues
        of `otherwise` are heard there, or, where the hold is as good as over, that span soon behind it."""
        with self._changed:
            self._answers.append((answer, otherwise))
            self._changed.notify_all()

    def change_volume(self, by_db: float) -> bool:
        """Sound louder by so much, from what begins next on. False where it can't be, then nothing changes."""
        with self._changed:
            return self.sound.change_volume(by_db, self._fence())

    def _answer(self, answer: Answer, otherwise: Span) -> None:
        cues: Sequence[Cue] = ()
        spoken_for = 0
        for _ in range(ANSWER_TRIES):
            with self._changed:
                fence = self._fence()
                placed = self._course.hold_at(fence)
            cues = answer(s_from_frames(placed.stop - fence - spoken_for)) if placed else ()
            for cue in cues:
                self._frames(cue)
            with self._changed:
                spoken_for = self._fence() - fence
            if spoken_for < LATE:
                break
        else:
            cues = ()
        self._put([*cues, *otherwise.cues], otherwise)

    def _put(self, cues: Sequence[Cue], otherwise: Span) -> None:
        with self._changed:
            fence = self._fence()
            steps = self._course.answer_in_hold(cues, fence, self._frames)
            if steps is None:
                steps = self._course.take_back(fence)
                last = self._course.passages[-1].steps[-1]
                steps = [replace(last, span=otherwise, is_reply=True, begins=False), *steps]
            self._set_ahead([*steps, *self._ahead], self._is_complete)

    def _set_ahead(self, steps: Iterable[Step], is_complete: bool) -> None:
        self._ahead, self._is_complete = deque(steps), is_complete
        self._changes += 1
        self._show()

    def _fence(self) -> int:
        """The first frame from which on what sounds can be changed unnoticed."""
        frame = self.sound.taken + MARGIN
        run = self._course.run_at(frame)
        return run.stop if run else frame

    # Where a frame lies

    def spot(self, frame: int) -> Spot | None:
        """What lies at a frame; None where nothing is prepared."""
        with self._changed:
            return self._course.spot(frame)

    def scene(self, frame: int) -> Scene:
        """What is going on at a frame of the prepared part."""
        with self._changed:
            return scene_at(self._course, self.sections, frame, self._left(frame))

    def heard(self, frame: int) -> tuple[Heard, ...]:
        """What was heard before `frame` of each section that was begun by then, in the plan's order."""
        with self._changed:
            return tuple(tally(self._course.passages, self.sections, frame))

    def heard_share(self, frame: int) -> float:
        """How many of the plan's spans were heard to their end before `frame`, as a share of all."""
        with self._changed:
            heard = {*self._course.heard(frame)}
            return len(heard) / max(1, sum(len(section.spans) for section in self.sections))

    def _left(self, frame: int) -> int | None:
        """How much is left; while what was changed is yet to be prepared, about as much as before."""
        if (length := self.sound.length) is not None:
            self._left_at = length - frame, frame
        if self._left_at is None:
            return None
        left, at = self._left_at
        return max(0, left - max(0, frame - at))
