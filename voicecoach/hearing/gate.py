"""When the coach is to be heard, so that nobody takes its own sound for a clap."""

from __future__ import annotations

from collections.abc import Iterable

AFTER_S = 0.6
"""How long after its end a sound may be in what the microphone gives: 0.11 s through the sound server, 0.25 s more
where a Bluetooth link lies between, and the time that a room's echo takes to fall by 30 dB."""

BEFORE_S = 0.2
"""How much sooner it may be there than it is reckoned to be: a player says where it is to 0.1 s, in turns of 0.1 s."""

AHEAD_S = 1.0
"""How far ahead the gate is told what will be heard, ten turns; where nobody told it for longer, it stays closed."""

_KEPT_S = 5.0


class Gate:
    """What of the coach is heard, and when, by a clock that never goes back. Any thread may ask."""

    def __init__(self) -> None:
        self._sounds: list[tuple[float, float]] = []
        self._known_until_s = float("-inf")

    def tell(self, now_s: float, sounds: Iterable[tuple[float, float]]) -> None:
        """From now on this is heard, up to AHEAD_S: from when to when, each. What was told before of the time from now
        on doesn't count any more."""
        past = ((start_s, min(stop_s, now_s)) for start_s, stop_s in self._sounds if start_s < now_s)
        kept = [(start_s, stop_s) for start_s, stop_s in past if stop_s > now_s - _KEPT_S]
        unknown = [(self._known_until_s, now_s)] if self._known_until_s < now_s else []
        ahead = [(max(start_s, now_s), stop_s) for start_s, stop_s in sounds if stop_s > now_s]
        self._sounds = [*kept, *unknown, *ahead]  # as one: another thread may read the one before
        self._known_until_s = now_s + AHEAD_S

    def is_open(self, start_s: float, stop_s: float) -> bool:
        """Whether nothing of the coach can be in what a microphone gives from `start_s` to `stop_s`."""
        if stop_s + BEFORE_S > self._known_until_s:
            return False
        first_s, last_s = start_s - AFTER_S, stop_s + BEFORE_S
        return not any(begin_s < last_s and end_s > first_s for begin_s, end_s in self._sounds)
