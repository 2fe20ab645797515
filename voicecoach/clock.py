"""Lengths of time as a clock shows them."""

from __future__ import annotations


def clock_time(seconds: float) -> str:
    """A length of time, to the second: `12:05`, `1:02:05`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
