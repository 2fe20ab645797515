# mutagen brings no types:
# mypy: allow-untyped-calls
"""Tags: what readers find in the file."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutagen.id3 import ID3, CTOCFlags

from voicecoach.clip import GRID
from voicecoach.errors import ExportError
from voicecoach.export.encoder import Caption, Chapter, Tags
from voicecoach.export.id3 import MOST_CHAPTERS, id3_bytes, language_code, tags_from

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)


def read(tag: bytes) -> ID3:
    """What mutagen finds, by the rules of the tag's own version."""
    return ID3(BytesIO(tag), translate=False)


def test_mutagen_reads_everything_back(tags: Tags) -> None:
    found = read(id3_bytes(tags))
    assert found.version == (2, 3, 0)
    assert {name: str(frame) for name, frame in found.items() if name[:4] not in {"CHAP", "CTOC"}} == {
        "TIT2": "Rücken 🧘",
        "TPE1": "voicecoach",
        "TALB": "Übungen",
        "TLAN": "deu",
        "TCON": "Speech",
        "TSSE": "voicecoach",
        "COMM::deu": "Ruhig atmen…",
    }
    (contents,) = found.getall("CTOC")
    assert contents.flags == CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED
    chapters = [found[f"CHAP:{element_id}"] for element_id in contents.child_element_ids]
    assert [(str(c.sub_frames["TIT2"]), c.start_time, c.end_time) for c in chapters] == [
        ("Öffnung für dich 🧘", 0, 2083),
        ("呼吸", 2083, 4800),
    ]
    assert {offset for c in chapters for offset in (c.start_offset, c.end_offset)} == {0xFFFFFFFF}


def test_what_is_written_comes_back(tags: Tags) -> None:
    meet = 100_032
    whole = replace(
        tags,
        chapters=(Chapter("1 · Öffnung 🧘", 0, meet), Chapter("呼吸", meet, 200 * GRID)),
        captions=(Caption("Heb das Knie.", 48, 960), Caption("Atme — ruhig.", 960, 4800)),
        track=3,
        date=date(2026, 2, 1),
        cover=b"\x89PNG not quite",
        fingerprint="0af1",
    )
    assert tags_from(ID3(BytesIO(id3_bytes(whole)))) == whole


def test_words_are_there_as_a_text_and_by_the_time(tags: Tags) -> None:
    found = read(id3_bytes(replace(tags, captions=(Caption("Eins.", 480, 960), Caption("Zwei.", 9600, 48_000)))))
    assert str(found["USLT::deu"]) == "Eins.\nZwei."
    assert found["SYLT::deu"].text == [("Eins.", 10), ("", 20), ("Zwei.", 200), ("", 1000)]


@given(title=texts, comment=texts, chapter=texts)
def test_any_text_survives(title: str, comment: str, chapter: str) -> None:
    found = read(id3_bytes(Tags(title, "", "", "en", comment, (Chapter(chapter, 0, GRID),))))
    assert found["TIT2"].text == [title]
    assert found["COMM::eng"].text == [comment]
    assert found["CHAP:chp1"].sub_frames["TIT2"].text == [chapter]


@given(st.lists(st.integers(1, 10**7), min_size=1, max_size=30))
def test_chapters_lie_in_order_and_tile_in_milliseconds(lengths: list[int]) -> None:
    chapters, at = [], 0
    for number, length in enumerate(lengths):
        chapters.append(Chapter("long " * (len(lengths) - number), at, at + length))
        at += length
    found = read(id3_bytes(Tags("", "", "", "en", "", tuple(chapters)))).getall("CHAP")
    assert [frame.element_id for frame in found] == [f"chp{number}" for number in range(1, len(lengths) + 1)]
    assert all(before.end_time == after.start_time for before, after in pairwise(found))
    assert found[0].start_time == 0
    assert abs(found[-1].end_time - at / 48) <= 0.5


def test_as_many_chapters_as_a_table_of_contents_can_count(tags: Tags) -> None:
    chapters = tuple(Chapter(str(n), n * GRID, (n + 1) * GRID) for n in range(MOST_CHAPTERS + 1))
    found = read(id3_bytes(replace(tags, chapters=chapters[:-1])))
    assert len(found["CTOC:toc"].child_element_ids) == len(found.getall("CHAP")) == MOST_CHAPTERS
    with pytest.raises(ExportError, match="256 chapters"):
        id3_bytes(replace(tags, chapters=chapters))


@pytest.mark.parametrize(
    ("language", "code"),
    [("en-us", "eng"), ("de", "deu"), ("pt_BR", "por"), ("fr", "fra"), ("cmn-latn-pinyin", "cmn"), ("xx", "und")],
)
def test_languages_have_codes_of_three_letters(language: str, code: str) -> None:
    assert language_code(language) == code
    assert read(id3_bytes(Tags("", "", "", language, "", ())))["TLAN"].text == [code]


def test_bytes_depend_on_no_hash_seed() -> None:
    program = (
        "import sys; from voicecoach.export.encoder import *; from voicecoach.export.id3 import id3_bytes; "
        "chapters = tuple(Chapter('x', n, n + 1) for n in range(20)); "
        "sys.stdout.buffer.write(id3_bytes(Tags('t', 'a', 'b', 'en', 'c', chapters)))"
    )
    root = str(Path(__file__).parents[2])
    tags = {
        subprocess.check_output([sys.executable, "-c", program], env={"PYTHONHASHSEED": seed, "PYTHONPATH": root})
        for seed in ("1", "2", "3")
    }
    assert len(tags) == 1
