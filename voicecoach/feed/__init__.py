"""A folder of exported files → a podcast feed, which any podcast app can subscribe to once the folder is served.

Sources: "RSS 2.0 Specification" (rssboard.org/rss-specification); Apple, "A Podcaster's Guide to RSS" and "Podcast RSS
feed requirements" (podcasters.apple.com); "The podcast namespace" (podcastindex.org/namespace/1.0); "JSON Chapters
Format", version 1.2 (in the podcast namespace's repository).
"""

from __future__ import annotations

from pathlib import Path

from voicecoach.feed.folder import read_feed
from voicecoach.feed.rss import rss


def feed_xml(folder: Path, base_url: str) -> bytes:
    """The feed of a folder that is served at `base_url`, as RSS; nothing is written.

    The title, the author and the podcast's identity are those of the folder's own `feed.xml` where there is one. Raises
    InputError as `read_feed` does.
    """
    return rss(read_feed(folder, base_url=base_url))
