"""What `play` shows where there's no screen: a line for each thing that happens, for screen readers and logs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicecoach.cli.picture import STATES, printable
from voicecoach.clip import s_from_frames
from voicecoach.clock import clock_time
from voicecoach.playback.transport import Moment, State

if TYPE_CHECKING:
    from voicecoach.playback.clapping import Clapping
    from voicecoach.session import Session

LISTENING = "the microphone listens: clap twice to pause, and to go on, while the coach is silent; nothing is kept"


class Plain:
    """Prints a session's sentences, holds and pauses, each line with its time in the session; a context manager."""

    def __init__(self, session: Session, clapping: Clapping | None = None) -> None:
        """`clapping`: tell whether claps are heard, too."""
        self._session, self._clapping = session, clapping
        self._claps: str | None = None
        self._spoken: tuple[int, str] | None = None  # since when, and what
        self._hold: tuple[int, int] | None = None
        self._state = State.PLAYING

    def __enter__(self) -> Plain:
        return self

    def __exit__(self, *exception: object) -> None:
        pass

    def show(self, moment: Moment) -> None:
        """Print what happened since the moment before."""
        scene = self._session.scene(moment.frame)
        if self._clapping and (claps := self._clapping.trouble or LISTENING) != self._claps:
            _print(moment.frame, claps)
            self._claps = claps
        if moment.state is not self._state:
            for words in _told(self._state, moment.state):
                _print(moment.frame, words)
            self._state = moment.state
        hold = (scene.hold.start, scene.hold.stop) if scene.hold else None
        if hold and hold != self._hold:
            is_longer = self._hold is not None and self._hold[0] == hold[0]
            length_s = s_from_frames(hold[1] - hold[0])
            _print(moment.frame if is_longer else hold[0], f"hold {length_s:.0f} seconds")
        spoken = (scene.spoken.start, scene.spoken.text) if scene.spoken else None
        if scene.spoken and spoken != self._spoken:
            _print(scene.spoken.start, scene.spoken.text)
        self._spoken, self._hold = spoken, hold


def _told(before: State, now: State) -> list[str]:
    """What is said of a change from one state to another."""
    words = ["the sound device is back"] if before is State.LOST else []
    if now is not State.PLAYING:
        words.append(STATES[now])
    elif before is State.PAUSED:
        words.append("going on")
    return words


def _print(frame: int, words: str) -> None:
    print(f"{clock_time(s_from_frames(frame))}  {printable(words)}", flush=True)
