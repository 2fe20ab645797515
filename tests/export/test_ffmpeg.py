"""ffmpeg: what is said where it is missing or fails, and that none is left behind."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from voicecoach.clip import GRID, Clip, Island
from voicecoach.errors import ExportError, NotSetUpError, SpeechError
from voicecoach.export.m4a_encoder import M4aEncoder
from voicecoach.export.trial import try_encoder

if TYPE_CHECKING:
    from tests.export.conftest import Studio


@pytest.mark.parametrize("name", ["m4a", "m4b"])
def test_where_there_is_no_ffmpeg_both_ways_to_one_are_named(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)  # so that importing it fails, wherever it is installed
    with pytest.raises(NotSetUpError, match=r"; install ffmpeg, or: pip install imageio-ffmpeg \(the extra \[m4b\]\)$"):
        try_encoder(name)


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (
            "cat >/dev/null; echo \"Unknown encoder 'aac'\" >&2; echo 'Conversion failed!' >&2; exit 1",
            "Unknown encoder",
        ),
        ("echo 'No room' >&2; exit 3", "failed with status 3: No room"),
        ("kill -KILL $$", "was ended by the signal SIGKILL: it said nothing"),
    ],
    ids=["no aac", "at once", "killed"],
)
def test_an_ffmpeg_that_fails_is_quoted(
    script: str, reason: str, tmp_path: Path, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "ffmpeg"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    islands = [Island(0, Clip(bytes(2 * 500 * GRID)))]  # more than a pipe holds
    with pytest.raises(ExportError, match=reason):
        studio.write(M4aEncoder(), 600 * GRID, islands)


def test_a_full_disk_is_told_as_one(tmp_path: Path, studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "ffmpeg"
    program.write_text("#!/bin/sh\ncat >/dev/null; echo 'Error writing trailer: No space left on device' >&2; exit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(OSError, match="No space left") as raised:
        studio.write(M4aEncoder(), 60 * GRID, [])
    assert raised.value.errno == errno.ENOSPC


@pytest.mark.needs("ffmpeg")
def test_what_ends_the_sound_ends_ffmpeg(studio: Studio) -> None:
    ended = SpeechError("no voice")

    def failing() -> Iterator[Island]:
        yield Island(0, Clip(bytes(2 * 500 * GRID)))
        assert "ffmpeg" in children()
        raise ended

    with pytest.raises(SpeechError) as raised:
        studio.write(M4aEncoder(), 600 * GRID, failing())
    assert raised.value is ended
    assert "ffmpeg" not in children()


def children() -> list[str]:
    """The names of this process's children."""
    numbers = [
        number for task in Path("/proc/self/task").iterdir() for number in (task / "children").read_text().split()
    ]
    return [Path(f"/proc/{number}/comm").read_text().strip() for number in numbers]
