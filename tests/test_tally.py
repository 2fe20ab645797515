"""What of each section was heard: played through the transport, on a clock that the test turns."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.listener import Listener
from voicecoach.clip import FRAME_RATE
from voicecoach.commands import Command
from voicecoach.playback.transport import Ending, Moment
from voicecoach.tally import Heard

pytestmark = pytest.mark.once

THREE = """
title: Three
settle: 0 s
steps:
- {exercise: pelvic-tilt, repetitions: 2, hold: 8 s, rest: 0 s}
- {exercise: knee-rolls, repetitions: 1, hold: 6 s, rest: 0 s}
- {exercise: pelvic-tilt, repetitions: 1, hold: 6 s, rest: 0 s}
"""


def heard(listener: Listener) -> dict[int, Heard]:
    """By the section's number."""
    last = listener.session.sound.length
    found = listener.session.heard(listener.moments[-1].frame if last is None else last)
    return {one.number: one for one in found}


def holds(one: Heard) -> tuple[int, int, int]:
    return one.holds, one.begun, one.done


def in_section(listener: Listener, number: int) -> Callable[[Moment], bool]:
    return lambda moment: listener.session.scene(moment.frame).number == number


def test_left_alone_all_is_done() -> None:
    listener = Listener(THREE)
    assert listener.run() is Ending.FINISHED
    found = heard(listener)
    assert {number: holds(one) for number, one in found.items()} == {
        1: (0, 0, 0),
        2: (2, 2, 2),
        3: (2, 2, 2),
        4: (1, 1, 1),
        5: (0, 0, 0),
    }
    assert sum(one.frames for one in found.values()) == listener.session.sound.length
    lengths = [section.stop - section.start for section in listener.timeline.sections]
    assert [one.frames for one in found.values()] == lengths


def test_at_each_frame_it_is_what_was_heard_by_then() -> None:
    listener = Listener(THREE)
    listener.session.timeline()
    tilt = listener.timeline.sections[1]
    first = next(event for event in tilt.events if event.kind == "hold")
    for frame, begun, done in (
        (tilt.start, 0, 0),
        (first.start, 0, 0),
        (first.start + 1, 1, 0),
        (first.stop - 1, 1, 0),
        (first.stop, 1, 1),
    ):
        *_, one = listener.session.heard(frame)
        assert (one.number, one.frames, one.begun, one.done) == (2, frame - tilt.start, begun, done)


def test_a_hold_that_is_left_is_begun_and_not_done() -> None:
    listener = Listener(THREE)
    listener.press(Command.SKIP, listener.holding(3))
    listener.run()
    assert holds(heard(listener)[2]) == (2, 2, 1)


def test_a_hold_that_was_paused_is_done_in_two_pieces() -> None:
    listener = Listener(THREE)
    listener.press(Command.PAUSE, listener.holding(3)).press(Command.RESUME, listener.after(600))
    listener.run()
    found = heard(listener)
    assert holds(found[2]) == (2, 2, 2)
    assert found[2].frames < 300 * FRAME_RATE, "a pause isn't heard"


def test_a_hold_that_was_made_longer_is_done() -> None:
    listener = Listener(THREE)
    listener.press(Command.LONGER, listener.holding(3)).press(Command.FASTER, listener.holding(4))
    listener.run()
    assert holds(heard(listener)[2]) == (2, 2, 2)


def test_what_is_passed_over_before_its_first_hold_has_none_begun() -> None:
    listener = Listener(THREE)
    listener.press(Command.NEXT, in_section(listener, 2)).press(Command.NEXT, listener.holding(3))
    listener.run()
    found = heard(listener)
    assert [holds(found[number]) for number in (2, 3, 4)] == [(2, 0, 0), (2, 1, 0), (1, 1, 1)]


def test_what_is_done_once_more_counts_once() -> None:
    listener = Listener(THREE)
    listener.press(Command.AGAIN, lambda moment: in_section(listener, 4)(moment) and listener.holding(3)(moment))
    listener.press(Command.PREVIOUS, in_section(listener, 5)).press(Command.PREVIOUS, listener.after(1))
    listener.press(Command.NEXT, in_section(listener, 4))
    listener.run()
    one = heard(listener)[4]
    assert one.passages > 1
    assert holds(one) == (1, 1, 1)


COMMANDS = [command for command in Command if command not in {Command.STOP, Command.PAUSE, Command.PAUSE_OR_RESUME}]


@settings(max_examples=12)
@given(st.lists(st.tuples(st.sampled_from(COMMANDS), st.floats(0, 30)), max_size=8))
def test_whatever_the_listener_does_it_adds_up(asked: list[tuple[Command, float]]) -> None:
    """At each moment the sections' lengths are the whole, and what was done stays done."""
    listener = Listener(THREE, is_recorded=False)
    for command, after_s in asked:
        listener.press(command, listener.after(after_s))
    before: dict[int, Heard] = {}

    def observe(moment: Moment) -> None:
        found = {one.number: one for one in listener.session.heard(moment.frame)}
        assert sum(one.frames for one in found.values()) == moment.frame
        for number, one in found.items():
            assert one.done <= one.begun <= one.holds
            assert before.get(number, one).begun <= one.begun
            assert before.get(number, one).done <= one.done
        before.update(found)
        listener.observe(moment)

    listener.transport.run(observe)
    assert max(before) == 5
