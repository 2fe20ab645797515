"""An export that is ended in the middle leaves the old file, or none."""

from __future__ import annotations

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
