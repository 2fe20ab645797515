"""What every player does, held against each; those that need a device play on a real sound server."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .faults import LONG, ROUNDS, STOOD_S
from .island_sound import EDITED, ISLANDS, PAUSE_AT, PEAK, PREPARED, TOTAL
from .latency import measured

if TYPE_CHECKING:
    from array import array

    from .conftest import SoundServer

CHECKOUT = Path(__file__).parents[2]
SILENT = "voicecoach.playback.silent_player:SilentPlayer"
MINIAUDIO = "voicecoach.playback.miniaudio_player:MiniaudioPlayer"
SIMPLEAUDIO = "voicecoach.playback.simpleaudio_player:SimpleaudioPlayer"

DEVICE_PLAYERS = [
    pytest.param(MINIAUDIO, id="miniaudio"),
    pytest.param(SIMPLEAUDIO, id="simpleaudio", marks=pytest.mark.needs_module("simpleaudio")),
]
PLAYERS = [pytest.param(SILENT, id="silent"), *DEVICE_PLAYERS]

AUDIBLE = 300
GAP_FRAMES = 10_000
"""Islands lie further apart than this. A busy machine may tear one, but loses none of it."""

MS = 48
"""Frames in a millisecond."""

needs_sound_server = pytest.mark.needs("pulseaudio", "pactl", "parec")


def play(player: str, scenario: str, script: str = "island_sound") -> Any:
    """What the scenario reports, played by a process of its own."""
    command = [sys.executable, "-m", f"tests.playback.{script}", player, scenario]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return json.loads(done.stdout)


def heard_islands(samples: array[int], *, overlap: bool = False) -> list[tuple[int, int]]:
    """Each run of sound: its start, and how many of its frames are audible. No two sound at once, but for `overlap`."""
    assert overlap or max(samples) <= PEAK
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

    @pytest.mark.parametrize("scenario", ["edit_in_sound", "edit_in_silence"])
    def test_what_comes_can_be_changed_by_a_stop_and_a_play_at_once(
        self, sound_server: SoundServer, player: str, scenario: str
    ) -> None:
        with sound_server.recording() as recording:
            report = play(player, scenario)
        assert report["position"] >= report["stopped"]
        heard = heard_islands(recording.samples, overlap=True)
        first, cut, end = [length for _, length in heard]
        assert [first, end] == [EDITED[0].clip.frames, EDITED[2].clip.frames]
        assert abs(cut - EDITED[1].clip.frames) <= (0 if player == MINIAUDIO else 250 * MS)
        late = (heard[2][0] - heard[0][0]) - (EDITED[2].start - EDITED[0].start)
        assert abs(late) <= 250 * MS

    def test_what_comes_can_be_replaced_while_it_plays(self, sound_server: SoundServer, player: str) -> None:
        with sound_server.recording() as recording:
            report = play(player, "replace_what_comes")
        assert report["ahead"] <= 300 * MS, "what comes can be replaced up to so shortly before"
        assert [length for _, length in heard_islands(recording.samples)] == [i.clip.frames for i in EDITED]

    @pytest.mark.parametrize("scenario", ["stand_still_in_sound", "stand_still_in_silence"])
    def test_a_program_that_was_stopped_goes_on_where_it_was(
        self, sound_server: SoundServer, player: str, scenario: str
    ) -> None:
        with sound_server.recording() as recording:
            report = play(player, scenario, "faults")
        assert report["stood_s"] > STOOD_S - 0.5
        assert report["before"] <= report["after"] <= report["before"] + 400 * MS
        assert all(earlier <= later for earlier, later in pairwise([report["after"], *report["frames"]]))
        heard = heard_islands(recording.samples)
        assert [length for _, length in heard[:2]] == [island.clip.frames for island in ISLANDS[:2]]
        assert sum(length for _, length in heard[2:-1]) == ISLANDS[2].clip.frames
        assert heard[-1][1] == ISLANDS[3].clip.frames
        lasted = heard[-1][0] - heard[2][0]
        assert lasted >= ISLANDS[3].start - ISLANDS[2].start + (report["stood_s"] * 1000 - 300) * MS

    @pytest.mark.usefixtures("sound_server")
    def test_a_server_that_ends_is_noticed_soon(self, player: str) -> None:
        report = play(player, "lose_the_server")
        assert report["ending"] == "STOPPED"
        (noticed_after_s,) = report["noticed_after_s"]
        assert noticed_after_s < 3, "within two seconds, unless the machine is busy"

    @pytest.mark.usefixtures("sound_server")
    def test_a_lost_device_is_noticed_and_a_new_player_plays_when_it_is_back(self, player: str) -> None:
        report = play(player, "lose_the_server_again_and_again", "faults")
        assert len(report["closed_s"]) == ROUNDS
        assert max(report["noticed_s"]) < 3
        assert max(report["closed_s"]) < 2
        assert len(report["missed_s"]) == ROUNDS
        assert max(report["missed_s"]) < 2
        for start, stopped in report["stopped"]:
            assert start <= stopped <= start + 48_000
        (fds_before, threads_before), (fds_after, threads_after) = report["held"][0], report["held"][-1]
        assert fds_after <= fds_before
        assert threads_after <= threads_before
        assert report["heard"] == sum(island.clip.frames for island in ISLANDS)

    @pytest.mark.usefixtures("sound_server")
    def test_a_lost_device_has_sounded_at_least_what_stop_says(self, player: str) -> None:
        report = play(player, "lose_the_server_in_sound", "faults")
        assert LONG[1].start <= report["stopped"] <= report["heard_to"]

    @pytest.mark.usefixtures("sound_server")
    def test_a_server_without_a_device_costs_nothing_to_try_again(self, player: str) -> None:
        held = play(player, "take_the_sink_away", "faults")["held"]
        assert len(held) == ROUNDS
        assert held[-1] <= held[1]

    @pytest.mark.usefixtures("sound_server")
    def test_sound_and_silence_come_soon(self, player: str) -> None:
        figures = measured(player, 3)
        assert max(figures["play"]) < 500
        assert max(figures["stop"]) < 500
        assert max(figures["grow"]) < 500

    @pytest.mark.usefixtures("sound_server")
    def test_a_sound_that_fails_on_the_players_thread_is_raised_where_it_is_asked_for(self, player: str) -> None:
        report = play(player, "lose_the_sound")
        assert "no such sound" in report["error"]
        assert report["cause"] == "OSError"


@needs_sound_server
@pytest.mark.usefixtures("sound_server")
def test_a_server_that_hangs_holds_nobody() -> None:
    report = play(MINIAUDIO, "hang_the_server", "faults")
    assert "hasn't answered" in report["error"]
    assert report["noticed_s"] < 3
    assert report["took_s"] < 6
