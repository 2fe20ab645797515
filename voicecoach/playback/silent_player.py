"""A player without a device: a clock pulls the sound. For tests, and for a machine that has nothing to sound with."""

from __future__ import annotations

import time
from collections.abc import Callable

from voicecoach.clip import FRAME_BYTES, FRAME_RATE
from voicecoach.playback.player import Sound


class SilentPlayer:
    """A player that is only as far as its clock says; whoever asks for its position makes it pull what is due.

    `clock` gives seconds that never go back. The sound is pulled in blocks of `block_frames` frames, and each block
    is handed to `heard`, as the samples that a device would have got. It never raises by itself.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        block_frames: int = 1024,
        heard: Callable[[bytes], object] | None = None,
    ) -> None:
        self._clock = clock
        self._block_frames = block_frames
        self._heard = heard
        self._sound: Sound | None = None
        self._pulled = 0
        self._since = 0.0  # when the clock would have stood at frame 0

    @property
    def device(self) -> str:
        """There is none."""
        return ""

    def play(self, sound: Sound, start: int) -> None:
        """Let the clock run from the frame `start` on."""
        self._sound, self._pulled = sound, start
        self._since = self._clock() - start / FRAME_RATE

    def stop(self) -> int:
        """Stand still, and say up to which frame was pulled."""
        self._pull()
        self._sound = None
        return self._pulled

    @property
    def position(self) -> int:
        """The frame that the clock has reached; it waits where nothing is prepared yet."""
        return min(self._pull(), self._pulled)

    def close(self) -> None:
        """Stand still; there is no device to give back."""
        self.stop()

    def _pull(self) -> int:
        """Pull what is due by now, and say which frame that is."""
        if self._sound is None:
            return self._pulled
        due = int((self._clock() - self._since) * FRAME_RATE)
        while self._pulled < due:
            block = self._sound.read(self._pulled, self._block_frames)
            if not block:
                self._since += (due - self._pulled) / FRAME_RATE
                break
            if self._heard:
                self._heard(block)
            self._pulled += len(block) // FRAME_BYTES
        return due
