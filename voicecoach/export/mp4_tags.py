# mutagen brings few types:
# mypy: allow-untyped-calls
"""Tags → MP4, as phones and players of audiobooks read them, and back.

Sources: ISO/IEC 14496-12, 8.2.2 (the box `mvhd`); the names of iTunes' tags as taggers know them (mutagen's
documentation of `mutagen.mp4`, docs.mp3tag.de/mapping). Chapters are read from Nero's list, `chpl`.
"""

from __future__ import annotations

import struct
from base64 import b64encode
from collections.abc import Iterator
from os import SEEK_CUR
from typing import TYPE_CHECKING, Any, BinaryIO

from voicecoach.clip import FRAME_RATE, frames_from_s
from voicecoach.export.encoder import Tags
from voicecoach.export.id3 import FINGERPRINT
from voicecoach.export.tag_texts import (
    captions_from,
    chapters_from,
    iso_date,
    lrc_text,
    ms_from_frames,
    plain_words,
)
from voicecoach.export.tagging import check_chapters, plain_errors

if TYPE_CHECKING:
    from mutagen.mp4 import MP4

MOST_CHAPTERS = 255
"""Nero's list counts its chapters in one byte."""

_MOST_TITLE_BYTES = 255

_OWN = "----:com.apple.iTunes:{}"
"""The name of a text that has no name of its own."""

_LANGUAGE, _TIMED_WORDS, _FINGERPRINT = map(_OWN.format, ("LANGUAGE", "SYNCEDLYRICS", FINGERPRINT))

AUDIOBOOK = 2
"""The kind of media by which phones put a file on the shelf of books."""


def chapters_address(tags: Tags) -> str:
    """The chapters in ffmpeg's own format, ffmetadata, as an address (RFC 2397) that ffmpeg reads instead of a file.

    Raises ExportError where there are more chapters than MOST_CHAPTERS.
    """
    check_chapters(tags, MOST_CHAPTERS)
    lines = [";FFMETADATA1"]
    for chapter in tags.chapters:
        lines += [
            "[CHAPTER]",
            "TIMEBASE=1/1000",
            f"START={ms_from_frames(chapter.start)}",
            f"END={ms_from_frames(chapter.stop)}",
            f"title={_escaped(chapter.title)}",
        ]
    return f"data:text/plain;base64,{b64encode(chr(10).join([*lines, '']).encode()).decode()}"


def tag_mp4(file: BinaryIO, tags: Tags, *, kind: int | None = None) -> None:
    """Put tags, but for chapters, into an MP4 file, in its place. `kind` is a kind of media, such as AUDIOBOOK.

    Raises OSError as `file` does, ExportError where it is no MP4 file.
    """
    from mutagen.mp4 import MP4

    with plain_errors():
        file.seek(0)
        found: Any = MP4(file)
        if found.tags is None:
            found.add_tags()
        found.tags.clear()
        found.tags.update(_fields(tags))
        if kind is not None:
            found.tags["stik"] = [kind]
        file.seek(0)
        found.save(file, padding=lambda _: 0)


def tags_from(found: MP4, length: int) -> Tags:
    """The tags of a file of `length` frames, as mutagen found them; of other programs' files, what they have of the
    same. Times come back as they were written, to a millisecond."""
    fields: Any = found.tags or {}

    def text(name: str) -> str:
        values = fields.get(name) or [""]
        return values[0].decode(errors="replace") if isinstance(values[0], bytes) else str(values[0])

    starts = [(frames_from_s(chapter.start), chapter.title) for chapter in found.chapters or ()]
    tracks = fields.get("trkn") or [(0, 0)]
    covers = fields.get("covr") or [b""]
    return Tags(
        title=text("\xa9nam"),
        artist=text("\xa9ART"),
        album=text("\xa9alb"),
        language=text(_LANGUAGE) or "und",
        comment=text("\xa9cmt"),
        chapters=tuple(chapters_from(starts, length)),
        captions=captions_from(text(_TIMED_WORDS)),
        genre=text("\xa9gen"),
        track=tracks[0][0] or None,
        date=iso_date(text("\xa9day")),
        cover=bytes(covers[0]),
        fingerprint=text(_FINGERPRINT),
    )


def presented_frames(file: BinaryIO) -> int | None:
    """How long an MP4 file sounds, in frames, by the header of the whole: without the codec's delay, which the length
    of its track holds. None where there is no such header. The file is one that mutagen could read."""
    file.seek(0)
    while len(header := file.read(8)) == 8:  # noqa: PLR2004  a box begins with its size and its name, of 4 bytes each
        size, name = struct.unpack(">I4s", header)
        if name == b"moov":
            continue  # its boxes follow
        if name == b"mvhd":
            return _movie_frames(file.read(size - 8))
        if size == 1:
            size = struct.unpack(">Q", file.read(8))[0] - 8
        if size < 8:  # noqa: PLR2004  it reaches to the file's end
            break
        file.seek(size - 8, SEEK_CUR)
    return None


def _movie_frames(box: bytes) -> int | None:
    """A version and flags in 4 bytes, two dates, the ticks in a second, the length in ticks."""
    try:
        ticks_per_s: int
        ticks: int
        ticks_per_s, ticks = struct.unpack_from(*((">IQ", box, 20) if box[0] else (">II", box, 12)))
        return round(ticks * FRAME_RATE / ticks_per_s)
    except (struct.error, ZeroDivisionError, IndexError):
        return None


def _fields(tags: Tags) -> Iterator[tuple[str, object]]:
    from mutagen.mp4 import AtomDataType, MP4Cover, MP4FreeForm

    texts = {
        "\xa9nam": tags.title,
        "\xa9ART": tags.artist,
        "\xa9alb": tags.album,
        "\xa9day": tags.date.isoformat() if tags.date else "",
        "\xa9gen": tags.genre,
        "\xa9cmt": tags.comment,
        "\xa9lyr": plain_words(tags.captions),
        "\xa9too": "voicecoach",
    }
    own_texts = {
        _LANGUAGE: tags.language,
        _TIMED_WORDS: lrc_text(tags.captions),
        _FINGERPRINT: tags.fingerprint,
    }
    yield from ((name, [text]) for name, text in texts.items() if text)
    for name, text in own_texts.items():
        if text:
            yield name, [MP4FreeForm(text.encode(), dataformat=AtomDataType.UTF8)]
    if tags.track is not None:
        yield "trkn", [(tags.track, 0)]
    if tags.cover:
        yield "covr", [MP4Cover(tags.cover, imageformat=MP4Cover.FORMAT_PNG)]


def _escaped(title: str) -> str:
    """A title for ffmetadata, of as many whole characters as Nero's list has room for."""
    short = title.encode()[:_MOST_TITLE_BYTES].decode(errors="ignore")
    return "".join(f"\\{character}" if character in "=;#\\\n" else character for character in short)
