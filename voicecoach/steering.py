"""What a listener's command does to a session: what answers it, and what is heard then.

A command cuts the session where it is heard, and it goes on there with an answer and whatever follows on that. Only
while a stretch is held nothing is cut that needn't be: the answer is put into the hold, which keeps its time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Protocol

from voicecoach.clip import frames_from_s, s_from_frames
from voicecoach.coach.replies import Replies
from voicecoach.commands import Command
from voicecoach.course import Spot, Step
from voicecoach.cues import Anchor, Hold, Place, Section, Span
from voicecoach.following import (
    at_once,
    can_be_longer,
    first_of_repetition,
    hold_ahead,
    lengthened,
    needs_position,
    repaced,
)
from voicecoach.session import Session

TWICE_S = 2.0
"""Back within this time of a section's start means the one before it."""

LONGER_S = 10.0
"""By how much a hold is made longer."""

PACE_STEP = 1.1
"""Faster is faster by this factor."""

VOLUME_STEP_DB = 3.0

SOON_S = 1.0
"""A sound that comes within this time answers by itself."""

LET_GO_S = 2.0
"""How long the words to let go are under way: another command meanwhile doesn't take them away."""

LEAST_ROOM_S = 3.0
"""To get back into a position."""


class Coaching(Protocol):
    """What a session is planned from, and what answers in it."""

    @property
    def sections(self) -> tuple[Section, ...]:
        """The plan."""
        ...

    @property
    def pace(self) -> float:
        """The factor on speech and the room to move."""
        ...

    @property
    def replies(self) -> Replies:
        """What answers the listener."""
        ...

    def paced(self, factor: float) -> Coaching:
        """The same at another pace, with as many sections and spans; an equal one where it can't be."""
        ...


class Steering:
    """A session in a listener's hands. Frames are those where a player is, or has stopped."""

    def __init__(self, session: Session, coaching: Coaching) -> None:
        self._session = session
        self._coaching = coaching  # as it is now: its pace may have changed
        self.paused = False
        self.stopping = False
        """Whether the listener has ended it; a last word may be under way."""
        self.hears_claps = False
        """Whether two claps are a command as well, which is said with the keys."""
        self._withheld: list[Step] = []  # while it is paused: what follows when it goes on
        self._usual = coaching.replies  # at the pace at which they were made ready
        self._let_go_until = 0  # the frame up to which words to let go may be under way
        self._fillers = 0

    @property
    def pace(self) -> float:
        """The factor on speech and the room to move, as it is now."""
        return self._coaching.pace

    def prepare(self) -> None:
        """Have the words ready that are wanted at once."""
        place, usual = Place(), self._usual
        replies = (usual.paused, usual.let_go_and_rest, usual.let_go, usual.again, usual.sound_back)
        for span in (*usual.fillers(), *(reply(place) for reply in replies)):
            self._session.speak(span)

    def fill(self) -> bool:
        """Where what comes next isn't spoken yet, have a calm word heard meanwhile. False where it can't be."""
        fillers = self._usual.fillers()
        is_heard = self._session.interpose(fillers[self._fillers % len(fillers)])
        self._fillers += is_heard
        return is_heard

    # While a stretch is held

    def answers_in_hold(self, command: Command, frame: int) -> bool:
        """Whether a stretch is held at `frame`, and the command can be answered there without a cut; then it was."""
        here = self._session.spot(frame)
        if here is None or not here.is_held:
            return False
        click = self._replies.click(here.place)
        match command:
            case Command.LONGER:
                cues = self._replies.in_hold(self._lengthen(here))
                self._session.answer_in_hold(lambda _: cues, click)
            case Command.SLOWER | Command.FASTER:
                before = self._session.sections
                cues = self._replies.in_hold(self._change_pace(faster=command is Command.FASTER))
                self._session.change_ahead(partial(repaced, before=before, after=self._session.sections))
                self._session.answer_in_hold(lambda _: cues, click)
            case Command.LOUDER | Command.SOFTER:
                cues = self._replies.in_hold(self._change_volume(louder=command is Command.LOUDER))
                self._session.answer_in_hold(lambda _: cues, click)
            case Command.WHERE:
                where = partial(self._replies.where_in_hold, self._title(here), here.place)
                self._session.answer_in_hold(where, click)
            case _:
                return False
        return True

    def _lengthen(self, here: Spot) -> str | None:
        """Make the hold longer that is under way, and give the words for it; nothing where it is over by now."""
        if not can_be_longer(here.placed.span, self._planned(here.step), LONGER_S):
            return self._replies.longest
        return self._replies.longer(LONGER_S) if self._session.lengthen_hold(LONGER_S) else None

    def _planned(self, step: Step) -> Span:
        return self._session.sections[step.section].spans[step.index]

    # With a cut

    def obey(self, command: Command, frame: int) -> None:
        """Cut the session at `frame`, and say how it goes on."""
        here = self._session.spot(frame)
        if command is Command.PAUSE_OR_RESUME:
            command = Command.RESUME if self.paused else Command.PAUSE
        if (
            here is None
            or (command is Command.PAUSE and self.paused)
            or (command is Command.RESUME and not self.paused)
        ):
            return
        left = self._session.scene(frame).left
        following = self._session.cut(frame)
        rest = self._withheld if self.paused else following
        if self.stopping:
            self._session.go_on(())
            return
        match command:
            case Command.STOP:
                self.stopping = True
                self._go_on(here, [self._usual.let_go(here.place)] if self._is_held(here) else [], [])
            case Command.PAUSE:
                self._pause(here, rest)
            case Command.RESUME:
                self._resume(here, rest)
            case Command.NEXT:
                self._go_to(here, self._session.steps(here.passage.section + 1))
            case Command.PREVIOUS:
                is_new = frame - here.passage.start < frames_from_s(TWICE_S)
                self._go_to(here, self._session.steps(max(0, here.passage.section - is_new)))
            case Command.AGAIN:
                self._again(here)
            case Command.SKIP if (at := hold_ahead(rest)) is not None:
                self._go_on(here, [self._replies.hold_end(here.place)], rest[at + 1 :])
            case _:
                self._answer(command, here, rest, left)

    def go_on_after_gap(self, frame: int, *, was_lost: bool) -> None:
        """Go on where the sound broke off, at `frame`: with the cue that was cut. `was_lost`: say that it is back."""
        here = self._session.spot(frame)
        following = self._session.cut(frame)
        if here is None or self.stopping or self.paused:
            self._session.go_on(following, is_complete=not self.paused)
            return
        self._go_on(here, [self._usual.sound_back(here.place)] if was_lost else [], self._positioned(following))

    def _pause(self, here: Spot, rest: list[Step]) -> None:
        reply = self._usual.let_go_and_rest if needs_position(rest) else self._usual.paused
        self.paused, self._withheld = True, self._positioned(rest)
        self._session.go_on([_reply(here, reply(here.place))], is_complete=False)

    def _resume(self, here: Spot, rest: list[Step]) -> None:
        """What is heard at once answers; a silence begins with a click."""
        first = rest[0].span.cues[:1] if rest else ()
        is_silent = not first or first[0].anchor not in {Anchor.AFTER, Anchor.START} or first[0].offset_s > SOON_S
        self._go_on(here, [self._replies.click(here.place)] if is_silent else [], rest)

    def _go_to(self, here: Spot, steps: list[Step]) -> None:
        """Go to where a section begins, at once; what is held is let go first."""
        words = self._usual.let_go(here.place).cues if self._is_held(here) else ()
        self._go_on(here, [], [*at_once(steps[0], words), *steps[1:]] if steps else [])

    def _again(self, here: Spot) -> None:
        """Have a repetition once more; what is held is let go first."""
        section = here.step.section
        first = first_of_repetition(self._session.sections[section], here.step.index)
        words = [self._usual.again(here.place)]
        if self._is_held(here):
            words.insert(0, self._usual.let_go(here.place, LEAST_ROOM_S))
        self._go_on(here, words, self._session.steps(section, first))

    def _answer(self, command: Command, here: Spot, rest: list[Step], left: int | None) -> None:
        """Answer, and go on as before: playing or paused."""
        replies, place, at = self._replies, here.place, hold_ahead(rest)
        words: list[Span] = []
        keys = replies.keys(place, hears_claps=self.hears_claps)
        match command:
            case Command.SLOWER | Command.FASTER:
                before = self._session.sections
                text = self._change_pace(faster=command is Command.FASTER)
                rest = [repaced(step, before, self._session.sections) for step in rest]
                words = [self._replies.said(text, place)]
            case Command.LOUDER | Command.SOFTER:
                limit = self._change_volume(louder=command is Command.LOUDER)
                words = [replies.said(limit, place) if limit else replies.click(place)]
            case Command.WHERE:
                hold_s = None if at is None else rest[at].span.length_s
                words = [replies.where(self._title(here), place, hold_s, None if left is None else s_from_frames(left))]
            case Command.KEYS if here.step.is_reply and here.step.span.cues[:1] == keys.cues[:1]:
                pass  # asked again meanwhile: that's enough of it
            case Command.KEYS:
                if not self.paused and needs_position(rest):
                    words, rest = [self._usual.let_go_and_rest(place)], self._positioned(rest)
                words.append(keys)
            case Command.LONGER if at is not None:
                can_be = can_be_longer(rest[at].span, self._planned(rest[at]), LONGER_S)
                words = [replies.said(replies.longer(LONGER_S) if can_be else replies.longest, place)]
                rest = lengthened(rest, at, LONGER_S) if can_be else rest
                rest = rest if self.paused else self._positioned(rest)
            case _:
                words = [replies.no_hold(place)]
        if self.paused:
            self._withheld = rest
            self._session.go_on([_reply(here, span) for span in words], is_complete=False)
        else:
            self._go_on(here, words, rest)

    def _go_on(self, here: Spot, words: Iterable[Span], steps: list[Step]) -> None:
        self.paused = False
        self._session.go_on([*(_reply(here, span) for span in words), *steps])

    def _positioned(self, rest: list[Step]) -> list[Step]:
        """What follows, with the way back into the position that was let go."""
        if not needs_position(rest):
            return rest
        first = next(index for index, step in enumerate(rest) if isinstance(step.span, Hold))
        hold, plan = rest[first], self._session.sections[rest[first].section]
        room_s = max(LEAST_ROOM_S, plan.spans[hold.index - 1].length_s if hold.index else 0.0)
        words = self._replies.back_into_position(plan.title, hold.span.place, room_s)
        return [replace(hold, span=words, is_reply=True), *rest[first:]]

    # The rest

    @property
    def _replies(self) -> Replies:
        return self._coaching.replies

    def _is_held(self, here: Spot) -> bool:
        """Whether the listener holds a stretch, and is to be told to let go: by then nothing else may have told so."""
        if here.is_held:
            self._let_go_until = here.frame + frames_from_s(LET_GO_S)
        return not self.paused and (here.is_held or here.frame < self._let_go_until)

    def _title(self, here: Spot) -> str:
        return self._session.sections[here.passage.section].title

    def _change_pace(self, *, faster: bool) -> str:
        """Plan anew at another pace, and give the words for it."""
        changed = self._coaching.paced(PACE_STEP if faster else 1 / PACE_STEP)
        is_limit = changed == self._coaching
        self._coaching = changed
        self._session.sections = changed.sections
        return self._replies.pace(faster=faster, is_limit=is_limit)

    def _change_volume(self, *, louder: bool) -> str | None:
        """Sound louder or softer; where that can't be, give the words for it."""
        can_be = self._session.change_volume(VOLUME_STEP_DB if louder else -VOLUME_STEP_DB)
        return None if can_be else self._replies.volume_limit(louder=louder)


def _reply(here: Spot, span: Span) -> Step:
    return replace(here.step, span=span, is_reply=True, begins=False)
