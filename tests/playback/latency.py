"""How long a player takes to sound and to fall silent, on a sound server of its own. By hand:

    python -m tests.playback.latency miniaudio 20

Prints, in milliseconds, the median and the worst of so many tries: from `play` to the first audible frame, from `stop`
to the last, from more sound being there to its first audible frame; and for how long a stop and a play at once in the
middle of a sound leave a gap, and sound together.
"""

from __future__ import annotations

import json
import os
import pkgutil
import resource
import statistics
import subprocess
import sys
import threading
import time
from contextlib import closing
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from voicecoach.clip import FRAME_RATE, Clip, Island
from voicecoach.playback.alsa import silence_alsa
from voicecoach.playback.player import Player
from voicecoach.playback.players import open_player

from .conftest import SoundServer
from .island_sound import PEAK, IslandSound, until

LEVEL = PEAK.to_bytes(2, "little")
"""One frame of a sound that is the same in every frame: where two overlap, it is twice as loud."""

MIDDLE = FRAME_RATE
REST_S = 0.6
"""Between tries: longer than any tail."""

BASE_S = 0.4
STEP_S = 0.013
"""Each try comes a little later than the one before, so that no period of the device's is always met at one point."""


def wait(seconds: float) -> None:
    """Let time pass."""
    threading.Event().wait(seconds)


def level(start: int, frames: int) -> Island:
    """An island of so many equal frames."""
    return Island(start, Clip(LEVEL * frames))


def waits_at_its_end(player: Player, growing: IslandSound) -> bool:
    """Whether a player has come to the end of what is prepared, and asks for more."""
    return player.position >= MIDDLE and growing.asked_in_vain >= 3


def tries(player: Player, count: int) -> list[tuple[str, float]]:
    """Do each thing so many times, and say when, in the seconds of `time.monotonic`."""
    marks: list[tuple[str, float]] = []

    def mark(name: str) -> None:
        marks.append((name, time.monotonic()))

    whole = IslandSound((level(0, 10 * FRAME_RATE),), 10 * FRAME_RATE)
    for number in range(count):
        mark("play")
        player.play(whole, 0)
        wait(BASE_S + number * STEP_S)
        mark("stop")
        player.stop()
        wait(REST_S)
    for number in range(count):
        growing = IslandSound((level(MIDDLE, FRAME_RATE // 2),), 3 * MIDDLE, prepared=MIDDLE)
        player.play(growing, MIDDLE - FRAME_RATE // 10)
        until(partial(waits_at_its_end, player, growing))
        wait(number * STEP_S)
        mark("grow")
        growing.prepared = 3 * MIDDLE
        wait(0.5 + REST_S)
        mark("grown")
        player.stop()
    for number in range(count):
        player.play(whole, 0)
        wait(BASE_S + number * STEP_S)
        mark("edit")
        player.play(whole, player.stop())
        wait(BASE_S)
        mark("edited")
        player.stop()
        wait(REST_S)
    return marks


def measured(name: str, count: int) -> dict[str, list[float]]:
    """Each figure of each try, in milliseconds."""
    with TemporaryDirectory() as folder:
        server = SoundServer(Path(folder))
        server.start()
        try:
            with server.recording() as recording:
                command = [
                    sys.executable,
                    "-m",
                    __name__ if __name__ != "__main__" else __spec__.name,
                    "--try",
                    name,
                    str(count),
                ]
                done = subprocess.run(
                    command, env=os.environ | server.environment, check=True, stdout=subprocess.PIPE, text=True
                )
            report = json.loads(done.stdout)
        finally:
            server.stop()
    samples = recording.samples

    def audible(start_s: float, stop_s: float) -> list[int]:
        """The frames with sound in them, in the order of time."""
        first, last = recording.frame_at(start_s), recording.frame_at(stop_s)
        return [frame for frame in range(first, last) if abs(samples[frame]) > PEAK // 8]

    def ms(frame: int, since_s: float) -> float:
        return (recording.came_at(frame) - since_s) * 1000

    figures: dict[str, list[float]] = {name: [] for name in ("play", "stop", "grow", "gap", "overlap")}
    marks: list[tuple[str, float]] = report["marks"]
    for (kind, at), (_, after) in zip(marks, [*marks[1:], ("", marks[-1][1] + REST_S)], strict=True):
        if kind in ("play", "grow"):
            figures[kind].append(ms(audible(at, after)[0], at))
        elif kind == "stop":
            figures[kind].append(ms((audible(at, after) or [recording.frame_at(at)])[-1], at))
        elif kind == "edit":
            heard = audible(at, after)
            figures["gap"].append((heard[-1] - heard[0] + 1 - len(heard)) / FRAME_RATE * 1000)
            figures["overlap"].append(sum(samples[frame] > PEAK * 3 // 2 for frame in heard) / FRAME_RATE * 1000)
    figures["cpu_percent"] = [report["cpu_percent"]]
    return figures


def main(*arguments: str) -> None:
    """Measure; or, in a process of its own, play."""
    if arguments[0] == "--try":
        _, name, count = arguments
        silence_alsa()
        player = pkgutil.resolve_name(name)() if ":" in name else open_player(name)
        with closing(player):
            before, began = resource.getrusage(resource.RUSAGE_SELF), time.monotonic()
            marks = tries(player, int(count))
            after, took_s = resource.getrusage(resource.RUSAGE_SELF), time.monotonic() - began
        cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(json.dumps({"marks": marks, "cpu_percent": 100 * cpu_s / took_s}))  # noqa: T201  (a script's result)
    else:
        name, count = arguments
        for figure, values in measured(name, int(count)).items():
            report = f"{name} {figure:12} median {statistics.median(values):6.1f}  worst {max(values):6.1f}"
            print(report)  # noqa: T201  (a script's result)


if __name__ == "__main__":
    main(*sys.argv[1:])
