"""A session: what is heard is what is exported, whatever pulls it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sessions import SHORT, session_of
from tests.voices import ToneBells, ToneVoice
from tests.written import routine_written
from voicecoach.choices import Choices
from voicecoach.clip import FRAME_BYTES, FRAME_RATE, GRID, Clip
from voicecoach.coach import plan
from voicecoach.mixer import rendered
from voicecoach.playback.silent_player import SilentPlayer
from voicecoach.routines.catalogue import Catalogue
from voicecoach.session import Session


@pytest.fixture(scope="module")
def whole() -> tuple[Session, bytes]:
    """A prepared session, and its samples as the mixer gives them."""
    session = session_of(speed_up=8)
    length = session.timeline().length
    return session, rendered(list(session.sound.islands()), 0, length)


@given(start_share=st.floats(0, 1), frames=st.integers(1, 100_000))
def test_any_piece_is_a_piece_of_the_whole(whole: tuple[Session, bytes], start_share: float, frames: int) -> None:
    session, samples = whole
    start = int(start_share * len(samples) // FRAME_BYTES)
    assert session.sound.read(start, frames) == samples[start * FRAME_BYTES : (start + frames) * FRAME_BYTES]


def test_what_is_prepared_is_heard_before_the_rest_is() -> None:
    session, whole = session_of(), session_of()
    length = whole.timeline().length
    sound = session.sound
    assert (sound.length, sound.read(0, 100), sound.island_at(0)) == (None, b"", None)
    reached = [0]
    while session.prepare():
        reached.append(sound.limit)
        if sound.length is None:
            assert len(sound.read(max(0, sound.limit - 10), 100)) == min(10, sound.limit) * FRAME_BYTES
    assert reached == sorted(reached)
    assert len(set(reached)) > 10
    assert sound.length == reached[-1] == length
    assert sound.read(0, length) == whole.sound.read(0, length)
    assert sound.read(length, 100) == b""
    assert sound.island_at(length) is None


def test_a_scene_says_where_a_frame_lies() -> None:
    session = session_of()
    opening, rolls, closing = session.timeline().sections
    hold = next(event for event in rolls.events if event.kind == "hold")
    scene = session.scene(hold.start + 100)
    assert (scene.title, scene.number, scene.sections, scene.following) == ("Knee rolls", 2, 3, closing.title)
    assert (scene.place.side, scene.place.repetition, scene.hold) == ("left", 1, hold)
    assert (scene.section_start, scene.section_stop) == (rolls.start, rolls.stop)
    assert scene.left == closing.stop - scene.frame
    assert scene.spoken
    assert scene.spoken.start <= scene.frame
    assert session.scene(opening.start).spoken is None
    assert session.scene(closing.start).following is None


def test_equal_repetitions_give_equal_islands() -> None:
    routine = Catalogue().load("lower-back")
    choices = Choices(only=("pelvic-tilt",))
    session = Session(plan(routine, choices), ToneVoice(), ToneBells())
    tilt = session.timeline().sections[1]
    islands = [island for island in session.sound.islands() if tilt.start <= island.start < tilt.stop]
    assert all(island.start % GRID == 0 for island in islands)
    samples = [island.clip.samples for island in islands]
    # from the second repetition on, the way in, the start chime, the end chime and the way out are the same
    assert len(set(samples)) < len(samples) / 2


@pytest.mark.parametrize("name", ["lower-back", "lower-back-short", "lower-back-in-bed"])
def test_the_same_in_the_same_out(name: str) -> None:
    routine = Catalogue().load(name)

    def samples() -> list[bytes]:
        session = Session(plan(routine, Choices()), ToneVoice(8), ToneBells())
        session.timeline()
        return [island.clip.samples for island in session.sound.islands()]

    assert samples() == samples()


def test_islands_with_the_same_key_sound_the_same() -> None:
    session = Session(plan(Catalogue().load("lower-back"), Choices()), ToneVoice(8), ToneBells())
    session.timeline()
    by_key: dict[str, set[bytes]] = {}
    islands = list(session.sound.islands())
    for island in islands:
        assert island.stop - island.start == island.clip.frames
        by_key.setdefault(island.key, set()).add(island.clip.samples)
    assert all(len(samples) == 1 for samples in by_key.values())
    assert len(by_key) < 0.7 * len(islands)  # repetitions share theirs


def test_nothing_is_mixed_for_keys() -> None:
    class MuteVoice(ToneVoice):
        muted = False

        def clip(self, text: str, rate_wpm: int) -> Clip:
            assert not self.muted
            return super().clip(text, rate_wpm)

    voice = MuteVoice()
    session = Session(plan(routine_written(SHORT), Choices()), voice, ToneBells())
    session.timeline()
    voice.muted = True
    assert [island.key for island in session.sound.islands()]


def test_keys_tell_sessions_apart_that_sound_otherwise() -> None:
    def keys(text: str = SHORT, voice: ToneVoice | None = None, bells: ToneBells | None = None) -> tuple[Any, ...]:
        session = Session(plan(routine_written(text), Choices()), voice or ToneVoice(), bells or ToneBells())
        session.timeline()
        return tuple((island.start, island.key) for island in session.sound.islands())

    assert keys() == keys()
    others = [
        keys(SHORT.replace("6 s", "7 s")),
        keys(SHORT.replace("rest: 0 s", "rest: 60 s")),
        keys(SHORT.replace("title: Short", "title: Long")),  # which is said
        keys(voice=ToneVoice(1.1)),
        keys(bells=ToneBells(end=0.5)),
    ]
    assert len({keys(), *others}) == 1 + len(others)


class Jump:
    """A clock that stands at 0 until it is set."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def heard_by_the_silent_player(session: Session, block_frames: int, start: int, seconds: float) -> bytes:
    heard: list[bytes] = []
    clock = Jump()
    player = SilentPlayer(clock, block_frames, heard.append)
    player.play(session.sound, start)
    clock.now_s = seconds
    assert player.position >= start
    player.close()
    return b"".join(heard)


@settings(max_examples=25)
@given(st.integers(64, 8193))
def test_the_silent_player_gets_the_samples_of_the_mixer(whole: tuple[Session, bytes], block_frames: int) -> None:
    session, samples = whole
    assert heard_by_the_silent_player(session, block_frames, 0, 3600) == samples


@settings(max_examples=10)
@given(st.integers(1, 64), st.integers(0, 9))
def test_so_it_does_in_blocks_of_a_few_frames(whole: tuple[Session, bytes], block_frames: int, tenth: int) -> None:
    session, samples = whole
    start = len(samples) // FRAME_BYTES * tenth // 10
    heard = heard_by_the_silent_player(session, block_frames, start, 0.5)
    assert len(heard) >= 0.4 * FRAME_RATE * FRAME_BYTES
    assert heard == samples[start * FRAME_BYTES : start * FRAME_BYTES + len(heard)]
