"""Jobs as tests write them, and programs of the system that keep what they are told in a folder."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from voicecoach.reminders.job import Job

HOSTILE = "/home/jo/50% \"my\" $HOME ${X} `x` 'back' ; é & more.yaml"
"""A path with all that means something to somebody."""

CRONTAB = """
case $1 in
    -l) [ -e "$0.tab" ] || { echo "no crontab for jo" >&2; exit 1; }; cat "$0.tab" ;;
    -r) rm "$0.tab" ;;
    -) cat >"$0.tab" ;;
esac
"""

SYSTEMCTL = 'echo "$*" >>"$0.log"; exit "$(cat "$0.status" 2>/dev/null || echo 0)"\n'

Program = Callable[[str, str], Path]


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """Put a shell script on the PATH, before the system's own program of that name. Gives its path."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")

    def written(name: str, script: str) -> Path:
        path = folder / name
        path.write_text(f"#!/bin/sh\n{script}")
        path.chmod(0o755)
        return path

    return written


@pytest.fixture
def job(tmp_path: Path) -> Job:
    """A job whose every part has a letter in it that means something to somebody."""
    command = (sys.executable, "-m", "voicecoach.cli", "remind", "08:00", "--routine", HOSTILE, "--due")
    environment = (("PATH", "/usr/bin:/a b/%h"), ("VOICECOACH_CACHE_DIR", "/50% 'x' \"y\" $d %i"))
    return Job(command, environment, tmp_path / "100% log.txt")
