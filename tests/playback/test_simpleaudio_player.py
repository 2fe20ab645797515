"""The simpleaudio player on a device that takes one stream at a time, as a sound card does that no server shares."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from types import ModuleType

import pytest

from voicecoach.clip import FRAME_BYTES, FRAME_RATE, Island
from voicecoach.errors import NoDeviceError, PlaybackError
from voicecoach.playback.simpleaudio_player import SimpleaudioPlayer

from .island_sound import ISLANDS, PAUSE_AT, TOTAL, IslandSound, square, until

BUFFER_S = 0.2
"""A stream keeps the card for as long after its end."""


class Stream:
    """A sound on the card, as long as it is."""

    def __init__(self, samples: bytes, began_s: float) -> None:
        self.samples, self.began_s = samples, began_s
        self.ends_s = began_s + len(samples) / FRAME_BYTES / FRAME_RATE + BUFFER_S

    def is_playing(self) -> bool:
        return time.monotonic() < self.ends_s

    def stop(self) -> None:
        self.ends_s = min(self.ends_s, time.monotonic() + BUFFER_S)


class Card(ModuleType):
    """Stands in for the module simpleaudio, on a card that refuses a second stream."""

    def __init__(self) -> None:
        super().__init__("simpleaudio")
        self.streams: list[Stream] = []
        self.refused = 0
        self.is_taken = False  # by another program
        self.lock = threading.Lock()

    def play_buffer(self, samples: bytes, channels: int, frame_bytes: int, frame_rate: int) -> Stream:
        assert (channels, frame_bytes, frame_rate) == (1, FRAME_BYTES, FRAME_RATE)
        with self.lock:
            if self.is_taken or any(stream.is_playing() for stream in self.streams):
                self.refused += 1
                raise OSError("device or resource busy")
            self.streams.append(Stream(samples, time.monotonic()))
            return self.streams[-1]

    def longer_than(self, frames: int) -> list[int]:
        """The lengths of the streams that are longer, in frames."""
        return [length for stream in self.streams if (length := len(stream.samples) // FRAME_BYTES) > frames]


@pytest.fixture
def card(monkeypatch: pytest.MonkeyPatch) -> Iterator[Card]:
    """A machine whose only sound device is such a card."""
    card = Card()
    monkeypatch.setitem(sys.modules, "simpleaudio", card)
    monkeypatch.setattr("voicecoach.playback.simpleaudio_player.version", lambda _: "1.0.5")
    yield card
    assert all(later.began_s >= earlier.ends_s for earlier, later in zip(card.streams, card.streams[1:], strict=False))


def test_an_island_waits_until_the_card_is_free(card: Card) -> None:
    near = (Island(24_000, square(9600)), Island(38_400, square(14_400)))
    with closing(SimpleaudioPlayer()) as player:
        player.play(IslandSound(near, near[1].stop), 0)
        until(lambda: player.position >= near[1].stop)
    assert card.longer_than(480) == [island.clip.frames for island in near]
    assert card.refused == 0


def test_a_stop_and_a_play_at_once_wait_until_the_card_is_free(card: Card) -> None:
    sound = IslandSound(ISLANDS, TOTAL)
    with closing(SimpleaudioPlayer()) as player:
        player.play(sound, 0)
        until(lambda: player.position >= PAUSE_AT)
        stopped = player.stop()
        player.play(sound, stopped)
        until(lambda: player.position >= TOTAL)
    assert card.refused > 0
    assert card.longer_than(480)[-2:] == [ISLANDS[2].stop - stopped, ISLANDS[3].clip.frames]


def test_probes_in_a_silence_leave_the_card_free_for_the_next_island(card: Card) -> None:
    after = Island(FRAME_RATE * 21 // 10, square(4800))
    with closing(SimpleaudioPlayer()) as player:
        player.play(IslandSound((after,), after.stop), 0)
        until(lambda: player.position >= after.stop)
    probes, island = card.streams[:-1], card.streams[-1]
    assert len(probes) >= 2  # the first is from opening the device
    assert len(island.samples) == len(after.clip.samples)
    assert card.refused == 0


def test_another_program_that_takes_the_card_in_a_silence_is_noticed(card: Card) -> None:
    after = Island(30 * FRAME_RATE, square(4800))
    with closing(SimpleaudioPlayer()) as player:
        player.play(IslandSound((after,), after.stop), 0)
        until(lambda: player.position >= FRAME_RATE // 5)
        card.is_taken = True
        with pytest.raises(PlaybackError, match="busy"):
            until(lambda: player.position >= 4 * FRAME_RATE)
        assert player.stop() <= FRAME_RATE // 5
        with pytest.raises(NoDeviceError):
            SimpleaudioPlayer()


def test_a_sound_that_does_not_end_is_noticed(card: Card) -> None:
    with closing(SimpleaudioPlayer()) as player:
        player.play(IslandSound(ISLANDS, TOTAL), 0)
        until(lambda: player.position > ISLANDS[2].start)  # past its start, the card has it
        card.streams[-1].ends_s += 3
        with pytest.raises(PlaybackError, match="doesn't end"):
            until(lambda: player.position >= TOTAL)
        assert player.stop() == ISLANDS[2].start
        assert player.stop() == ISLANDS[2].start
