"""A feed → all that is fetched by whoever subscribes to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from voicecoach.feed.channel import FEED_NAME
from voicecoach.feed.chapters import CHAPTERS_TYPE, chapters_json, chapters_name
from voicecoach.feed.cover import OWN_COVERS, cover_name, feed_cover_name
from voicecoach.feed.folder import Feed
from voicecoach.feed.rss import FEED_TYPE, rss


@dataclass(frozen=True, slots=True)
class Document:
    """What is found at one address."""

    name: str
    """A file's name, in the feed's folder; what it is quoted as stands in the feed."""
    media_type: str
    content: bytes | Path
    """What is made for the feed as bytes; a file that was there before it as its path."""


def documents(feed: Feed) -> tuple[Document, ...]:
    """The feed, and all that it names; the feed comes last, so that it never names what isn't there yet."""
    return *_of_episodes(feed), *_covers(feed), Document(FEED_NAME, FEED_TYPE, rss(feed))


def _of_episodes(feed: Feed) -> Iterator[Document]:
    for episode in feed.episodes:
        yield Document(episode.path.name, episode.media_type, episode.path)
        for transcript in episode.transcripts:
            yield Document(transcript.path.name, transcript.media_type, transcript.path)
        if name := chapters_name(episode):
            yield Document(name, CHAPTERS_TYPE, chapters_json(feed.channel, episode))


def _covers(feed: Feed) -> Iterator[Document]:
    """Each picture once, though many episodes may have it."""
    pictures = {name: episode.tags.cover for episode in feed.episodes if (name := cover_name(episode))}
    for name, picture in pictures.items():
        yield Document(name, f"image/{name.rpartition('.')[2]}", picture)
    own = feed_cover_name(feed.folder, feed.episodes)
    if own in OWN_COVERS:
        yield Document(own, OWN_COVERS[own], feed.folder / own)
