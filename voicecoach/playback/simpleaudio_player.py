"""Playing through simpleaudio: an island at a time, each started by the clock."""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, version
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any

from voicecoach.clip import FRAME_BYTES, FRAME_RATE, frames_from_s
from voicecoach.errors import InputError, NoDeviceError, NotSetUpError, PlaybackError
from voicecoach.playback.player import Sound

STEP_S = 0.05
"""How far the player looks ahead for the next island."""

LATE_S = 0.5
"""Later than this (the machine slept), and the schedule moves: nothing is skipped to catch up."""

DRAIN_S = 1.0
"""What `close` waits at most for the device to sound out its buffer."""

PROBE_FRAMES = 480


def is_unsafe(simpleaudio_version: str, python: tuple[int, int]) -> bool:
    """Whether a release of the distribution `simpleaudio` crashes the interpreter at the end of a clip.

    1.0.4, the last, frees Python's memory without holding the GIL, which Python 3.12 and later don't survive.
    """
    return simpleaudio_version == "1.0.4" and python >= (3, 12)


class SimpleaudioPlayer:
    """A player that hands each island to simpleaudio when it's due; between them a thread waits.

    simpleaudio can't pause and doesn't say what is heard: the position is the clock's.
    """

    def __init__(self) -> None:
        self._simpleaudio = _load_simpleaudio()
        self._playing: Any = None  # simpleaudio's PlayObject: its sound lasts as long as the object
        self._thread: Thread | None = None
        self._halt = Event()
        self._stretch = (0, 0, 0.0)  # its first frame, its length in frames, and when the first is due
        self._failure: Exception | None = None
        try:
            self._sound_out(bytes(PROBE_FRAMES * FRAME_BYTES))  # it looks for a device when it plays, not before
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
        self._stretch = (start, 0, monotonic())
        self._halt.clear()
        self._thread = Thread(target=self._run, args=(sound, start), name="simpleaudio player", daemon=True)
        self._thread.start()

    def stop(self) -> int:
        """Start no more islands, and cut the one that sounds: simpleaudio's buffer may be heard for 0.3 s more."""
        reached = self._reached()
        if self._thread:
            self._halt.set()
            self._thread.join()
            self._thread = None
            self._playing.stop()
            self._stretch = (reached, 0, 0.0)
        return reached

    @property
    def position(self) -> int:
        """The frame that is due now; it waits where nothing is prepared yet."""
        if self._failure:
            raise PlaybackError(f"simpleaudio failed while playing ({self._failure})") from self._failure
        return self._reached()

    def close(self) -> None:
        """Stop, and let the device sound out what it has: the end of the program would cut it."""
        self.stop()
        last_call = monotonic() + DRAIN_S
        while self._playing.is_playing() and monotonic() < last_call:
            sleep(STEP_S)

    def _reached(self) -> int:
        first, frames, due = self._stretch
        return first + max(0, min(frames, frames_from_s(monotonic() - due)))

    def _run(self, sound: Sound, frame: int) -> None:
        try:
            self._follow(sound, frame)
        except Exception as error:  # a thread's exception is lost: `position` raises it
            self._failure = error

    def _follow(self, sound: Sound, frame: int) -> None:
        """Go through the sound by the clock, a step or an island at a time, until its end or a halt."""
        due = monotonic()
        while not self._halt.is_set():
            step = len(sound.read(frame, frames_from_s(STEP_S))) // FRAME_BYTES
            if step == 0:
                if sound.length is not None and frame >= sound.length:
                    return
                due = monotonic() + STEP_S
            island = sound.island_at(frame)
            if island and island.start < frame + step:
                if self._halt.wait(due + (island.start - frame) / FRAME_RATE - monotonic()):
                    return
                heard_before = max(0, frame - island.start)
                self._sound_out(island.clip.samples[heard_before * FRAME_BYTES :])
                step = island.stop - frame
            self._stretch = (frame, step, due)
            frame, due = frame + step, due + step / FRAME_RATE
            self._halt.wait(due - monotonic())
            if monotonic() - due > LATE_S:
                due = monotonic()

    def _sound_out(self, samples: bytes) -> None:
        try:
            self._playing = self._simpleaudio.play_buffer(samples, 1, FRAME_BYTES, FRAME_RATE)
        except Exception as error:  # its own error class isn't public
            raise PlaybackError(f"simpleaudio can't play ({error})") from error


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
