"""The command line, run for real: a process of its own, with folders of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., "subprocess.CompletedProcess[str]"]


def run_voicecoach(
    folder: Path, clip_cache: Path, *arguments: object, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run voicecoach in a folder; `environment` is added to the process's own."""
    folders = {
        "VOICECOACH_CACHE_DIR": str(clip_cache),
        "VOICECOACH_CONFIG_DIR": str(folder / "config"),
        "VOICECOACH_DATA_DIR": str(folder / "data"),
    }
    return subprocess.run(
        [sys.executable, "-m", "voicecoach.cli", *map(str, arguments)],
        cwd=folder,
        env=os.environ | folders | environment,
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=300,
        check=False,
    )


@pytest.fixture
def voicecoach(tmp_path: Path, clip_cache: Path) -> Command:
    """Run voicecoach in an empty folder."""
    return partial(run_voicecoach, tmp_path, clip_cache)


@pytest.fixture
def play(tmp_path: Path, clip_cache: Path) -> Callable[..., Any]:
    """Play in an empty folder, with a terminal for the keys alone."""
    from tests.cli.playing import player_in  # there are no such terminals on Windows

    return player_in(tmp_path, clip_cache)
