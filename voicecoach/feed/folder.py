"""A folder → its feed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from voicecoach.errors import InputError
from voicecoach.feed.channel import Channel, checked_base_url, new_channel
from voicecoach.feed.episode import Episode, LeftOut, episodes_in
from voicecoach.feed.stored import stored_channel


@dataclass(frozen=True, slots=True)
class Feed:
    """A folder's exported files, as a podcast."""

    folder: Path
    channel: Channel
    episodes: tuple[Episode, ...]
    """The oldest first; one at least."""
    left_out: tuple[LeftOut, ...]

    @property
    def duration_s(self) -> float:
        """How long all episodes are together."""
        return sum(episode.duration_s for episode in self.episodes)


def read_feed(
    folder: Path,
    *,
    title: str | None = None,
    author: str | None = None,
    base_url: str | None = None,
    assigns_guid: bool = False,
) -> Feed:
    """The feed of a folder. What isn't given is as the folder's `feed.xml` has it; else it is taken from the files.

    `base_url` is where the folder is served. Where it `assigns_guid`, a podcast that has no UUID yet gets that of its
    address: right for an address that will stay.

    Raises InputError where the folder can't be read or holds no exported file, `feed.xml` isn't voicecoach's, or the
    address can't be used.
    """
    address = checked_base_url(base_url) if base_url is not None else None
    if not folder.is_dir():
        raise InputError(f"{folder} is no folder; name one with files that were exported")
    try:
        episodes, left_out = episodes_in(folder)
    except OSError as error:
        raise InputError(f"the folder {folder} can't be read: {error.strerror}; make it readable") from error
    if not episodes:
        because = "".join(f"\n  {left.reason}" for left in left_out)
        raise InputError(f"{folder} holds no file that voicecoach exported; export one into it first{because}")
    channel = stored_channel(folder) or new_channel(folder, episodes, address if assigns_guid else None)
    channel = replace(
        channel,
        title=title or channel.title,
        author=author or channel.author,
        base_url=address or channel.base_url,
    )
    return Feed(folder, channel, episodes, left_out)
