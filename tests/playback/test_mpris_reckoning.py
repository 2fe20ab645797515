"""What a desktop is told of a session's position, and what it costs a session that has no desktop: nothing."""

from __future__ import annotations

import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from voicecoach.playback.mpris import JUMP_US, Reckoning, Track
from voicecoach.playback.transport import State

SECOND_US = 1_000_000


def track(number: int, state: State, position_us: int) -> Track:
    return Track("Knee to chest", "Morning", number, state, position_us, None)


class Desktop:
    """One that knows of a position only what the specification lets it know."""

    def __init__(self) -> None:
        self.number, self.position_us, self.plays, self.at_s = 0, 0.0, False, 0.0

    def position_at(self, now_s: float) -> float:
        return self.position_us + (now_s - self.at_s) * SECOND_US * self.plays

    def sees(self, track: Track, told: bool, now_s: float) -> None:
        """A property that changed, and `Seeked` where it's told."""
        self.position_us = self.position_at(now_s)
        if track.number != self.number:
            self.position_us = 0
        if told:
            self.position_us = track.position_us
        self.number, self.plays, self.at_s = track.number, track.state in {State.PLAYING, State.WAITING}, now_s


TURNS = st.lists(
    st.tuples(
        st.floats(0, 5), st.integers(1, 3), st.sampled_from(State), st.integers(0, 20 * SECOND_US), st.integers(0, 3)
    )
)


@given(TURNS)
def test_a_desktop_is_never_more_than_a_second_wrong(
    turns: list[tuple[float, int, State, int, int]],
) -> None:
    desktop, reckoning, now_s = Desktop(), Reckoning(), 0.0
    for elapsed_s, number, state, position_us, kind in turns:
        now_s += elapsed_s
        shown = position_us
        if kind:  # mostly, a session goes on nearly as it's reckoned to
            shown = max(0, round(desktop.position_at(now_s)) + position_us % (2 * JUMP_US) - JUMP_US)
        current = track(number, state, shown)
        desktop.sees(current, reckoning.jumps_to(current, now_s), now_s)
        assert abs(desktop.position_at(now_s) - shown) <= JUMP_US + 1


@given(st.lists(st.tuples(st.floats(0, 60), st.booleans())), st.integers(0, JUMP_US // 3), st.data())
def test_playing_on_and_pausing_is_never_told(
    turns: list[tuple[float, bool]], late_us: int, data: st.DataObject
) -> None:
    reckoning, now_s, position_us, plays = Reckoning(), 0.0, 0.0, False
    for elapsed_s, plays_next in turns:
        now_s += elapsed_s
        position_us += elapsed_s * SECOND_US * plays
        plays = plays_next
        shown = round(position_us) + data.draw(st.integers(-late_us, late_us))
        state = State.PLAYING if plays else State.PAUSED
        assert not reckoning.jumps_to(track(1, state, shown), now_s)


def test_a_track_that_starts_elsewhere_is_told_once() -> None:
    reckoning = Reckoning()
    assert reckoning.jumps_to(track(1, State.PAUSED, 5 * SECOND_US), 0)
    assert not reckoning.jumps_to(track(1, State.PAUSED, 5 * SECOND_US), 10)
    assert reckoning.jumps_to(track(2, State.PAUSED, 5 * SECOND_US), 10)
    assert not reckoning.jumps_to(track(3, State.PAUSED, 0), 10)


def test_who_waits_is_told_to_desktops_that_reckon_on() -> None:
    reckoning = Reckoning()
    told = [reckoning.jumps_to(track(1, State.WAITING, 0), turn / 2) for turn in range(7)]
    assert told == [False, False, False, True, False, False, True]


def test_importing_it_brings_nothing_that_takes_time() -> None:
    program = "import sys, voicecoach.playback.mpris; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.split()
    assert "voicecoach.playback.mpris" in loaded
    assert {"asyncio", "dbus_fast", "numpy", "xml"}.isdisjoint(loaded)
