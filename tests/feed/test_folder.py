"""Which files become episodes, and what stays the same while files come and go."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.feed.conftest import make_exported
from voicecoach.backends import backend_names
from voicecoach.errors import InputError
from voicecoach.export.encoder import AUDIO_SUFFIXES
from voicecoach.export.writer import encoder_for
from voicecoach.feed.channel import podcast_guid
from voicecoach.feed.folder import read_feed
from voicecoach.feed.writing import write_feed


def names(folder: Path) -> list[str]:
    return [episode.path.name for episode in read_feed(folder).episodes]


def test_every_format_that_is_exported_is_looked_at() -> None:
    suffixes = {encoder_for(Path(f"x.{name}")).suffix for name in backend_names("encoder")}
    assert suffixes <= set(AUDIO_SUFFIXES)


def test_what_is_no_episode_is_left_out_and_named(folder: Path) -> None:
    make_exported(folder / "a song.mp3", artist="A singer", date=date(2026, 1, 1))
    (folder / "torn.mp3").write_bytes(b"no sound")
    (folder / "torn.wav").write_bytes(b"RIFF")
    make_exported(folder / "copy.mp3", fingerprint="1f")
    make_exported(folder / ".hidden.mp3")
    (folder / "a folder.mp3").mkdir()
    (folder / "notes.txt").write_text("notes")
    feed = read_feed(folder)
    assert {left.path.name for left in feed.left_out} == {"a song.mp3", "torn.mp3", "torn.wav", "lower back.mp3"}
    assert all(left.path.name in left.reason for left in feed.left_out)
    assert len(feed.episodes) == 2


def test_of_a_session_in_two_formats_the_one_for_most_phones_is_the_episode(folder: Path) -> None:
    made = make_exported(folder / "lower back.m4a", fingerprint="1f")  # its ending is what counts here
    made.rename(folder / "a lower back.wav")
    assert "lower back.mp3" in names(folder)
    assert [left.path.suffix for left in read_feed(folder).left_out] == [".wav"]


@pytest.mark.parametrize("content", [None, "a song"])
def test_a_folder_without_an_episode_is_refused_with_what_it_holds(tmp_path: Path, content: str | None) -> None:
    if content:
        make_exported(tmp_path / "song.mp3", artist=content)
    with pytest.raises(InputError, match="holds no file that voicecoach exported") as refused:
        read_feed(tmp_path)
    assert ("song.mp3 wasn't exported by voicecoach" in str(refused.value)) == bool(content)


def test_a_file_is_no_folder(folder: Path) -> None:
    with pytest.raises(InputError, match="is no folder"):
        read_feed(folder / "lower back.mp3")


def test_an_episode_stays_the_same_whatever_its_file_is_called(folder: Path) -> None:
    before = {episode.guid for episode in read_feed(folder).episodes}
    (folder / "lower back.mp3").rename(folder / "renamed.mp3")
    (folder / "bed für abends.mp3").rename(folder / "renamed too.mp3")
    assert {episode.guid for episode in read_feed(folder).episodes} == before


def test_an_episode_that_is_exported_anew_the_same_is_no_new_one(folder: Path) -> None:
    before = {episode.guid for episode in read_feed(folder).episodes}
    make_exported(folder / "lower back.mp3", fingerprint="1f", date=date(2026, 6, 1))
    assert {episode.guid for episode in read_feed(folder).episodes} == before
    make_exported(folder / "lower back.mp3", fingerprint="2f")
    assert {episode.guid for episode in read_feed(folder).episodes} != before


def test_a_podcasts_uuid_is_that_of_its_first_address() -> None:
    """Both examples of the podcast namespace."""
    assert podcast_guid("https://mp3s.nashownotes.com/pc20rss.xml") == "917393e3-1b1e-5cef-ace4-edaa54e1f810"
    assert podcast_guid("http://podnews.net/rss/") == "9b024349-ccf0-5f69-a609-6b82873eab3c"


def test_what_was_chosen_stays_and_can_be_chosen_anew(folder: Path) -> None:
    base = "https://example.org/routines"
    write_feed(read_feed(folder, title="My <back>", author="Me & me", base_url=base, assigns_guid=True))
    channel = read_feed(folder).channel
    assert (channel.title, channel.author, channel.base_url) == ("My <back>", "Me & me", f"{base}/")
    assert channel.guid == podcast_guid(f"{base}/feed.xml")
    make_exported(folder / "new.mp3", album="Another album")
    write_feed(read_feed(folder, title="Mine", base_url="https://example.com", assigns_guid=True))
    moved = read_feed(folder).channel
    assert (moved.title, moved.author, moved.base_url) == ("Mine", "Me & me", "https://example.com/")
    assert moved.guid == channel.guid


def test_without_a_lasting_address_the_uuid_is_made_from_the_episodes(folder: Path) -> None:
    first, second = (read_feed(folder, base_url=f"http://192.0.2.1/{path}").channel.guid for path in "ab")
    assert first == second
    make_exported(folder / "new.mp3")
    assert read_feed(folder).channel.guid != first


def test_albums_that_differ_leave_the_folders_name_as_the_title(folder: Path) -> None:
    make_exported(folder / "new.mp3", album="Another album")
    assert read_feed(folder).channel.title == "routines"


def test_files_that_differ_in_their_ending_alone_have_chapters_of_their_own(folder: Path) -> None:
    make_exported(folder / "lower back.m4a")
    assert {"lower back.mp3", "lower back.m4a"} <= {episode.name for episode in read_feed(folder).episodes}
