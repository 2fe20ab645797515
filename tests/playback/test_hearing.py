"""Whether a session was heard whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from voicecoach.clip import FRAME_RATE
from voicecoach.playback.hearing import Hearing

MINUTE = 60 * FRAME_RATE


def heard(*stretches: tuple[int, int]) -> Hearing:
    """A hearing of [start, stop) stretches, looked at ten times a second."""
    hearing = Hearing()
    for start, stop in stretches:
        for frame in range(start, stop + 1, FRAME_RATE // 10):
            hearing.at(frame)
    return hearing


def test_from_beginning_to_end_is_whole() -> None:
    assert heard((0, MINUTE)).was_whole(MINUTE)


def test_what_was_skipped_was_not_heard() -> None:
    assert not heard((0, MINUTE // 4), (MINUTE // 2, MINUTE)).was_whole(MINUTE)


def test_what_was_heard_twice_makes_up_for_nothing() -> None:
    assert not heard((0, MINUTE // 4), (0, MINUTE // 4), (MINUTE // 2, MINUTE)).was_whole(MINUTE)


def test_going_back_takes_nothing_away() -> None:
    assert heard((0, MINUTE // 2), (MINUTE // 4, MINUTE)).was_whole(MINUTE)


def test_what_was_skipped_can_be_made_up_for() -> None:
    assert heard((0, MINUTE // 4), (MINUTE // 2, MINUTE), (MINUTE // 4, MINUTE // 2)).was_whole(MINUTE)


@given(st.lists(st.integers(2, 60), min_size=5, max_size=50))
def test_jumps_alone_are_never_whole(seconds: list[int]) -> None:
    hearing, frame = Hearing(), 0
    for jump in seconds:
        frame += jump * FRAME_RATE
        hearing.at(frame)
    assert not hearing.was_whole(frame)
