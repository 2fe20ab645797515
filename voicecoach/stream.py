"""What a player pulls: the islands of a session, mixed when they are near, with silence between them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from threading import Lock

from voicecoach.clip import FRAME_RATE, Clip, Island, LateIsland
from voicecoach.conform import levelled
from voicecoach.cues import Cue
from voicecoach.mixer import Run, mixed, rendered, run_key

SOFTEST_DB, LOUDEST_DB = -18.0, 6.0

NEAR = 20 * FRAME_RATE
"""Frames ahead of what is heard whose islands are kept mixed."""


@dataclass(frozen=True, slots=True)
class _View:
    """What is there to be pulled, changed as one: the runs, in order, up to which frame they are known, the length."""

    runs: tuple[Run, ...] = ()
    limit: int = 0
    length: int | None = None


class Stream:
    """A session's sound. It may be asked from any thread while another one shows it something else."""

    def __init__(self, clip_of: Callable[[Cue], Clip], key_of: Callable[[Cue], str]) -> None:
        """A cue has a clip, and a key, which is equal only where clips are."""
        self._clip_of, self._key_of = clip_of, key_of
        self._view = _View()
        self._mixed: dict[Run, Island] = {}
        self._mixing = Lock()
        self._volume_db = 0.0  # how much louder it sounds than it was mixed
        self.taken = 0
        """The frame up to which a player has read."""

    def show(self, runs: tuple[Run, ...], limit: int, length: int | None) -> None:
        """From now on these runs sound; up to the frame `limit` all are known. `length` is None while more may come."""
        self._view = _View(runs, limit, length)

    @property
    def length(self) -> int | None:
        """Frames of the whole; None while more may come."""
        return self._view.length

    @property
    def limit(self) -> int:
        """The frame up to which the sound is known."""
        return self._view.limit

    def read(self, start: int, frames: int) -> bytes:
        """The samples of [start, start + frames): fewer only at the end, or where nothing is prepared yet."""
        view = self._view
        stop = min(start + frames, view.limit)
        if stop <= start:
            return b""
        if frames > 1:  # one is a look at whether there is any, from another thread
            self.taken = max(self.taken, stop)
        first = bisect_right(view.runs, start, key=lambda run: run.stop)
        last = bisect_left(view.runs, stop, key=lambda run: run.start)
        return rendered(map(self._island, view.runs[first:last]), start, stop)

    def sounds(self, start: int, stop: int) -> list[tuple[int, int]]:
        """Where in [start, stop) something sounds, each as [start, stop), as far as it is known."""
        runs = self._view.runs
        first = bisect_right(runs, start, key=lambda run: run.stop)
        last = bisect_left(runs, stop, key=lambda run: run.start)
        return [(max(start, run.start), min(stop, run.stop)) for run in runs[first:last]]

    def island_at(self, frame: int) -> Island | None:
        """The first island whose stop lies after `frame`; None where none is prepared."""
        runs = self._view.runs
        index = bisect_right(runs, frame, key=lambda run: run.stop)
        return self._island(runs[index]) if index < len(runs) else None

    def islands(self, first: int = 0) -> Iterator[Island]:
        """All islands that are known, or those from the number `first` on: each mixed when its clip is asked for, and
        not kept."""
        for run in self._view.runs[first:]:
            key = run_key(run, self._key_of, self._volume_db)
            yield LateIsland(run.start, run.stop, key, partial(self._mix, run))

    def keep_near(self, frame: int) -> None:
        """Mix what is heard soon after `frame`, before a player asks for it, and let go of all else."""
        near = [run for run in self._view.runs if frame < run.stop and run.start < frame + NEAR]
        for run in near:
            self._island(run)
        with self._mixing:
            self._mixed = {run: self._mixed[run] for run in near if run in self._mixed}

    def change_volume(self, by_db: float, start: int) -> bool:
        """What starts at or after the frame `start` sounds louder by so much, its peaks limited. False, and all as it
        was, beyond SOFTEST_DB and LOUDEST_DB."""
        volume_db = self._volume_db + by_db
        if not SOFTEST_DB <= volume_db <= LOUDEST_DB:
            return False
        with self._mixing:
            self._volume_db = volume_db
            self._mixed = {run: island for run, island in self._mixed.items() if run.start < start}
        return True

    def _island(self, run: Run) -> Island:
        """The island of a run, kept until `keep_near` lets go of it."""
        found = self._mixed.get(run)  # a player asks here from its callback: no lock where it has been mixed
        if found is None:
            with self._mixing:
                found = self._mixed.get(run) or Island(run.start, self._mix(run))
                self._mixed[run] = found
        return found

    def _mix(self, run: Run) -> Clip:
        clip = mixed(run, self._clip_of).clip
        return levelled(clip, self._volume_db) if self._volume_db else clip
