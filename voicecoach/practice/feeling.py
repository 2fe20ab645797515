"""How the back felt before a session and after it: what follows from that. Pure."""

from __future__ import annotations

MUCH_WORSE = 3
"""So much more pain after a session than before it asks for the gentle level, and a doctor if it goes on."""


MUCH = 7
"""So much pain before a session asks for rest, or very little, and a doctor if it goes on. Our own choice."""


def is_much(pain: int | None) -> bool:
    """Whether there is much pain; nobody knows where it wasn't told."""
    return pain is not None and pain >= MUCH


def is_much_worse(before: int | None, after: int | None) -> bool:
    """Whether pain grew much over a session; nobody knows where it was told only once, or never."""
    return before is not None and after is not None and after - before >= MUCH_WORSE
