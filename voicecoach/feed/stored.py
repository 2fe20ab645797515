"""A folder's `feed.xml` → the channel that it describes."""

from __future__ import annotations

from pathlib import Path

from voicecoach.errors import InputError
from voicecoach.feed.channel import FEED_NAME, GENERATOR, Channel
from voicecoach.feed.rss import NAMESPACES


def stored_channel(folder: Path) -> Channel | None:
    """What the folder's feed says of itself; None where there is none yet.

    Raises InputError where its `feed.xml` can't be read, or voicecoach didn't write it.
    """
    from xml.etree import ElementTree

    path = folder / FEED_NAME
    try:
        root = ElementTree.fromstring(path.read_bytes())  # noqa: S314  the user's own; expat bounds its entities
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror}; make it readable, or remove it") from error
    except (ElementTree.ParseError, LookupError, ValueError) as error:  # the last ones of an unknown encoding
        raise InputError(f"{path} is no whole feed ({error}); remove it to have it written anew") from error
    if root.findtext("channel/generator") != GENERATOR:
        raise InputError(f"{path} wasn't written by voicecoach; move it elsewhere, or choose another folder")
    own = root.find("channel/atom:link[@rel='self']", NAMESPACES)
    return Channel(
        title=root.findtext("channel/title", ""),
        author=root.findtext("channel/itunes:author", "", NAMESPACES),
        guid=root.findtext("channel/podcast:guid", "", NAMESPACES),
        base_url=None if own is None else own.get("href", "").removesuffix(FEED_NAME) or None,
    )
