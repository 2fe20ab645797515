"""What the default microphone hears, through miniaudio."""

from __future__ import annotations

import atexit
from collections.abc import Callable, Generator
from typing import Any

from voicecoach.clip import FRAME_RATE
from voicecoach.errors import DeviceLostError
from voicecoach.playback.miniaudio_devices import (
    Watch,
    devices_of,
    give_back,
    known_back_ends,
    load_miniaudio,
    opened,
    started,
)

PERIOD_MS = 20
"""Milliseconds that come at a time: a clap waits for no more than that."""

PERIODS = 10
"""How many of them the device keeps while Python is busy."""

LOST_S = 2.0
"""A microphone that has given nothing for this long is gone."""

_MONITOR = b".monitor"
"""How PulseAudio names what isn't a microphone, but what a loudspeaker plays."""


class Microphone:
    """The default microphone, open until `close`. `hear` gets what comes, from a thread of miniaudio's: samples of one
    channel, in the session's format. Nothing of it is kept here.

    Making one raises NoDeviceError where there's none, or none that may be used, within a second, and InputError where
    miniaudio can't be loaded.
    """

    def __init__(self, hear: Callable[[bytes], object]) -> None:
        load_miniaudio()
        self._hear = hear
        self._watch = Watch()
        self._failure: Exception | None = None
        stream = self._stream()
        next(stream)
        self._device: Any = opened("microphone", lambda: _start(stream))
        atexit.register(self.close)  # an open device's thread would keep the interpreter from ending

    def check(self) -> None:
        """Call it a few times a second. Raises DeviceLostError where the microphone is gone, or `hear` failed."""
        if self._failure:
            raise DeviceLostError(f"the microphone isn't heard ({self._failure})") from self._failure
        self._watch.look()
        if self._watch.idle_s > LOST_S:
            raise DeviceLostError(f"the microphone is gone: it has given no sound for {LOST_S:g} s")

    def close(self) -> None:
        """Hear no more, and give the microphone back, in a second at most. Calling it twice is harmless."""
        device, self._device = self._device, None
        if device:
            give_back(device)
        atexit.unregister(self.close)

    def _stream(self) -> Generator[bytes, bytearray, None]:
        while True:
            block = yield b""
            self._watch.called()
            try:
                self._hear(bytes(block))
            except Exception as error:
                self._failure = error  # it is lost in miniaudio's callback, which then never comes again
                return


def _start(stream: Generator[bytes, bytearray, None]) -> Any:
    import miniaudio

    back_ends = known_back_ends()
    _look_for_source(back_ends)
    device = miniaudio.CaptureDevice(
        input_format=miniaudio.SampleFormat.SIGNED16,
        nchannels=1,
        sample_rate=FRAME_RATE,
        buffersize_msec=PERIOD_MS,
        callback_periods=PERIODS,
        backends=back_ends,
        app_name="voicecoach",
    )
    return started(device, stream)


def _look_for_source(back_ends: list[Any]) -> None:
    """Raise MiniaudioError where PulseAudio runs and has no microphone: it would give what the loudspeaker plays."""
    import miniaudio

    devices = devices_of(back_ends)
    names = [bytes(miniaudio.ffi.buffer(found["id"])).split(b"\0")[0] for found in devices.get_captures()]
    is_pulse = devices.backend == "PulseAudio"
    del devices  # closes its connection, which an error would keep
    if is_pulse and all(name.endswith(_MONITOR) for name in names):
        raise miniaudio.MiniaudioError("the sound server has none")
