"""The pictures of a feed and its episodes: those of the files themselves, or one that the user puts beside them.

Apple wants a square of 1400 to 3000 pixels, a PNG or JPEG in RGB, for its directory; a private feed isn't checked, and
apps show any size. So pictures are served as they are.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

from voicecoach.export.pictures import picture_kind
from voicecoach.feed.episode import Episode

OWN_COVERS = {"cover.png": "image/png", "cover.jpg": "image/jpeg"}
"""What the user may put into the folder, to be the picture of the feed."""

_DIGITS = 12
_NAME = re.compile(rf"cover-[0-9a-f]{{{_DIGITS}}}\.(png|jpeg)")


def cover_name(episode: Episode) -> str | None:
    """The name of an episode's picture; None where it has none.

    It follows from the picture: apps keep what they got by a name, so another picture needs another name.
    """
    return _name(episode.tags.cover)


def feed_cover_name(folder: Path, episodes: Sequence[Episode]) -> str | None:
    """The name of the feed's picture: the user's own, else that of the oldest episode that has one."""
    own = next((name for name in OWN_COVERS if (folder / name).is_file()), None)
    return own or next(filter(None, map(cover_name, episodes)), None)


def is_ours(path: Path) -> bool:
    """Whether a picture is one that was taken from a file, and so can be had again from there."""
    try:
        return bool(_NAME.fullmatch(path.name)) and _name(path.read_bytes()) == path.name
    except OSError:
        return False


def _name(picture: bytes) -> str | None:
    kind = picture_kind(picture)
    return f"cover-{hashlib.sha256(picture).hexdigest()[:_DIGITS]}.{kind}" if kind else None
