# mutagen brings few types:
# mypy: allow-untyped-calls
"""Tags → Vorbis comments, the tags of FLAC, Ogg Vorbis and Opus, and back.

Sources: xiph.org, "Ogg Vorbis I format specification: comment field and header specification" (the names of fields);
wiki.xiph.org, "Chapter Extension" (CHAPTERxxx) and "VorbisComment" (METADATA_BLOCK_PICTURE); RFC 9639, 8.8 (pictures).
LYRICS and SYNCEDLYRICS, the second in LRC's form, are what taggers and players agree on.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from voicecoach.export.encoder import Chapter, Tags
from voicecoach.export.id3 import FINGERPRINT
from voicecoach.export.tag_texts import (
    captions_from,
    chapters_from,
    frames_from_ms,
    iso_date,
    lrc_text,
    ms_from_frames,
    plain_words,
    track_number,
)
from voicecoach.export.tagging import check_chapters

if TYPE_CHECKING:
    from mutagen.flac import Picture

MOST_CHAPTERS = 999
"""A chapter's number has three digits."""

PICTURE = "METADATA_BLOCK_PICTURE"

_CLOCK = re.compile(r"(\d+):(\d\d):(\d\d)\.(\d{3})")

_FRONT_COVER = 3


def comments(tags: Tags) -> list[tuple[str, str]]:
    """The comments of a file, in order; its cover isn't among them.

    Raises ExportError where there are more chapters than MOST_CHAPTERS.
    """
    check_chapters(tags, MOST_CHAPTERS)
    fields = {
        "TITLE": tags.title,
        "ARTIST": tags.artist,
        "ALBUM": tags.album,
        "TRACKNUMBER": "" if tags.track is None else str(tags.track),
        "DATE": tags.date.isoformat() if tags.date else "",
        "GENRE": tags.genre,
        "LANGUAGE": tags.language,
        "DESCRIPTION": tags.comment,
        "LYRICS": plain_words(tags.captions),
        "SYNCEDLYRICS": lrc_text(tags.captions),
        FINGERPRINT.upper(): tags.fingerprint,
    }
    return [*((name, text) for name, text in fields.items() if text), *_chapter_comments(tags.chapters)]


def tags_from(found: Iterable[tuple[str, str]], cover: bytes, length: int) -> Tags:
    """The tags in the comments of a file of `length` frames; of other programs' files, what they have of the same.
    Times come back as they were written, to a millisecond."""
    fields: dict[str, str] = {}
    for name, text in found:
        fields.setdefault(name.upper(), text)
    return Tags(
        title=fields.get("TITLE", ""),
        artist=fields.get("ARTIST", ""),
        album=fields.get("ALBUM", ""),
        language=fields.get("LANGUAGE", "und"),
        comment=fields.get("DESCRIPTION", ""),
        chapters=tuple(chapters_from(_chapter_starts(fields), length)),
        captions=captions_from(fields.get("SYNCEDLYRICS", "")),
        genre=fields.get("GENRE", ""),
        track=track_number(fields.get("TRACKNUMBER", "")),
        date=iso_date(fields.get("DATE", "")),
        cover=cover or _picture_data(fields.get(PICTURE, "")),
        fingerprint=fields.get(FINGERPRINT.upper(), ""),
    )


def picture(cover: bytes) -> Picture:
    """A cover as a picture block. Its size and depth are left at 0: the PNG says them."""
    from mutagen.flac import Picture

    block = Picture()
    block.type, block.mime, block.data = _FRONT_COVER, "image/png", cover
    return block


def picture_comment(cover: bytes) -> tuple[str, str]:
    """A cover as a comment: its picture block in base64."""
    return PICTURE, b64encode(picture(cover).write()).decode()


def _picture_data(text: str) -> bytes:
    from mutagen import MutagenError
    from mutagen.flac import Picture

    try:
        return bytes(Picture(b64decode(text)).data) if text else b""
    except (ValueError, MutagenError):  # another program's, and damaged
        return b""


def _chapter_comments(chapters: Iterable[Chapter]) -> Iterator[tuple[str, str]]:
    for number, chapter in enumerate(chapters, start=1):
        yield f"CHAPTER{number:03d}", _clock(ms_from_frames(chapter.start))
        yield f"CHAPTER{number:03d}NAME", chapter.title


def _chapter_starts(fields: dict[str, str]) -> Iterator[tuple[int, str]]:
    for name, text in fields.items():
        if re.fullmatch(r"CHAPTER\d{3}", name) and (time := _CLOCK.fullmatch(text)):
            hours, minutes, seconds, ms = map(int, time.groups())
            ms += ((hours * 60 + minutes) * 60 + seconds) * 1000
            yield frames_from_ms(ms), fields.get(f"{name}NAME", "")


def _clock(ms: int) -> str:
    """`ms` as HH:MM:SS.mmm."""
    minutes, rest_ms = divmod(ms, 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest_ms // 1000:02d}.{rest_ms % 1000:03d}"
