"""A microphone that hears what a test plays to it, on a sound server of the test's own."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping

import numpy as np

from tests.playback.listening import Samples
from voicecoach.clip import FRAME_RATE

ANSWER_S = 30


class VirtualMicrophone:
    """The default microphone of a server, in a room that a test plays to.

    It is a source of its own, since nobody takes a sink's monitor for a microphone. The room is the server's sink
    `null`; or, where `leaks_db` is given, another one, which hears what `null` plays so much softer.
    """

    def __init__(self, environment: Mapping[str, str], leaks_db: float | None = None) -> None:
        self._environment = {**os.environ, **environment}
        self._room = "null" if leaks_db is None else "room"
        if leaks_db is not None:
            self._pactl("load-module", "module-null-sink", "sink_name=room", f"rate={FRAME_RATE}", "channels=1")
        master = f"master={self._room}.monitor"
        self._module = self._pactl("load-module", "module-remap-source", "source_name=microphone", master).strip()
        self._pactl("set-default-source", "microphone")
        self._pactl("set-default-sink", "null")
        if leaks_db is not None:
            self._pactl("load-module", "module-loopback", "source=null.monitor", "sink=room", "latency_msec=20")
            (leak,) = self._pactl("list", "short", "sink-inputs").split("\n")[:-1]
            self._pactl("set-sink-input-volume", leak.split()[0], f"{leaks_db}dB")

    def hear(self, sound: Samples) -> float:
        """Play a sound to it; returns when it is over. Gives when it began, on `time.monotonic`, or a little before."""
        options = [
            "--raw",
            "--format=s16le",
            f"--rate={FRAME_RATE}",
            "--channels=1",
            "--latency-msec=200",
        ]  # a busy machine tears less
        began_s = time.monotonic()
        subprocess.run(
            ["pacat", "-d", self._room, *options],
            input=sound.tobytes(),
            env=self._environment,
            check=True,
            timeout=ANSWER_S + len(sound) / FRAME_RATE,
        )
        return began_s

    def is_heard(self) -> bool:
        """Whether somebody listens through it."""
        rows = (row.split() for row in self._pactl("list", "short", "sources").splitlines())
        (number,) = (index for index, name, *_ in rows if name == "microphone")
        return any(row.split()[1] == number for row in self._pactl("list", "short", "source-outputs").splitlines())

    def unplug(self) -> None:
        """Take it away."""
        self._pactl("unload-module", self._module)

    def _pactl(self, *command: str) -> str:
        done = subprocess.run(
            ["pactl", *command], env=self._environment, check=True, timeout=ANSWER_S, stdout=subprocess.PIPE
        )
        return done.stdout.decode()


def silence(seconds: float) -> Samples:
    """Silence, to be put after a sound."""
    return np.zeros(round(seconds * FRAME_RATE), np.int16)
