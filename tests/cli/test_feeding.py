"""`voicecoach feed`, run for real."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.feed.conftest import make_exported


@pytest.fixture
def routines(tmp_path: Path) -> Path:
    """A folder with an exported file, and a song."""
    folder = tmp_path / "routines"
    folder.mkdir()
    make_exported(folder / "lower-back.mp3")
    make_exported(folder / "song.mp3", artist="A singer")
    return folder


def test_a_feed_is_written_and_what_it_lacks_is_said(voicecoach: Command, routines: Path) -> None:
    result = voicecoach("feed", "routines", "--title", "My back")
    assert result.returncode == 0
    assert result.stdout.startswith("routines/feed.xml: 1 episode, 0:06\n")
    assert "--base-url" in result.stdout
    assert "voicecoach share --feed routines" in result.stdout
    assert "left out: routines/song.mp3 wasn't exported by voicecoach" in result.stderr
    assert "<title>My back</title>" in (routines / "feed.xml").read_text()


def test_what_is_exported_is_an_episode(voicecoach: Command, tmp_path: Path) -> None:
    (tmp_path / "tiny.yaml").write_text("title: Tiny\nsettle: 0 s\nsteps:\n- say: Hello.\n")
    assert voicecoach("export", "./tiny.yaml", "--safety", "short", "-o", "tiny.mp3").returncode == 0
    result = voicecoach("feed", ".")
    assert (result.returncode, result.stderr) == (0, "")
    assert "<title>Tiny</title>" in (tmp_path / "feed.xml").read_text()


def test_an_address_is_kept_and_told(voicecoach: Command, routines: Path) -> None:
    voicecoach("feed", "routines", "--base-url", "https://example.org/routines")
    again = voicecoach("feed", "routines")
    assert "feed.xml: 1 episode, 0:06, as it was\n" in again.stdout
    assert "Subscribe to https://example.org/routines/feed.xml" in again.stdout
    assert 'url="https://example.org/routines/lower-back.mp3"' in (routines / "feed.xml").read_text()


def test_what_is_left_over_is_removed_and_told(voicecoach: Command, routines: Path) -> None:
    make_exported(routines / "old.mp3", title="Old")
    voicecoach("feed", "routines")
    (routines / "old.mp3").unlink()
    result = voicecoach("feed", "routines")
    assert "removed routines/old.chapters.json" in result.stdout
    assert not (routines / "old.chapters.json").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nowhere"], "nowhere is no folder"),
        (["empty"], "empty holds no file that voicecoach exported"),
        (["routines", "--base-url", "example.org"], "'example.org' is no address of a folder"),
    ],
)
def test_what_cant_be_a_feed_is_bad_input(
    voicecoach: Command, routines: Path, tmp_path: Path, arguments: list[str], told: str
) -> None:
    (tmp_path / "empty").mkdir()
    result = voicecoach("feed", *arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert f"voicecoach: {told}" in result.stderr
    assert not (routines / "feed.xml").exists()
