"""A sound made of islands, for tests; run as a script, it plays one through a player and says how that went, as JSON.

    python -m tests.playback.island_sound MODULE:CLASS SCENARIO

A player's device is opened in a process of its own, since sound libraries remember the first server they met.
"""

from __future__ import annotations

import json
import pkgutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing

from voicecoach.clip import FRAME_BYTES, Clip, Island
from voicecoach.commands import Command
from voicecoach.errors import NoDeviceError, PlaybackError
from voicecoach.playback.alsa import silence_alsa
from voicecoach.playback.player import Player
from voicecoach.playback.transport import Moment, State, Transport


class IslandSound:
    """Islands in silence, `total` frames in all, of which the first `prepared` are there."""

    def __init__(self, islands: tuple[Island, ...], total: int, prepared: int | None = None) -> None:
        self.islands, self.total = islands, total
        self.prepared = total if prepared is None else prepared
        self.asked_in_vain = 0

    @property
    def length(self) -> int | None:
        return self.total if self.prepared >= self.total else None

    def read(self, start: int, frames: int) -> bytes:
        stop = min(start + frames, self.prepared)
        self.asked_in_vain += start >= self.prepared
        samples = bytearray(max(0, stop - start) * FRAME_BYTES)
        for island in self.islands:
            first, last = max(start, island.start), min(stop, island.stop)
            if first < last:
                piece = island.clip.samples[(first - island.start) * FRAME_BYTES : (last - island.start) * FRAME_BYTES]
                samples[(first - start) * FRAME_BYTES : (last - start) * FRAME_BYTES] = piece
        return bytes(samples)

    def island_at(self, frame: int) -> Island | None:
        return next((i for i in self.islands if frame < i.stop <= self.prepared), None)


class Score:
    """A sound in a listener's hands who can pause it, and end it."""

    def __init__(self, sound: IslandSound) -> None:
        self.sound = sound
        self.paused = self.stopping = False

    def answers_in_hold(self, command: Command, frame: int) -> bool:
        return False

    def obey(self, command: Command, frame: int) -> None:
        if command is Command.STOP:
            self.stopping, self.sound.total = True, frame
        else:
            self.paused = not self.paused
            self.sound.prepared = frame if self.paused else self.sound.total

    def go_on_after_gap(self, frame: int, *, was_lost: bool) -> None:
        pass

    def fill(self) -> bool:
        return False


def no_other_device() -> Player:
    raise NoDeviceError("there is none")


PEAK = 0x4000


def square(frames: int) -> Clip:
    """A square wave of 1 kHz: from its first frame to its last it's never near zero."""
    period = PEAK.to_bytes(2, "little") * 24 + (-PEAK).to_bytes(2, "little", signed=True) * 24
    return Clip((period * (frames // 48 + 1))[: frames * FRAME_BYTES])


# Islands of 100, 200, 300 and 400 ms, so that each is known by its length; the last ends with the sound.
ISLANDS = tuple(Island(start * 48, square(ms * 48)) for start, ms in ((240, 100), (600, 200), (1200, 300), (2000, 400)))
TOTAL = ISLANDS[-1].stop
PAUSE_AT = 1350 * 48
PREPARED = 1000 * 48


def main(scenarios: tuple[Callable[[Player], object], ...], player_class: str, name: str) -> None:
    """Play by the scenario of that name, and print what it found."""
    silence_alsa()
    scenario = {function.__name__: function for function in scenarios}[name]
    player = pkgutil.resolve_name(player_class)()
    with closing(player):
        print(json.dumps(scenario(player)))  # noqa: T201  (a script's result)


def until(is_so: Callable[[], bool], within_s: float = 10) -> None:
    """Wait for a condition, looking each 5 ms."""
    last_look, tick = time.monotonic() + within_s, threading.Event()
    while not is_so():
        if time.monotonic() > last_look:
            raise TimeoutError(is_so)
        tick.wait(0.005)


def play_whole(player: Player) -> object:
    """Through the transport, from the start to the end."""
    frames: list[int] = []
    sound = IslandSound(ISLANDS, TOTAL)
    began = time.monotonic()
    transport = Transport(player, sound, Score(sound), no_other_device)
    ending = transport.run(lambda moment: frames.append(moment.frame))
    return {"ending": ending.name, "frames": frames, "took_s": time.monotonic() - began}


def pause_and_resume(player: Player) -> object:
    """Through the transport, paused within the third island, and resumed half a second later."""
    sound = IslandSound(ISLANDS, TOTAL)
    transport = Transport(player, sound, Score(sound), no_other_device, turn_s=0.01)
    paused: list[Moment] = []

    def observe(moment: Moment) -> None:
        if moment.state is State.PAUSED:
            paused.append(moment)
            if len(paused) == 50:
                transport.send(Command.PAUSE_OR_RESUME)
        elif moment.frame >= PAUSE_AT and not paused:
            transport.send(Command.PAUSE_OR_RESUME)

    ending = transport.run(observe)
    return {"ending": ending.name, "paused": sorted({moment.frame for moment in paused})}


def stop_in_the_middle(player: Player) -> object:
    """Stopped twice and closed twice, on the way."""
    sound = IslandSound(ISLANDS, TOTAL)
    player.play(sound, 0)
    until(lambda: player.position >= PAUSE_AT)
    position = player.position
    stopped = [player.stop(), player.stop()]
    player.close()
    player.close()
    return {"position": position, "stopped": stopped}


def play_from_the_middle(player: Player) -> object:
    """From within the third island to the end, after a first try elsewhere."""
    sound = IslandSound(ISLANDS, TOTAL)
    player.play(sound, 0)
    player.stop()
    player.play(sound, PAUSE_AT)
    first, began = player.position, time.monotonic()
    until(lambda: player.position >= TOTAL)
    return {"first": first, "last": player.position, "took_s": time.monotonic() - began}


def wait_for_sound(player: Player) -> object:
    """The sound is prepared as far as PREPARED; the rest comes when the player has asked for it five times."""
    sound = IslandSound(ISLANDS, TOTAL, prepared=PREPARED)
    player.play(sound, 0)
    until(lambda: player.position >= PREPARED and sound.asked_in_vain >= 5)
    held = player.position
    sound.prepared = TOTAL
    frames: list[int] = []

    def is_over() -> bool:
        frames.append(player.position)
        return frames[-1] >= TOTAL

    until(is_over)
    return {"held": held, "frames": frames}


def lose_the_server(player: Player) -> object:
    """Through the transport; the sound server ends on the way, and the listener the session when that is noticed."""
    sound = IslandSound(ISLANDS, TOTAL)
    transport = Transport(player, sound, Score(sound), no_other_device)
    killed_at: list[float] = []
    noticed_after: list[float] = []

    def observe(moment: Moment) -> None:
        if moment.frame >= PAUSE_AT and not killed_at:
            subprocess.run(["pulseaudio", "--kill"], check=True)
            killed_at.append(time.monotonic())
        if moment.state is State.LOST and not noticed_after:
            noticed_after.append(time.monotonic() - killed_at[0])
            transport.send(Command.STOP)

    ending = transport.run(observe)
    return {"ending": ending.name, "noticed_after_s": noticed_after}


PLANNED = tuple(Island(start * 48, square(ms * 48)) for start, ms in ((240, 100), (600, 1000), (2100, 400)))
EDITED = (*PLANNED[:2], Island(PLANNED[2].start, square(600 * 48)))
"""The same with another end."""

EDIT_IN_SOUND, EDIT_IN_SILENCE = 900 * 48, 1700 * 48


def edit_in_sound(player: Player) -> object:
    """Stopped in the second island, and played on with another end."""
    return _edit(player, EDIT_IN_SOUND)


def edit_in_silence(player: Player) -> object:
    """Stopped after the second island, and played on with another end."""
    return _edit(player, EDIT_IN_SILENCE)


def _edit(player: Player, at: int) -> object:
    player.play(IslandSound(PLANNED, PLANNED[-1].stop), 0)
    until(lambda: player.position >= at)
    stopped = player.stop()
    edited = IslandSound(EDITED, EDITED[-1].stop)
    player.play(edited, stopped)
    position = player.position
    until(lambda: player.position >= edited.total)
    return {"stopped": stopped, "position": position}


def replace_what_comes(player: Player) -> object:
    """The sound gets another end when the player reads the silence before it, however late this thread is."""

    class Replaced(IslandSound):
        read_to = 0

        def read(self, start: int, frames: int) -> bytes:
            if start >= EDIT_IN_SILENCE:
                self.islands, self.total, self.prepared = EDITED, EDITED[-1].stop, EDITED[-1].stop
            self.read_to = start + frames
            return super().read(start, frames)

    sound, ahead = Replaced(PLANNED, PLANNED[-1].stop), [0]
    player.play(sound, 0)

    def is_over() -> bool:
        read_to = sound.read_to  # before the position, which may only have grown since
        ahead.append(read_to - player.position)
        return player.position >= EDITED[-1].stop

    until(is_over)
    return {"ahead": max(ahead)}


def lose_the_sound(player: Player) -> object:
    """The sound can't be read any more, half a second on."""

    class Failing(IslandSound):
        def read(self, start: int, frames: int) -> bytes:
            if start > TOTAL // 5:
                raise OSError("no such sound")
            return super().read(start, frames)

    player.play(Failing(ISLANDS, TOTAL), 0)
    try:
        until(lambda: player.position >= TOTAL)
    except PlaybackError as error:
        return {"error": str(error), "cause": type(error.__cause__).__name__}
    return {"error": None}


SCENARIOS = (
    play_whole,
    pause_and_resume,
    stop_in_the_middle,
    play_from_the_middle,
    wait_for_sound,
    lose_the_server,
    lose_the_sound,
    edit_in_sound,
    edit_in_silence,
    replace_what_comes,
)

if __name__ == "__main__":
    main(SCENARIOS, *sys.argv[1:])
