"""The session's format, and sound in it: clips, and islands of clips at a frame.

Every sound inside is 48 kHz, mono, signed 16 bit little-endian. Time is an integer count of frames;
a span of time is [start, stop).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

FRAME_RATE = 48_000
"""Frames per second."""

FRAME_BYTES = 2
"""Bytes per frame: one channel of 16 bit."""

GRID = 1152
"""Frames per grid step: one MPEG-1 Layer III frame (ISO/IEC 11172-3), 24 ms at 48 kHz."""


@dataclass(frozen=True, slots=True)
class Clip:
    """Sound in the session's format. `samples` holds FRAME_BYTES bytes a frame."""

    samples: bytes

    def __post_init__(self) -> None:
        if len(self.samples) % FRAME_BYTES:
            raise ValueError(f"{len(self.samples)} bytes are no whole number of frames")

    @property
    def frames(self) -> int:
        """Length in frames."""
        return len(self.samples) // FRAME_BYTES


class Island:
    """A longest run of sound. It starts on the grid, and is a whole number of grid steps long."""

    def __init__(self, start: int, clip: Clip) -> None:
        self.start = start
        self._clip = clip

    @property
    def clip(self) -> Clip:
        """Its sound."""
        return self._clip

    @property
    def stop(self) -> int:
        """The frame after its last."""
        return self.start + self.clip.frames

    @property
    def key(self) -> str:
        """What is equal only where islands sound equal."""
        return hashlib.blake2b(self.clip.samples, digest_size=32).hexdigest()


class LateIsland(Island):
    """An island that is mixed each time that its clip is asked for. All else is known without."""

    def __init__(self, start: int, stop: int, key: str, mix: Callable[[], Clip]) -> None:
        self.start = start
        self._stop, self._key, self._mix = stop, key, mix

    @property
    def clip(self) -> Clip:
        """Its sound."""
        return self._mix()

    @property
    def stop(self) -> int:
        """The frame after its last."""
        return self._stop

    @property
    def key(self) -> str:
        """What is equal only where islands sound equal: it hangs on what the island is mixed of."""
        return self._key


def frames_from_s(seconds: float) -> int:
    """The nearest whole number of frames to `seconds`."""
    return round(seconds * FRAME_RATE)


def s_from_frames(frames: int) -> float:
    """The length of `frames` in seconds."""
    return frames / FRAME_RATE


def grid_ceil(frame: int) -> int:
    """The first frame on the grid at or after `frame`."""
    return -(-frame // GRID) * GRID


def grid_floor(frame: int) -> int:
    """The last frame on the grid at or before `frame`."""
    return frame // GRID * GRID
