"""One session at a time: the lock between processes."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from voicecoach.errors import AlreadyPlayingError, InputError
from voicecoach.running import alone

HOLDER = """
import os, sys, time
from datetime import datetime
from pathlib import Path
from voicecoach.running import alone
with alone(Path(sys.argv[1]), "lower-back", datetime.fromisoformat(sys.argv[2])):
    print("held", flush=True)
    sys.stdin.read()
"""
NOW = datetime(2025, 5, 1, 10, 12).astimezone()


def holder(file: Path, since: datetime) -> subprocess.Popen[str]:
    """A process that plays, as far as others can tell."""
    command = [sys.executable, "-c", HOLDER, str(file), since.isoformat()]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


@pytest.mark.parametrize(("ago", "clock"), [(timedelta(), "10:12"), (timedelta(days=1), "2025-04-30 10:12")])
def test_a_second_one_is_told_what_plays_since_when_and_how_to_end_it(
    tmp_path: Path, ago: timedelta, clock: str
) -> None:
    file = tmp_path / "new" / "playing.json"
    with holder(file, NOW - ago) as process:
        with pytest.raises(AlreadyPlayingError) as caught, alone(file, "other", NOW):
            pytest.fail("two at once")
        assert caught.value.exit_status == 1
        told = str(caught.value)
        assert f"lower-back is playing already, since {clock}, as process {process.pid};" in told
        assert "end it with q" in told
        process.kill()
    with alone(file, "other", NOW):
        assert str(os.getpid()) in file.read_text()
    assert not file.exists()


def test_it_is_free_after_an_error_and_after_an_end(tmp_path: Path) -> None:
    file = tmp_path / "playing.json"
    with pytest.raises(ZeroDivisionError), alone(file, "one", NOW):
        raise ZeroDivisionError
    with alone(file, "two", NOW):
        pass
    with holder(file, NOW) as process:
        process.communicate("")
    with alone(file, "three", NOW):
        pass


@pytest.mark.parametrize("told", [None, "", "{", "[]", '{"routine": "x", "since": "noon", "process": 1}', "\xff"])
def test_what_can_t_be_read_of_the_first_one_doesn_t_let_in_a_second(tmp_path: Path, told: str | None) -> None:
    file = tmp_path / "playing.json"
    with holder(file, NOW) as process:
        if told is None:
            file.unlink()
        else:
            file.write_text(told, encoding="latin-1")
        with (
            pytest.raises(AlreadyPlayingError, match="another session is playing already; end it with q"),
            alone(file, "other", NOW),
        ):
            pytest.fail("two at once")
        process.kill()


def test_where_nothing_can_be_written_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(InputError, match="can't be made"), alone(tmp_path / "data" / "playing.json", "one", NOW):
        pytest.fail("no lock")
