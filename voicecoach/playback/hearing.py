"""How much of a session was heard, whatever was skipped or heard twice."""

from __future__ import annotations

from voicecoach.clip import FRAME_RATE

_MOSTLY = 0.95


class Hearing:
    """Follows the frame that is heard, look by look, to the second."""

    def __init__(self) -> None:
        self._frame = 0
        self._seconds: set[int] = set()

    def at(self, frame: int) -> None:
        """The listener hears `frame`. From one look to the next a player moves on by less than a second; what is more,
        or back, was a jump."""
        if 0 <= frame - self._frame < FRAME_RATE:
            self._seconds |= {self._frame // FRAME_RATE, frame // FRAME_RATE}
        self._frame = frame

    def was_whole(self, length: int) -> bool:
        """Whether all but a little of a session of `length` frames was heard."""
        return len(self._seconds) >= _MOSTLY * length / FRAME_RATE
