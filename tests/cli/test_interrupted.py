"""What is cut short: an export leaves the old file, or none; output that can't be written is an error in one line."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGKILL, -9)]
)
def test_an_export_that_is_ended_leaves_the_old_file(tmp_path: Path, number: signal.Signals, status: int) -> None:
    target = tmp_path / "out.mp3"
    target.write_text("the old file")
    command = [sys.executable, "-m", "voicecoach.cli", "export", "lower-back", "--force", "-o", target.name]
    environment = os.environ | {"VOICECOACH_CACHE_DIR": str(tmp_path / "cache")}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE) as process:
        assert process.stderr
        assert process.stderr.readline().startswith(b"Speaking")
        assert list(tmp_path.glob(".*.part"))
        process.send_signal(number)
        said = process.stderr.read()
    assert process.returncode == status
    assert b"Traceback" not in said
    assert target.read_text() == "the old file"
    if number is not signal.SIGKILL:
        assert {path.name for path in tmp_path.iterdir()} <= {"out.mp3", "cache"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device here is always full")
@pytest.mark.parametrize(
    ("arguments", "signs_of_life"),
    [("list", []), ("list --json", []), ("show lower-back-short --json", ["Speaking …"])],
)
def test_output_to_a_full_device_is_an_error_in_one_line(
    tmp_path: Path, clip_cache: Path, arguments: str, signs_of_life: list[str]
) -> None:
    command = [sys.executable, "-m", "voicecoach.cli", *arguments.split()]
    folders = {"VOICECOACH_CACHE_DIR": str(clip_cache), "VOICECOACH_DATA_DIR": str(tmp_path)}
    environment = (
        os.environ | folders | {"PYTHONUNBUFFERED": ""}
    )  # as for its users, what is left is written at the end
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        result = subprocess.run(
            command, env=environment, stdout=full, stderr=subprocess.PIPE, encoding="utf-8", check=False
        )
    assert result.returncode == 1, result.stderr
    *before, error = result.stderr.splitlines()
    assert before == signs_of_life
    assert error.startswith("voicecoach: ")
    assert os.strerror(errno.ENOSPC) in error
