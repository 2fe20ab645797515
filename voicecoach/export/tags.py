# mutagen's frames bring no types:
# mypy: allow-untyped-calls
"""Tags -> ID3v2.3, the version that phones and cars read.

Sources: id3.org, "ID3 tag version 2.3.0" and "ID3v2 Chapter Frame Addendum 1.0" (CHAP, CTOC). There is no date in it:
equal tags are equal bytes.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

from voicecoach.clip import FRAME_RATE
from voicecoach.errors import ExportError

if TYPE_CHECKING:
    from mutagen.id3 import Frame

    from voicecoach.export.encoder import Chapter, Tags

MOST_CHAPTERS = 255
"""A table of contents counts its chapters in one byte."""

_NO_OFFSET = 0xFFFFFFFF
"""A chapter's byte offset that says: go by the time."""

_TAG_HEADER_BYTES = 10

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
    if len(tags.chapters) > MOST_CHAPTERS:
        raise ExportError(
            f"{len(tags.chapters)} chapters don't fit into one file ({MOST_CHAPTERS} at most); split the routine"
        )
    body = b"".join(map(_frame_bytes, [*_about(tags), *_contents(tags.chapters)]))
    size = bytes(len(body) >> shift & 0x7F for shift in (21, 14, 7, 0))  # seven bits a byte
    return b"ID3\x03\x00\x00" + size + body


def language_code(language: str) -> str:
    """The ISO 639-2 code (terminology) of a BCP 47 tag: `en-us` -> `eng`; `und` where it isn't known."""
    primary = language.lower().replace("_", "-").split("-")[0]
    if len(primary) == 3 and primary.isascii() and primary.isalpha():  # noqa: PLR2004  ISO 639-2 codes have three letters
        return primary
    return _ISO_639_2.get(primary, "und")


def _about(tags: Tags) -> list[Frame]:
    from mutagen.id3 import COMM, TALB, TCON, TIT2, TLAN, TPE1, TSSE, Encoding

    language = language_code(tags.language)
    return [
        TIT2(encoding=Encoding.UTF16, text=tags.title),
        TPE1(encoding=Encoding.UTF16, text=tags.artist),
        TALB(encoding=Encoding.UTF16, text=tags.album),
        TLAN(encoding=Encoding.LATIN1, text=language),
        TCON(encoding=Encoding.LATIN1, text="Speech"),
        TSSE(encoding=Encoding.LATIN1, text="voicecoach"),
        COMM(encoding=Encoding.UTF16, lang=language, desc="", text=tags.comment),
    ]


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
                start_time=_ms(chapter.start),
                end_time=_ms(chapter.stop),
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


def _ms(frame: int) -> int:
    """One rule of rounding for starts and stops, so that chapters which tile in frames tile in milliseconds."""
    return round(frame * 1000 / FRAME_RATE)
