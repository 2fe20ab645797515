"""The transport: commands move a session, and time does, the same for every player."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from queue import Empty, Queue
from typing import Protocol

from voicecoach.clip import s_from_frames
from voicecoach.commands import Command
from voicecoach.errors import DeviceLostError, NoDeviceError
from voicecoach.playback.player import Player, Sound

TURN_S = 0.1
"""How long a turn waits for a command."""

STALL_S = 1.5
"""A device that hasn't moved on for this long has stopped answering."""

WAIT_S = 0.3
"""What follows on a command takes a moment to prepare; it is a wait from here on."""

FILL_S = 1.5
"""A wait for what isn't prepared yet is filled after this long."""

ASLEEP_S = 3.0
"""Where a turn takes longer than this, and no player moves on meanwhile, the program or the machine stood still."""

RETRY_S = 0.5
"""How often a device that is gone is looked for."""


class Ending(Enum):
    """How a session ended."""

    FINISHED = auto()
    STOPPED = auto()


class State(Enum):
    """What a session does now."""

    PLAYING = auto()
    PAUSED = auto()
    WAITING = auto()
    """For what isn't prepared yet."""
    LOST = auto()
    """The sound device is gone, and is tried again and again."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Where the session stands: the frame that is heard, and what it does there."""

    frame: int
    state: State


class Score(Protocol):
    """What the transport asks of a session in a listener's hands."""

    @property
    def paused(self) -> bool:
        """Whether it waits until it is told to go on; a last word may be under way."""
        ...

    @property
    def stopping(self) -> bool:
        """Whether the listener has ended it; a last word may be under way."""
        ...

    def answers_in_hold(self, command: Command, frame: int) -> bool:
        """Whether the command was answered at `frame`, with no need to stop the player."""
        ...

    def obey(self, command: Command, frame: int) -> None:
        """Do what is asked for at `frame`, where the player has stopped: what follows there is another sound."""
        ...

    def go_on_after_gap(self, frame: int, *, was_lost: bool) -> None:
        """Go on where the sound broke off, with the cue that was cut at `frame`."""
        ...

    def fill(self) -> bool:
        """Have something heard while what comes next isn't prepared yet. False where that can't be."""
        ...


class Transport:
    """A session being played: a queue of commands moves it, and it moves a player.

    It plays, is paused, waits for what isn't prepared, has lost its device, or has ended. The frame never goes back,
    unless a device is lost with sound that nobody heard: what a command asks for follows where the session is.

    `reopen` gives another player on the device of the one that failed; it raises NoDeviceError where there's none yet.
    `clock` gives seconds that never go back; `turn_s` is how long a turn waits for a command.
    """

    def __init__(
        self,
        player: Player,
        sound: Sound,
        score: Score,
        reopen: Callable[[], Player],
        clock: Callable[[], float] = time.monotonic,
        turn_s: float = TURN_S,
    ) -> None:
        self._player: Player | None = player
        self._sound, self._score = sound, score
        self._reopen = reopen
        self._clock, self._turn_s = clock, turn_s
        # no SimpleQueue: stopped and continued (Ctrl-Z, fg) amid a timed get, Python 3.11's waits without end
        self._commands: Queue[Command] = Queue()
        self._frame = 0
        self._looked_at = self._tried_at = 0.0
        self._stood_s = 0.0

    def send(self, command: Command) -> None:
        """Ask for something; any thread may."""
        self._commands.put(command)

    def run(self, observe: Callable[[Moment], object]) -> Ending:
        """Play until the end, and show each turn's moment to `observe`.

        A device that fails is opened again as soon as it can be. Raises what reading the sound raises. However it ends,
        the player is closed after it.
        """
        try:
            self.begin()
            while not self.is_over:
                observe(self.turn())
            return Ending.STOPPED if self._score.stopping else Ending.FINISHED
        finally:
            if self._player:
                self._player.close()

    def begin(self) -> None:
        """Let the player sound."""
        self._play()

    def turn(self) -> Moment:
        """Do what a command asks for, if one comes, and what time brings."""
        command = self._next_command()
        self._look()
        if command and not self.is_over:
            self._obey(command)
        return Moment(self._frame, self._state())

    @property
    def is_over(self) -> bool:
        """Whether the session has ended."""
        if self._player is None and self._score.stopping:
            return True  # nobody would hear a last word
        return self._sound.length is not None and self._frame >= self._sound.length

    def _state(self) -> State:
        if self._player is None:
            return State.LOST
        if self._score.paused:
            return State.PAUSED
        return State.WAITING if self._is_waiting() and self._stood_s > WAIT_S else State.PLAYING

    def _is_waiting(self) -> bool:
        return not self.is_over and not self._sound.read(self._frame, 1)

    # What a listener brings

    def _next_command(self) -> Command | None:
        try:
            return self._commands.get(timeout=self._turn_s)
        except Empty:
            return None

    def _obey(self, command: Command) -> None:
        if self._score.answers_in_hold(command, self._frame):
            return
        if self._player:
            self._frame = max(self._frame, self._player.stop())
        self._score.obey(command, self._frame)
        self._play()

    def _play(self) -> None:
        if self._player:
            self._player.play(self._sound, self._frame)
        self._stood_s, self._looked_at = 0.0, self._clock()

    # What time brings

    def _look(self) -> None:
        """See how far the player has come, and whether it still does."""
        now = self._clock()
        elapsed_s, self._looked_at = now - self._looked_at, now
        if self._player is None:
            self._try_again(now)
            return
        before = self._frame
        try:
            self._frame = max(before, self._player.position)
        except DeviceLostError:
            self._lose(now)
            return
        moved_s = s_from_frames(self._frame - before)
        if elapsed_s > ASLEEP_S and moved_s < elapsed_s / 2 and not self._score.paused:
            self._player.stop()
            self._frame = before
            self._score.go_on_after_gap(before, was_lost=False)
            self._play()
        elif self._frame != before or self.is_over:
            self._stood_s = 0.0
        else:
            self._stood_s += min(elapsed_s, STALL_S / 4)  # the machine may have been busy with something else
        if self._is_waiting():
            if self._stood_s > FILL_S and not self._score.paused and self._score.fill():
                self._stood_s = 0.0
        elif self._stood_s > STALL_S:
            self._lose(now)

    def _lose(self, now: float) -> None:
        """Give back a device that has failed: another may be there soon, or the same again."""
        assert self._player, "there is one to lose"
        lost, self._player = self._player, None
        self._frame = min(self._frame, lost.stop())  # up to there it was heard for certain
        lost.close()
        self._tried_at = now

    def _try_again(self, now: float) -> None:
        if now - self._tried_at < RETRY_S:
            return
        self._tried_at = now
        try:
            self._player = self._reopen()
        except NoDeviceError:
            return
        self._score.go_on_after_gap(self._frame, was_lost=True)
        self._play()
