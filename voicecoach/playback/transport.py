"""The transport: pause, go on, skip and stop, the same for every player."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from queue import Empty, Queue
from typing import Protocol

from voicecoach.clip import frames_from_s, s_from_frames
from voicecoach.errors import PlaybackError
from voicecoach.playback.player import Player, Sound

TURN_S = 0.1
"""How long a turn waits for a command."""

AGAIN_S = 2.0
"""PREVIOUS goes to this section's start, or, within this time of it, to the one before."""

STALL_S = 2.0
"""A device that hasn't moved on for this long has stopped answering."""


class Command(Enum):
    """What a listener can ask for."""

    PAUSE = auto()
    RESUME = auto()
    PAUSE_OR_RESUME = auto()
    """The one that changes something."""
    NEXT = auto()
    """Go on with the next section; in the last one, finish."""
    PREVIOUS = auto()
    """Back to the start of this section; within its first 2 seconds, of the one before."""
    AGAIN = auto()
    """This repetition once more, from its start."""
    SKIP = auto()
    """Leave out the rest of a hold."""
    LONGER = auto()
    """Ten seconds more of a hold."""
    SLOWER = auto()
    FASTER = auto()
    LOUDER = auto()
    SOFTER = auto()
    WHERE = auto()
    """Say where the session stands."""
    KEYS = auto()
    """Say every key."""
    STOP = auto()
    """End; in a hold, say to let go slowly first."""


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
    """What the transport asks of a session: where its sections and repetitions start, as frames.

    `frame` lies anywhere in the session, its end included. What isn't prepared yet belongs to a section of its own,
    which starts where the prepared part stops.
    """

    def section_start(self, frame: int) -> int:
        """The start of the section around `frame`."""
        ...

    def previous_section_start(self, frame: int) -> int:
        """The start of the section before the one around `frame`; of the first section, where there's none before."""
        ...

    def next_section_start(self, frame: int) -> int | None:
        """The start of the section after the one around `frame`; None where none is known (yet)."""
        ...

    def repetition_start(self, frame: int) -> int:
        """The start of the repetition around `frame`; where there is none, of the section."""
        ...


class Transport:
    """A session being played: a queue of commands moves it, and it moves a player.

    It plays, is paused, or has ended. STOP and the sound's end lead to an ending from either state; NEXT, PREVIOUS and
    AGAIN always lead to playing, since a listener who can't see hears that it worked.

    `clock` gives seconds that never go back; `turn_s` is how long a turn waits for a command.
    """

    def __init__(
        self,
        player: Player,
        sound: Sound,
        score: Score,
        clock: Callable[[], float] = time.monotonic,
        turn_s: float = TURN_S,
    ) -> None:
        self._player, self._sound, self._score = player, sound, score
        self._clock, self._turn_s = clock, turn_s
        # no SimpleQueue: stopped and continued (Ctrl-Z, fg) amid a timed get, Python 3.11's waits without end
        self._commands: Queue[Command] = Queue()
        self._frame = 0
        self._paused = False
        self._ending: Ending | None = None
        self._looked_at = 0.0
        self._stalled_s = 0.0

    def send(self, command: Command) -> None:
        """Ask for something; any thread may."""
        self._commands.put(command)

    def run(self, observe: Callable[[Moment], object], start: int = 0) -> Ending:
        """Play from the frame `start` until the end, and show each turn's moment to `observe`.

        Raises PlaybackError where the device fails or stops answering. However it ends, the player is silent after it.
        """
        try:
            self._play(start)
            while self._ending is None:
                command = self._next_command()
                self._look()
                if command and not self._ending:
                    self._obey(command)
                observe(Moment(self._frame, self._state()))
            return self._ending
        finally:
            self._player.stop()

    # The commands, each from either state.

    def _obey(self, command: Command) -> None:
        match command:
            case Command.PAUSE_OR_RESUME:
                if self._paused:
                    self._resume()
                else:
                    self._pause()
            case Command.NEXT:
                self._next()
            case Command.PREVIOUS:
                self._play(self._previous_start())
            case Command.AGAIN:
                self._play(self._score.repetition_start(self._frame))
            case Command.PAUSE if not self._paused:
                self._pause()
            case Command.RESUME if self._paused:
                self._resume()
            case Command.STOP:
                self._ending = Ending.STOPPED

    def _pause(self) -> None:
        self._frame = self._player.stop()
        self._paused = True

    def _resume(self) -> None:
        """From the start of the island that the pause cut, so that no word starts in its middle."""
        island = self._sound.island_at(self._frame)
        self._play(min(island.start, self._frame) if island else self._frame)

    def _next(self) -> None:
        start = self._score.next_section_start(self._frame)
        if start is not None:
            self._play(start)
        elif self._sound.length is not None:
            self._ending = Ending.FINISHED

    def _previous_start(self) -> int:
        start = self._score.section_start(self._frame)
        is_new = self._frame - start < frames_from_s(AGAIN_S)
        return self._score.previous_section_start(self._frame) if is_new else start

    def _play(self, start: int) -> None:
        self._player.stop()
        self._sound.island_at(start)  # mixed here, it needn't be in the player's own time
        self._player.play(self._sound, start)
        self._frame = start
        self._paused = False
        self._stalled_s, self._looked_at = 0.0, self._clock()

    # What time brings.

    def _next_command(self) -> Command | None:
        try:
            return self._commands.get(timeout=self._turn_s)
        except Empty:
            return None

    def _look(self) -> None:
        """See how far the player has come: whether it's through, or stands still though it has something to play."""
        now = self._clock()
        elapsed_s, self._looked_at = now - self._looked_at, now
        if self._paused:
            return
        before, self._frame = self._frame, self._player.position
        if self._sound.length is not None and self._frame >= self._sound.length:
            self._ending = Ending.FINISHED
        elif self._frame != before or self._is_waiting():
            self._stalled_s = 0.0
        else:
            # One long turn counts as a short one: then this program stood still (Ctrl-Z, a sleeping machine).
            self._stalled_s += min(elapsed_s, STALL_S / 4)
        if self._stalled_s > STALL_S:
            raise PlaybackError(
                f"the sound device stopped answering at {_clock_time(self._frame)}; "
                "check the device, then start again from that time"
            )

    def _state(self) -> State:
        if self._paused:
            return State.PAUSED
        return State.WAITING if self._is_waiting() else State.PLAYING

    def _is_waiting(self) -> bool:
        return not self._paused and self._ending is None and not self._sound.read(self._frame, 1)


def _clock_time(frame: int) -> str:
    minutes, seconds = divmod(int(s_from_frames(frame)), 60)
    return f"{minutes}:{seconds:02}"
