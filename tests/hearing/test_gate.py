"""While the coach is to be heard nothing counts, and as soon as it is over everything does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from voicecoach.hearing.gate import AFTER_S, AHEAD_S, BEFORE_S, Gate

TURN_S = 0.1


def told(*sounds: tuple[float, float], until_s: float = 20.0) -> Gate:
    """A gate that was told of these sounds, turn by turn, as far ahead as it asks for."""
    gate = Gate()
    for turn in range(round(until_s / TURN_S)):
        now_s = turn * TURN_S
        gate.tell(now_s, [sound for sound in sounds if sound[1] > now_s and sound[0] < now_s + AHEAD_S])
    return gate


@given(st.floats(16, 19), st.floats(0.02, 0.5), st.floats(15, 19), st.floats(0.05, 2))
def test_it_is_closed_around_each_sound_and_open_elsewhere(
    at_s: float, gap_s: float, sound_s: float, long_s: float
) -> None:
    gate = told((sound_s, sound_s + long_s))
    is_apart = at_s + gap_s + BEFORE_S <= sound_s or at_s - AFTER_S >= sound_s + long_s
    assert gate.is_open(at_s, at_s + gap_s) == is_apart


def test_before_it_is_told_anything_it_is_closed() -> None:
    assert not Gate().is_open(5, 5.1)


def test_where_nobody_tells_it_anything_it_closes_and_what_it_missed_stays_closed() -> None:
    gate = Gate()
    gate.tell(10, [])
    assert gate.is_open(10.7, 10.75)
    assert not gate.is_open(11, 11.1)
    gate.tell(13, [])
    assert not gate.is_open(12.5, 12.6)
    assert not gate.is_open(13 + AFTER_S - 0.1, 13.6)
    assert gate.is_open(13 + AFTER_S + 0.05, 13.7)


def test_what_was_to_come_and_was_cut_leaves_it_open() -> None:
    gate = Gate()
    for now_s in (9.5, 10.0):
        gate.tell(now_s, [(9.0, 15.0)])
    gate.tell(10.1, [])  # it was cut there
    assert not gate.is_open(10.1 + AFTER_S - 0.05, 10.1 + AFTER_S)
    assert gate.is_open(10.1 + AFTER_S + 0.05, 10.1 + AFTER_S + 0.1)


def test_a_sound_that_it_heard_of_late_counts_from_then_on() -> None:
    gate = Gate()
    gate.tell(10.0, [])
    gate.tell(10.1, [(10.05, 10.4)])
    assert not gate.is_open(10.0, 10.05)
    assert not gate.is_open(10.9, 10.95)
    gate.tell(10.8, [])
    assert gate.is_open(10.4 + AFTER_S + 0.01, 10.4 + AFTER_S + 0.05)


def test_it_remembers_no_more_than_it_needs() -> None:
    sounds = [(second, second + 0.5) for second in range(600)]
    assert len(vars(told(*sounds, until_s=600))["_sounds"]) < 60
