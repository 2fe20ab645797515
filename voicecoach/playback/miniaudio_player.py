"""Playing through miniaudio: a stream that the sound device pulls."""

from __future__ import annotations

import atexit
from collections.abc import Generator
from threading import Lock

from voicecoach.clip import FRAME_BYTES, FRAME_RATE
from voicecoach.errors import InputError, NoDeviceError, PlaybackError
from voicecoach.playback.player import Sound

PERIOD_MS = 40
"""Milliseconds that the device asks for at a time: a pause is felt at once, and speech goes on while Python is busy."""

PERIODS = 2
"""How many of them lie between what the device has taken and what is heard."""

BUFFER_FRAMES = PERIODS * PERIOD_MS * FRAME_RATE // 1000

# Where miniaudio finds nothing else it takes its null device without a word, so each real back end is named.
BACK_ENDS = ("WASAPI", "DSOUND", "WINMM", "COREAUDIO", "PULSEAUDIO", "ALSA", "JACK", "SNDIO", "AUDIO4", "OSS")


class MiniaudioPlayer:
    """A player on the default sound device. The device runs until `close`: where there is no sound it gets silence.

    So a pause begins as soon as the buffer has sounded out, and a Bluetooth link stays awake through a rest.
    """

    def __init__(self) -> None:
        try:
            import miniaudio
        except ImportError as error:
            raise InputError(f"miniaudio can't be loaded ({error}); install it with: pip install miniaudio") from error
        self._lock = Lock()
        self._sound: Sound | None = None
        self._taken = 0  # the frame up to which the device has taken sound
        self._silence = 0  # frames of silence it has taken since
        self._heard = 0
        self._failure: Exception | None = None
        try:
            self._device = miniaudio.PlaybackDevice(
                output_format=miniaudio.SampleFormat.SIGNED16,
                nchannels=1,
                sample_rate=FRAME_RATE,
                buffersize_msec=PERIOD_MS,
                callback_periods=PERIODS,
                backends=[miniaudio.Backend[name] for name in BACK_ENDS],
                app_name="voicecoach",
            )
            stream = self._stream()
            next(stream)
            self._device.start(stream)
        except miniaudio.MiniaudioError as error:
            raise NoDeviceError(f"miniaudio found no sound device ({error.args[0]})") from error
        atexit.register(self.close)  # an open device's thread would keep the interpreter from ending

    @property
    def device(self) -> str:
        """The sound system, of BACK_ENDS."""
        return str(self._device.backend)

    def play(self, sound: Sound, start: int) -> None:
        """Sound from the frame `start` on, as soon as the buffer has sounded out."""
        with self._lock:
            self._sound, self._failure = sound, None
            self._taken = self._heard = start
            self._silence = 0

    def stop(self) -> int:
        """Give no more sound, and say up to which frame the device has it: that much is still heard, then silence."""
        with self._lock:
            self._sound = None
            return self._taken

    @property
    def position(self) -> int:
        """The frame that is heard now: up to where the device has taken sound, less what lies in its buffer."""
        with self._lock:
            if self._failure:
                raise PlaybackError(f"the session's sound can't be read ({self._failure})") from self._failure
            return self._heard

    def close(self) -> None:
        """Give the device back."""
        self.stop()
        self._device.close()
        atexit.unregister(self.close)

    def _stream(self) -> Generator[bytes, int, None]:
        """What the device takes, on its own thread. Where it gets less than it asked for, miniaudio adds silence."""
        block = b""
        while True:
            frames = yield block
            with self._lock:
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
