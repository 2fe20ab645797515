"""How much is asked of the listener. A module of its own, so that the command line starts without the model."""

from __future__ import annotations

from enum import Enum


class Level(str, Enum):
    """Which variant and which dose a listener gets."""

    GENTLE = "gentle"
    REGULAR = "regular"
    CHALLENGE = "challenge"
