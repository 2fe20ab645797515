"""What of a file a client asks for, by the rules of RFC 9110, section 14."""

from __future__ import annotations

import re
from collections.abc import Iterator

MOST_RANGES = 10
"""No player asks for more at once; the section's rule for a header with many ranges is to ignore it."""

_RANGES = re.compile(r"bytes=(?P<ranges>[0-9, \t-]+)", re.ASCII | re.IGNORECASE)
_RANGE = re.compile(r"(\d{0,18})-(\d{0,18})", re.ASCII)


def plain_range(header: str, size_bytes: int) -> str | None:
    """A Range header for a file of this size, with nothing left in it to be understood in several ways: each range as
    `first-last` inside the file. None where the header has to be ignored, so that the whole file is the answer; a range
    that begins at the file's end where none of them can be had, so that 416 is."""
    found = _RANGES.fullmatch(header.strip())
    parts = [part.strip() for part in found["ranges"].split(",")] if found else []
    asked = [match for part in parts if part and (match := _RANGE.fullmatch(part))]
    if not asked or len(asked) > MOST_RANGES or len(asked) < len([part for part in parts if part]):
        return None
    try:
        spans = list(_inside([(match[1], match[2]) for match in asked], size_bytes))
    except ValueError:
        return None
    return "bytes=" + (",".join(f"{first}-{last}" for first, last in spans) or f"{size_bytes}-")


def _inside(asked: list[tuple[str, str]], size_bytes: int) -> Iterator[tuple[int, int]]:
    """The first and the last byte of each range that is there. Raises ValueError for what is none."""
    for first, last in asked:
        if not first:  # the last so many bytes
            start, end = max(size_bytes - int(last), 0), size_bytes - 1
        else:
            start, end = int(first), int(last) if last else size_bytes - 1
            if last and int(last) < start:
                raise ValueError("it ends before it begins")
        if start < size_bytes:
            yield start, min(end, size_bytes - 1)
