"""Media keys, headset buttons and desktops, which drive a session over D-Bus by MPRIS.

A desktop hands its media keys to whoever has a name under `org.mpris.MediaPlayer2` on the session's bus, and shows what
is told there; a Bluetooth headset's button is such a key. All that has to do with the bus happens in a thread of its
own: where there is no bus, or no dbus-fast, nothing happens.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import quote

from voicecoach.clip import FRAME_RATE
from voicecoach.commands import Command
from voicecoach.playback.transport import State

if TYPE_CHECKING:
    import asyncio

    from voicecoach.playback.mpris_interfaces import Player

LEAVE_S = 0.8
"""How long leaving the context waits at most for the bus to take leave of us."""

JUMP_US = 1_000_000
"""How far a position may be from where a desktop reckons it, before the desktop is told."""

_US_PER_S = 1_000_000


def us_from_frames(frames: int) -> int:
    """Microseconds, MPRIS's unit of time, cut to a whole number."""
    return frames * _US_PER_S // FRAME_RATE


@dataclass(frozen=True, slots=True)
class Track:
    """What a desktop shows: a section is a track, and the routine is its artist and its album.

    `number` is the section's, from 1. `position_us` and `length_us` are in microseconds, both of the section or both of
    the whole; the length is None while it is yet to be known.
    """

    title: str
    artist: str
    number: int
    state: State
    position_us: int
    length_us: int | None

    @property
    def is_playing(self) -> bool:
        """Whether it plays, or would if it could: who waits for what isn't prepared yet didn't pause."""
        return self.state in {State.PLAYING, State.WAITING}


class Reckoning:
    """Where a desktop reckons the position to be: nobody tells it while the session plays on.

    It starts each track at 0, and lets time pass while the track plays. Source: the specification of `Seeked`.
    """

    def __init__(self) -> None:
        self._number: int | None = None
        self._position_us = 0.0
        self._plays = False
        self._at_s = 0.0

    def jumps_to(self, track: Track, now_s: float) -> bool:
        """Whether the track is elsewhere, so that the desktop has to be told; then it's taken to have been told."""
        if track.number != self._number:
            self._position_us = 0.0
        elif self._plays:
            self._position_us += (now_s - self._at_s) * _US_PER_S
        self._number, self._plays, self._at_s = track.number, track.is_playing, now_s
        if abs(track.position_us - self._position_us) <= JUMP_US:
            return False
        self._position_us = track.position_us
        return True


class Mpris:
    """A context in which media keys become commands, handed to `send` from a thread, and desktops see the track.

    Entering it takes no time: the bus is found meanwhile, or not at all. Whatever becomes of the bus, nothing is raised
    and nothing is printed, and leaving takes a second at most.
    """

    def __init__(self, send: Callable[[Command], object]) -> None:
        self._send = send
        self._lock = threading.Lock()
        """Held to read or write what follows, which both threads do."""
        self._track: Track | None = None
        self._ended = False
        self._loop: asyncio.AbstractEventLoop | None = None
        """The thread's, as long as it may be called."""
        self._task: asyncio.Task[None] | None = None
        self._player: Player | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Mpris:
        if address := session_bus():
            self._thread = threading.Thread(target=self._run, args=(address,), name="mpris", daemon=True)
            self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        with self._lock:
            self._ended = True
            if self._loop and self._task:
                self._loop.call_soon_threadsafe(self._task.cancel)
        if self._thread:
            self._thread.join(LEAVE_S)

    def show(self, track: Track) -> None:
        """Have desktops see the track; call it at each turn of the transport."""
        with self._lock:
            self._track = track
            if self._loop and self._player:
                self._loop.call_soon_threadsafe(self._player.show, track, monotonic())

    # The thread.

    def _run(self, address: str) -> None:
        # Without dbus-fast, or where a bus fails in whichever way, a session goes on by its keys.
        with suppress(Exception):
            from voicecoach.playback.mpris_interfaces import run

            run(self._serve(address))

    async def _serve(self, address: str) -> None:
        import asyncio

        from voicecoach.playback.mpris_interfaces import Player, Root, serve

        player = Player(self._send)
        with self._lock:
            if self._ended:
                return
            self._loop, self._task, self._player = asyncio.get_running_loop(), asyncio.current_task(), player
            if self._track:
                player.show(self._track, monotonic())
        try:
            await serve(address, Root(self._send), player)
        finally:
            with self._lock:
                self._loop = None


def session_bus() -> str | None:
    """The address of the session's bus, or None where there is none on this machine.

    Only sockets of this machine count: to look up another's name could take longer than the session.
    """
    if named := os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return ";".join(part for part in named.split(";") if part.startswith("unix:")) or None
    # where systemd and its likes put it; a session that came over SSH may not name it
    if folder := os.environ.get("XDG_RUNTIME_DIR"):
        bus = Path(folder, "bus")
        with suppress(OSError):
            return f"unix:path={quote(str(bus))}" if bus.is_socket() else None
    return None
