"""The silent player: every sample, in order, by a clock that a test turns."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from voicecoach.clip import FRAME_RATE, Island, frames_from_s
from voicecoach.playback.silent_player import SilentPlayer

from .island_sound import ISLANDS, TOTAL, IslandSound, square

SOUND = IslandSound(ISLANDS, TOTAL)
SHORT = IslandSound((Island(100, square(700)), Island(9000, square(1500))), 10_500)


class Clock:
    """Seconds that go on when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def hear_to_the_end(sound: IslandSound, block_frames: int, turn_s: float, start: int = 0) -> bytes:
    clock, heard = Clock(), bytearray()
    player = SilentPlayer(clock, block_frames, heard.extend)
    player.play(sound, start)
    while player.position < sound.total:
        clock.now += turn_s
    return bytes(heard)


@given(block_frames=st.integers(1, 8193), turn_s=st.floats(0.001, 1), start=st.integers(0, SHORT.total))
def test_whatever_the_block_it_hears_the_sound_itself(block_frames: int, turn_s: float, start: int) -> None:
    heard = hear_to_the_end(SHORT, block_frames, turn_s, start)
    assert heard == SHORT.read(start, SHORT.total - start)


@given(st.lists(st.floats(0, 0.7), max_size=12))
def test_the_position_is_the_clocks(turns: list[float]) -> None:
    clock = Clock()
    player = SilentPlayer(clock)
    player.play(SOUND, 0)
    for turn_s in turns:
        clock.now += turn_s
        assert abs(player.position - min(TOTAL, frames_from_s(clock.now - 1000))) <= 1


def test_it_waits_where_nothing_is_prepared_and_loses_nothing() -> None:
    clock, heard = Clock(), bytearray()
    sound = IslandSound(ISLANDS, TOTAL, prepared=TOTAL // 2)
    player = SilentPlayer(clock, 1024, heard.extend)
    player.play(sound, 0)
    clock.now += 60
    assert player.position == TOTAL // 2
    sound.prepared = TOTAL
    assert player.position == TOTAL // 2
    clock.now += 0.1
    assert abs(player.position - (TOTAL // 2 + FRAME_RATE // 10)) <= 1
    clock.now += 60
    assert player.position == TOTAL
    assert bytes(heard) == sound.read(0, TOTAL)


def test_a_stop_and_going_on_from_there_loses_nothing() -> None:
    clock, heard = Clock(), bytearray()
    player = SilentPlayer(clock, 777, heard.extend)
    start = 0
    while start < TOTAL:
        player.play(SOUND, start)
        clock.now += 0.123
        start = player.stop()
        clock.now += 5
        assert player.stop() == player.position == start
    assert bytes(heard) == SOUND.read(0, TOTAL)
