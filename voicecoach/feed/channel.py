"""What a feed says of itself, and where it is kept: in the folder's own `feed.xml`."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from voicecoach.errors import InputError
from voicecoach.feed.episode import OUR_ARTIST, Episode

FEED_NAME = "feed.xml"
GENERATOR = "voicecoach"
"""By this, a feed that voicecoach wrote is told from any other."""

PODCAST_UUIDS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The namespace of a podcast's UUIDv5 (podcast namespace, "Guid")."""


@dataclass(frozen=True, slots=True)
class Channel:
    """What stays the same while episodes come and go."""

    title: str
    author: str
    guid: str
    """The podcast's own UUID."""
    base_url: str | None = None
    """Where the folder is served, with a slash at its end; None where that isn't known."""


def new_channel(folder: Path, episodes: Sequence[Episode], base_url: str | None) -> Channel:
    """A feed's first description: what its files have in common.

    The UUID is that of the feed's address, as the podcast namespace wants it. Where there is no address yet, it is made
    from the episodes; a podcast keeps it for good, whatever its address becomes.
    """
    albums = {episode.tags.album for episode in episodes} - {""}
    artists = {episode.tags.artist for episode in episodes} - {""}
    identity = f"{base_url}{FEED_NAME}" if base_url else "\n".join(sorted(episode.guid for episode in episodes))
    return Channel(
        title=albums.pop() if len(albums) == 1 else folder.resolve().name or GENERATOR,
        author=artists.pop() if len(artists) == 1 else OUR_ARTIST,
        guid=podcast_guid(identity),
        base_url=base_url,
    )


def podcast_guid(url: str) -> str:
    """The UUID of a podcast whose feed is at `url`, or that another text tells from others. The scheme, and slashes at
    the end, don't count."""
    return str(uuid.uuid5(PODCAST_UUIDS, url.split("://", 1)[-1].rstrip("/")))


def language_of(episodes: Sequence[Episode]) -> str | None:
    """The language of most episodes; None where none is known."""
    counts = Counter(episode.tags.language for episode in episodes if episode.tags.language not in ("", "und"))
    return min(counts, key=lambda language: (-counts[language], language), default=None)


def checked_base_url(url: str) -> str:
    """An address of a folder, with a slash at its end. Raises InputError where it is none that a feed can be at."""
    try:
        parts = urlsplit(url.strip())
        usable = parts.scheme in ("http", "https") and parts.hostname and not (parts.query or parts.fragment)
        _ = parts.port  # a wrong one is noticed when it is asked for
    except ValueError:
        usable = None
    if not usable or any(character.isspace() for character in url.strip()):
        raise InputError(
            f"{url!r} is no address of a folder; give one such as https://example.org/routines, without ? and #"
        )
    return url.strip().rstrip("/") + "/"
