"""A channel and its episodes → RSS, as bytes. Equal feeds are equal bytes.

Sources: "RSS 2.0 Specification" (rssboard.org/rss-specification); Apple, "A Podcaster's Guide to RSS"
(podcasters.apple.com); "The podcast namespace" (podcastindex.org/namespace/1.0); "Podlove Simple Chapters" 1.2
(podlove.org/simple-chapters), for apps that fetch no chapters; RFC 4287 for `atom:link`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from voicecoach.clip import s_from_frames
from voicecoach.export.differing import Titled, differences
from voicecoach.feed.channel import FEED_NAME, GENERATOR, Channel, language_of
from voicecoach.feed.chapters import CHAPTERS_TYPE, chapters_name
from voicecoach.feed.cover import cover_name, feed_cover_name

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from voicecoach.feed.episode import Episode
    from voicecoach.feed.folder import Feed

FEED_TYPE = "application/rss+xml"
NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "psc": "http://podlove.org/simple-chapters",
}
CATEGORY = "Health & Fitness"
"""One of Apple's categories."""

_NO_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What an XML 1.0 document can't contain in any form (its production "Char"), and the carriage return, which reading it
makes into a line feed."""

_MOST_TITLES = 20
"""How many titles a feed's description names."""


_NAMED = ("voice", "pace")
"""What says nothing without its name, of what tells two episodes of one title apart."""


def rss(feed: Feed) -> bytes:
    """The feed as RSS 2.0. Addresses are under the channel's `base_url`; without one they are relative."""
    from xml.etree import ElementTree

    root = ElementTree.Element("rss", {"version": "2.0"} | {f"xmlns:{name}": url for name, url in NAMESPACES.items()})
    channel = ElementTree.SubElement(root, "channel")
    _describe(channel, feed)
    differing = differences(Titled(_title(episode), episode.tags, episode.path) for episode in feed.episodes)
    for episode, difference in reversed([*zip(feed.episodes, differing, strict=True)]):  # the newest first, as expected
        _add_item(ElementTree.SubElement(channel, "item"), feed, episode, difference)
    ElementTree.indent(root, " ")
    text: bytes = ElementTree.tostring(root, "utf-8", xml_declaration=True)
    return text + b"\n"


def address(channel: Channel, name: str) -> str:
    """Where a file of the folder is found."""
    return (channel.base_url or "") + quote(os.fsencode(name), safe="")


def _describe(element: Element, feed: Feed) -> None:
    channel = feed.channel
    titles = list(dict.fromkeys(map(_title, feed.episodes)))
    more = " · …" if len(titles) > _MOST_TITLES else ""
    language = language_of(feed.episodes)
    latest = max(filter(None, (episode.published for episode in feed.episodes)), default=None)
    cover = feed_cover_name(feed.folder, feed.episodes)
    _add(element, "title", channel.title)
    _add(element, "link", channel.base_url or FEED_NAME)
    if channel.base_url:
        _add(element, "atom:link", rel="self", type=FEED_TYPE, href=address(channel, FEED_NAME))
    _add(element, "description", escape(" · ".join(titles[:_MOST_TITLES])) + more)
    if language:
        _add(element, "language", language)
    if latest:
        _add(element, "pubDate", format_datetime(latest, usegmt=True))
    _add(element, "generator", GENERATOR)
    _add(element, "itunes:author", channel.author)
    _add(element, "itunes:category", text=CATEGORY)
    _add(element, "itunes:explicit", "false")
    _add(element, "itunes:type", "serial")  # an app shows episodes by their numbers, the first one first
    _add(element, "itunes:block", "Yes")  # it is the user's own: no directory should list it
    _add(element, "podcast:block", "yes")
    _add(element, "podcast:guid", channel.guid)
    _add(element, "podcast:medium", "podcast")
    if cover:
        _add(element, "itunes:image", href=address(channel, cover))


def _add_item(element: Element, feed: Feed, episode: Episode, difference: Mapping[str, str]) -> None:
    channel, tags = feed.channel, episode.tags
    told = ", ".join(f"{key} {value}" if key in _NAMED else value for key, value in difference.items())
    _add(element, "title", f"{_title(episode)} ({told})" if told else _title(episode))
    _add(element, "description", _description(episode))
    _add(
        element,
        "enclosure",
        url=address(channel, episode.path.name),
        length=str(episode.size_bytes),
        type=episode.media_type,
    )
    _add(element, "guid", episode.guid, isPermaLink="false")
    if episode.published:
        _add(element, "pubDate", format_datetime(episode.published, usegmt=True))
    _add(element, "itunes:author", tags.artist or channel.author)
    _add(element, "itunes:duration", str(round(episode.duration_s)))
    _add(element, "itunes:episode", str(episode.number))
    _add(element, "itunes:explicit", "false")
    if cover := cover_name(episode):
        _add(element, "itunes:image", href=address(channel, cover))
    if name := chapters_name(episode):
        _add(element, "podcast:chapters", url=address(channel, name), type=CHAPTERS_TYPE)
        listed = _add(element, "psc:chapters", version="1.2")
        for chapter in tags.chapters:
            _add(listed, "psc:chapter", start=_clock(chapter.start, "milliseconds"), title=chapter.title)
    for transcript in episode.transcripts:
        language = {"language": tags.language} if tags.language not in ("", "und") else {}
        where = address(channel, transcript.path.name)
        _add(element, "podcast:transcript", url=where, type=transcript.media_type, **language)


def _title(episode: Episode) -> str:
    return episode.tags.title or episode.path.stem


def _description(episode: Episode) -> str:
    """An episode's comment and its chapters, as HTML: apps take a description for that, and Apple allows `p`, `ul`
    and `li`. They know a time at the head of a line, and make it a link."""
    comment, chapters = episode.tags.comment, episode.tags.chapters
    entries = "".join(f"<li>{_clock(chapter.start)} {escape(chapter.title)}</li>" for chapter in chapters)
    return (f"<p>{escape(comment)}</p>" if comment else "") + (f"<ul>{entries}</ul>" if entries else "")


def _clock(frame: int, precision: str = "seconds") -> str:
    """A time as feeds have it: `00:01:35`, or `00:01:35.250`. It is never later than the frame, so that whoever goes
    there misses nothing. A file is shorter than a day."""
    at = datetime.min + timedelta(seconds=s_from_frames(frame))
    return at.time().isoformat(precision)


def _add(parent: Element, name: str, content: str = "", /, **attributes: str) -> Element:
    from xml.etree import ElementTree

    kept = {key: _NO_XML.sub("", value) for key, value in attributes.items()}
    added = ElementTree.SubElement(parent, name, kept)
    added.text = _NO_XML.sub("", content) or None
    return added
