"""A whole session on a real sound server: what is recorded is what was exported, event by event, and on time."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.playback.conftest import SoundServer
from tests.playback.listening import Samples, heard_events, strays, timing
from tests.playback.meant import Meant, meant_session, own_folders
from tests.playback.player_process import PlayerProcess
from tests.playback.recorder import Recorder
from voicecoach.clip import FRAME_RATE
from voicecoach.memory import has_heard_a_session

pytestmark = pytest.mark.once

ROUTINE = """
title: Short
settle: 1 s
steps:
- {exercise: pelvic-tilt, repetitions: 2, hold: 6 s, rest: 0 s}
"""
ARGUMENTS = ["short.yaml", "--pace", "2", "--safety", "short"]

SESSION_S = 300
"""It lasts half as long."""

MEDIAN_MS, WORST_MS = 50, 150
"""How late onsets may be, once the time is taken off in which the whole machine, the recording too, stood still."""

BUSY, BUSY_TIMES = 0.25, 4
"""Where others keep the machine so busy that somebody waited for a processor for this part of the time, a player runs
dry again and again, each time for some hundredths of a second: onsets may then be so many times as late. Nothing may
be lost all the same."""

TORN = 0.5
"""On a busy machine a device may run dry for a moment; this much of each event is heard as it was all the same."""


@pytest.mark.needs("pulseaudio", "pactl", "parec")
@pytest.mark.needs_module("simpleaudio")
def test_what_is_heard_is_what_is_exported(tmp_path: Path) -> None:
    """All players play at once, each that sounds on a server of its own, since they need the routine's own time."""
    (tmp_path / "short.yaml").write_text(ROUTINE)
    meant = meant_session(ARGUMENTS, tmp_path, own_folders(tmp_path))
    began_s, waited_s = time.monotonic(), waited_for_processor_s()
    with ThreadPoolExecutor() as pool:
        recordings = {player: pool.submit(recorded, tmp_path, player) for player in ("miniaudio", "simpleaudio")}
        read_along = pool.submit(read, tmp_path)
    waiting = (waited_for_processor_s() - waited_s) / (time.monotonic() - began_s)
    for player, recording in recordings.items():
        said = assert_heard(player, *recording.result(), meant, BUSY_TIMES if waiting > BUSY else 1)
        print(f"{said}; busy for {waiting:.0%}")  # noqa: T201  (shown where it fails, and by pytest -rP)
        assert has_heard_a_session(tmp_path / player / "data" / "listener.json")
    left = {path.name for path in (tmp_path / "data").iterdir()}
    assert left == {"practice.db"}, (
        "what made no sound wasn't heard: the log alone, which names the player, is left of it"
    )
    assert "Second of two." in read_along.result()
    assert "That was the whole routine." in read_along.result()


def waited_for_processor_s() -> float:
    """For how long somebody has waited for a processor since the machine started; 0 where the kernel doesn't say."""
    pressure = Path("/proc/pressure/cpu")
    try:
        return int(pressure.read_text(encoding="ascii").partition("total=")[2].split()[0]) / 1e6
    except OSError:
        return 0.0


def read(folder: Path) -> str:
    """What is shown last of the routine where it makes no sound, without a terminal."""
    arguments = [*ARGUMENTS, "--player", "silent"]
    with PlayerProcess(arguments, folder, own_folders(folder), in_terminal=False) as playing:
        ended = playing.ended(SESSION_S)
        assert ended
        assert ended.status == 0
        return playing.shown


def recorded(folder: Path, player: str) -> tuple[Samples, float]:
    """What a server hears of the routine, played in a terminal, and for how long it stood still, in milliseconds."""
    (folder / player).mkdir()
    server = SoundServer(folder / player)
    server.start()
    try:
        environment = own_folders(folder) | server.environment
        environment["VOICECOACH_DATA_DIR"] = str(folder / player / "data")
        with Recorder(environment) as recorder:
            with PlayerProcess([*ARGUMENTS, "--player", player], folder, environment) as playing:
                ended = playing.ended(SESSION_S)
                assert ended, playing.shown
                assert ended.status == 0, playing.shown
            recorder.wait_for(recorder.frames + FRAME_RATE)
            return recorder.samples(), sum(recorder.stalls_ms())
    finally:
        server.stop()


def assert_heard(player: str, recording: Samples, stalled_ms: float, meant: Meant, times: int) -> str:
    """Every event that was meant is heard, in order, on its time, and nothing else is. Says how late they are."""
    found = heard_events(recording, meant.samples, meant.events)
    heard = [each for each in found if each]
    assert [event for event, each in zip(meant.events, found, strict=True) if each is None] == [], player
    assert len(heard) > 40
    assert [each.start for each in heard] == sorted(each.start for each in heard)
    assert min(each.share for each in heard) >= TORN, player
    assert strays(recording, heard) == [], player
    late = timing(heard)
    said = f"{player}: onsets median {late.median_ms:.1f}, worst {late.worst_ms:.1f}, drift {late.drift_ms:+.1f} ms"
    said += f"; stalled for {stalled_ms:.0f} ms"
    assert late.median_ms <= times * MEDIAN_MS + stalled_ms, said
    assert late.worst_ms <= times * WORST_MS + stalled_ms, said
    return said
