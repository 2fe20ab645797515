"""Two claps that belong together, heard while nothing else was to be heard."""

from __future__ import annotations

from collections.abc import Callable

from voicecoach.clip import FRAME_RATE
from voicecoach.hearing.claps import Clap, Claps, Samples

LEAST_GAP = 15 * FRAME_RATE // 100
"""Frames between two claps: nobody claps sooner again on purpose, and an echo does."""

LONGEST_GAP = 7 * FRAME_RATE // 10
"""Who claps later again began anew."""

ALIKE_DB = 9.0
"""So far apart may the levels of two claps of the same hands be."""


class DoubleClaps:
    """Finds double claps in a stream of samples, each about 0.12 s after its second clap. How the stream is cut makes
    no difference. More claps that follow on those two belong to them.

    `is_silent(start, stop)` says of frames of the stream whether nothing was to be heard there but the listener. It is
    asked once a clap is over, and once more of the first of two.
    """

    def __init__(self, is_silent: Callable[[int, int], bool]) -> None:
        self._claps = Claps()
        self._is_silent = is_silent
        self._last: Clap | None = None
        self._has_answered = False  # the last clap belongs to two that were found already

    @property
    def heard(self) -> int:
        """How many frames it was given."""
        return self._claps.heard

    def feed(self, samples: Samples) -> list[int]:
        """The frames at which the second claps begin that are over by the end of these samples and weren't before."""
        return [clap.frame for clap in self._claps.feed(samples) if self._is_second(clap)]

    def _is_second(self, clap: Clap) -> bool:
        if not self._is_silent(clap.frame, clap.frame + 1):
            return False
        first, self._last = self._last, clap
        if first is None or clap.frame - first.frame > LONGEST_GAP:
            self._has_answered = False
            return False
        if (
            self._has_answered
            or clap.frame - first.frame < LEAST_GAP
            or abs(clap.level_db - first.level_db) > ALIKE_DB
            or not self._is_silent(first.frame, clap.frame + 1)
        ):
            return False
        self._has_answered = True
        return True
