"""What `write_feed` leaves in a folder, and what it never touches."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.feed.conftest import COVER, make_exported
from voicecoach.errors import InputError
from voicecoach.feed.documents import documents
from voicecoach.feed.folder import read_feed
from voicecoach.feed.writing import Written, write_feed

FOREIGN_FEED = "<rss version='2.0'><channel><title>Mine</title><generator>by hand</generator></channel></rss>"


def write(folder: Path) -> Written:
    return write_feed(read_feed(folder))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_feed_with_chapters_and_pictures_lies_beside_the_files(folder: Path) -> None:
    before = contents(folder)
    write(folder)
    added = {name: content for name, content in contents(folder).items() if name not in before}
    covers = [name for name in added if name.startswith("cover-")]
    assert added.keys() == {"feed.xml", "lower back.chapters.json", "bed für abends.chapters.json", *covers}
    assert [added[name] for name in covers] == [COVER]
    assert {document.name for document in documents(read_feed(folder))} == contents(folder).keys()


def test_chapters_are_in_seconds_and_say_which_file_they_are_of(folder: Path) -> None:
    write(folder)
    content = json.loads((folder / "lower back.chapters.json").read_bytes())
    assert (content["version"], content["fileName"]) == ("1.2.0", "lower back.mp3")
    assert content["chapters"] == [
        {"startTime": 0.0, "endTime": 1.0, "title": "1 · Opening"},
        {"startTime": 1.0, "endTime": 6.0, "title": "2 · Knee rolls"},
    ]


def test_writing_again_changes_nothing(folder: Path) -> None:
    assert write(folder).written[-1] == folder / "feed.xml"
    before = contents(folder)
    times = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert write(folder) == Written((), ())
    assert contents(folder) == before
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == times


def test_what_was_made_for_an_episode_goes_with_it(folder: Path) -> None:
    write(folder)
    others = {
        "mine.chapters.json": b'{"version": "1.2.0", "chapters": []}',
        "list.chapters.json": b"[]",
        "torn.chapters.json": b"{",
        "cover-0123456789ab.png": b"of another program",
        "cover-mine.png": COVER,
        "lower back.vtt": b"WEBVTT\n",
    }
    for name, content in others.items():
        (folder / name).write_bytes(content)
    (folder / "lower back.mp3").unlink()
    removed = {path.name for path in write(folder).removed}
    assert len(removed) == 2
    assert "lower back.chapters.json" in removed
    assert contents(folder).keys() == {"bed für abends.mp3", "bed für abends.chapters.json", "feed.xml", *others}
    assert others.items() <= contents(folder).items()


@pytest.mark.parametrize(
    ("name", "content"),
    [("feed.xml", FOREIGN_FEED), ("feed.xml", "<rss"), ("lower back.chapters.json", '{"version": "1.2.0"}')],
)
def test_nothing_of_another_program_is_overwritten(folder: Path, name: str, content: str) -> None:
    (folder / name).write_text(content)
    before = contents(folder)
    with pytest.raises(InputError, match=name):
        write(folder)
    assert contents(folder) == before


def test_a_torn_feed_of_ours_is_named(folder: Path) -> None:
    write(folder)
    make_exported(folder / "new.mp3")
    whole = (folder / "feed.xml").read_bytes()
    (folder / "feed.xml").write_bytes(whole[:-20])
    with pytest.raises(InputError, match=r"no whole feed .* remove it"):
        write(folder)
