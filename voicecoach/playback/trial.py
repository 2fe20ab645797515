"""Trying players, and media keys, for real."""

from __future__ import annotations

import time

from voicecoach.clip import FRAME_BYTES, Clip, Island, frames_from_s, s_from_frames
from voicecoach.errors import NotSetUpError, PlaybackError
from voicecoach.finding import Seen
from voicecoach.playback.mpris import session_bus
from voicecoach.playback.players import open_player

SILENCE_S = 0.3
LOOK_S = 0.02
"""Between looks at where a player is."""

STALL_S = 5.0
"""A player that hasn't played so short a silence by then has stopped answering."""


class Silence:
    """A sound of so many frames, all of them zero, in one island: a player has to sound it all the same."""

    def __init__(self, frames: int) -> None:
        self._island = Island(0, Clip(bytes(frames * FRAME_BYTES)))

    @property
    def length(self) -> int | None:
        """All is prepared."""
        return self._island.stop

    def read(self, start: int, frames: int) -> bytes:
        """Zeros, up to the end."""
        return self._island.clip.samples[start * FRAME_BYTES : (start + frames) * FRAME_BYTES]

    def island_at(self, frame: int) -> Island | None:
        """The only one, until its end."""
        return self._island if frame < self._island.stop else None


def try_player(name: str) -> Seen:
    """Open a player, and have it play a short silence to its end. Raises as `open_player` and Player do."""
    silence = Silence(frames_from_s(SILENCE_S))
    begun_s = time.monotonic()
    player = open_player(name)
    try:
        start_s, device = time.monotonic() - begun_s, player.device
        begun_s = time.monotonic()
        player.play(silence, 0)
        while (frame := player.position) < (silence.length or 0):
            if time.monotonic() - begun_s > STALL_S:
                raise PlaybackError(
                    f"it stood still after {s_from_frames(frame):.2f} s of {SILENCE_S:g} s; "
                    "check that the sound device isn't taken by another program, and that its server runs"
                )
            time.sleep(LOOK_S)
        took_s = time.monotonic() - begun_s
    finally:
        player.close()
    through = f" through {device}" if device else ""
    return Seen(
        f"played {SILENCE_S:g} s of silence{through} in {took_s:.2f} s",
        {"device": device or None, "start_s": start_s, "sound_s": SILENCE_S, "took_s": took_s},
    )


def try_media_keys() -> Seen:
    """Take a name on the session's bus, as a session does while it plays.

    Raises NotSetUpError where dbus-fast or the bus is missing, and PlaybackError where the bus doesn't let us in.
    """
    import asyncio

    try:
        from voicecoach.playback.mpris_interfaces import visit
    except ImportError as error:
        raise NotSetUpError(
            f"dbus-fast can't be loaded ({error}); install it with: pip install dbus-fast (the extra [mpris])"
        ) from error
    address = session_bus()
    if address is None:
        raise NotSetUpError("there is no desktop session's bus; media keys come from a desktop that you log in to")
    try:
        name = asyncio.run(visit(address))
    except Exception as error:
        reason = str(error) or type(error).__name__
        raise PlaybackError(
            f"the session's bus at {address} doesn't let us in ({reason}); log out and in again, or see what "
            "DBUS_SESSION_BUS_ADDRESS names"
        ) from error
    return Seen(f"media keys and headset buttons reach it as {name}", {"bus_name": name})
