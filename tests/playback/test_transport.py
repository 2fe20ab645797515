"""The transport, on a player whose clock the test turns: nothing here waits."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.clip import FRAME_RATE, Island
from voicecoach.errors import PlaybackError
from voicecoach.playback.silent_player import SilentPlayer
from voicecoach.playback.transport import Command, Ending, Moment, State, Transport

from .island_sound import IslandSound, Sections, square

SECOND = FRAME_RATE
STARTS = (0, 10 * SECOND, 25 * SECOND)
TOTAL = 40 * SECOND
REPETITION = 4 * SECOND
ISLANDS = tuple(Island(second * SECOND, square(2 * SECOND)) for second in range(1, 40, 3))


class Listener:
    """Someone who sends commands at frames, and sees every moment. Each look lets 0.1 s pass."""

    def __init__(self, sound: IslandSound | None = None, player_class: type[SilentPlayer] = SilentPlayer) -> None:
        self.now = 0.0
        self.sound = sound or IslandSound(ISLANDS, TOTAL)
        self.player = player_class(lambda: self.now)
        score = Sections(self.sound, STARTS, REPETITION)
        self.transport = Transport(self.player, self.sound, score, clock=lambda: self.now, turn_s=0)
        self.moments: list[Moment] = []
        self.plan: list[tuple[Callable[[Moment], bool], Callable[[], object]]] = []

    def observe(self, moment: Moment) -> None:
        self.moments.append(moment)
        self.now += 0.1
        if self.plan and self.plan[0][0](moment):
            self.plan.pop(0)[1]()

    def at(self, frame: int, command: Command) -> Listener:
        """Send the command when the frame has been reached."""
        return self.when(lambda moment: moment.frame >= frame, lambda: self.transport.send(command))

    def when(self, is_so: Callable[[Moment], bool], act: Callable[[], object]) -> Listener:
        self.plan.append((is_so, act))
        return self

    def run(self, start: int = 0) -> Ending:
        ending = self.transport.run(self.observe, start)
        assert not self.plan, "the session ended before everything was sent"
        return ending

    def jumps(self) -> list[tuple[float, float]]:
        """From where to where it went otherwise than by playing on, in seconds."""
        frames = [moment.frame for moment in self.moments]
        return [(a / SECOND, b / SECOND) for a, b in pairwise(frames) if not 0 <= b - a < SECOND]


def test_it_plays_to_the_end() -> None:
    listener = Listener()
    assert listener.run() is Ending.FINISHED
    assert listener.moments[-1].frame == TOTAL
    assert listener.jumps() == []
    assert listener.now == pytest.approx(TOTAL / SECOND, abs=0.5)


def test_it_starts_where_it_is_told_to() -> None:
    listener = Listener()
    assert listener.run(start=39 * SECOND) is Ending.FINISHED
    assert listener.moments[0].frame == 39 * SECOND


def test_stop_ends_it_and_the_player_is_silent() -> None:
    listener = Listener().at(5 * SECOND, Command.STOP)
    assert listener.run() is Ending.STOPPED
    stopped = listener.player.position
    listener.now += 10
    assert listener.player.position == stopped < 6 * SECOND


@pytest.mark.parametrize(
    ("at_s", "command", "to_s"),
    [
        (5, Command.NEXT, 10),
        (20, Command.NEXT, 25),
        (20, Command.PREVIOUS, 10),
        (11, Command.PREVIOUS, 0),
        (1, Command.PREVIOUS, 0),
        (30, Command.PREVIOUS, 25),
        (15, Command.AGAIN, 14),
        (9, Command.AGAIN, 8),
    ],
)
def test_a_skip_goes_to_its_start_and_plays_on(at_s: int, command: Command, to_s: int) -> None:
    listener = Listener().at(at_s * SECOND, command)
    assert listener.run() is Ending.FINISHED
    ((from_s, landed_s),) = listener.jumps()
    assert from_s == pytest.approx(at_s, abs=0.3)
    assert landed_s == to_s


def test_next_in_the_last_section_finishes() -> None:
    listener = Listener().at(30 * SECOND, Command.NEXT)
    assert listener.run() is Ending.FINISHED
    assert listener.moments[-1].frame < 31 * SECOND


def test_next_goes_on_to_a_section_that_is_not_prepared_yet_and_waits_for_it() -> None:
    listener = Listener(IslandSound(ISLANDS, TOTAL, prepared=10 * SECOND)).at(2 * SECOND, Command.NEXT)
    listener.when(lambda moment: moment.state is State.WAITING, lambda: listener.transport.send(Command.NEXT))
    listener.when(lambda moment: moment.state is State.WAITING, lambda: setattr(listener.sound, "prepared", TOTAL))
    assert listener.run() is Ending.FINISHED
    assert {moment.frame for moment in listener.moments if moment.state is State.WAITING} == {10 * SECOND}


def test_a_pause_keeps_the_position_and_resumes_with_the_island_that_it_cut() -> None:
    listener = Listener().at(5 * SECOND, Command.PAUSE_OR_RESUME)
    listener.when(lambda _: listener.now > 100, lambda: listener.transport.send(Command.PAUSE_OR_RESUME))
    assert listener.run() is Ending.FINISHED
    (paused,) = {moment.frame for moment in listener.moments if moment.state is State.PAUSED}
    assert 5 * SECOND <= paused <= 5.3 * SECOND
    ((_, resumed_s),) = listener.jumps()
    assert resumed_s == 4


def test_a_pause_in_silence_resumes_where_it_was() -> None:
    listener = Listener().at(int(6.3 * SECOND), Command.PAUSE_OR_RESUME)
    listener.when(lambda moment: moment.state is State.PAUSED, lambda: listener.transport.send(Command.PAUSE_OR_RESUME))
    assert listener.run() is Ending.FINISHED
    assert listener.jumps() == []


@pytest.mark.parametrize("command", [Command.NEXT, Command.PREVIOUS, Command.AGAIN])
def test_a_skip_ends_a_pause(command: Command) -> None:
    listener = Listener().at(15 * SECOND, Command.PAUSE_OR_RESUME)
    listener.when(lambda moment: moment.state is State.PAUSED, lambda: listener.transport.send(command))
    assert listener.run() is Ending.FINISHED


class FrozenPlayer(SilentPlayer):
    """A device that stands still from a frame on, as one does whose server has gone."""

    @property
    def position(self) -> int:
        return min(7 * SECOND, super().position)


def test_a_device_that_stands_still_is_noticed() -> None:
    listener = Listener(player_class=FrozenPlayer)
    with pytest.raises(PlaybackError, match=r"stopped answering at 0:07"):
        listener.run()
    assert listener.now == pytest.approx(7 + 2, abs=0.5)


def test_a_device_that_stood_still_because_this_program_did_is_none() -> None:
    listener = Listener()

    def sleep_of_the_machine() -> None:
        listener.now += 600
        listener.player.play(listener.sound, listener.moments[-1].frame)

    listener.when(lambda moment: moment.frame >= 5 * SECOND, sleep_of_the_machine)
    assert listener.run() is Ending.FINISHED


def test_a_long_wait_for_what_is_not_prepared_is_no_failure_of_the_device() -> None:
    listener = Listener(IslandSound(ISLANDS, TOTAL, prepared=10 * SECOND))
    listener.when(lambda _: listener.now > 60, lambda: setattr(listener.sound, "prepared", TOTAL))
    assert listener.run() is Ending.FINISHED


def test_a_command_that_comes_with_the_end_is_too_late() -> None:
    listener = Listener().at(0, Command.AGAIN)
    assert listener.run(start=TOTAL - 100) is Ending.FINISHED
    assert listener.jumps() == []


def test_a_sound_that_fails_ends_the_session_with_the_player_silent() -> None:
    class Failing(IslandSound):
        def read(self, start: int, frames: int) -> bytes:
            if start > 3 * SECOND:
                raise PlaybackError("the sound is gone")
            return super().read(start, frames)

    listener = Listener(Failing(ISLANDS, TOTAL))
    with pytest.raises(PlaybackError, match="the sound is gone"):
        listener.run()


def test_an_interrupt_leaves_the_player_silent() -> None:
    listener = Listener()

    def interrupt(moment: Moment) -> None:
        listener.now += 0.1
        if moment.frame > SECOND:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        listener.transport.run(interrupt)
    stopped = listener.player.position
    listener.now += 10
    assert listener.player.position == stopped < 2 * SECOND


@given(
    commands=st.lists(st.tuples(st.sampled_from(Command), st.integers(0, 60)), max_size=25),
    prepared=st.sampled_from((*STARTS[1:], TOTAL)),
)
def test_any_commands_keep_the_position_in_the_sound_and_it_ends(
    commands: list[tuple[Command, int]], prepared: int
) -> None:
    listener = Listener(IslandSound(ISLANDS, TOTAL, prepared))
    turn, left = 0, list(commands)

    def observe(moment: Moment) -> None:
        nonlocal turn
        turn += 1
        listener.now += 0.1
        assert 0 <= moment.frame <= listener.sound.prepared
        assert turn < 5000, "it goes on for ever"
        if left and left[0][1] <= turn % 61:
            listener.transport.send(left.pop(0)[0])
        elif not left:
            listener.sound.prepared = TOTAL
            if moment.state is State.PAUSED:
                listener.transport.send(Command.PAUSE_OR_RESUME)

    ending = listener.transport.run(observe)
    sent = [command for command, _ in commands[: len(commands) - len(left)]]
    if ending is Ending.STOPPED:
        assert Command.STOP in sent
    else:
        assert Command.STOP not in sent[:-2], "what was sent in the last two turns came too late"
    stopped = listener.player.position
    listener.now += 5
    assert listener.player.position == stopped
