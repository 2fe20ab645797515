"""Playing through miniaudio: a stream that the sound device pulls."""

from __future__ import annotations

import atexit
from collections.abc import Generator
from threading import Lock
from time import monotonic
from typing import Any

from voicecoach.clip import FRAME_BYTES, FRAME_RATE
from voicecoach.errors import DeviceLostError, PlaybackError
from voicecoach.playback.miniaudio_devices import (
    LOOK_S,
    Watch,
    devices_of,
    give_back,
    known_back_ends,
    load_miniaudio,
    opened,
    started,
)
from voicecoach.playback.player import Sound

PERIOD_MS = 40
"""Milliseconds that the device asks for at a time: a pause is felt at once, and speech goes on while Python is busy."""

PERIODS = 2
"""How many of them lie between what the device has taken and what is heard."""

BUFFER_FRAMES = PERIODS * PERIOD_MS * FRAME_RATE // 1000

LINK_FRAMES = FRAME_RATE // 4
"""What a device may hold beyond the buffer, as a Bluetooth link does. It's lost where the device is."""

LOST_S = 1.2
"""A device that hasn't asked for sound for this long is gone."""


class MiniaudioPlayer:
    """A player on the default sound device. The device runs until `close`: where there is no sound it gets silence.

    So a pause begins as soon as the buffer has sounded out, a device that is lost in a silence is noticed there, and a
    Bluetooth link stays awake through a rest.
    """

    def __init__(self) -> None:
        load_miniaudio()
        self._lock = Lock()
        self._sound: Sound | None = None
        self._is_playing = False
        self._start = 0
        self._taken = 0  # the frame up to which the device has taken sound
        self._silence = 0  # frames of silence it has taken since
        self._heard = 0
        self._failure: Exception | None = None
        self._watch = Watch()
        self._asked_at_s = monotonic()
        stream = self._stream()
        next(stream)
        self._device: Any = opened("sound device", lambda: _start(stream))
        self._back_end = str(self._device.backend)
        atexit.register(self.close)  # an open device's thread would keep the interpreter from ending

    @property
    def device(self) -> str:
        """The sound system, of miniaudio's."""
        return self._back_end

    def play(self, sound: Sound, start: int) -> None:
        """Sound from the frame `start` on, as soon as the buffer has sounded out."""
        with self._lock:
            self._sound, self._failure = sound, None
            self._start = self._taken = self._heard = start
            self._silence = 0
            self._is_playing = True

    def stop(self) -> int:
        """Give no more sound, and say up to which frame the device has it: that much is still heard, then silence.

        Of a device that is lost, or may be, say what was heard before at the least.
        """
        with self._lock:
            is_doubtful = self._failure or self._is_lost() or monotonic() - self._asked_at_s > LOOK_S
            if self._is_playing and is_doubtful:
                self._taken = self._heard = max(self._start, self._heard - LINK_FRAMES)
            self._sound, self._is_playing = None, False
            return self._taken

    @property
    def position(self) -> int:
        """The frame that is heard now: up to where the device has taken sound, less what lies in its buffer."""
        with self._lock:
            self._watch.look()
            if self._failure:
                raise PlaybackError(f"the session's sound can't be read ({self._failure})") from self._failure
            if self._is_lost():
                raise DeviceLostError(
                    f"the sound device is gone: {self._back_end} has asked for no sound for {LOST_S:g} s; "
                    "check that it's connected, and that its sound server runs"
                )
            return self._heard

    def close(self) -> None:
        """Give the device back."""
        self.stop()
        device, self._device = self._device, None
        if device:
            give_back(device)
        atexit.unregister(self.close)

    def _is_lost(self) -> bool:
        return self._device is not None and self._watch.idle_s > LOST_S

    def _stream(self) -> Generator[bytes, int, None]:
        """What the device takes, on its own thread. Where it gets less than it asked for, miniaudio adds silence."""
        block = b""
        while True:
            frames = yield block
            with self._lock:
                self._watch.called()
                self._asked_at_s = monotonic()
                try:
                    block = self._next_block(frames)
                except Exception as error:
                    # An exception is lost in miniaudio's callback, which then never comes again.
                    self._failure, self._sound, block = error, None, b""

    def _next_block(self, frames: int) -> bytes:
        block = self._sound.read(self._taken, frames) if self._sound else b""
        taken = len(block) // FRAME_BYTES
        self._taken += taken
        self._silence = frames - taken if taken else self._silence + frames
        reckoned = self._taken + self._silence - BUFFER_FRAMES
        self._heard = min(self._taken, max(self._heard, reckoned))
        return block


def _start(stream: Generator[bytes, int, None]) -> Any:
    """The default device, which pulls from the stream."""
    import miniaudio

    back_ends = known_back_ends()
    _look_for_sink(back_ends)
    device = miniaudio.PlaybackDevice(
        output_format=miniaudio.SampleFormat.SIGNED16,
        nchannels=1,
        sample_rate=FRAME_RATE,
        buffersize_msec=PERIOD_MS,
        callback_periods=PERIODS,
        backends=back_ends,
        app_name="voicecoach",
    )
    return started(device, stream)


def _look_for_sink(back_ends: list[Any]) -> None:
    """Raise MiniaudioError where PulseAudio runs and has no sink: each try to open one leaves two connections open."""
    import miniaudio

    devices = devices_of(back_ends)
    has_none = devices.backend == "PulseAudio" and not devices.get_playbacks()
    del devices  # closes its connection, which an error would keep
    if has_none:
        raise miniaudio.MiniaudioError("the sound server has no device")
