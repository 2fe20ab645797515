"""A session's samples from its first frame to its last, and whatever is repeated, in bounded pieces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from voicecoach.clip import FRAME_BYTES

if TYPE_CHECKING:
    from voicecoach.clip import Island

PIECE_BYTES = 1 << 16
"""The most that a piece holds: two thirds of a second."""

_SILENT_FRAME = bytes(FRAME_BYTES)


def pieces(length: int, islands: Iterable[Island]) -> Iterator[bytes]:
    """The samples of `length` frames: the islands, and silence between them. Memory: one island.

    Raises ValueError where islands overlap or pass the end.
    """
    position = 0
    for island in islands:
        yield from repeated(_SILENT_FRAME, island.start - position)
        samples = island.clip.samples
        for at in range(0, len(samples), PIECE_BYTES):
            yield samples[at : at + PIECE_BYTES]
        position = island.stop
    yield from repeated(_SILENT_FRAME, length - position)


def repeated(unit: bytes, times: int) -> Iterator[bytes]:
    """`unit`, `times` times. A piece holds PIECE_BYTES at most, or one unit.

    Raises ValueError where `times` is negative: the islands overlap, or pass the end.
    """
    if times < 0:
        raise ValueError(f"the islands overlap or pass the end, by {-times} x {len(unit)} bytes")
    per_piece = max(1, PIECE_BYTES // len(unit))
    whole, rest = divmod(times, per_piece)
    piece = unit * min(times, per_piece)
    for _ in range(whole):
        yield piece
    if rest:
        yield unit * rest
