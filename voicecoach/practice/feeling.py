"""How the back felt before a session and after it: what follows from that. Pure."""

from __future__ import annotations

MUCH_WORSE = 3
"""So much more pain after a session than before it asks for the gentle level, and a doctor if it goes on."""


def is_much_worse(before: int | None, after: int | None) -> bool:
    """Whether pain grew much over a session; nobody knows where it was told only once, or never."""
    return before is not None and after is not None and after - before >= MUCH_WORSE
