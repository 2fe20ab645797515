"""Media keys where something goes wrong: a session goes on in silence, and ends when it's told to."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

from voicecoach.playback import mpris_interfaces
from voicecoach.playback.mpris import Mpris

from .island_sound import until
from .session_bus import ANSWER_S, NEEDS, Bus, bus, playerctl, read_line

__all__ = ["bus"]  # a fixture: pytest finds it by its name here

pytestmark = NEEDS

# The program under test for what may go wrong: a turn for each line that it's given.
PROGRAM = """
import json, sys
from time import monotonic
if sys.argv[1] == "without dbus-fast":
    sys.modules["dbus_fast"] = None
from voicecoach.playback.mpris import Mpris, Track
from voicecoach.playback.transport import State
began = monotonic()
def send(command):
    raise ValueError(command)
mpris = Mpris(send)
mpris.__enter__()
entered_s = monotonic() - began
print("entered", flush=True)
for number, _ in enumerate(sys.stdin, 1):
    mpris.show(Track("Knee to chest", "Morning", number, State.PLAYING, 0, None))
    print("shown", flush=True)
began = monotonic()
if sys.argv[1] != "never left":
    mpris.__exit__()
print(json.dumps({"entered_s": entered_s, "left_s": monotonic() - began}), flush=True)
"""


class Program:
    """The program in a process of its own, which says nothing but what it's meant to."""

    def __init__(self, how: str = "") -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, how], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert read_line(self._process.stdout) == "entered"

    def turn(self) -> None:
        assert self._process.stdin
        self._process.stdin.write(b"\n")
        self._process.stdin.flush()
        assert read_line(self._process.stdout) == "shown"

    def end(self) -> None:
        """It ends well, in silence and within a second."""
        out, err = self._process.communicate(timeout=ANSWER_S)
        assert (self._process.returncode, err) == (0, b"")
        took = json.loads(out)
        assert took["entered_s"] < 0.5, "it waited for the bus"
        assert took["left_s"] < 1


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nonsense",
        "unix:",
        "unix:path=/nowhere/bus",
        "unix:path=/nowhere/%00",
        "tcp:host=192.0.2.1,port=1",
        "autolaunch:",
    ],
)
def test_without_a_bus_nothing_happens(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, address: str) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    program = Program()
    for _ in range(3):
        program.turn()
    program.end()


@pytest.mark.usefixtures("bus")
def test_without_dbus_fast_nothing_happens() -> None:
    program = Program("without dbus-fast")
    program.turn()
    program.end()


@pytest.fixture
def deaf(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[socket.socket]:
    """A session's bus that listens, and never answers."""
    with socket.socket(socket.AF_UNIX) as opened:
        opened.settimeout(ANSWER_S)
        opened.bind(str(tmp_path / "bus"))
        opened.listen()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'bus'}")
        yield opened


@pytest.mark.parametrize("how", ["left", "never left"])
def test_a_bus_that_never_answers_keeps_nobody(deaf: socket.socket, how: str) -> None:
    program = Program(how)
    program.turn()
    connection, _ = deaf.accept()
    with connection:
        program.turn()
        program.end()


@pytest.mark.parametrize("how", ["left", "never left"])
@pytest.mark.parametrize("fate", ["ends", "hangs"])
def test_a_bus_that_fails_on_the_way_keeps_nobody(bus: Bus, how: str, fate: str) -> None:
    program = Program(how)
    program.turn()
    until(lambda: playerctl("status") == "Playing")
    if fate == "ends":
        bus.end()
    else:
        os.kill(bus.pid, signal.SIGSTOP)
    for _ in range(50):
        program.turn()
    program.end()


@pytest.mark.parametrize("how", ["left", "never left"])
def test_a_program_that_ends_is_gone(bus: Bus, how: str) -> None:
    program = Program(how)
    program.turn()
    until(lambda: playerctl("status") == "Playing")
    playerctl("next")  # it fails
    program.turn()
    program.end()
    until(lambda: playerctl("--list-all") == "")


def is_gone() -> bool:
    """Whether no thread is left."""
    return all(thread.name != "mpris" for thread in threading.enumerate())


def test_a_bus_that_never_answers_is_given_up(deaf: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mpris_interfaces, "CONNECT_S", 0.1)
    with Mpris(print):
        connection, _ = deaf.accept()
        with connection:
            until(is_gone)


def test_nothing_is_left_behind_of_a_bus_that_hangs(bus: Bus) -> None:
    with Mpris(print):
        until(lambda: playerctl("status") == "Stopped")
        os.kill(bus.pid, signal.SIGSTOP)
    until(is_gone)


# It has left before dbus-fast is there.
HASTY = """
import threading
from voicecoach.playback.mpris import Mpris
with Mpris(print):
    pass
for thread in threading.enumerate():
    if thread.name == "mpris":
        thread.join(10)
        print("still there" if thread.is_alive() else "gone")
"""


@pytest.mark.usefixtures("bus")
def test_nothing_is_left_behind_of_one_that_ends_at_once() -> None:
    done = subprocess.run([sys.executable, "-c", HASTY], capture_output=True, text=True, timeout=ANSWER_S, check=True)
    assert (done.stdout, done.stderr) in {("", ""), ("gone\n", "")}


@pytest.mark.usefixtures("bus")
def test_one_after_the_other_has_the_name_and_leaves_no_file_open() -> None:
    opened = []
    for _ in range(5):
        with Mpris(print):
            until(lambda: playerctl("--list-all") == "voicecoach")
        opened.append(len(list(Path("/proc/self/fd").iterdir())))
    assert len(set(opened)) == 1


@pytest.mark.usefixtures("bus")
def test_who_does_not_take_a_command_keeps_nobody() -> None:
    called, free = threading.Event(), threading.Event()

    def send(command: object) -> None:
        called.set()
        free.wait()

    with Mpris(send) as opened:
        until(lambda: playerctl("status") == "Stopped")
        with subprocess.Popen(["playerctl", "--player=voicecoach", "next"], stderr=subprocess.DEVNULL):
            assert called.wait(ANSWER_S)
            leaving = monotonic()
            opened.__exit__()
            assert monotonic() - leaving < 1
            free.set()
