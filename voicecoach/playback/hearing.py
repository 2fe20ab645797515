"""How much of a session was heard, whatever was skipped or heard twice."""

from __future__ import annotations

from voicecoach.clip import FRAME_RATE

_STEP = FRAME_RATE
"""Frames: from one look to the next a player moves on by less; what is more was a jump."""

_MOSTLY = 0.95


class Hearing:
    """Follows the frame that is heard, look by look."""

    def __init__(self) -> None:
        self._frame = self._furthest = self._heard = 0

    def at(self, frame: int) -> None:
        """The listener hears `frame`. What lies behind the furthest frame so far was heard before."""
        if self._frame <= frame < self._frame + _STEP and frame > self._furthest:
            self._heard += frame - max(self._frame, self._furthest)
        self._furthest = max(self._furthest, frame)
        self._frame = frame

    def was_whole(self, length: int) -> bool:
        """Whether all but a little of a session of `length` frames was heard."""
        return self._heard >= _MOSTLY * length
