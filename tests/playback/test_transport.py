"""The transport: what time and faults bring, on a clock that the test turns. Commands are in tests/test_steering.py."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.listener import LOOK_S, Device, Listener
from voicecoach.clip import FRAME_RATE
from voicecoach.commands import Command
from voicecoach.errors import SpeechError
from voicecoach.playback.transport import Ending, Moment, State


class Frozen(Device):
    """A device that stops moving on after 7 s, and says nothing."""

    @property
    def position(self) -> int:
        return min(super().position, 7 * FRAME_RATE)

    def stop(self) -> int:
        return min(super().stop(), 7 * FRAME_RATE)


def test_it_plays_to_the_end_in_its_own_time() -> None:
    listener = Listener()
    assert listener.run() is Ending.FINISHED
    assert listener.moments[-1].frame == listener.timeline.length
    assert listener.now == pytest.approx(listener.timeline.length / FRAME_RATE, abs=0.5)
    assert all(0 <= after.frame - before.frame <= FRAME_RATE // 5 for before, after in pairwise(listener.moments))
    assert {moment.state for moment in listener.moments} == {State.PLAYING}


def test_a_device_that_stands_still_is_lost_within_two_seconds_and_another_is_opened() -> None:
    listener = Listener()
    listener.devices[0].__class__ = Frozen
    assert listener.run() is Ending.FINISHED
    stood_s = sum(moment.frame == 7 * FRAME_RATE for moment in listener.moments) * LOOK_S
    assert stood_s == pytest.approx(2.2, abs=0.4), "noticed within two seconds, and tried again half a second later"
    assert len(listener.devices) == 2
    assert listener.session.heard_share(listener.session.sound.length or 0) == 1


def test_the_time_in_which_the_machine_sleeps_is_not_played_away() -> None:
    listener = Listener()

    def machine_sleeps() -> None:
        listener.now += 600
        listener.slept_s += 600

    listener.when(lambda moment: moment.frame >= 20 * FRAME_RATE, machine_sleeps)
    assert listener.run() is Ending.FINISHED
    assert listener.moments[-1].frame / FRAME_RATE == pytest.approx(listener.now - 600, abs=0.5)
    assert listener.session.heard_share(listener.session.sound.length or 0) == 1
    cut = next(e for e in listener.timeline.events if e.kind == "speech" and e.stop > 20 * FRAME_RATE)
    again = listener.events(cut.text)
    assert len(again) == 2, "the sentence that was cut is said again"
    assert "The sound is back." not in listener.said


def test_a_pause_may_last_as_long_as_it_likes() -> None:
    listener = Listener().press(Command.PAUSE, lambda moment: moment.frame >= 20 * FRAME_RATE)
    listener.press(Command.RESUME, listener.after(2000))
    assert listener.run() is Ending.FINISHED
    assert len(listener.devices) == 1


def test_a_listener_can_end_it_while_the_device_is_gone() -> None:
    listener = Listener()

    def lose() -> None:
        listener.has_device, listener.devices[-1].is_broken = False, True

    listener.when(lambda moment: moment.frame >= 20 * FRAME_RATE, lose)
    listener.press(Command.STOP, lambda moment: moment.state is State.LOST)
    assert listener.run() is Ending.STOPPED


def test_what_goes_wrong_elsewhere_leaves_the_player_silent() -> None:
    listener = Listener()

    def fail(moment: Moment) -> None:
        listener.observe(moment)
        if moment.frame > FRAME_RATE:
            raise SpeechError("no words")

    with pytest.raises(SpeechError, match="no words"):
        listener.transport.run(fail)
    stopped = listener.devices[0].position
    listener.now += 10
    assert listener.devices[0].position == stopped < 2 * FRAME_RATE
