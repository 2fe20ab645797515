# mutagen's frames bring no types:
# mypy: allow-untyped-calls
"""Tags -> ID3v2.3, the version that phones and cars read, and back.

Sources: id3.org, "ID3 tag version 2.3.0" and "ID3v2 Chapter Frame Addendum 1.0" (CHAP, CTOC). Equal tags are equal
bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING

from voicecoach.export.encoder import Caption, Chapter, Tags
from voicecoach.export.tag_texts import frames_from_ms, iso_date, ms_from_frames, plain_words, track_number
from voicecoach.export.tagging import check_chapters

if TYPE_CHECKING:
    from mutagen.id3 import ID3, Frame

MOST_CHAPTERS = 255
"""A table of contents counts its chapters in one byte."""

_NO_OFFSET = 0xFFFFFFFF
"""A chapter's byte offset that says: go by the time."""

_TAG_HEADER_BYTES = 10

FINGERPRINT = "voicecoach fingerprint"
"""The name of what a file was made from, among a tag's own texts."""

_ISO_639_2: dict[str, str] = dict(
    re.findall(
        r"(\w\w):(\w{3})",
        "af:afr am:amh ar:ara as:asm az:aze ba:bak be:bel bg:bul bn:ben bs:bos ca:cat cs:ces cv:chv cy:cym da:dan "
        "de:deu el:ell en:eng eo:epo es:spa et:est eu:eus fa:fas fi:fin fo:fao fr:fra ga:gle gd:gla gl:glg gn:grn "
        "gu:guj he:heb hi:hin hr:hrv ht:hat hu:hun hy:hye ia:ina id:ind io:ido is:isl it:ita ja:jpn ka:kat kk:kaz "
        "kl:kal kn:kan ko:kor ku:kur ky:kir la:lat lb:ltz lt:lit lv:lav mi:mri mk:mkd ml:mal mn:mon mr:mar ms:msa "
        "mt:mlt my:mya nb:nob ne:nep nl:nld nn:nno no:nor oc:oci om:orm or:ori pa:pan pl:pol ps:pus pt:por qu:que "
        "ro:ron ru:rus sd:snd si:sin sk:slk sl:slv so:som sq:sqi sr:srp sv:swe sw:swa ta:tam te:tel tg:tgk th:tha "
        "ti:tir tk:tuk tl:tgl tn:tsn tr:tur tt:tat ug:uig uk:ukr ur:urd uz:uzb vi:vie xh:xho yi:yid yo:yor zh:zho "
        "zu:zul",
    )
)
"""ISO 639-1 -> ISO 639-2 (terminology)."""


def id3_bytes(tags: Tags) -> bytes:
    """The whole tag, as it stands at the start of a file. Any Unicode but NUL survives in titles and comment.

    Raises ExportError where there are more chapters than MOST_CHAPTERS.
    """
    check_chapters(tags, MOST_CHAPTERS)
    body = b"".join(map(_frame_bytes, [*_about(tags), *_contents(tags.chapters), *_words(tags), *_picture(tags)]))
    size = bytes(len(body) >> shift & 0x7F for shift in (21, 14, 7, 0))  # seven bits a byte
    return b"ID3\x03\x00\x00" + size + body


def tags_from(found: ID3) -> Tags:
    """The tags that were written by `id3_bytes`, as mutagen found them; of others, what they have of the same. Times
    come back as they were written, to a millisecond."""
    languages = {three: two for two, three in _ISO_639_2.items()}
    language = _text(found, "TLAN")
    return Tags(
        title=_text(found, "TIT2"),
        artist=_text(found, "TPE1"),
        album=_text(found, "TALB"),
        language=languages.get(language, language or "und"),
        comment=next((str(frame) for frame in found.getall("COMM") if not frame.desc), ""),
        chapters=tuple(_chapters(found)),
        captions=tuple(_captions(found)),
        genre=_text(found, "TCON"),
        track=track_number(_text(found, "TRCK")),
        date=iso_date(_text(found, "TDRC")),
        cover=next((frame.data for frame in found.getall("APIC")), b""),
        fingerprint=next((str(frame) for frame in found.getall("TXXX") if frame.desc == FINGERPRINT), ""),
    )


def language_code(language: str) -> str:
    """The ISO 639-2 code (terminology) of a BCP 47 tag: `en-us` -> `eng`; `und` where it isn't known."""
    primary = language.lower().replace("_", "-").split("-")[0]
    if len(primary) == 3 and primary.isascii() and primary.isalpha():  # noqa: PLR2004  ISO 639-2 codes have three letters
        return primary
    return _ISO_639_2.get(primary, "und")


def _about(tags: Tags) -> list[Frame]:
    from mutagen.id3 import COMM, TALB, TCON, TDAT, TIT2, TLAN, TPE1, TRCK, TSSE, TXXX, TYER, Encoding

    language = language_code(tags.language)
    frames: list[Frame] = [
        TIT2(encoding=Encoding.UTF16, text=tags.title),
        TPE1(encoding=Encoding.UTF16, text=tags.artist),
        TALB(encoding=Encoding.UTF16, text=tags.album),
        TLAN(encoding=Encoding.LATIN1, text=language),
        TCON(encoding=Encoding.LATIN1, text=tags.genre),
        TSSE(encoding=Encoding.LATIN1, text="voicecoach"),
        COMM(encoding=Encoding.UTF16, lang=language, desc="", text=tags.comment),
    ]
    if tags.track is not None:
        frames.append(TRCK(encoding=Encoding.LATIN1, text=str(tags.track)))
    if tags.date:
        frames.append(TYER(encoding=Encoding.LATIN1, text=f"{tags.date:%Y}"))
        frames.append(TDAT(encoding=Encoding.LATIN1, text=f"{tags.date:%d%m}"))
    if tags.fingerprint:
        frames.append(TXXX(encoding=Encoding.LATIN1, desc=FINGERPRINT, text=tags.fingerprint))
    return frames


def _words(tags: Tags) -> list[Frame]:
    """All that is said: as a text, and by the time. In the second, an empty text stands where nothing is said."""
    from mutagen.id3 import SYLT, USLT, Encoding

    if not tags.captions:
        return []
    language = language_code(tags.language)
    timed = [
        entry
        for caption in tags.captions
        for entry in ((caption.text, ms_from_frames(caption.start)), ("", ms_from_frames(caption.stop)))
    ]
    milliseconds, lyrics = 2, 1
    return [
        USLT(encoding=Encoding.UTF16, lang=language, desc="", text=plain_words(tags.captions)),
        SYLT(encoding=Encoding.UTF16, lang=language, format=milliseconds, type=lyrics, desc="", text=timed),
    ]


def _picture(tags: Tags) -> list[Frame]:
    from mutagen.id3 import APIC, Encoding, PictureType

    if not tags.cover:
        return []
    return [APIC(encoding=Encoding.LATIN1, mime="image/png", type=PictureType.COVER_FRONT, desc="", data=tags.cover)]


def _contents(chapters: tuple[Chapter, ...]) -> list[Frame]:
    from mutagen.id3 import CHAP, CTOC, TIT2, CTOCFlags, Encoding

    if not chapters:
        return []
    element_ids = [f"chp{number}" for number in range(1, len(chapters) + 1)]
    top = CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED
    return [
        CTOC(element_id="toc", flags=top, child_element_ids=element_ids, sub_frames=[]),
        *(
            CHAP(
                element_id=element_id,
                start_time=ms_from_frames(chapter.start),
                end_time=ms_from_frames(chapter.stop),
                start_offset=_NO_OFFSET,
                end_offset=_NO_OFFSET,
                sub_frames=[TIT2(encoding=Encoding.UTF16, text=chapter.title)],
            )
            for element_id, chapter in zip(element_ids, chapters, strict=True)
        ),
    ]


def _frame_bytes(frame: Frame) -> bytes:
    """A frame as mutagen writes it into a tag of its own. In one tag it would sort chapters by size, and some
    players show them as they lie in the file.
    """
    from mutagen.id3 import ID3

    tag, file = ID3(), BytesIO()
    tag.add(frame)
    tag.save(file, v1=0, v2_version=3, padding=lambda _: 0)
    return file.getvalue()[_TAG_HEADER_BYTES:]


def _text(found: ID3, name: str) -> str:
    return str(found.get(name, ""))


def _chapters(found: ID3) -> Iterator[Chapter]:
    """In the order of the table of contents; in that of their starts where there is none."""
    chapters = {frame.element_id: frame for frame in sorted(found.getall("CHAP"), key=lambda frame: frame.start_time)}
    order = next((contents.child_element_ids for contents in found.getall("CTOC")), chapters)
    for frame in (chapters[element_id] for element_id in order if element_id in chapters):
        title = str(frame.sub_frames.get("TIT2", ""))
        yield Chapter(title, frames_from_ms(frame.start_time), frames_from_ms(frame.end_time))


def _captions(found: ID3) -> Iterator[Caption]:
    for frame in found.getall("SYLT")[:1]:
        for (text, start_ms), (_, stop_ms) in pairwise(frame.text):
            if text:
                yield Caption(text, frames_from_ms(start_ms), frames_from_ms(stop_ms))
