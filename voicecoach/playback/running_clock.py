"""A clock that stands still while the program does: stopped (Ctrl-Z), or on a machine that sleeps."""

from __future__ import annotations

from time import monotonic

LATE_S = 0.25
"""A look that comes later than this counts as if it came then (the program stood still, or the machine slept): what is
more moves the schedule, so that nothing is skipped to catch up."""


class RunningClock:
    """Seconds in which this program ran, as far as looks tell: each adds LATE_S at most. One thread looks."""

    def __init__(self) -> None:
        self._last_look = (0.0, monotonic())  # how long it had run then, and when that was

    @property
    def now_s(self) -> float:
        """Now, without a look."""
        ran_s, looked_at_s = self._last_look
        return ran_s + min(monotonic() - looked_at_s, LATE_S)

    def look(self) -> bool:
        """Go on to now, and say whether this look came late."""
        ran_s, looked_at_s = self._last_look
        at_s = monotonic()
        self._last_look = (ran_s + min(at_s - looked_at_s, LATE_S), at_s)
        return at_s - looked_at_s > LATE_S
