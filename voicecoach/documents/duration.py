"""Durations as people write them: `10 s`, `1 min 30 s`, `2 breaths`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

BREATH_S = 10.0
"""One slow breath: five seconds in and five out, six breaths a minute (the pace of paced-breathing practice)."""

_UNITS = {
    "s": 1.0,
    "sec": 1.0,
    "secs": 1.0,
    "second": 1.0,
    "seconds": 1.0,
    "min": 60.0,
    "mins": 60.0,
    "minute": 60.0,
    "minutes": 60.0,
    "breath": None,
    "breaths": None,
}
_PART = re.compile(r"\s*(\d{1,6}(?:\.\d{1,6})?)\s*([a-z]+)\s*(?:,|and\b)?", re.IGNORECASE)
_MOST_SHOWN = 40
_EXAMPLES = "10 s, 1 min 30 s or 2 breaths"


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time: seconds, or slow breaths, never both. `in_minutes`: it was written with minutes, and is spoken
    with them."""

    seconds: float = 0.0
    breaths: float = 0.0
    in_minutes: bool = field(default=False, compare=False)

    def s(self, breath_s: float = BREATH_S) -> float:
        """The length in seconds, one breath taking `breath_s`."""
        return self.seconds + self.breaths * breath_s


def parse_duration(written: object) -> Duration:
    """The duration that a person wrote. Raises ValueError with what to write instead."""
    if isinstance(written, Duration):
        return written
    if isinstance(written, (int, float)) and not isinstance(written, bool):
        raise ValueError(f"{written} has no unit; write {written} s")
    if not isinstance(written, str):
        raise ValueError(f"this is no duration; write it as {_EXAMPLES}")
    text = written.strip()
    if text.startswith(("-", "\N{MINUS SIGN}")):
        raise ValueError(f"{text} is negative; a duration counts from 0 s up")
    seconds = breaths = 0.0
    in_minutes = False
    reached = 0
    while reached < len(text):
        part = _PART.match(text, reached)
        if part is None or part[2].lower() not in _UNITS:
            raise ValueError(f"{_shortened(text)!r} is no duration; write it as {_EXAMPLES}")
        factor = _UNITS[part[2].lower()]
        if factor is None:
            breaths += float(part[1])
        else:
            seconds += float(part[1]) * factor
            in_minutes |= factor == _UNITS["min"]
        reached = part.end()
    if not text:
        raise ValueError(f"the duration is empty; write it as {_EXAMPLES}")
    if seconds and breaths:
        raise ValueError(f"{text!r} mixes breaths with seconds; write one of them")
    return Duration(seconds, breaths, in_minutes)


def _shortened(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"
