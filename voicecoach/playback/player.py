"""What a player is, and what it is given to play."""

from __future__ import annotations

from typing import Protocol

from voicecoach.clip import Island


class Sound(Protocol):
    """A session as a player sees it. Safe to call from any thread; it never blocks and never waits for speech."""

    @property
    def length(self) -> int | None:
        """Frames of the whole; None while later sections are still being prepared."""
        ...

    def read(self, start: int, frames: int) -> bytes:
        """The samples of [start, start + frames): fewer only at the end, or where nothing is prepared yet."""
        ...

    def island_at(self, frame: int) -> Island | None:
        """The first island whose stop lies after `frame`; None where none is prepared (yet)."""
        ...


class Player(Protocol):
    """A back end that sounds. A class fulfils it; making an instance opens the device.

    Making one raises NoDeviceError where there is no device. Methods are called from one thread.
    """

    @property
    def device(self) -> str:
        """What it sounds through, for people (`PulseAudio`); empty where it doesn't know."""
        ...

    def play(self, sound: Sound, start: int) -> None:
        """Sound from the frame `start` on; returns at once. Where nothing is prepared yet it is silent and waits."""
        ...

    def stop(self) -> int:
        """Fall silent, and say up to which frame was heard. Calling it twice is harmless."""
        ...

    @property
    def position(self) -> int:
        """The frame that is heard now. Raises DeviceLostError where the device has gone in the meantime, PlaybackError
        where the sound can't be read."""
        ...

    def close(self) -> None:
        """Give the device back. Calling it twice is harmless."""
        ...
