"""One file of a batch, and what came of it: plain data, which goes from process to process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Item:
    """One file to be made. What is None, or empty, is as `voicecoach export` has it without that option."""

    path: str
    """Where it goes, from the root of the file system."""
    routine: str
    """A name, or a path from the root."""
    language: str | None = None
    voice: str | None = None
    level: tuple[str, ...] = ()
    variant: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    surface: str | None = None
    pace: str | None = None
    rate: float | None = None
    guidance: str | None = None
    safety: str | None = None
    breaths: float | None = None
    seed: int = 0
    format: str | None = None
    bitrate: int | None = None
    transcript: tuple[str, ...] = ()
    overwrite: bool = False
    """Whatever file is in its place, be it none of voicecoach's."""

    @property
    def words(self) -> tuple[object, ...]:
        """What is equal where two items are likely to say the same in the same voice, and so to share clips."""
        return self.language, self.voice, self.pace, self.rate


class State(str, Enum):
    """How an item ended."""

    MADE = "made"
    UNCHANGED = "unchanged"
    """It would have come out as it is."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an item. `length_s` and `size_bytes` are those of its file, where it has one; `reason` says why it
    failed; `notes` are what the listener might wonder about."""

    state: State
    length_s: float = 0.0
    size_bytes: int = 0
    reason: str = ""
    notes: tuple[str, ...] = ()


Make = Callable[[Item], Outcome]
"""What makes an item: a module's own function, so that another process finds it."""


def failed(reason: str) -> Outcome:
    """The outcome of an item that wasn't made."""
    return Outcome(State.FAILED, reason=reason)


def spread(items: tuple[Item, ...]) -> tuple[int, ...]:
    """The order to make items in, as indices: those with the same words as far apart as can be, so that what the first
    of them speaks is in the cache before the next one wants it."""
    ranks: dict[tuple[object, ...], int] = {}
    rank_of = []
    for item in items:
        rank_of.append(ranks.setdefault(item.words, 0))
        ranks[item.words] += 1
    return tuple(sorted(range(len(items)), key=rank_of.__getitem__))
