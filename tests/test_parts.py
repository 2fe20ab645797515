"""What killed processes left is swept, and nothing else: not what somebody writes at the same time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from voicecoach.files import reserve, save
from voicecoach.parts import new_part, sweep

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="locks as POSIX systems have them")

PREFIX = "part-of-a-test-"
ROOT = Path(__file__).parents[1]

WRITING = """
import sys
from pathlib import Path
from voicecoach.parts import new_part
with new_part(Path(sys.argv[1]), sys.argv[2]) as (path, file):
    print(path.name, flush=True)
    sys.stdin.read()
"""

SWEEPING = """
import sys, threading
from pathlib import Path
from voicecoach.parts import sweep
ended = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), ended.set())).start()
print("sweeping", flush=True)
while not ended.is_set():
    sweep(Path(sys.argv[1]), sys.argv[2])
"""


@contextmanager
def other_process(program: str, folder: Path, prefix: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A process that runs a program until its input ends, and the first line that it says."""
    command = [sys.executable, "-c", program, str(folder), prefix]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=environment) as process:
        assert process.stdout
        yield process, process.stdout.readline().strip()


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_part_stays_while_it_is_written_and_is_swept_once_its_process_was_killed(tmp_path: Path) -> None:
    with other_process(WRITING, tmp_path, PREFIX) as (process, part):
        sweep(tmp_path, PREFIX)
        assert names(tmp_path) == {part}
        process.kill()
        process.wait()
        assert names(tmp_path) == {part}
        sweep(tmp_path, "another-")
        assert names(tmp_path) == {part}
        sweep(tmp_path, PREFIX)
        assert names(tmp_path) == set()


def test_no_sweep_comes_between_the_making_of_a_part_and_its_lock(tmp_path: Path) -> None:
    with other_process(SWEEPING, tmp_path, PREFIX):
        for _ in range(2000):
            with new_part(tmp_path, PREFIX) as (path, _file):
                assert path.exists()
    assert names(tmp_path) == set()


def test_no_sweep_comes_between_the_writing_of_a_file_and_its_move(tmp_path: Path) -> None:
    path = tmp_path / "mine.txt"
    with other_process(SWEEPING, tmp_path, ".voicecoach-"):
        for number in range(300):
            save(path, str(number), overwrite=True)
            assert path.read_text() == str(number)
    assert names(tmp_path) == {path.name}


def test_a_reservation_sweeps_its_folder_and_leaves_other_reservations(tmp_path: Path) -> None:
    left = tmp_path / ".voicecoach-0123abcd.part"
    left.write_bytes(b"half a file")
    with reserve(tmp_path / "one.mp3", overwrite=False) as one:
        (part,) = names(tmp_path)
        with reserve(tmp_path / "two.mp3", overwrite=False):
            assert part in names(tmp_path)
            assert len(names(tmp_path)) == 2
        one.write(lambda file: file.write(b"whole"))
    assert names(tmp_path) == {"one.mp3"}


def test_only_plain_files_are_parts(tmp_path: Path) -> None:
    kept = tmp_path / "letter.txt"
    kept.write_text("Dear …")
    (tmp_path / f"{PREFIX}link.part").symlink_to(kept)
    (tmp_path / f"{PREFIX}folder.part").mkdir()
    os.mkfifo(tmp_path / f"{PREFIX}pipe.part")
    sweep(tmp_path, PREFIX)
    assert {kept.name, f"{PREFIX}link.part", f"{PREFIX}folder.part"} <= names(tmp_path)


@pytest.mark.parametrize("folder", ["nowhere", "letter.txt", "/proc/self"])
def test_nothing_fails_for_a_folder_that_cannot_be_swept(folder: str, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").touch()
    sweep(tmp_path / folder, PREFIX)


def test_a_file_system_without_locks_will_do_and_nothing_is_swept_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no locks here")

    monkeypatch.setattr("fcntl.flock", refuse)
    with new_part(tmp_path, PREFIX) as (path, _file):
        sweep(tmp_path, PREFIX)
        assert names(tmp_path) == {path.name}
    assert names(tmp_path) == set()
