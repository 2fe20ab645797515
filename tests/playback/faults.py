"""What goes wrong while a player plays. Run as a script, it says how the player took it, as JSON.

python -m tests.playback.faults MODULE:CLASS SCENARIO
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path

from voicecoach.clip import FRAME_RATE, Island
from voicecoach.errors import NoDeviceError, PlaybackError
from voicecoach.playback.player import Player

from .conftest import SoundServer
from .island_sound import ISLANDS, PAUSE_AT, PEAK, TOTAL, IslandSound, main, square, until

LONG = (Island(0, square(480_000)), Island(960_000, square(480_000)))
"""Two islands of ten seconds, with as long a silence between them."""

IN_SOUND, IN_SILENCE = LONG[1].start, LONG[0].stop + FRAME_RATE
ROUNDS = 20


def lose_the_server_again_and_again(player: Player) -> object:
    """It ends or crashes, in sound and in silence, and comes back; each time there's a new player on the new server."""
    server, sound = SoundServer.here(), IslandSound(LONG, LONG[-1].stop)
    player.close()
    report: dict[str, list[object]] = {name: [] for name in ("noticed_s", "stopped", "closed_s", "missed_s", "held")}
    for number in range(ROUNDS):
        server.stop()
        began = time.monotonic()
        try:
            type(player)()
        except NoDeviceError:
            report["missed_s"].append(time.monotonic() - began)
        server.start()
        player = type(player)()
        start = (IN_SOUND, IN_SILENCE)[number % 2]
        player.play(sound, start)
        until(partial(_is_past, player, start + FRAME_RATE // 5))
        (server.stop, server.crash)[number // 2 % 2]()
        began = time.monotonic()
        if number < 4:
            report["noticed_s"].append(_until_it_fails(player) - began)
            report["stopped"].append([start, player.stop()])
            began = time.monotonic()
        player.close()
        report["closed_s"].append(time.monotonic() - began)
        player.close()
        report["held"].append([len(list(Path("/proc/self/fd").iterdir())), threading.active_count()])
        server.start()
    player = type(player)()
    with server.recording() as recording:
        sound = IslandSound(ISLANDS, TOTAL)
        player.play(sound, 0)
        until(partial(_is_past, player, TOTAL))
        player.stop()
    player.close()
    return report | {"heard": sum(abs(sample) > PEAK // 8 for sample in recording.samples)}


def lose_the_server_in_sound(player: Player) -> object:
    """Recorded to its end: in the second island, and what was heard of it."""
    server, sound = SoundServer.here(), IslandSound(LONG, LONG[-1].stop)
    start = LONG[1].start - FRAME_RATE // 10
    with server.recording(until_the_server_ends=True) as recording:
        player.play(sound, start)
        until(lambda: player.position >= LONG[1].start + FRAME_RATE)
        server.crash()
        _until_it_fails(player)
        stopped = player.stop()
    heard = sum(abs(sample) > PEAK // 8 for sample in recording.samples)
    return {"stopped": stopped, "heard_to": LONG[1].start + heard}


def hang_the_server(player: Player) -> object:
    """The server stops answering, without an end."""
    server, sound = SoundServer.here(), IslandSound(LONG, LONG[-1].stop)
    player.play(sound, 0)
    until(lambda: player.position >= FRAME_RATE // 5)
    os.kill(server.pid, signal.SIGSTOP)
    began = time.monotonic()
    noticed_s = _until_it_fails(player) - began
    try:
        player.close()
        try:
            type(player)()
        except NoDeviceError as error:
            return {"noticed_s": noticed_s, "error": str(error), "took_s": time.monotonic() - began}
    finally:
        os.kill(server.pid, signal.SIGCONT)
    return {"error": None}


def take_the_sink_away(player: Player) -> object:
    """The server runs on, with nothing to sound on, and players are opened in vain."""
    player.close()
    subprocess.run(["pactl", "unload-module", "module-null-sink"], check=True)
    held: list[int] = []
    for _ in range(ROUNDS):
        try:
            type(player)()
        except NoDeviceError:
            held.append(len(list(Path("/proc/self/fd").iterdir())))
    return {"held": held}


STOOD_S = 2


def _stand_still(player: Player, at: int) -> object:
    """The process is stopped when `at` is heard, and goes on after STOOD_S."""
    player.play(IslandSound(ISLANDS, TOTAL), 0)
    until(lambda: player.position >= at)
    with subprocess.Popen(["sh", "-c", f"sleep {STOOD_S}; kill -CONT {os.getpid()}"]):
        before, began = player.position, time.monotonic()
        os.kill(os.getpid(), signal.SIGSTOP)
        after, stood_s = player.position, time.monotonic() - began
    frames: list[int] = []

    def is_over() -> bool:
        frames.append(player.position)
        return frames[-1] >= TOTAL

    until(is_over)
    return {"before": before, "after": after, "frames": frames, "stood_s": stood_s}


def stand_still_in_sound(player: Player) -> object:
    """In the third island."""
    return _stand_still(player, PAUSE_AT)


def stand_still_in_silence(player: Player) -> object:
    """After the third island."""
    return _stand_still(player, ISLANDS[2].stop + FRAME_RATE // 10)


def _is_past(player: Player, frame: int) -> bool:
    return player.position >= frame


def _until_it_fails(player: Player) -> float:
    """When the player says that it has failed."""

    def has_failed() -> bool:
        try:
            _ = player.position
        except PlaybackError:
            return True
        return False

    until(has_failed)
    return time.monotonic()


SCENARIOS = (
    lose_the_server_again_and_again,
    lose_the_server_in_sound,
    hang_the_server,
    take_the_sink_away,
    stand_still_in_sound,
    stand_still_in_silence,
)

if __name__ == "__main__":
    main(SCENARIOS, *sys.argv[1:])
