"""Playing through simpleaudio: an island at a time, each started by the clock."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any

from voicecoach.clip import FRAME_BYTES, FRAME_RATE, Island, frames_from_s
from voicecoach.errors import DeviceLostError, InputError, NoDeviceError, NotSetUpError, PlaybackError
from voicecoach.playback.player import Sound
from voicecoach.playback.running_clock import LATE_S, RunningClock

STEP_S = 0.05
"""How far the player looks ahead for the next island, and how often it looks at what sounds."""

EARLY_S = 0.1
"""An island that ends sooner than this before its time was broken off."""

STALL_S = 2.0
"""What sounds this long after its time stands still."""

PROBE_S = 1.0
"""How often a silence is made sure of."""

PROBE_ROOM_S = 0.5
"""No probe where the next island is nearer: a device that takes one stream at a time is free again by then."""

HELD_S = 0.08
"""What the device has beyond the frame that is due, of simpleaudio's buffer of 0.1 s: it can't be taken back."""

DRAIN_S = 1.0
"""What `close` waits at most for the device to sound out its buffer."""

PROBE = bytes(480 * FRAME_BYTES)
"""10 ms of silence."""


def is_unsafe(simpleaudio_version: str, python: tuple[int, int]) -> bool:
    """Whether a release of the distribution `simpleaudio` crashes the interpreter at the end of a clip.

    1.0.4, the last, frees Python's memory without holding the GIL, which Python 3.12 and later don't survive.
    """
    return simpleaudio_version == "1.0.4" and python >= (3, 12)


@dataclass
class Piece:
    """What was handed to simpleaudio, from the frame `first` on, and is over at `ends_s` of the running clock."""

    first: int
    samples: bytearray  # simpleaudio reads them bit by bit: what is changed in time is heard changed
    playing: Any  # simpleaudio's PlayObject
    ends_s: float

    @property
    def stop(self) -> int:
        """The frame after its last."""
        return self.first + len(self.samples) // FRAME_BYTES

    def broke_off(self, now_s: float) -> bool:
        """Whether it ended before its time."""
        return now_s < self.ends_s - EARLY_S and not self.playing.is_playing()

    def is_sounding(self, now_s: float) -> bool:
        """Whether the device has some of it yet. Raises PlaybackError where it should be over for long."""
        is_sounding: bool = self.playing.is_playing()
        if is_sounding and now_s > self.ends_s + STALL_S:
            raise PlaybackError("a sound doesn't end")
        return is_sounding

    def fall_silent(self, frame: int, now_s: float) -> int:
        """Stop at the frame, or as soon as what the device has is sounded out; say up to where it's heard."""
        if self.broke_off(now_s):
            return self.first
        held_bytes = (frame - self.first + frames_from_s(HELD_S)) * FRAME_BYTES
        if 0 < held_bytes < len(self.samples):
            self.samples[held_bytes:] = bytes(len(self.samples) - held_bytes)
        self.playing.stop()
        return max(frame, min(self.first + held_bytes // FRAME_BYTES, self.stop))


class SimpleaudioPlayer:
    """A player that hands each island to simpleaudio when it's due; between them a thread waits.

    simpleaudio can't pause and doesn't say what is heard: the position is the clock's. Nor does it say that the device
    is gone: an island ends early then, and in a silence a probe, too short and soft to be heard, can't be played.
    """

    def __init__(self) -> None:
        self._simpleaudio = _load_simpleaudio()
        self._sounding: list[Any] = []  # PlayObjects of which the device may have something yet
        self._piece: Piece | None = None
        self._held_until_s = 0.0  # when the sound that was stopped last is sounded out, by time.monotonic
        self._thread: Thread | None = None
        self._halt = Event()
        self._clock = RunningClock()
        self._stretch = (0, 0, 0.0)  # the position runs from its first frame to its last, from this second on
        self._proved = (0, 0.0)  # up to this frame all was heard, as was seen at this second
        self._failure: Exception | None = None
        try:
            self._sound_out(PROBE)  # it looks for a device when it plays, not before
        except PlaybackError as error:
            raise NoDeviceError(f"simpleaudio found no sound device ({error.__cause__})") from error

    @property
    def device(self) -> str:
        """It doesn't say."""
        return ""

    def play(self, sound: Sound, start: int) -> None:
        """Sound from the frame `start` on. Within an island it starts in its middle."""
        self.stop()
        self._failure = None
        self._clock = RunningClock()
        self._stretch, self._proved = (start, start, 0.0), (start, 0.0)
        self._halt.clear()
        self._thread = Thread(target=self._run, args=(sound, start), name="simpleaudio player", daemon=True)
        self._thread.start()

    def stop(self) -> int:
        """Start no more islands, and say up to which frame the device has the one that sounds: that much is heard.

        Of a device that failed, say what was surely heard: up to the island that failed, or up to the last probe.
        """
        if self._thread:
            self._halt.set()
            self._thread.join()
            self._thread = None
            reached = self._proved[0] if self._failure else self._reached()
            if self._piece:
                silent_from = self._piece.fall_silent(reached, self._clock.now_s)
                if not self._failure:
                    reached, self._held_until_s = silent_from, monotonic() + HELD_S
                self._piece = None
            self._stretch = (reached, reached, 0.0)
        return self._reached()

    @property
    def position(self) -> int:
        """The frame that is due now; it waits where nothing is prepared yet."""
        if isinstance(self._failure, PlaybackError):
            raise DeviceLostError(
                f"the sound device is gone: {self._failure}; check that it's connected, and that its sound server runs"
            ) from self._failure
        if self._failure:
            raise PlaybackError(f"the session's sound can't be read ({self._failure})") from self._failure
        return self._reached()

    def close(self) -> None:
        """Stop, and let the device sound out what it has: the end of the program would cut it."""
        self.stop()
        last_call = monotonic() + DRAIN_S
        while self._is_sounding() and monotonic() < last_call:
            sleep(STEP_S / 5)

    def _reached(self) -> int:
        first, stop, from_s = self._stretch
        return max(first, min(stop, first + frames_from_s(self._clock.now_s - from_s)))

    # The thread.

    def _run(self, sound: Sound, frame: int) -> None:
        try:
            self._follow(sound, frame)
        except Exception as error:  # a thread's exception is lost: `position` raises it
            if not self._halt.is_set():
                self._failure = error

    def _follow(self, sound: Sound, frame: int) -> None:
        """Go through the sound by the clock, a step or an island at a time, until its end or a halt."""
        self._halt.wait(max(0.0, self._held_until_s - monotonic()))
        self._clock.look()
        due_s = self._clock.now_s  # when `frame` is, by the running clock
        while not self._halt.is_set():
            step = len(sound.read(frame, frames_from_s(STEP_S))) // FRAME_BYTES
            if step == 0 and sound.length is not None and frame >= sound.length:
                return
            island = sound.island_at(frame)
            self._watch(frame, island)
            stop = max(frame, min(frame + step, island.start)) if island else frame + step
            due_s = max(due_s, self._clock.now_s - LATE_S)
            self._stretch = (frame, stop, due_s)
            due_s += (stop - frame) / FRAME_RATE
            self._wait_until(due_s if step else self._clock.now_s + STEP_S)
            frame = stop
            if step == 0:
                due_s = self._clock.now_s
            elif (island := sound.island_at(frame)) and island.start <= frame and not self._halt.is_set():
                due_s = self._play_island(island, frame, due_s)
                frame = island.stop

    def _play_island(self, island: Island, frame: int, due_s: float) -> float:
        """Sound the island from the frame on. Returns at its end, with when that was due; or at a halt."""
        self._await_piece()  # where the device lags behind, no two sound at once
        samples = bytearray(island.clip.samples[(frame - island.start) * FRAME_BYTES :])
        playing = self._sound_out(samples)
        began_s, length_s = self._clock.now_s, (island.stop - frame) / FRAME_RATE
        self._piece = Piece(frame, samples, playing, began_s + length_s)
        self._proved = (frame, began_s)
        self._stretch = (frame, island.stop - 1, began_s)  # its end is reached when it's over
        stood_still = False
        while self._clock.now_s < self._piece.ends_s and not self._halt.is_set():
            stood_still |= self._wait_until(min(self._piece.ends_s, self._clock.now_s + STEP_S))
            if self._piece.broke_off(self._clock.now_s):
                if not stood_still:
                    raise PlaybackError("a sound broke off")
                self._sound_out(PROBE)  # the device came further than the clock, unless it's gone
                break
        if stood_still:
            self._await_piece()
            due_s = self._clock.now_s - length_s
        if not self._halt.is_set():
            self._stretch = (island.stop, island.stop, 0.0)
        return due_s + length_s

    def _await_piece(self) -> None:
        """Until the last piece is sounded out."""
        while self._piece and self._piece.is_sounding(self._clock.now_s) and not self._halt.is_set():
            self._wait_until(self._clock.now_s + STEP_S / 5)

    def _watch(self, frame: int, island: Island | None) -> None:
        """See that the device is there in the silence before the island."""
        now_s = self._clock.now_s
        if self._piece and not self._piece.is_sounding(now_s):
            self._piece = None
        has_room = island is None or island.start - frame > frames_from_s(PROBE_ROOM_S)
        if has_room and self._piece is None and now_s - self._proved[1] >= PROBE_S:
            if self._is_sounding():
                raise PlaybackError("a sound doesn't end")
            self._sound_out(PROBE)
            self._proved = (frame, now_s)

    def _wait_until(self, when_s: float) -> bool:
        """Until then by the running clock, or a halt. Whether the program stood still meanwhile."""
        self._halt.wait(max(0.0, when_s - self._clock.now_s))
        return self._clock.look()

    def _sound_out(self, samples: bytes | bytearray) -> Any:
        """A PlayObject of the samples. Where the device takes one at a time, the last one ends first."""
        try:
            playing = self._play_buffer(samples)
        except PlaybackError:
            if not self._is_sounding():
                raise
            last_call = monotonic() + STALL_S
            while self._is_sounding() and monotonic() < last_call and not self._halt.wait(STEP_S / 5):
                pass
            playing = self._play_buffer(samples)
        self._sounding.append(playing)
        return playing

    def _play_buffer(self, samples: bytes | bytearray) -> Any:
        try:
            return self._simpleaudio.play_buffer(samples, 1, FRAME_BYTES, FRAME_RATE)
        except Exception as error:  # its own error class isn't public
            raise PlaybackError(f"simpleaudio can't play ({error})") from error

    def _is_sounding(self) -> bool:
        self._sounding = [playing for playing in self._sounding if playing.is_playing()]
        return bool(self._sounding)


def _load_simpleaudio() -> Any:
    try:
        unsafe = is_unsafe(version("simpleaudio"), sys.version_info[:2])
    except PackageNotFoundError:  # simpleaudio-patched brings the same module, mended
        unsafe = False
    if unsafe:
        raise InputError(
            "simpleaudio 1.0.4 crashes on Python 3.12 and later; replace it with: "
            "pip uninstall simpleaudio && pip install 'voicecoach[simpleaudio]' (which brings simpleaudio-patched)"
        )
    try:
        import simpleaudio
    except ImportError as error:
        raise NotSetUpError(
            f"simpleaudio can't be loaded ({error}); install it with: pip install 'voicecoach[simpleaudio]'"
        ) from error
    return simpleaudio
