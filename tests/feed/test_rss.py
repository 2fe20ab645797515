"""The feed as programs read it that know nothing of voicecoach: two parsers of feeds, and one of XML."""

from __future__ import annotations

from datetime import date
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import feedparser
import podcastparser
import pytest

from tests.feed.conftest import make_exported
from voicecoach.errors import InputError
from voicecoach.export.differing import comment_of
from voicecoach.export.encoder import Chapter
from voicecoach.feed.cover import cover_name
from voicecoach.feed.documents import documents
from voicecoach.feed.folder import read_feed
from voicecoach.feed.rss import NAMESPACES, rss
from voicecoach.feed.writing import write_feed

BASE = "https://example.org/my%20routines/"
AWKWARD = "Knees & <hips> ]]> “ü” 🧘 \x0b\x00end"
READABLE = "Knees & <hips> ]]> “ü” 🧘 end"


def feed_xml(folder: Path, base_url: str) -> bytes:
    """The feed of a folder that is served at `base_url`."""
    return rss(read_feed(folder, base_url=base_url))


def podcast(folder: Path, base_url: str = BASE) -> dict[str, Any]:
    """What gPodder's parser makes of a folder's feed; its episodes come with the oldest first, as in any serial."""
    parsed: dict[str, Any] = podcastparser.parse(f"{base_url}feed.xml", BytesIO(feed_xml(folder, base_url)))
    return parsed


def channel_of(folder: Path) -> ElementTree.Element:
    channel = ElementTree.fromstring(feed_xml(folder, BASE)).find("channel")  # noqa: S314  we wrote it
    assert channel is not None
    return channel


def test_two_parsers_find_the_same_episodes_in_the_same_order(folder: Path) -> None:
    parsed, other = podcast(folder), feedparser.parse(feed_xml(folder, BASE))
    assert not other.bozo
    assert [episode["title"] for episode in parsed["episodes"]] == ["Lower back", "In bed"]
    newest_last = other.entries[::-1]
    assert [entry.title for entry in newest_last] == ["Lower back", "In bed"]
    assert [entry.id for entry in newest_last] == [episode["guid"] for episode in parsed["episodes"]]
    assert [entry.guidislink for entry in other.entries] == [False, False]


def test_a_channel_says_whose_it_is_and_that_it_is_private(folder: Path) -> None:
    other = feedparser.parse(feed_xml(folder, BASE)).feed
    assert (other.title, other.author, other.language) == ("voicecoach routines", "voicecoach", "de")
    assert (other.subtitle, other.link) == ("Lower back · In bed", BASE)
    assert [tag.term for tag in other.tags] == ["Health & Fitness"]
    assert other.itunes_block == 1
    assert [link.href for link in other.links if link.rel == "self"] == [f"{BASE}feed.xml"]
    channel = channel_of(folder)
    assert channel.findtext("itunes:explicit", namespaces=NAMESPACES) == "false"
    assert channel.findtext("podcast:medium", namespaces=NAMESPACES) == "podcast"
    assert channel.findtext("podcast:block", namespaces=NAMESPACES) == "yes"


def test_an_enclosure_is_the_file_to_the_byte(folder: Path) -> None:
    back, bed = (episode["enclosures"] for episode in podcast(folder)["episodes"])
    assert (len(back), len(bed)) == (1, 1)
    for enclosure, name in (back[0], "lower back.mp3"), (bed[0], "bed für abends.mp3"):
        assert unquote(enclosure["url"].removeprefix(BASE)) == name
        assert enclosure["url"].isascii()
        assert enclosure["file_size"] == (folder / name).stat().st_size
        assert enclosure["mime_type"] == "audio/mpeg"


def test_an_episode_says_how_long_it_is_and_what_comes_when(folder: Path) -> None:
    back, bed = podcast(folder)["episodes"]
    assert (bed["total_time"], back["total_time"]) == (6, 6)
    assert (back["number"], bed["number"]) == (1, 2)
    assert back["published"] == 1772323200  # 1 March 2026, 0:00 UTC
    assert back["description_html"] == (
        "<p>voice tone:low</p><ul><li>00:00:00 1 · Opening</li><li>00:00:01 2 · Knee rolls</li></ul>"
    )


def test_chapters_stand_in_the_feed_and_in_a_file_that_it_names(folder: Path) -> None:
    make_exported(
        folder / "late.mp3", date=date(2026, 5, 1), chapters=(Chapter("Late & last", 180_011_999, 180_099_999),)
    )
    late, other = podcast(folder)["episodes"][-1], feedparser.parse(feed_xml(folder, BASE)).entries
    assert late["chapters"] == [{"start": 3750, "title": "Late & last"}]
    assert "<li>01:02:30 Late &amp; last</li>" in late["description_html"]
    assert b'start="01:02:30.250"' in feed_xml(folder, BASE)
    assert other[-1].podcast_chapters == {
        "url": f"{BASE}lower%20back.chapters.json",
        "type": "application/json+chapters",
    }


def test_episodes_of_one_title_are_told_apart(folder: Path) -> None:
    make_exported(folder / "brisk.mp3", comment=comment_of("tone:low", 1.2, "gentle"), fingerprint="2f")
    make_exported(folder / "slow.mp3", comment=comment_of("tone:low", 0.8, "gentle"), fingerprint="3f")
    titles = {episode["title"] for episode in podcast(folder)["episodes"]}
    assert titles == {"Lower back (lower back.mp3)", "Lower back (pace 1.2)", "Lower back (pace 0.8)", "In bed"}
    (folder / "lower back.mp3").unlink()
    (folder / "slow.mp3").unlink()
    assert {episode["title"] for episode in podcast(folder)["episodes"]} == {"Lower back", "In bed"}


def test_what_xml_has_a_meaning_for_comes_through(folder: Path) -> None:
    make_exported(folder / "a&b=%20?#.mp3", title=READABLE, comment=READABLE, date=date(2026, 5, 1))
    write_feed(read_feed(folder, title=AWKWARD, author=AWKWARD))
    parsed = podcast(folder)
    assert (parsed["title"], parsed["itunes_author"]) == (READABLE, READABLE)
    newest = parsed["episodes"][-1]
    assert newest["title"] == READABLE
    assert newest["description_html"].startswith(f"<p>{escape(READABLE)}</p>")
    assert newest["enclosures"][0]["url"] == f"{BASE}a%26b%3D%2520%3F%23.mp3"


def test_a_picture_is_the_feeds_and_that_of_the_episode_that_has_it(folder: Path) -> None:
    parsed = podcast(folder)
    name = cover_name(read_feed(folder).episodes[0])
    assert parsed["cover_url"] == f"{BASE}{name}"
    assert [episode.get("episode_art_url") for episode in parsed["episodes"]] == [f"{BASE}{name}", None]
    (folder / "cover.jpg").write_bytes(b"a picture of the user's")
    assert podcast(folder)["cover_url"] == f"{BASE}cover.jpg"
    assert "cover.jpg" in {document.name for document in documents(read_feed(folder))}


def test_the_language_is_that_of_most_episodes(folder: Path) -> None:
    make_exported(folder / "unknown.mp3", title="?", language="und")
    make_exported(folder / "short.mp3", title="Short", language="en")
    assert podcast(folder)["language"] == "en"


def test_transcripts_beside_a_file_are_named(folder: Path) -> None:
    (folder / "lower back.vtt").write_text("WEBVTT\n")
    (folder / "lower back.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\nHello\n")
    (folder / "lower back.json").write_text('{"steps": []}')  # JSON, and no transcript that an app knows
    (folder / "bed für abends.json").write_text('{"version": "1.0.0", "segments": []}')
    found = [
        [item.attrib for item in items.findall("podcast:transcript", NAMESPACES)]
        for items in channel_of(folder).findall("item")
    ]
    assert found == [
        [{"url": f"{BASE}bed%20f%C3%BCr%20abends.json", "type": "application/json", "language": "de"}],
        [
            {"url": f"{BASE}lower%20back.vtt", "type": "text/vtt", "language": "en"},
            {"url": f"{BASE}lower%20back.srt", "type": "application/x-subrip", "language": "en"},
        ],
    ]


def test_a_file_without_date_chapters_comment_and_language_is_an_episode_too(folder: Path) -> None:
    make_exported(folder / "bare.mp3", title="", comment="", language="und", date=None, chapters=())
    bare = next(item for item in channel_of(folder).findall("item") if item.findtext("title") == "bare")
    assert bare.find("pubDate") is None
    assert bare.find("podcast:chapters", NAMESPACES) is None
    assert not bare.findtext("description")
    assert channel_of(folder).findtext("description") == "bare · Lower back · In bed"


def test_files_of_one_day_keep_their_order_in_time(folder: Path) -> None:
    for track, name in enumerate(("c.mp3", "a.mp3", "b.mp3"), start=1):
        make_exported(folder / name, title=name, track=track, date=date(2026, 5, 1))
    newest = podcast(folder)["episodes"][-3:]
    assert [episode["title"] for episode in newest] == ["c.mp3", "a.mp3", "b.mp3"]
    assert len({episode["published"] for episode in newest}) == 3


def test_equal_folders_are_equal_bytes(folder: Path, tmp_path: Path) -> None:
    first = feed_xml(folder, BASE)
    copy = tmp_path / "elsewhere"
    copy.mkdir()
    for path in sorted(folder.iterdir(), reverse=True):
        (copy / path.name).write_bytes(path.read_bytes())
    assert feed_xml(copy, BASE) == first
    assert feed_xml(folder, "http://192.0.2.1:8000/abc") == first.replace(BASE.encode(), b"http://192.0.2.1:8000/abc/")


def test_covers_are_pictures_or_none(folder: Path) -> None:
    make_exported(folder / "other.mp3", cover=b"no picture")
    make_exported(folder / "photo.mp3", cover=b"\xff\xd8\xff a photo", title="Photo", date=date(2026, 6, 1))
    names = [cover_name(episode) for episode in read_feed(folder).episodes]
    assert [name and name.partition(".")[2] for name in names] == ["png", None, None, "jpeg"]
    photo = next(document for document in documents(read_feed(folder)) if document.name == names[-1])
    assert (photo.media_type, photo.content) == ("image/jpeg", b"\xff\xd8\xff a photo")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org/routines",
        "ftp://example.org",
        "https://",
        "http://[::1",
        "http://a:x/",
        "http://a/?b",
        "http://a/ b",
    ],
)
def test_an_address_that_no_feed_can_be_at_is_refused(folder: Path, url: str) -> None:
    with pytest.raises(InputError, match="is no address of a folder"):
        feed_xml(folder, url)
