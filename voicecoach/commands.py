"""What a listener can ask for while a session plays, by keys or by any other remote control."""

from __future__ import annotations

from enum import Enum, auto


class Command(Enum):
    """What a listener can ask for."""

    PAUSE = auto()
    RESUME = auto()
    PAUSE_OR_RESUME = auto()
    """The one that changes something."""
    NEXT = auto()
    """Go on with the next section; in the last one, finish."""
    PREVIOUS = auto()
    """Back to the start of this section; within its first 2 seconds, of the one before."""
    AGAIN = auto()
    """This repetition once more, from its start."""
    SKIP = auto()
    """Leave out the rest of a hold."""
    LONGER = auto()
    """Ten seconds more of a hold."""
    SLOWER = auto()
    FASTER = auto()
    LOUDER = auto()
    SOFTER = auto()
    WHERE = auto()
    """Say where the session stands."""
    KEYS = auto()
    """Say every key."""
    STOP = auto()
    """End; in a hold, say to let go slowly first."""
