"""What `play` shows where there's no screen: a line for each thing that happens, for screen readers and logs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicecoach.cli.console import clock_time
from voicecoach.cli.picture import STATES, printable
from voicecoach.clip import FRAME_RATE, s_from_frames
from voicecoach.playback.transport import Moment, State

if TYPE_CHECKING:
    from voicecoach.session import Session
    from voicecoach.timeline import Event


class Transcript:
    """Prints a session's sentences, holds and pauses, each line with its time in the session; a context manager."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._spoken: Event | None = None
        self._hold: Event | None = None
        self._state = State.PLAYING

    def __enter__(self) -> Transcript:
        return self

    def __exit__(self, *exception: object) -> None:
        pass

    def show(self, moment: Moment) -> None:
        """Print what happened since the moment before."""
        scene = self._session.scene(moment.frame)
        if moment.state is not self._state:
            for words in _told(self._state, moment.state):
                _print(moment.frame, words)
            self._state = moment.state
        if scene.hold and scene.hold != self._hold:
            length_s = s_from_frames(scene.hold.stop - scene.hold.start)
            _print(scene.hold.start, f"hold {length_s:.0f} seconds")
        spoken = scene.spoken
        if spoken and spoken != self._spoken and moment.frame < max(spoken.stop, spoken.start + FRAME_RATE):
            _print(spoken.start, spoken.text)  # else the listener has gone back or on, behind it, and doesn't hear it
        self._spoken, self._hold = spoken, scene.hold


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
