# mutagen brings no types:
# mypy: allow-untyped-calls
"""What was written comes back: by our own reader, and by ffprobe."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.export.kinds import FLAC, KINDS, M4A, M4B, MP3, OGG, OPUS, WAV, Kind, each
from voicecoach.clip import GRID
from voicecoach.errors import ExportError, InputError
from voicecoach.export.encoder import Caption, Chapter, Tags
from voicecoach.export.reader import read_exported

if TYPE_CHECKING:
    from tests.export.conftest import Studio

MIMES = {
    ".mp3": "audio/mpeg",
    ".wav": "audio/wav",
    ".flac": "audio/flac",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".m4a": "audio/mp4",
    ".m4b": "audio/mp4",
}
LENGTH = 200 * GRID


@each(*KINDS)
def test_everything_comes_back(kind: Kind, whole_tags: Tags, studio: Studio) -> None:
    path = studio.write(kind.encoder(), LENGTH, studio.islands([(3, 20, "noise")]), whole_tags)
    found = read_exported(path)
    assert found.path == path
    assert found.mime == MIMES[path.suffix]
    assert found.duration_s == 4.8
    assert found.tags == whole_tags


@each(*KINDS)
def test_a_file_may_say_little(kind: Kind, studio: Studio) -> None:
    little = Tags("Title", "", "", "en", "", ())
    assert read_exported(studio.write(kind.encoder(), LENGTH, [], little)).tags == little


@each(FLAC, OGG, OPUS)
@given(title=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
@settings(max_examples=20)
def test_any_text_survives(kind: Kind, title: str, studio: Studio) -> None:
    tags = Tags(title, "", "", "en-us", title, (Chapter(title, 0, LENGTH),))
    assert read_exported(studio.write(kind.encoder(), LENGTH, [], tags)).tags == tags


@each(M4A)
def test_a_long_title_of_a_chapter_ends_at_a_whole_character(kind: Kind, studio: Studio) -> None:
    tags = Tags("Title", "", "", "en", "", (Chapter("ü" * 200, 0, LENGTH),))
    (chapter,) = read_exported(studio.write(kind.encoder(), LENGTH, [], tags)).tags.chapters
    assert chapter.title == "ü" * 127


@each(FLAC, OGG, OPUS, M4A)
def test_too_many_chapters_are_refused_before_any_work(kind: Kind, studio: Studio) -> None:
    most = 255 if kind is M4A else 999
    chapters = tuple(Chapter(str(n), n * GRID, (n + 1) * GRID) for n in range(most + 1))
    length = (most + 1) * GRID
    tags = Tags("Title", "", "", "en", "", chapters)
    with pytest.raises(ExportError, match=f"{most + 1} chapters don't fit"):
        studio.write(kind.encoder(), length, iter(lambda: pytest.fail("islands were pulled"), 0), tags)
    fitting = replace(tags, chapters=(*chapters[: most - 1], Chapter("end", (most - 1) * GRID, length)))
    assert read_exported(studio.write(kind.encoder(), length, [], fitting)).tags.chapters == fitting.chapters


@each(*KINDS)
@pytest.mark.needs("ffprobe")
def test_ffprobe_finds_title_chapters_and_cover(kind: Kind, whole_tags: Tags, studio: Studio) -> None:
    path = studio.write(kind.encoder(), LENGTH, [], whole_tags)
    command = ["ffprobe", "-v", "error", "-show_chapters", "-show_format", "-show_streams", "-of", "json", str(path)]
    found = json.loads(subprocess.check_output(command, timeout=60))
    assert [(c["tags"]["title"], float(c["start_time"]), float(c["end_time"])) for c in found["chapters"]] == [
        ("1 · Öffnung = für; #dich \\ 🧘", 0, 2.084),
        ("呼吸", 2.084, pytest.approx(4.8, abs=0.025)),  # where a format has no ends, ffmpeg takes the file's
    ]
    sound = next(stream for stream in found["streams"] if stream["codec_type"] == "audio")
    about = {
        name.lower(): text for name, text in [*sound.get("tags", {}).items(), *found["format"].get("tags", {}).items()]
    }
    assert about["title"] == whole_tags.title
    assert about["comment"] == whole_tags.comment
    assert any(stream["codec_name"] == "png" for stream in found["streams"])


@each(M4B)
def test_an_audiobook_says_so(kind: Kind, studio: Studio) -> None:
    from mutagen.mp4 import MP4

    path = studio.write(kind.encoder(), LENGTH, [])
    assert MP4(path)["stik"] == [2]
    assert path.read_bytes()[4:12] == b"ftypM4B "


def missing(path: Path) -> None:
    """No file at all."""


def empty(path: Path) -> None:
    """A file with nothing in it."""
    path.touch()


def text(path: Path) -> None:
    """Anything but sound."""
    path.write_text("no sound at all\n" * 100)


def folder(path: Path) -> None:
    """No file."""
    path.mkdir()


@pytest.mark.parametrize("ending", [*MIMES, ".xyz"])
@pytest.mark.parametrize("make", [missing, empty, text, folder])
def test_what_is_no_audio_file_is_refused(make: Callable[[Path], None], ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"session{ending}"
    make(path)
    with pytest.raises(InputError) as raised:
        read_exported(path)
    assert str(path) in str(raised.value)


@each(MP3, WAV, FLAC, OGG, OPUS, M4A)
def test_a_damaged_file_is_read_or_refused(kind: Kind, whole_tags: Tags, studio: Studio, tmp_path: Path) -> None:
    whole = studio.write(kind.encoder(), LENGTH, studio.islands([(3, 20, "noise")]), whole_tags).read_bytes()
    path = tmp_path / f"damaged{kind.encoder.suffix}"
    told = set()
    for at in range(0, min(len(whole), 4000), 37):
        for damaged in (whole[:at], whole[:at] + b"\xff\xff\xff\xff" + whole[at + 4 :]):
            path.write_bytes(damaged)
            try:
                read_exported(path)
            except InputError as error:
                told.add(str(error))
    assert not any("()" in words for words in told)


def test_captions_that_touch_and_long_sessions_come_back(studio: Studio) -> None:
    captions = (
        Caption("One.", 0, 48_000),
        Caption("Two.", 48_000, 96_000),
        Caption("Late.", 48_000 * 7300, 48_000 * 7301),
    )
    tags = Tags("Title", "", "", "en", "", (), captions)
    assert read_exported(studio.write(FLAC.encoder(), LENGTH, [], tags)).tags.captions == captions
