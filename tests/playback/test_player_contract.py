"""What every player does, held against each; those that need a device play on a real sound server."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .island_sound import ISLANDS, PAUSE_AT, PEAK, PREPARED, TOTAL

if TYPE_CHECKING:
    from array import array

    from .conftest import SoundServer

SCRIPT = Path(__file__).with_name("island_sound.py")
SILENT = "voicecoach.playback.silent_player:SilentPlayer"
MINIAUDIO = "voicecoach.playback.miniaudio_player:MiniaudioPlayer"
SIMPLEAUDIO = "voicecoach.playback.simpleaudio_player:SimpleaudioPlayer"

DEVICE_PLAYERS = [
    pytest.param(MINIAUDIO, id="miniaudio"),
    pytest.param(SIMPLEAUDIO, id="simpleaudio", marks=pytest.mark.needs_module("simpleaudio")),
]
PLAYERS = [pytest.param(SILENT, id="silent"), *DEVICE_PLAYERS]

AUDIBLE = 300
GAP_FRAMES = 4800
"""Islands lie further apart than this. A busy machine may tear one, but loses none of it."""

MS = 48
"""Frames in a millisecond."""

needs_sound_server = pytest.mark.needs("pulseaudio", "pactl", "parec")


def play(player: str, scenario: str) -> Any:
    """What the scenario reports, played by a process of its own."""
    command = [sys.executable, str(SCRIPT), player, scenario]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return json.loads(done.stdout)


def heard_islands(samples: array[int]) -> list[tuple[int, int]]:
    """Each run of sound: its start, and how many of its frames are audible. No two sound at once."""
    assert max(samples) <= PEAK
    runs: list[tuple[int, int]] = []
    last = -GAP_FRAMES
    for frame, sample in enumerate(samples):
        if abs(sample) > AUDIBLE:
            if frame - last < GAP_FRAMES:
                start, count = runs.pop()
                runs.append((start, count + 1))
            else:
                runs.append((frame, 1))
            last = frame
    return runs


@needs_sound_server
@pytest.mark.usefixtures("sound_server")
@pytest.mark.parametrize("player", PLAYERS)
class TestEveryPlayer:
    def test_plays_to_the_end_in_the_time_that_the_sound_lasts(self, player: str) -> None:
        report = play(player, "play_whole")
        assert report["ending"] == "FINISHED"
        assert report["frames"][-1] == TOTAL
        assert all(earlier <= later for earlier, later in pairwise(report["frames"]))
        assert TOTAL / 48_000 <= report["took_s"] < TOTAL / 48_000 + 1

    def test_stop_says_how_far_it_got_and_twice_is_harmless(self, player: str) -> None:
        report = play(player, "stop_in_the_middle")
        first, second = report["stopped"]
        assert PAUSE_AT <= report["position"] <= first == second < TOTAL

    def test_plays_on_from_the_middle(self, player: str) -> None:
        report = play(player, "play_from_the_middle")
        assert PAUSE_AT <= report["first"] < PAUSE_AT + 100 * MS
        assert report["last"] == TOTAL
        rest_s = (TOTAL - PAUSE_AT) / 48_000
        assert rest_s <= report["took_s"] + 0.1 < rest_s + 1

    def test_waits_where_nothing_is_prepared_yet(self, player: str) -> None:
        report = play(player, "wait_for_sound")
        assert report["held"] == PREPARED
        assert report["frames"][0] < PREPARED + 100 * MS
        assert all(earlier <= later for earlier, later in pairwise(report["frames"]))


@needs_sound_server
@pytest.mark.parametrize("player", DEVICE_PLAYERS)
class TestOnADevice:
    def test_every_island_is_heard_whole_and_on_time(self, sound_server: SoundServer, player: str) -> None:
        with sound_server.recording() as recording:
            play(player, "play_whole")
        heard = heard_islands(recording.samples)
        assert [length for _, length in heard] == [island.clip.frames for island in ISLANDS]
        for (start, _), island in zip(heard, ISLANDS, strict=True):
            late = (start - heard[0][0]) - (island.start - ISLANDS[0].start)
            assert abs(late) <= 100 * MS

    def test_from_the_middle_only_the_rest_is_heard(self, sound_server: SoundServer, player: str) -> None:
        with sound_server.recording() as recording:
            play(player, "play_from_the_middle")
        lengths = [length for _, length in heard_islands(recording.samples)]
        assert lengths == [ISLANDS[2].stop - PAUSE_AT, ISLANDS[3].clip.frames]

    def test_after_a_pause_it_goes_on_where_it_was_cut(self, sound_server: SoundServer, player: str) -> None:
        with sound_server.recording() as recording:
            report = play(player, "pause_and_resume")
        assert report["ending"] == "FINISHED"
        (paused,) = report["paused"]
        assert PAUSE_AT <= paused < ISLANDS[2].stop
        lengths = [length for _, length in heard_islands(recording.samples)]
        first, second, cut, rest, fourth = lengths
        assert [first, second, fourth] == [ISLANDS[index].clip.frames for index in (0, 1, 3)]
        assert ISLANDS[2].clip.frames <= cut + rest < ISLANDS[2].clip.frames + 400 * MS, "what was heard may be again"

    def test_a_sound_that_is_waited_for_is_heard_whole(self, sound_server: SoundServer, player: str) -> None:
        with sound_server.recording() as recording:
            play(player, "wait_for_sound")
        assert [length for _, length in heard_islands(recording.samples)] == [i.clip.frames for i in ISLANDS]

    @pytest.mark.usefixtures("sound_server")
    def test_a_server_that_ends_is_noticed_soon(self, player: str) -> None:
        report = play(player, "lose_the_server")
        assert report["ending"] == "STOPPED"
        (noticed_after_s,) = report["noticed_after_s"]
        assert noticed_after_s < 3, "within two seconds, unless the machine is busy"

    @pytest.mark.usefixtures("sound_server")
    def test_a_sound_that_fails_on_the_players_thread_is_raised_where_it_is_asked_for(self, player: str) -> None:
        report = play(player, "lose_the_sound")
        assert "no such sound" in report["error"]
        assert report["cause"] == "OSError"
