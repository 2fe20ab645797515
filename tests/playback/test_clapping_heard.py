"""Claps on a real sound server: how many a microphone hears, how soon, and what a session makes of them."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from tests.hearing.sounds import double_clap, hiss, in_samples, mixed_in
from tests.playback.conftest import SoundServer
from tests.playback.island_sound import until
from tests.playback.listening import REACH, best_match, first_sound
from tests.playback.meant import own_folders
from tests.playback.player_process import PlayerProcess
from tests.playback.recorder import Recorder
from tests.playback.virtual_microphone import VirtualMicrophone, silence
from voicecoach.clip import FRAME_RATE, frames_from_s, s_from_frames
from voicecoach.playback.clapping import Clapping
from voicecoach.playback.transport import TURN_S, Moment, State

pytestmark = [pytest.mark.needs("pulseaudio", "pactl", "parec", "pacat"), pytest.mark.once]

TRIES = 20
APART_S = 1.6
WITHIN_S = 0.5
END = frames_from_s(0.15)
"""How much of a clap's echo is looked for."""

WHOLE = 0.95
"""The likeness of two claps that were played as they were made."""

SLACK_S = 0.3
"""What the server's own way from a program to the microphone may take beside, on a machine on which others work."""

ROUTINE = """
title: Short
settle: 1 s
steps:
- {exercise: pelvic-tilt, repetitions: 1, hold: 20 s, rest: 0 s}
"""
OPTIONS = ["--clap", "--player", "miniaudio", "--guidance", "chimes", "--safety", "short", "--pace", "2"]

QUIET = frames_from_s(0.7)
LONG_S = 60.0


class Silence:
    """A session's sound that is silent to its end."""

    limit = length = 3600 * FRAME_RATE

    def sounds(self, start: int, stop: int) -> list[tuple[int, int]]:
        return []


def test_claps_are_heard_through_a_microphone_within_half_a_second(sound_server: SoundServer) -> None:
    generator = np.random.default_rng(108)
    sound = hiss(generator, frames_from_s(APART_S * (TRIES + 1)), -70)
    claps = []  # where each two begin, and where the second one does
    for number in range(TRIES):
        pair, gap = double_clap(generator, generator.uniform(-20, 0))
        start = frames_from_s(1 + APART_S * number)
        mixed_in(sound, pair, start)
        claps.append((start, start + gap))
    samples = in_samples(sound)
    microphone = VirtualMicrophone(sound_server.environment)
    heard_s: list[float] = []
    with (
        Recorder(os.environ) as recorder,
        Clapping(lambda _: heard_s.append(time.monotonic()), Silence()) as clapping,
        showing(clapping),
    ):
        assert clapping.trouble is None
        begin = recorder.frames
        microphone.hear(samples)
        assert microphone.is_heard()
        recording = recorder.samples(begin)
        begun, meant = first_sound(recording), first_sound(samples)
        assert begun is not None
        assert meant is not None
        slip, clapped_s = begun - meant, []
        for start, second in claps:
            clip = samples[start : second + END]
            place, likeness = best_match(recording, clip, start + slip - REACH, start + slip + REACH)
            if likeness > WHOLE:  # on a busy machine the server tears some
                slip = place - start
                clapped_s.append(recorder.time_s(begin + second + slip))
    until(lambda: not microphone.is_heard())
    late_s = [min((at_s - clap_s for at_s in heard_s if at_s > clap_s), default=LONG_S) for clap_s in clapped_s]
    assert len(late_s) >= TRIES / 2, "a machine that is too busy for sound is no microphone"
    assert sum(late < WITHIN_S for late in late_s) >= 0.95 * len(late_s), late_s
    assert len(heard_s) <= TRIES, "each is one command"


def test_two_claps_pause_a_session_and_two_more_let_it_go_on(tmp_path: Path, sound_server: SoundServer) -> None:
    """The coach's own sound leaks into the microphone all the while."""
    (tmp_path / "short.yaml").write_text(ROUTINE)
    environment = own_folders(tmp_path) | sound_server.environment
    microphone = VirtualMicrophone(environment, leaks_db=-12)
    pair, gap = double_clap(np.random.default_rng(109), -6)
    claps = np.concatenate([in_samples(pair), silence(0.3)])
    with (
        Recorder(environment) as recorder,
        PlayerProcess(["short.yaml", *OPTIONS], tmp_path, environment, in_terminal=False) as playing,
    ):

        def shows(text: str) -> None:
            recorder.wait_until(lambda: text in playing.shown or playing.ended(0) is not None, LONG_S)
            assert text in playing.shown, playing.shown

        def clap() -> float:
            """Clap once the coach is silent: how late something is heard of it, in seconds."""
            recorder.wait_for(recorder.wait_for_silence(recorder.frames, QUIET) + 2 * QUIET)
            clapped_s = microphone.hear(claps) + s_from_frames(gap)
            sound = recorder.wait_for_sound(recorder.frame_at(clapped_s))
            return recorder.time_s(sound) - clapped_s

        shows("the microphone listens")
        shows("hold 20 seconds")
        assert "paused" not in playing.shown
        assert clap() < WITHIN_S + 3 * SLACK_S
        shows("Let go slowly, and rest.")
        shows("paused")
        recorder.wait_for(recorder.frames + 3 * FRAME_RATE)
        assert "going on" not in playing.shown, "nor does the coach's own answer let it go on"
        assert clap() < WITHIN_S + 3 * SLACK_S
        shows("going on")
        shows("Back into position.")
        os.kill(playing.pid, signal.SIGINT)
        ended = playing.ended()
        assert ended
        assert ended.status == 130
    assert playing.shown.count("paused") == 1
    assert not microphone.is_heard()


@contextmanager
def showing(clapping: Clapping) -> Iterator[None]:
    """Tell what hears claps, turn by turn, that a session plays, as the transport does."""
    ended = threading.Event()

    def show() -> None:
        while not ended.wait(TURN_S):
            clapping.show(Moment(0, State.PLAYING))

    thread = threading.Thread(target=show, daemon=True)
    thread.start()
    yield
    ended.set()
    thread.join()
