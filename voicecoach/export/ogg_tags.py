# mutagen brings few types:
# mypy: allow-untyped-calls
"""Tags into an Ogg file; and the same in, the same out.

Sources: RFC 3533 (Ogg's pages), RFC 7845 (Opus in Ogg).
"""

from __future__ import annotations

import zlib
from os import SEEK_CUR
from typing import TYPE_CHECKING, Any, BinaryIO

from voicecoach.export.tagging import plain_errors
from voicecoach.export.vorbis_comments import comments, picture_comment

if TYPE_CHECKING:
    from mutagen.ogg import OggFileType

    from voicecoach.export.encoder import Tags


def ogg_comments(tags: Tags) -> list[tuple[str, str]]:
    """The comments of a file, its cover among them. Raises ExportError where there are too many chapters."""
    return [*comments(tags), *([picture_comment(tags.cover)] if tags.cover else [])]


def tag_ogg(file: BinaryIO, kind: type[OggFileType], about: list[tuple[str, str]]) -> None:
    """Put comments into a file of a kind, in its place. Memory: the comments, and a page of 64 KiB.

    Raises OSError as `file` does, ExportError where the file isn't of that kind.
    """
    with plain_errors():
        _set_serial(file, zlib.crc32(repr(about).encode()))
        file.seek(0)
        found: Any = kind(file)
        found.tags.clear()
        found.tags.extend(about)
        file.seek(0)
        found.save(file, padding=lambda _: 0)


def _set_serial(file: BinaryIO, serial: int) -> None:
    """Give every page this serial number, where libsndfile gave a random one. Files of different tags keep different
    ones, so that they can be chained."""
    from mutagen.ogg import OggPage

    file.seek(0)
    while True:
        try:
            page = OggPage(file)
        except EOFError:
            return
        page.serial = serial
        file.seek(-page.size, SEEK_CUR)
        file.write(page.write())
