"""The terms that both a routine and its listener choose from. A module of its own, so that the command line starts
without the model."""

from __future__ import annotations

from enum import Enum


class Level(str, Enum):
    """How much is asked of the listener: which variant and which dose."""

    GENTLE = "gentle"
    REGULAR = "regular"
    CHALLENGE = "challenge"

    @property
    def rank(self) -> int:
        """Its place among them, from 0, the gentlest."""
        return [*Level].index(self)


class Guidance(str, Enum):
    """How much the coach says."""

    FULL = "full"
    """Start position, action, feeling and what to do if it hurts, at the first repetition of each side."""
    BRIEF = "brief"
    """The short form from the start."""
    CHIMES = "chimes"
    """Names and sides; counts and holds are left to the chimes."""


class Safety(str, Enum):
    """How much of the warnings the opening says. It can't be switched off."""

    FULL = "full"
    SHORT = "short"


class Surface(str, Enum):
    """Where an exercise can be done, and where a listener lies: `bed` means a bed or the floor, `floor` the floor
    only."""

    BED = "bed"
    FLOOR = "floor"


class Sides(str, Enum):
    """How an exercise treats left and right."""

    BOTH = "both"
    """Both sides at once: there is nothing to name."""
    ALTERNATING = "alternating"
    """Left, right, left, right …"""
    IN_TURN = "in turn"
    """All repetitions on the left, then all on the right."""


class Position(str, Enum):
    """How the body rests in an exercise's start position."""

    BACK = "back"
    SIDE = "side"
    FRONT = "front"
    KNEELING = "kneeling"
    """On hands and knees, or sitting on the heels."""
    SITTING = "sitting"
    STANDING = "standing"
