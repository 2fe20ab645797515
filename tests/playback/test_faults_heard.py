"""A sound server that ends, and comes again, over and over during one session: every section is heard whole."""

from __future__ import annotations

import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from tests.playback.conftest import SoundServer
from tests.playback.listening import Event, Samples, first_sound
from tests.playback.lives import events_heard_whole
from tests.playback.meant import Meant, meant_session, own_folders
from tests.playback.player_process import Ended, PlayerProcess
from tests.playback.recorder import Recorder
from voicecoach.clip import FRAME_RATE, frames_from_s

pytestmark = pytest.mark.once

ROUTINE = """
title: Faults
settle: 1 s
guidance: chimes
steps:
- {exercise: pelvic-tilt, repetitions: 1, hold: 6 s, rest: 0 s}
- {exercise: knee-rolls, repetitions: 1, hold: 6 s, rest: 0 s}
"""
ARGUMENTS = ["faults.yaml", "--pace", "2", "--safety", "short"]

KILLS = {"miniaudio": 10, "simpleaudio": 4}

LIFE_S = (4.3, 9.1, 6.7, 8.0, 5.6)
"""How long a server sounds before it ends, in turn: longer than most islands last, which begin anew; amid words, chimes
and silences alike."""

FOUND_AGAIN_S = 60.0
"""A player that doesn't find the server again within this time never will."""

SESSION_S = 400

STROKE = FRAME_RATE


class MortalServer:
    """A sound server that is killed, and comes again at the same address. Players reach it through `environment`.

    Each life is recorded from before players can reach it: a monitor hears everything only after a second.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.recordings: list[Samples] = []
        self._server = SoundServer(folder)
        self._address = folder / "players"
        self.environment = self._server.environment | {"PULSE_SERVER": f"unix:{self._address}"}

    def begin(self) -> Recorder:
        """A new life, which is recorded."""
        self._server.start()
        recorder = Recorder(own_folders(self._address.parent) | self._server.environment)
        load = ["pactl", "load-module", "module-native-protocol-unix", f"socket={self._address}", "auth-anonymous=1"]
        self._run(load, check=True)
        return recorder

    def end(self, recorder: Recorder) -> None:
        """Kill it, and keep what it played."""
        self._server.stop()
        last_look, tick = time.monotonic() + FOUND_AGAIN_S, threading.Event()
        while self._run(["pulseaudio", "--check"], check=False) == 0:
            if time.monotonic() > last_look:
                raise TimeoutError("pulseaudio doesn't end")
            tick.wait(0.02)
        recorder.stop()
        self.recordings.append(recorder.samples())

    def _run(self, command: list[str], check: bool) -> int:
        environment = own_folders(self._address.parent) | self._server.environment
        return subprocess.run(command, env=environment, check=check, capture_output=True, timeout=60).returncode


@pytest.mark.needs("pulseaudio", "pactl", "parec")
@pytest.mark.needs_module("simpleaudio")
def test_every_section_is_heard_whole_though_the_server_dies_again_and_again(tmp_path: Path) -> None:
    """Both players at once, each on a server of its own."""
    (tmp_path / "faults.yaml").write_text(ROUTINE)
    meant = meant_session(ARGUMENTS, tmp_path, own_folders(tmp_path))
    with ThreadPoolExecutor() as pool:
        sessions = {player: pool.submit(played_through, tmp_path, player, kills) for player, kills in KILLS.items()}
    for player, session in sessions.items():
        ended, recordings = session.result()
        assert ended.status == 0, player
        assert len(recordings) == KILLS[player] + 1
        assert missing_by_section(recordings, meant) == {number: [] for number in range(meant.sections)}, player


def missing_by_section(recordings: list[Samples], meant: Meant) -> dict[int, list[Event]]:
    """For each section, the events that weren't heard from their first frame to their last. Of a chime that is its
    stroke: cut while it rings on under the words behind it, it doesn't ring again before them."""
    heard = {
        event: replace(event, stop=min(event.stop, event.start + STROKE)) if event.kind == "chime" else event
        for event in meant.events
    }
    whole = events_heard_whole(recordings, meant.samples, list(heard.values()))
    return {number: [e for e in meant.section(number) if heard[e] not in whole] for number in range(meant.sections)}


def played_through(folder: Path, player: str, kills: int) -> tuple[Ended, list[Samples]]:
    """How a session ends whose server is killed so often, and the recordings of the server's lives."""
    server = MortalServer(folder / player)
    environment = own_folders(folder) | server.environment
    environment["VOICECOACH_DATA_DIR"] = str(folder / player / "data")  # one session at a time in each
    recorder = server.begin()
    try:
        with PlayerProcess([*ARGUMENTS, "--player", player], folder, environment) as playing:
            for number in range(kills):
                wait_until_heard(recorder, playing, LIFE_S[number % len(LIFE_S)])
                server.end(recorder)
                recorder = server.begin()
            ended = playing.ended(SESSION_S)
            assert ended, f"it doesn't end: {playing.shown}"
    finally:
        server.end(recorder)
    return ended, server.recordings


def wait_until_heard(recorder: Recorder, playing: PlayerProcess, life_s: float) -> None:
    """Until so much time has gone since the first sound of a life."""

    def is_heard_or_over() -> bool:
        return playing.ended(0) is not None or first_sound(recorder.samples()) is not None

    recorder.wait_until(is_heard_or_over, FOUND_AGAIN_S)
    assert playing.ended(0) is None, f"it ended: {playing.shown}"
    recorder.wait_for(recorder.frames + frames_from_s(life_s))
