"""The coach's own sound, as the microphone hears it from a loudspeaker, is never taken for claps."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest

from tests.hearing.sounds import Sound, double_clap, echoed, hiss, in_samples, mixed_in, room
from tests.playback.listening import Event
from tests.playback.meant import Meant, meant_session, own_folders
from voicecoach.clip import FRAME_RATE, frames_from_s, s_from_frames
from voicecoach.hearing.double_claps import DoubleClaps
from voicecoach.hearing.gate import AFTER_S, AHEAD_S, BEFORE_S, Gate

pytestmark = pytest.mark.once

LONG_S = 15 * 60
LEAK_DB = -12.0
TURN_S = 0.1
WRONG_S = 0.1
"""By how much a player may be wrong about what is heard."""

LATE_S = 0.11, 0.3
"""How late the coach is in what the microphone gives, at the best, and through a Bluetooth link."""


@pytest.fixture(scope="module")
def meant(tmp_path_factory: pytest.TempPathFactory) -> Meant:
    """A quarter of an hour of the coach, explaining as much as it can."""
    folder = tmp_path_factory.mktemp("leaking")
    found = meant_session(["lower-back", "--level", "challenge"], folder, own_folders(folder))
    assert len(found.samples) >= LONG_S * FRAME_RATE
    return Meant(
        found.samples[: LONG_S * FRAME_RATE], [event for event in found.events if event.stop < LONG_S * FRAME_RATE]
    )


def leaked(meant: Meant, late_s: float, generator: np.random.Generator) -> Sound:
    """What the microphone hears of it, in a furnished room."""
    sound = meant.samples / 32768 * 10 ** (LEAK_DB / 20)
    echo = room(generator, 0.4, -10)
    late = frames_from_s(late_s)
    sound = np.concatenate([np.zeros(late), echoed(sound, echo)])[: len(sound)]
    return sound + hiss(generator, len(sound), -70)


def found_in(sound: Sound, events: list[Event], wrong_s: Callable[[], float]) -> tuple[list[float], float]:
    """The seconds at which two claps were heard, by a gate that is told of the events turn by turn, and for how much of
    the time it was open."""
    gate, open_turns = Gate(), 0
    ear = DoubleClaps(lambda start, stop: gate.is_open(s_from_frames(start), s_from_frames(stop)))
    samples, turn = in_samples(sound), frames_from_s(TURN_S)
    found = []
    for at in range(0, len(samples), turn):
        now_s = s_from_frames(at)
        ahead = (
            (s_from_frames(event.start) + wrong_s(), s_from_frames(event.stop) + wrong_s())
            for event in events
            if event.stop > at - turn and event.start < at + frames_from_s(AHEAD_S)
        )
        gate.tell(now_s, ahead)
        open_turns += gate.is_open(now_s, now_s)
        found += [s_from_frames(frame) for frame in ear.feed(samples[at : at + turn])]
    return found, open_turns / (len(samples) / turn)


def test_a_quarter_of_an_hour_of_the_coach_is_no_clap(meant: Meant) -> None:
    generator = np.random.default_rng(106)
    sound = leaked(meant, LATE_S[1], generator)
    found, openness = found_in(sound, meant.events, lambda: generator.uniform(-WRONG_S, WRONG_S))
    assert found == []
    assert openness > 0.2, "who never listens is never wrong"


def test_claps_count_in_each_silence_and_never_while_the_coach_speaks(meant: Meant) -> None:
    """Claps amid its words stand for what of them might pass for claps."""
    generator = np.random.default_rng(107)
    sound = leaked(meant, LATE_S[0], generator)
    amid, between = [], []
    for event, following in pairwise(meant.events):
        silence_s = s_from_frames(following.start - event.stop)
        if event.kind == "speech" and event.stop - event.start > 2 * FRAME_RATE:
            amid.append(event.start + FRAME_RATE // 2)
        if silence_s > 2 + AFTER_S + BEFORE_S:
            between.append(event.stop + frames_from_s(AFTER_S + 2 * WRONG_S + LATE_S[0]))
    for start in (*amid, *between):
        mixed_in(sound, double_clap(generator, -6)[0], start)
    found, _ = found_in(sound, meant.events, lambda: generator.uniform(-WRONG_S, WRONG_S))
    starts = np.array(between) / FRAME_RATE
    heard = sum(bool(np.any((starts < at_s) & (at_s < starts + 1))) for at_s in found)
    assert heard == len(found), "none of those amid the words"
    assert len(amid) > 40
    assert heard >= 0.95 * len(between) > 20
