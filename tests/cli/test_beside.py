# mutagen brings no types:
# mypy: allow-untyped-calls
"""What goes with an exported file: transcripts beside it, and the cover inside."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from mutagen.id3 import ID3
from PIL import Image

from tests.cli.conftest import Command
from voicecoach.export.id3 import tags_from
from voicecoach.export.transcripts import TRANSCRIPTS

pytestmark = pytest.mark.once

MAKE_COVER = Path(__file__).parents[2] / "scripts/make_cover.py"

ALL = [argument for name in TRANSCRIPTS for argument in ("--transcript", name)]


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A routine of a few words, and a hold."""
    path = tmp_path / "tiny.yaml"
    path.write_text("title: Tiny\nsettle: 0 s\nsteps:\n- {exercise: pelvic-tilt, repetitions: 1, hold: 8 s}\n")
    return path


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.is_file()}


def test_transcripts_lie_beside_the_file_and_say_what_it_holds(voicecoach: Command, tiny: Path, tmp_path: Path) -> None:
    result = voicecoach("export", tiny, "-o", "my.back.mp3", *ALL, "--transcript", "txt")
    assert result.returncode == 0, result.stderr
    written = {f"my.back.{name}" for name in TRANSCRIPTS}
    assert files(tmp_path) == {"tiny.yaml", "my.back.mp3", *written}
    assert set(result.stdout.splitlines()[1:]) == written
    assert (tmp_path / "my.back.json").read_text() == voicecoach("show", tiny, "--json").stdout

    captions = tags_from(ID3(tmp_path / "my.back.mp3")).captions
    texts = [caption.text for caption in captions]
    assert (tmp_path / "my.back.srt").read_text().split("\n")[2::4] == texts
    assert (tmp_path / "my.back.vtt").read_text().split("\n")[3::3] == texts
    lyrics = (tmp_path / "my.back.lrc").read_text().splitlines()[4:]
    assert [line[10:] for line in lyrics if line[10:]] == texts
    read = (tmp_path / "my.back.txt").read_text()
    assert re.search(r"^    \[hold for eight seconds\] .*three two one$", read, re.MULTILINE)
    assert all(text in read for text in texts)


def test_holds_are_told_in_the_language_of_the_routine(voicecoach: Command, tmp_path: Path) -> None:
    options = ("--language", "de", "--only", "knees-to-chest", "--transcript", "txt")
    result = voicecoach("export", "lower-back-short", *options)
    assert result.returncode == 0, result.stderr
    read = (tmp_path / "lower-back-short.txt").read_text(encoding="utf-8")
    assert re.search(r"^    \[\w+ Sekunden lang halten\] .*drei zwei eins$", read, re.MULTILINE)


def test_what_exists_is_refused_by_name_before_any_work(voicecoach: Command, tiny: Path, tmp_path: Path) -> None:
    (tmp_path / "tiny.srt").write_text("mine")
    result = voicecoach("export", tiny, *ALL)
    assert result.returncode == 2
    assert "tiny.srt exists; overwrite it with --force" in result.stderr
    assert "Speaking" not in result.stderr
    assert files(tmp_path) == {"tiny.yaml", "tiny.srt"}
    assert (tmp_path / "tiny.srt").read_text() == "mine"

    assert voicecoach("export", tiny, *ALL, "--force").returncode == 0
    assert (tmp_path / "tiny.srt").read_text().startswith("1\n")


def test_an_unknown_format_is_refused(voicecoach: Command, tiny: Path, tmp_path: Path) -> None:
    result = voicecoach("export", tiny, "--transcript", "str")
    assert result.returncode == 2
    assert "unknown transcript 'str'; did you mean srt" in result.stderr
    assert files(tmp_path) == {"tiny.yaml"}


def test_a_name_without_a_known_ending_is_kept_whole(voicecoach: Command, tiny: Path, tmp_path: Path) -> None:
    assert voicecoach("export", tiny, "-o", "tiny 1.5", "--format", "mp3", "--transcript", "srt").returncode == 0
    assert files(tmp_path) == {"tiny.yaml", "tiny 1.5", "tiny 1.5.srt"}


def test_the_cover_is_in_the_file_unless_it_is_left_out(
    voicecoach: Command, tiny: Path, tmp_path: Path, clip_cache: Path
) -> None:
    assert voicecoach("export", tiny).returncode == 0
    cover = tags_from(ID3(tmp_path / "tiny.mp3")).cover
    assert Image.open(BytesIO(cover)).format == "PNG"
    assert voicecoach("export", tiny, "-o", "bare.mp3", "--no-cover").returncode == 0
    assert tags_from(ID3(tmp_path / "bare.mp3")).cover == b""

    environment = os.environ | {"VOICECOACH_CACHE_DIR": str(clip_cache)}
    made = subprocess.run(
        [sys.executable, MAKE_COVER, tiny], cwd=tmp_path, env=environment, check=True, capture_output=True, text=True
    )
    assert made.stdout == "tiny.png\n"
    assert (tmp_path / "tiny.png").read_bytes() == cover


def test_a_cover_is_kept_beside_the_clips(voicecoach: Command, tiny: Path, tmp_path: Path) -> None:
    cache = {"VOICECOACH_CACHE_DIR": str(tmp_path / "cache")}
    assert voicecoach("export", tiny, **cache).returncode == 0
    kinds = json.loads(voicecoach("cache", "info", "--json", **cache).stdout)["kinds"]
    assert kinds["cover"]["entries"] == 1
