"""The kinds of picture that go with an exported file."""

from __future__ import annotations

_STARTS = {"png": b"\x89PNG\r\n\x1a\n", "jpeg": b"\xff\xd8\xff"}
"""How they begin (ISO/IEC 15948, ISO/IEC 10918-1). Every browser and every podcast app shows them."""


def picture_kind(picture: bytes) -> str | None:
    """`png` or `jpeg`, which is both the ending of a file's name and, behind `image/`, its media type; None for what is
    neither."""
    return next((kind for kind, start in _STARTS.items() if picture.startswith(start)), None)
