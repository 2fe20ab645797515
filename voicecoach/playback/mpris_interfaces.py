"""What MPRIS has on the bus: a player's two interfaces, and how they get there. The home of dbus-fast.

Source: specifications.freedesktop.org, "MPRIS D-Bus Interface Specification", version 2.2. What is optional in it is
left out.
"""

# `wait_for_disconnect` brings no types:
# mypy: allow-untyped-calls

# dbus-fast reads annotations: they are a member's signature on the bus, so they can't be strings here.

import asyncio
import logging
import os
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Annotated, Any

from dbus_fast import NameFlag, PropertyAccess, RequestNameReply, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.annotations import DBusDict, DBusDouble, DBusInt64, DBusObjectPath, DBusSignature, DBusStr
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property, dbus_signal

from voicecoach.commands import Command
from voicecoach.playback.mpris import Reckoning, Track

NAME = "org.mpris.MediaPlayer2.voicecoach"
PATH = "/org/mpris/MediaPlayer2"

CONNECT_S = 3.0
"""How long a bus may take to let us in."""

READ = PropertyAccess.READ


def _fixed(name: str, value: object, signature: str) -> Any:
    """A property that never changes. dbus-fast looks it up by its getter's name."""

    def get(interface: ServiceInterface) -> object:
        return value

    get.__name__ = name
    get.__annotations__["return"] = Annotated[object, DBusSignature(signature)]
    return dbus_property(READ, name)(get)


class Root(ServiceInterface):
    """The program: nothing to raise, but to quit."""

    def __init__(self, send: Callable[[Command], object]) -> None:
        super().__init__("org.mpris.MediaPlayer2")
        self._send = send

    Identity = _fixed("Identity", "voicecoach", "s")
    CanQuit = _fixed("CanQuit", True, "b")
    CanRaise = _fixed("CanRaise", False, "b")
    HasTrackList = _fixed("HasTrackList", False, "b")
    SupportedUriSchemes = _fixed("SupportedUriSchemes", [], "as")
    SupportedMimeTypes = _fixed("SupportedMimeTypes", [], "as")

    @dbus_method(name="Raise")
    def raise_(self) -> None:
        """Show the program's window; it has none."""

    @dbus_method(name="Quit")
    def quit(self) -> None:
        """End the session."""
        self._send(Command.STOP)


class Player(ServiceInterface):
    """The session: what it plays, and what may be asked of it. Every method belongs to the bus's thread."""

    def __init__(self, send: Callable[[Command], object]) -> None:
        super().__init__("org.mpris.MediaPlayer2.Player")
        self._send = send
        self._track: Track | None = None
        self._reckoning = Reckoning()

    def show(self, track: Track, now_s: float) -> None:
        """The session is at `track` at the time `now_s` of a clock that never goes back; tell what changed."""
        before, self._track = self._track, track
        changed: dict[str, object] = {}
        if status(track) != status(before):
            changed["PlaybackStatus"] = status(track)
        if _described(track) != _described(before):
            changed["Metadata"] = metadata(track)
        if changed:
            self.emit_properties_changed(changed)
        if self._reckoning.jumps_to(track, now_s):
            self.seeked()

    CanControl = _fixed("CanControl", True, "b")
    CanGoNext = _fixed("CanGoNext", True, "b")
    CanGoPrevious = _fixed("CanGoPrevious", True, "b")
    CanPause = _fixed("CanPause", True, "b")
    CanPlay = _fixed("CanPlay", True, "b")
    CanSeek = _fixed("CanSeek", False, "b")
    MinimumRate = _fixed("MinimumRate", 1.0, "d")
    MaximumRate = _fixed("MaximumRate", 1.0, "d")

    @dbus_property(READ, name="PlaybackStatus")
    def playback_status(self) -> DBusStr:
        """`Playing`, `Paused`, or `Stopped` before anything was shown."""
        return status(self._track)

    @dbus_property(READ, name="Metadata")
    def metadata(self) -> DBusDict:
        """The track."""
        return metadata(self._track)

    @dbus_property(READ, name="Position")
    def position(self) -> DBusInt64:
        """In microseconds, as it was shown last."""
        return self._track.position_us if self._track else 0

    @dbus_property(name="Rate")
    def rate(self) -> DBusDouble:
        """How fast it plays: always as it is."""
        return 1.0

    @rate.setter  # type: ignore[no-redef]  # mypy knows setters of `property` alone
    def rate(self, wanted: DBusDouble) -> None:
        """Nothing, since 1 is the only rate; but 0 means a pause."""
        if wanted == 0:
            self._send(Command.PAUSE)

    @dbus_property(name="Volume")
    def volume(self) -> DBusDouble:
        """Full: the system's own volume is what one turns."""
        return 1.0

    @volume.setter  # type: ignore[no-redef]  # as above
    def volume(self, wanted: DBusDouble) -> None:
        """Nothing."""

    @dbus_method(name="PlayPause")
    def play_pause(self) -> None:
        """A headset's one button."""
        self._send(Command.PAUSE_OR_RESUME)

    @dbus_method(name="Play")
    def play(self) -> None:
        """Go on."""
        self._send(Command.RESUME)

    @dbus_method(name="Pause")
    def pause(self) -> None:
        """Pause."""
        self._send(Command.PAUSE)

    @dbus_method(name="Stop")
    def stop(self) -> None:
        """End the session."""
        self._send(Command.STOP)

    @dbus_method(name="Next")
    def next(self) -> None:
        """To the next section."""
        self._send(Command.NEXT)

    @dbus_method(name="Previous")
    def previous(self) -> None:
        """To this section's start, or to the one before."""
        self._send(Command.PREVIOUS)

    @dbus_method(name="Seek")
    def seek(self, offset_us: DBusInt64) -> None:
        """Nothing: a session moves by sections."""

    @dbus_method(name="SetPosition")
    def set_position(self, track: DBusObjectPath, position_us: DBusInt64) -> None:
        """Nothing, as Seek."""

    @dbus_signal(name="Seeked")
    def seeked(self) -> DBusInt64:
        """The position is other than what follows from playing on."""
        return self.position  # type: ignore[no-any-return]  # dbus-fast's properties bring no types


def status(track: Track | None) -> str:
    """The track's state in the words of the specification."""
    if track is None:
        return "Stopped"
    return "Playing" if track.is_playing else "Paused"


def metadata(track: Track | None) -> dict[str, Variant]:
    """The track's names in the words of the specification; before anything was shown, none."""
    if track is None:
        return {}
    length = {} if track.length_us is None else {"mpris:length": Variant("x", track.length_us)}
    return length | {
        "mpris:trackid": Variant("o", f"/voicecoach/section/{track.number}"),
        "xesam:title": Variant("s", _sendable(track.title)),
        "xesam:artist": Variant("as", [_sendable(track.artist)]),
        "xesam:album": Variant("s", _sendable(track.artist)),
        "xesam:trackNumber": Variant("i", track.number),
    }


def _described(track: Track | None) -> object:
    return track and (track.title, track.artist, track.number, track.length_us)


def _sendable(text: str) -> str:
    """What a bus takes: it throws out whoever sends NUL, or half of a surrogate pair."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode()


async def serve(address: str, root: Root, player: Player) -> None:
    """Be on the bus at `address`, until the bus is gone or the task is cancelled. Raises what goes wrong."""
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)  # it would print
    bus = MessageBus(address)
    try:
        await asyncio.wait_for(_enter(bus, root, player), CONNECT_S)
        await bus.wait_for_disconnect()
    finally:
        bus.disconnect()


async def visit(address: str) -> str:
    """Be on the bus at `address` for a moment, and say by which name. Raises what goes wrong."""
    asks: list[Command] = []
    bus = MessageBus(address)
    try:
        return await asyncio.wait_for(_enter(bus, Root(asks.append), Player(asks.append)), CONNECT_S)
    finally:
        bus.disconnect()


async def _enter(bus: MessageBus, root: Root, player: Player) -> str:
    """Connect, and take a name; whoever sees the name finds everything in place."""
    await bus.connect()
    bus.export(PATH, root)
    bus.export(PATH, player)
    for name in (NAME, f"{NAME}.instance{os.getpid()}"):
        reply = await bus.request_name(name, NameFlag.DO_NOT_QUEUE)
        if reply is RequestNameReply.PRIMARY_OWNER:
            return name
    raise ConnectionError(f"{NAME} is taken")


def run(serving: Coroutine[Any, Any, None]) -> None:
    """Run it to its end in this thread; what dbus-fast logs isn't printed."""
    logging.getLogger("dbus_fast").addHandler(logging.NullHandler())
    with suppress(asyncio.CancelledError):
        asyncio.run(serving)
