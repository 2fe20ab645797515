"""Silence of any length, written in bounded pieces."""

from __future__ import annotations

from typing import BinaryIO

_PIECE_BYTES = 1 << 16


def write_repeated(file: BinaryIO, unit: bytes, times: int) -> None:
    """Write `unit` `times` times, in pieces of 64 KiB or one unit, whichever is more.

    Raises ValueError where `times` is negative: the islands overlap, or pass the end.
    """
    if times < 0:
        raise ValueError(f"the islands overlap or pass the end, by {-times} x {len(unit)} bytes")
    per_piece = max(1, _PIECE_BYTES // len(unit))
    whole, rest = divmod(times, per_piece)
    piece = unit * min(times, per_piece)
    for _ in range(whole):
        file.write(piece)
    file.write(unit * rest)
