"""A real sound server for the tests of players: what was played is recorded, and can be counted."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path

import pytest

from .island_sound import until

LEAD_FRAMES = 48_000
"""What is recorded before the sound begins: a monitor needs a second until it hears everything."""

TAIL_FRAMES = 24_000

ANSWER_S = 30


class Recording:
    """What a sink's monitor hears: signed 16 bit, mono, 48 kHz. `samples` are complete when its context has ended.

    The sink's clock isn't the machine's: when a frame was heard is told by when it came.
    """

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.samples: array[int] = array("h")
        self._came: list[tuple[float, int]] = []  # when, in the seconds of time.monotonic, and how many were there then
        self._process = process
        self._grown = threading.Condition()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def wait_for(self, frames: int) -> None:
        """Until so many more frames were heard."""
        with self._grown:
            wanted = len(self.samples) + frames
            if not self._grown.wait_for(lambda: len(self.samples) >= wanted, ANSWER_S):
                raise TimeoutError(f"parec heard {len(self.samples)} frames, not {wanted}")

    def frame_at(self, when_s: float) -> int:
        """How many frames had come by then."""
        came = bisect_right(self._came, (when_s, sys.maxsize))
        return self._came[came - 1][1] if came else 0

    def came_at(self, frame: int) -> float:
        """When the frame came."""
        return self._came[bisect_right(self._came, frame, key=itemgetter(1))][0]

    def end(self) -> None:
        """Stop listening."""
        self._process.terminate()
        self._process.wait(ANSWER_S)
        self._thread.join()

    def _read(self) -> None:
        assert self._process.stdout
        while piece := self._process.stdout.read(960):
            with self._grown:
                self.samples.frombytes(piece[: len(piece) // 2 * 2])
                self._came.append((time.monotonic(), len(self.samples)))
                self._grown.notify_all()


class SoundServer:
    """PulseAudio with one sink that sounds nowhere. Programs reach it through `environment`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.environment = {
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
            "PULSE_SERVER": f"unix:{folder / 'socket'}",
        }

    @classmethod
    def here(cls) -> SoundServer:
        """The one that this program's environment leads to."""
        return cls(Path(os.environ["XDG_RUNTIME_DIR"]))

    def start(self) -> None:
        """Start the daemon; it answers when this returns. `norewinds`, or what is recorded isn't what was played."""
        sink = "module-null-sink sink_name=null rate=48000 channels=1 norewinds=1"
        protocol = f"module-native-protocol-unix socket={self._folder / 'socket'} auth-anonymous=1"
        # It ends by itself where a killed test left it alone.
        options = ["-n", "--daemonize=yes", "--exit-idle-time=60", f"--log-target=file:{self._folder / 'log'}"]
        self._run("pulseaudio", *options, "-L", sink, "-L", protocol)
        self._run("pactl", "info")

    def stop(self) -> None:
        """End the daemon, unless a test has ended it."""
        self._run("pulseaudio", "--kill", check=False)
        until(lambda: not self._pid_file.exists() and not self._answers(), ANSWER_S)

    def crash(self) -> None:
        """End the daemon as if it had crashed: it tells nobody, and leaves its files behind."""
        os.kill(self.pid, signal.SIGKILL)
        until(lambda: not self._answers(), ANSWER_S)
        self._pid_file.unlink()  # with it another can't start as long as nobody has asked how the first one ended

    @property
    def pid(self) -> int:
        """The daemon's process."""
        return int(self._pid_file.read_text())

    @property
    def _pid_file(self) -> Path:
        return self._folder / "pulse" / "pid"

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as connection:
            return connection.connect_ex(str(self._folder / "socket")) == 0

    @contextmanager
    def recording(self, *, until_the_server_ends: bool = False) -> Iterator[Recording]:
        """Record what is played inside; one at a time. From a second before, to half a second after."""
        options = ["--raw", "--format=s16le", "--rate=48000", "--channels=1", "--latency-msec=5"]
        with subprocess.Popen(
            ["parec", "-d", "null.monitor", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if until_the_server_ends else None,
            env=os.environ | self.environment,
        ) as process:
            recording = Recording(process)
            try:
                recording.wait_for(LEAD_FRAMES)
                yield recording
                if not until_the_server_ends:
                    recording.wait_for(TAIL_FRAMES)
            finally:
                recording.end()

    def _run(self, *command: str, check: bool = True) -> None:
        environment = os.environ | self.environment
        subprocess.run(command, check=check, env=environment, timeout=ANSWER_S, capture_output=True)


@pytest.fixture
def sound_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SoundServer]:
    """A server of the test's own, which every program that the test starts plays on.

    A test that asks for it is marked `needs("pulseaudio", "pactl", "parec")`.
    """
    server = SoundServer(tmp_path)
    server.start()
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    yield server
    server.stop()
