"""What a player is, and what it is given to play."""

from __future__ import annotations

from typing import Protocol

from voicecoach.clip import Island


class Sound(Protocol):
    """A session as a player sees it, for any thread. It waits for no speech, unless the cache lost some of it."""

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

    Making one raises NoDeviceError where there is no device, within a second. Methods are called from one thread.

    A device that fails is noticed in sound and in silence, as long as somebody looks at `position` a few times a
    second: it raises DeviceLostError within two seconds, and goes on doing so. After a `stop` it may go unnoticed until
    the next `play`. A new player plays once the device is there again. A program that was stopped (Ctrl-Z) and goes on,
    or a machine that slept, is no failure: the position is then where it was, within 0.4 s.

    What comes may change while it plays: an island that isn't heard yet may be replaced, and the sound may grow; a
    player looks ahead by less than 0.1 s. What is nearer is changed by a `stop`, the edit and a `play` from the frame
    that `stop` gave. That leaves no gap to be heard, and loses and repeats nothing but what a device that can't say how
    far it is (simpleaudio) is wrong by, under 0.1 s.
    """

    @property
    def device(self) -> str:
        """What it sounds through, for people (`PulseAudio`); empty where it doesn't know."""
        ...

    def play(self, sound: Sound, start: int) -> None:
        """Sound from the frame `start` on; returns at once. Where nothing is prepared yet it is silent and waits.

        What a `stop` just before has left in the device sounds out first.
        """
        ...

    def stop(self) -> int:
        """Fall silent, and say up to which frame is heard: what the device has already, up to 0.1 s, sounds out.

        Where the device or the sound failed, it's a frame up to which all was surely heard; that may be a second
        earlier than the last position, or an island's start. Calling it twice is harmless, and gives the same frame.
        """
        ...

    @property
    def position(self) -> int:
        """The frame that is heard now; from one look to the next it never goes back, but by `play`.

        Raises DeviceLostError where the device failed in the meantime, PlaybackError where the sound can't be read,
        with what it raised as the cause.
        """
        ...

    def close(self) -> None:
        """Give the device back, in a second at most, whatever became of it. Calling it twice is harmless."""
        ...
