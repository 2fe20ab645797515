"""Claps are heard, knocks are not, and how the sound is cut makes no difference."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.hearing.sounds import Sound, at_peak, clap, double_clap, hiss, in_samples, knock, mixed_in
from voicecoach.clip import FRAME_RATE, frames_from_s, s_from_frames
from voicecoach.hearing.claps import Claps, Samples
from voicecoach.hearing.double_claps import DoubleClaps

pytestmark = pytest.mark.once

SILENCE_DB = -70.0
"""What a microphone hisses in a silent room."""

BLOCK = FRAME_RATE // 50

WITHIN_S = 0.5


def always(start: int, stop: int) -> bool:
    return True


def double_claps(sound: Samples, block: int = BLOCK) -> list[tuple[int, int]]:
    """The second clap of each, and how many frames had been heard when it was told."""
    ear = DoubleClaps(always)
    return [(frame, ear.heard) for at in range(0, len(sound), block) for frame in ear.feed(sound[at : at + block])]


@pytest.mark.parametrize("peak_db", [0, -5, -10, -15, -20])
def test_double_claps_are_heard_within_half_a_second(peak_db: int) -> None:
    generator = np.random.default_rng([100, -peak_db])
    heard = 0
    for _ in range(100):
        pair, gap = double_clap(generator, peak_db)
        sound = hiss(generator, 2 * FRAME_RATE, SILENCE_DB)
        start = int(generator.integers(frames_from_s(0.2), frames_from_s(0.3)))
        mixed_in(sound, pair, start)
        told = double_claps(in_samples(sound))
        assert len(told) <= 1, "two claps are one command"
        heard += any(
            abs(at - start - gap) < FRAME_RATE // 50 and s_from_frames(now - at) < WITHIN_S for at, now in told
        )
    assert heard >= 95


def test_single_knocks_are_no_claps() -> None:
    generator = np.random.default_rng(101)
    told = []
    for _ in range(100):
        sound = hiss(generator, FRAME_RATE, SILENCE_DB)
        mixed_in(sound, knock(generator, generator.uniform(-20, 0)), frames_from_s(0.2))
        told += Claps().feed(in_samples(sound))
    assert told == [], "not even one of two"


def test_knocks_in_a_row_are_no_claps() -> None:
    """As a neighbour hammers, so that any two would be near enough."""
    generator = np.random.default_rng(102)
    sound = hiss(generator, 41 * FRAME_RATE, SILENCE_DB)
    for number in range(100):
        mixed_in(sound, knock(generator, generator.uniform(-20, 0)), frames_from_s(0.4 * number + 0.2))
    assert double_claps(in_samples(sound)) == []


@cache
def some_sound() -> Samples:
    """Claps and knocks, in silence and one after the other."""
    generator = np.random.default_rng(103)
    sound = hiss(generator, 6 * FRAME_RATE, SILENCE_DB)
    for start_s, peak_db in (0.3, -3), (1.8, -12), (4.0, -20):
        mixed_in(sound, double_clap(generator, peak_db)[0], frames_from_s(start_s))
    mixed_in(sound, knock(generator, -3), frames_from_s(3.2))
    return in_samples(sound)


@settings(max_examples=30)
@example(list(range(0, len(some_sound()), 100)))
@given(st.lists(st.integers(0, len(some_sound())), max_size=60))
def test_how_the_sound_is_cut_makes_no_difference(cuts: list[int]) -> None:
    sound = some_sound()
    whole, cut = DoubleClaps(always), DoubleClaps(always)
    found = [frame for part in np.split(sound, sorted(cuts)) for frame in cut.feed(part)]
    assert found == whole.feed(sound)
    assert len(found) == 3
    claps, cut_claps = Claps(), Claps()
    assert [clap for part in np.split(sound, sorted(cuts)) for clap in cut_claps.feed(part)] == claps.feed(sound)


def test_a_clap_has_its_frame_and_its_level() -> None:
    generator = np.random.default_rng(104)
    sound = hiss(generator, FRAME_RATE, SILENCE_DB)
    mixed_in(sound, at_peak(clap(generator, 0), -10), 20_000)
    (loud,) = Claps().feed(in_samples(sound))
    (soft,) = Claps().feed(in_samples(sound / 4))
    assert 0 <= 20_000 - loud.frame < FRAME_RATE // 200
    assert loud.level_db - soft.level_db == pytest.approx(12, abs=0.2)


# What makes two claps two


def claps_at(*places: tuple[float, float]) -> Samples:
    """Claps at these seconds, with these peaks."""
    generator = np.random.default_rng(105)
    one = clap(generator, 0)
    sound: Sound = hiss(generator, 5 * FRAME_RATE, SILENCE_DB)
    for start_s, peak_db in places:
        mixed_in(sound, at_peak(one, peak_db), frames_from_s(start_s))
    return in_samples(sound)


@pytest.mark.parametrize("gap_s", [0.17, 0.3, 0.5, 0.68])
def test_two_claps_of_one_person_belong_together(gap_s: float) -> None:
    assert len(double_claps(claps_at((1, -6), (1 + gap_s, -10)))) == 1


@pytest.mark.parametrize("gap_s", [0.09, 0.13, 0.72, 1.5])
def test_what_is_an_echo_or_a_clap_of_its_own_does_not(gap_s: float) -> None:
    assert double_claps(claps_at((1, -6), (1 + gap_s, -6))) == []


def test_a_loud_one_and_a_soft_one_do_not() -> None:
    assert double_claps(claps_at((1, -3), (1.4, -16))) == []


def test_a_third_one_is_no_further_command_and_two_more_are() -> None:
    assert len(double_claps(claps_at((1, -6), (1.4, -6), (1.8, -6), (2.2, -6)))) == 1
    assert len(double_claps(claps_at((1, -6), (1.4, -6), (2.4, -6), (2.8, -6)))) == 2


@pytest.mark.parametrize("loud_s", [0.95, 1.2, 1.38])
def test_what_is_heard_while_something_else_sounds_does_not_count(loud_s: float) -> None:
    loud = frames_from_s(loud_s), frames_from_s(loud_s + 0.1)
    ear = DoubleClaps(lambda start, stop: not (start < loud[1] and stop > loud[0]))
    assert ear.feed(claps_at((1, -6), (1.4, -6))) == []


def test_a_noise_of_the_coach_between_two_pairs_makes_them_no_row() -> None:
    """It answers the first pair, and is told to go on by the second one."""
    answer = frames_from_s(1.9), frames_from_s(2.1)
    ear = DoubleClaps(lambda start, stop: not (start < answer[1] and stop > answer[0]))
    assert len(ear.feed(claps_at((1, -6), (1.4, -6), (2, -6), (2.6, -6), (3, -6)))) == 2
