"""Opening a device through miniaudio, and giving it back, whatever the sound server does."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Generator
from importlib.util import find_spec, module_from_spec
from threading import Lock, Thread
from time import monotonic
from types import ModuleType
from typing import Any

from voicecoach.errors import InputError, NoDeviceError

ANSWER_S = 0.8
"""How long opening and closing may take. They are a matter of milliseconds, unless the sound server hangs."""

# Where miniaudio finds nothing else it takes its null device without a word, so each real back end is named.
BACK_ENDS = ("WASAPI", "DSOUND", "WINMM", "COREAUDIO", "PULSEAUDIO", "ALSA", "JACK", "SNDIO", "AUDIO4", "OSS")

LOOK_S = 0.25
"""What one look adds at most to how long a device has been idle: after a longer time this program stood still, not the
device."""

_opening: dict[str, Thread] = {}
"""Who opened a device of each kind last: where a sound server hangs, still there. Others would hang beside it."""


def load_miniaudio() -> None:
    """Import miniaudio, bare if it can be. Raises InputError where it can't be loaded."""
    try:
        if not sys.modules.get("miniaudio"):
            sys.modules["miniaudio"] = _bare_miniaudio()
    except (ImportError, AttributeError):  # another version of it may need what is left out
        try:
            import miniaudio  # noqa: F401  (whoever opens a device needs it)
        except ImportError as error:
            raise InputError(f"miniaudio can't be loaded ({error}); install it with: pip install miniaudio") from error


def _bare_miniaudio() -> ModuleType:
    """The module without what it imports for arrays and for internet radio, which nobody here uses: that takes many
    times as long as all else of it."""

    def import_less(name: str, *rest: Any) -> Any:
        if name == "numpy":
            raise ImportError(name)  # miniaudio does without where it isn't installed
        return __import__("urllib" if name == "urllib.request" else name, *rest)

    spec = find_spec("miniaudio")
    if spec is None or spec.loader is None:
        raise ImportError("it isn't installed")
    module = module_from_spec(spec)
    vars(module)["__builtins__"] = vars(builtins) | {"__import__": import_less}
    spec.loader.exec_module(module)
    return module


def known_back_ends() -> list[Any]:
    """The sound systems, as miniaudio takes them."""
    import miniaudio

    return [miniaudio.Backend[name] for name in BACK_ENDS]


def devices_of(back_ends: list[Any]) -> Any:
    """What there is. It keeps a connection as long as it lives."""
    import miniaudio

    class Devices(miniaudio.Devices):  # type: ignore[misc]  # miniaudio brings no types
        def __del__(self) -> None:
            if hasattr(self, "_context"):  # else it writes to standard error that there's none
                super().__del__()

    return Devices(back_ends)


def opened(kind: str, start: Callable[[], Any]) -> Any:
    """A device of a kind, as `start` gives it. Raises NoDeviceError, at the latest after ANSWER_S."""
    import miniaudio

    if kind in _opening and _opening[kind].is_alive():
        raise NoDeviceError(f"miniaudio found no {kind} (the sound server still hasn't answered)")
    found: list[Any] = []
    failures: list[Exception] = []
    was_given_up, lock = False, Lock()

    def open_it() -> None:
        try:
            device = start()
        except miniaudio.MiniaudioError as error:
            failures.append(error)
            return
        with lock:
            if not was_given_up:
                found.append(device)
                return
        _close(device)

    _opening[kind] = _within_answer_s(open_it)
    with lock:
        was_given_up = not found
    if failures:
        error = failures.pop()  # kept, it would keep what it was raised among, and connections with that
        raise NoDeviceError(f"miniaudio found no {kind} ({error.args[0]})") from error
    if not found:
        raise NoDeviceError(f"miniaudio found no {kind} (the sound server hasn't answered for {ANSWER_S:g} s)")
    return found[0]


def started(device: Any, stream: Generator[bytes, Any, None]) -> Any:
    """The device, which sends to the stream from now on. Raises MiniaudioError, the device given back."""
    import miniaudio

    try:
        device.start(stream)
    except miniaudio.MiniaudioError:
        _close(device)
        raise
    return device


def give_back(device: Any) -> None:
    """Close the device; where a sound server that hangs holds it, leave it alone after ANSWER_S."""
    _within_answer_s(lambda: _close(device))


class Watch:
    """Reckons for how long a device has called for nothing, by looks: it's the looks that know how time passed, and
    miniaudio doesn't say that a device is gone."""

    def __init__(self) -> None:
        self.idle_s = 0.0
        """At the last look."""
        self._calls = self._calls_before = 0
        self._looked_at_s = monotonic()

    def called(self) -> None:
        """The device has called, from its own thread."""
        self._calls += 1

    def look(self) -> None:
        """Look now; do so a few times a second."""
        now_s = monotonic()
        if self._calls != self._calls_before:
            self.idle_s = 0.0
        else:
            self.idle_s += min(now_s - self._looked_at_s, LOOK_S)
        self._calls_before, self._looked_at_s = self._calls, now_s


def _close(device: Any) -> None:
    """Close the device, and its connection to the sound server, which miniaudio leaves open."""
    import miniaudio

    device.close()
    if context := device.__dict__.pop("_context", None):
        miniaudio.lib.ma_context_uninit(context)


def _within_answer_s(action: Callable[[], None]) -> Thread:
    """Run it to its end; where a sound server that hangs holds it, leave it alone after ANSWER_S."""
    thread = Thread(target=action, name="miniaudio device", daemon=True)
    thread.start()
    thread.join(ANSWER_S)
    return thread
