"""A session's samples from its first frame to its last, in bounded pieces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from voicecoach.clip import FRAME_BYTES

if TYPE_CHECKING:
    from voicecoach.clip import Island

PIECE_BYTES = 1 << 16
"""The most that a piece holds: two thirds of a second."""

_SILENCE = bytes(PIECE_BYTES)


def pieces(length: int, islands: Iterable[Island]) -> Iterator[bytes]:
    """The samples of `length` frames: the islands, and silence between them. Memory: one island.

    Raises ValueError where islands overlap or pass the end.
    """
    position = 0
    for island in islands:
        yield from _silence(island.start - position)
        samples = island.clip.samples
        for at in range(0, len(samples), PIECE_BYTES):
            yield samples[at : at + PIECE_BYTES]
        position = island.stop
    yield from _silence(length - position)


def _silence(frames: int) -> Iterator[bytes]:
    if frames < 0:
        raise ValueError(f"the islands overlap or pass the end, by {-frames} frames")
    whole, rest = divmod(frames * FRAME_BYTES, PIECE_BYTES)
    for _ in range(whole):
        yield _SILENCE
    if rest:
        yield _SILENCE[:rest]
