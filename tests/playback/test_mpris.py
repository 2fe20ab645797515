"""Media keys on a real bus of the test's own: playerctl, which a desktop does as well, presses them."""

from __future__ import annotations

import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from threading import Event
from typing import IO

import pytest

from tests.listener import TILT
from tests.voices import ToneBells, ToneVoice
from tests.written import routine_written
from voicecoach.choices import Choices
from voicecoach.clip import FRAME_RATE
from voicecoach.coach import Coaching
from voicecoach.commands import Command
from voicecoach.errors import NotSetUpError, PlaybackError
from voicecoach.playback.mpris import Mpris, Track, session_bus, us_from_frames
from voicecoach.playback.silent_player import SilentPlayer
from voicecoach.playback.transport import Ending, Moment, State, Transport
from voicecoach.playback.trial import try_media_keys
from voicecoach.session import Session
from voicecoach.steering import Steering

from .island_sound import until
from .session_bus import ANSWER_S, NEEDS, Bus, bus, playerctl, read_line

__all__ = ["bus"]  # a fixture: pytest finds it by its name here

pytestmark = NEEDS

NAME = "org.mpris.MediaPlayer2.voicecoach"
SECOND_US = 1_000_000

TRACK = Track("Knee to chest", "Morning", 2, State.PLAYING, 65 * SECOND_US, 600 * SECOND_US)


@pytest.fixture
def commands() -> SimpleQueue[Command]:
    """What was asked for."""
    return SimpleQueue()


@pytest.fixture
def mpris(bus: Bus, commands: SimpleQueue[Command]) -> Iterator[Mpris]:
    """On the bus, showing TRACK."""
    with Mpris(commands.put) as opened:
        opened.show(TRACK)
        until(lambda: playerctl("status") == "Playing")
        yield opened


@contextmanager
def followed(*arguments: str) -> Iterator[IO[bytes]]:
    """What playerctl says at each change, a line each; the first is how things are."""
    command = ["playerctl", "--player=voicecoach", "--follow", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        try:
            yield process.stdout
        finally:
            process.kill()


def names() -> set[str]:
    """Whoever can be controlled."""
    return set(playerctl("--list-all").split())


def dbus_send(member: str, *arguments: str) -> str:
    """Call a method of the player's object; what it gives back."""
    command = ["dbus-send", "--session", "--print-reply=literal", f"--dest={NAME}", "/org/mpris/MediaPlayer2"]
    result = subprocess.run(
        [*command, member, *arguments], capture_output=True, text=True, timeout=ANSWER_S, check=True
    )
    return result.stdout


@pytest.mark.parametrize(
    ("key", "command"),
    [
        ("play-pause", Command.PAUSE_OR_RESUME),
        ("pause", Command.PAUSE),
        ("play", Command.RESUME),
        ("next", Command.NEXT),
        ("previous", Command.PREVIOUS),
        ("stop", Command.STOP),
    ],
)
@pytest.mark.usefixtures("mpris")
def test_each_key_is_a_command(commands: SimpleQueue[Command], key: str, command: Command) -> None:
    playerctl(key)
    assert commands.get(timeout=ANSWER_S) is command
    assert commands.empty()


@pytest.mark.usefixtures("mpris")
def test_quitting_and_a_rate_of_0_are_commands_and_what_cannot_be_done_is_harmless(
    commands: SimpleQueue[Command],
) -> None:
    player = f"string:{NAME.removesuffix('.voicecoach')}.Player"
    dbus_send("org.mpris.MediaPlayer2.Raise")
    dbus_send("org.mpris.MediaPlayer2.Player.Seek", "int64:5000000")
    dbus_send("org.mpris.MediaPlayer2.Player.SetPosition", "objpath:/voicecoach/section/2", "int64:0")
    for name, value in (("Volume", "0.5"), ("Rate", "2"), ("Rate", "0")):
        dbus_send("org.freedesktop.DBus.Properties.Set", player, f"string:{name}", f"variant:double:{value}")
    dbus_send("org.mpris.MediaPlayer2.Quit")
    assert [commands.get(timeout=ANSWER_S) for _ in range(2)] == [Command.PAUSE, Command.STOP]
    assert commands.empty()
    assert playerctl("volume") == "1.000000"


@pytest.mark.parametrize(
    ("state", "status"),
    [(State.PLAYING, "Playing"), (State.WAITING, "Playing"), (State.PAUSED, "Paused"), (State.LOST, "Paused")],
)
def test_the_state_is_seen_at_once(mpris: Mpris, state: State, status: str) -> None:
    other = {"Playing": "Paused", "Paused": "Playing"}[status]
    mpris.show(replace(TRACK, state=State[other.upper()]))
    until(lambda: playerctl("status") == other)
    with followed("status") as lines:
        assert read_line(lines) == other
        mpris.show(replace(TRACK, state=state))
        assert read_line(lines) == status


def test_the_track_is_seen_and_its_length_once_it_is_known(mpris: Mpris) -> None:
    shown = "{{title}} | {{artist}} | {{album}} | {{xesam:trackNumber}} | {{mpris:length}} | {{mpris:trackid}}"
    with followed("metadata", "--format", shown) as lines:
        assert read_line(lines) == "Knee to chest | Morning | Morning | 2 | 600000000 | '/voicecoach/section/2'"
        mpris.show(Track("Étirement du chat", "Matin & soir", 12, State.PLAYING, 0, None))
        assert read_line(lines) == "Étirement du chat | Matin & soir | Matin & soir | 12 |  | '/voicecoach/section/12'"
        mpris.show(Track("Étirement du chat", "Matin & soir", 12, State.PLAYING, 0, 5))
        assert read_line(lines).endswith("| 12 | 5 | '/voicecoach/section/12'")


def test_no_title_is_too_strange_for_the_bus(mpris: Mpris) -> None:
    with followed("metadata", "--format", "{{title}} | {{artist}}") as lines:
        read_line(lines)
        mpris.show(replace(TRACK, title="a\0b \ud800", artist=""))
        assert read_line(lines) == "a b ? | "


def test_the_position_is_read_live_and_only_a_jump_is_told(mpris: Mpris) -> None:
    paused = replace(TRACK, state=State.PAUSED)
    mpris.show(paused)
    until(lambda: playerctl("status") == "Paused")
    with followed("metadata", "--format", "{{title}} {{position}}") as lines:
        assert read_line(lines) == "Knee to chest 65000000"
        mpris.show(replace(paused, position_us=65_900_000))
        until(lambda: playerctl("position") == "65.900000")
        mpris.show(replace(paused, position_us=30_000_000))
        assert read_line(lines) == "Knee to chest 30000000", "the jump was told, and what came before it wasn't"


@pytest.mark.usefixtures("bus")
def test_before_anything_is_shown_it_is_stopped_and_after_the_context_gone(commands: SimpleQueue[Command]) -> None:
    with Mpris(commands.put) as opened:
        until(lambda: playerctl("status") == "Stopped")
        assert playerctl("metadata") == ""
        opened.show(TRACK)
        until(lambda: playerctl("status") == "Playing")
    assert names() == set()


def test_a_second_session_has_a_name_of_its_own(mpris: Mpris, commands: SimpleQueue[Command]) -> None:
    second: SimpleQueue[Command] = SimpleQueue()
    name = f"voicecoach.instance{os.getpid()}"
    with Mpris(second.put):
        until(lambda: names() == {"voicecoach", name})
        playerctl("next", player=name)
        assert second.get(timeout=ANSWER_S) is Command.NEXT
        assert commands.empty()
        mpris.__exit__()
        assert names() == {name}, "it keeps the name that it has"
    assert names() == set()


# What the specification has, apart from what is optional: access of properties, arguments of methods and signals.
ROOT = {
    **dict.fromkeys(("CanQuit", "CanRaise", "HasTrackList"), ("read", "b")),
    **dict.fromkeys(("SupportedUriSchemes", "SupportedMimeTypes"), ("read", "as")),
    **dict.fromkeys(("Raise", "Quit"), ()),
    "Identity": ("read", "s"),
}
PLAYER = {
    **dict.fromkeys(("Next", "Previous", "Pause", "PlayPause", "Stop", "Play"), ()),
    **{f"Can{name}": ("read", "b") for name in ("GoNext", "GoPrevious", "Play", "Pause", "Seek", "Control")},
    **dict.fromkeys(("MinimumRate", "MaximumRate"), ("read", "d")),
    **dict.fromkeys(("Rate", "Volume"), ("readwrite", "d")),
    "Seek": ("x",),
    "SetPosition": ("o", "x"),
    "Seeked": ("x",),
    "PlaybackStatus": ("read", "s"),
    "Metadata": ("read", "a{sv}"),
    "Position": ("read", "x"),
}


@pytest.mark.usefixtures("mpris")
def test_its_interfaces_are_those_of_the_specification() -> None:
    described = ET.fromstring(dbus_send("org.freedesktop.DBus.Introspectable.Introspect"))  # noqa: S314  (it's ours)
    for interface, members in (("org.mpris.MediaPlayer2", ROOT), ("org.mpris.MediaPlayer2.Player", PLAYER)):
        (found,) = described.findall(f"interface[@name='{interface}']")
        assert members == {
            member.attrib["name"]: (member.attrib["access"], member.attrib["type"])
            if member.tag == "property"
            else tuple(argument.attrib["type"] for argument in member)
            for member in found
        }
        values = dbus_send("org.freedesktop.DBus.Properties.GetAll", f"string:{interface}")
        assert all(name in values for name, kinds in members.items() if kinds[:1] in {("read",), ("readwrite",)})


def test_a_session_obeys_and_says_so(bus: Bus) -> None:
    coaching = Coaching(routine_written(TILT), Choices())
    session = Session(coaching.sections, ToneVoice(), ToneBells())
    while session.prepare():
        pass
    player = SilentPlayer()
    transport = Transport(player, session.sound, Steering(session, coaching), lambda: player)
    moments: list[Moment] = []

    def listen() -> None:
        """On the floor, with a headset."""
        try:
            until(lambda: playerctl("status") == "Playing")
            with followed("metadata", "--format", "{{status}} {{title}}") as lines:
                assert read_line(lines) == "Playing Opening"
                playerctl("play-pause")
                assert read_line(lines) == "Paused Opening"
                playerctl("pause")
                playerctl("play")
                assert read_line(lines) == "Playing Opening"
                playerctl("next")
                while (line := read_line(lines)) == "Playing Opening":  # the time moves on
                    pass
                assert line == "Playing Pelvic tilt"
                playerctl("previous")
                while (line := read_line(lines)) == "Playing Pelvic tilt":
                    pass
                assert line == "Playing Opening"
        finally:
            transport.send(Command.STOP)

    with ThreadPoolExecutor(1) as pool, Mpris(transport.send) as mpris:

        def observe(moment: Moment) -> None:
            moments.append(moment)
            while session.prepare():
                pass
            scene = session.scene(moment.frame)
            position_us = us_from_frames(moment.frame - scene.section_start)
            mpris.show(Track(scene.title, "Morning", scene.number, moment.state, position_us, None))

        listening = pool.submit(listen)
        assert transport.run(observe) is Ending.STOPPED
        listening.result()
    assert us_from_frames(FRAME_RATE // 2) == SECOND_US // 2
    assert State.PAUSED in {moment.state for moment in moments}
    assert [section.title for section in session.timeline().sections] == ["Opening", "Pelvic tilt", "Opening"]


def test_who_is_told_to_stop_is_told_before_the_name_is_gone(bus: Bus) -> None:
    stopped = Event()
    with Mpris(lambda command: stopped.set()) as mpris:
        mpris.show(TRACK)
        until(lambda: playerctl("status") == "Playing")
        with subprocess.Popen(["playerctl", "--player=voicecoach", "stop"], stderr=subprocess.PIPE) as stopping:
            assert stopped.wait(ANSWER_S)
    assert stopping.wait(ANSWER_S) == 0


@pytest.mark.usefixtures("bus")
def test_a_trial_says_by_which_name_keys_reach_it() -> None:
    assert try_media_keys().figures == {"bus_name": NAME}
    with Mpris(print):
        until(lambda: playerctl("status") == "Stopped")
        assert try_media_keys().figures == {"bus_name": f"{NAME}.instance{os.getpid()}"}


def test_a_trial_says_what_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
    with pytest.raises(PlaybackError, match=r"/nowhere/bus doesn't let us in \(.*No such file.*\); "):
        try_media_keys()
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with pytest.raises(NotSetUpError, match="no desktop session's bus; "):
        try_media_keys()
    monkeypatch.setitem(sys.modules, "dbus_fast", None)
    monkeypatch.delitem(sys.modules, "voicecoach.playback.mpris_interfaces")
    with pytest.raises(NotSetUpError, match=r"; install it with: pip install dbus-fast \(the extra \[mpris\]\)"):
        try_media_keys()


def test_the_bus_is_where_systemd_puts_it_too(bus: Bus, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert session_bus() == bus.address.partition(",guid=")[0]


@pytest.mark.parametrize(
    ("named", "address"),
    [
        ("unix:path=/a", "unix:path=/a"),
        ("tcp:host=example.org,port=1;unix:abstract=/a,guid=1", "unix:abstract=/a,guid=1"),
        ("tcp:host=example.org,port=1", None),
    ],
)
def test_only_a_bus_of_this_machine_counts(monkeypatch: pytest.MonkeyPatch, named: str, address: str | None) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", named)
    assert session_bus() == address
