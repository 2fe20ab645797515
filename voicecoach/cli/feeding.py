"""`voicecoach feed`: a folder of exported files as a podcast."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicecoach.clock import clock_time

if TYPE_CHECKING:
    from voicecoach.feed.folder import Feed


def feed(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder with files that were exported.")],
    title: Annotated[
        str | None,
        typer.Option("--title", metavar="TEXT", help="The podcast's title. Default: the files' album."),
    ] = None,
    author: Annotated[
        str | None, typer.Option("--author", metavar="TEXT", help="Who made it. Default: the files' artist.")
    ] = None,
    base_url: Annotated[
        str | None,
        typer.Option(
            "--base-url",
            metavar="URL",
            help="Where the folder will be served, such as https://example.org/routines. Most podcast apps need it.",
        ),
    ] = None,
) -> None:
    """Write a podcast feed for a folder of exported files, so that podcast apps can subscribe to them.

    It writes feed.xml, and beside each audio file its chapters. Run it again when files came or went: title, author and
    address stay as they were, unless you give others.
    """
    from voicecoach.feed.channel import FEED_NAME
    from voicecoach.feed.folder import read_feed
    from voicecoach.feed.writing import write_feed

    found = read_feed(folder, title=title, author=author, base_url=base_url, assigns_guid=True)
    written = write_feed(found)
    for left in found.left_out:
        typer.echo(f"voicecoach: left out: {left.reason}", err=True)
    for path in written.removed:
        print(f"removed {path}, which no episode needs any more")
    print(f"{folder / FEED_NAME}: {_told(found)}{'' if written.written else ', as it was'}")
    if found.channel.base_url:
        print(f"Subscribe to {found.channel.base_url}{FEED_NAME} once the folder is served there.")
    else:
        print(
            "The addresses in it are relative, which most podcast apps don't follow. "
            f"`voicecoach share --feed {folder}` fills in its own; for another server, name the folder's by --base-url."
        )


def _told(feed: Feed) -> str:
    count = len(feed.episodes)
    return f"{count} episode{'s' * (count != 1)}, {clock_time(feed.duration_s)}"
