"""What a listener chooses: pace, level, and which of a routine's exercises."""

from __future__ import annotations

from dataclasses import dataclass

from voicecoach.errors import InputError, UnknownNameError
from voicecoach.routines.level import Level

PACES = {"slow": 0.8, "steady": 1.0, "brisk": 1.2}
SLOWEST_PACE, FASTEST_PACE = 0.5, 2.0


@dataclass(frozen=True, slots=True)
class Choices:
    """`pace` scales speech and the room to move, 0.5 to 2; a `level` of None is the routine's own. `only` and `without`
    name exercises."""

    pace: float = 1.0
    level: Level | None = None
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


def parse_pace(written: str) -> float:
    """A pace from its name or factor. Raises InputError."""
    bounds = f"a factor from {SLOWEST_PACE:g} to {FASTEST_PACE:g}"
    try:
        factor = PACES[written] if written in PACES else float(written)
    except ValueError as error:
        raise UnknownNameError("pace", written, PACES, f"; or take {bounds}") from error
    if not SLOWEST_PACE <= factor <= FASTEST_PACE:  # false for nan, too
        raise InputError(f"the pace {written} is out of range; take {bounds}")
    return factor
