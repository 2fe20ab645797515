"""`voicecoach batch`, run for real: what is made, left alone, refused and told, and what remains when it's ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.playback.island_sound import until
from voicecoach.export.reader import read_exported

TINY = "title: Tiny\nsettle: 0 s\nsteps:\n- say: Hello.\n"
PLAN = """
folder = "out"
routine = "./tiny.yaml"
voice = "tone:sine"
safety = "short"
pattern = "{routine}-{pace}.{format}"
pace = ["slow", "brisk"]
format = ["mp3", "wav"]
"""
NAMES = ["tiny-brisk.mp3", "tiny-brisk.wav", "tiny-slow.mp3", "tiny-slow.wav"]

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A plan of four small files."""
    (tmp_path / "tiny.yaml").write_text(TINY)
    path = tmp_path / "plan.toml"
    path.write_text(PLAN)
    return path


@pytest.fixture
def batch(voicecoach: Command, plan: Path) -> Callable[..., dict[str, object]]:
    """Run the plan; what it says in JSON."""

    def run(*arguments: str, status: int = 0) -> dict[str, object]:
        result = voicecoach("batch", plan, "--json", *arguments)
        assert result.returncode == status, result.stderr
        said: dict[str, object] = json.loads(result.stdout)
        return said

    return run


Batch = Callable[..., "dict[str, object]"]


def counts(said: dict[str, object]) -> tuple[object, ...]:
    return said["made"], said["unchanged"], said["failed"]


def test_what_a_plan_says_is_made_once_and_again_where_it_would_come_out_otherwise(
    batch: Batch, tmp_path: Path
) -> None:
    assert counts(batch()) == (4, 0, 0)
    out = tmp_path / "out"
    assert sorted(path.name for path in out.iterdir()) == NAMES
    before = {path.name: path.stat().st_mtime_ns for path in out.iterdir()}
    assert counts(batch()) == (0, 4, 0)
    assert {path.name: path.stat().st_mtime_ns for path in out.iterdir()} == before
    (out / "tiny-slow.wav").unlink()
    assert counts(batch()) == (1, 3, 0)
    (tmp_path / "tiny.yaml").write_text(TINY.replace("Hello", "Good morning"))
    assert counts(batch()) == (4, 0, 0)
    assert "Good morning." in [caption.text for caption in read_exported(out / "tiny-slow.mp3").tags.captions]


def test_a_file_is_as_export_makes_it(voicecoach: Command, batch: Batch, tmp_path: Path) -> None:
    batch("--jobs", "1")
    arguments = ["./tiny.yaml", "--voice", "tone:sine", "--pace", "slow", "--safety", "short"]
    assert voicecoach("export", *arguments, "-o", "one.mp3").returncode == 0
    batched = (tmp_path / "out" / "tiny-slow.mp3").read_bytes()
    assert batched == (tmp_path / "one.mp3").read_bytes()


def test_one_file_that_fails_keeps_nobody_from_the_others(voicecoach: Command, plan: Path, tmp_path: Path) -> None:
    (tmp_path / "out" / "tiny-slow.mp3").mkdir(parents=True)
    result = voicecoach("batch", plan)
    assert result.returncode == 1
    assert result.stdout.startswith("3 made (")
    assert ", 0 unchanged, 1 failed\n" in result.stdout
    told = "out/tiny-slow.mp3: failed: "
    assert result.stdout.count(told) == result.stderr.count(told) == 1
    assert "out/tiny-slow.wav: made, " in result.stderr


def test_a_failure_is_told_once_where_both_streams_go_to_one_place(
    plan: Path, tmp_path: Path, clip_cache: Path
) -> None:
    (tmp_path / "out" / "tiny-slow.mp3").mkdir(parents=True)
    environment = os.environ | {"VOICECOACH_CACHE_DIR": str(clip_cache)}
    command = [sys.executable, "-m", "voicecoach.cli", "batch", plan.name]
    log = subprocess.run(
        command,
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    assert log.returncode == 1
    assert log.stdout.count("failed: ") == 1
    assert log.stdout.splitlines()[-1].endswith(" 1 failed")


def test_what_would_surely_fail_is_told_before_anything_is_made(
    voicecoach: Command, plan: Path, tmp_path: Path
) -> None:
    (tmp_path / "broken.yaml").write_text("title: Broken\nsteps: 3\n")
    mistaken = PLAN.replace('"./tiny.yaml"', '["./broken.yaml", "./tiny.yaml"]').replace("sine", "sin")
    plan.write_text(mistaken + 'without = "knee-rolls"\nlevels = "gentle"\n')
    for arguments in ([], ["--dry-run"]):
        result = voicecoach("batch", plan, *arguments)
        assert (result.returncode, result.stdout) == (2, "")
        assert [line.rpartition("/")[2].split(": ")[0] for line in result.stderr.splitlines()] == [
            "broken.yaml:2:8",
            "plan.toml:4:9",
            "plan.toml:9:11",
            "plan.toml:10:1",
        ]
    assert not (tmp_path / "out").exists()


def test_what_voicecoach_has_not_made_is_overwritten_by_force_alone(
    voicecoach: Command, batch: Batch, plan: Path, tmp_path: Path
) -> None:
    theirs = tmp_path / "out" / "tiny-slow.mp3"
    theirs.parent.mkdir()
    theirs.write_text("somebody else's")
    said = batch(status=1)
    assert counts(said) == (3, 0, 1)
    assert "--force" in str(said["items"])
    assert theirs.read_text() == "somebody else's"
    listed = voicecoach("batch", plan, "--dry-run")
    assert "out/tiny-slow.mp3: fails, since another file is there" in listed.stdout
    assert listed.returncode == 2
    assert "tiny-slow.mp3: overwritten" in voicecoach("batch", plan, "--dry-run", "--force").stdout
    assert counts(batch("--force")) == (1, 3, 0)


def test_transcripts_are_made_and_left_alone_with_their_files(
    batch: Batch, voicecoach: Command, plan: Path, tmp_path: Path
) -> None:
    plan.write_text(
        'folder = "out"\nroutine = "./tiny.yaml"\nvoice = "tone:sine"\nsafety = "short"\ntranscript = ["txt", "srt"]\n'
    )
    assert counts(batch()) == (1, 0, 0)
    out = tmp_path / "out"
    assert sorted(path.name for path in out.iterdir()) == ["tiny.mp3", "tiny.srt", "tiny.txt"]
    assert "Hello." in (out / "tiny.txt").read_text()
    assert counts(batch()) == (0, 1, 0)
    (out / "tiny.srt").unlink()
    assert counts(batch()) == (1, 0, 0)
    (tmp_path / "tiny.yaml").write_text(TINY.replace("Hello", "Good morning"))
    assert counts(batch()) == (1, 0, 0)
    assert all("Good morning." in (out / name).read_text() for name in ("tiny.srt", "tiny.txt"))

    (out / "tiny.lrc").write_text("somebody else's")
    plan.write_text(plan.read_text().replace('["txt", "srt"]', '["txt", "lrc"]'))
    listed = voicecoach("batch", plan, "--dry-run")
    assert "out/tiny.mp3: fails, since another file is there, tiny.lrc; --force" in listed.stdout
    assert listed.returncode == 2
    assert counts(batch(status=1)) == (0, 0, 1)
    assert (out / "tiny.lrc").read_text() == "somebody else's"
    assert counts(batch("--force")) == (1, 0, 0)
    assert "Good morning." in (out / "tiny.lrc").read_text()


def test_a_dry_run_lists_and_makes_nothing(voicecoach: Command, plan: Path, tmp_path: Path) -> None:
    said = voicecoach("batch", plan, "--dry-run")
    assert said.returncode == 0
    assert sorted(said.stdout.splitlines()) == [f"out/{name}: new" for name in NAMES]
    assert not (tmp_path / "out").exists()
    listed = json.loads(voicecoach("batch", plan, "--dry-run", "--json").stdout)["items"]
    assert listed[0] | {"path": "", "routine": ""} == {
        "path": "",
        "now": "new",
        "routine": "",
        "voice": "tone:sine",
        "pace": "slow",
        "safety": "short",
        "seed": 0,
        "format": "mp3",
    }


def test_what_the_listener_might_wonder_about_is_told_once(voicecoach: Command, plan: Path) -> None:
    plan.write_text('routine = "./tiny.yaml"\nvoice = "pyttsx3:en-us"\nsafety = "short"\nrate = [60, 61, 130]\n')
    summary, *notes = voicecoach("batch", plan).stdout.splitlines()
    assert summary.startswith("3 made (")
    assert [note.split(" and ")[1] for note in notes] == [
        f"{rate_wpm} were asked for; the pauses between sentences grow instead (in 1 of the files)"
        for rate_wpm in (60, 61)
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["none.toml"], "there is no plan none.toml"),
        (["plan.toml", "--jobs", "2", "--scheduler", "tcp://127.0.0.1:1"], "leave one out"),
        (["bad.toml"], "bad.toml:1:11: unknown routine 'none'"),
        (["bad.toml", "--dry-run"], "bad.toml:1:11: unknown routine 'none'"),
    ],
)
def test_bad_input(voicecoach: Command, plan: Path, arguments: list[str], message: str) -> None:
    plan.with_name("bad.toml").write_text('routine = "none"\n')
    result = voicecoach("batch", *arguments)
    assert result.returncode == 2
    assert message in result.stderr
    assert result.stdout == ""


@posix
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_batch_that_is_ended_says_what_is_done_and_leaves_nothing_half_written(
    plan: Path, tmp_path: Path, number: signal.Signals, status: int
) -> None:
    process = started(plan, tmp_path)
    with process:
        assert process.stderr
        assert process.stdout
        first = process.stderr.readline()
        assert b"made" in first, first
        os.killpg(process.pid, number)  # as a terminal does: all processes hear of it
        said, summary = process.stderr.read(), process.stdout.read().decode()
    assert process.returncode == status
    assert b"Traceback" not in said, said.decode()
    assert " not begun or broken off" in summary
    assert not list((tmp_path / "out").glob(".*"))


@pytest.mark.skipif(sys.platform != "linux", reason="it looks for processes as Linux has them")
def test_no_process_outlives_a_batch_that_is_killed(plan: Path, tmp_path: Path) -> None:
    process = started(plan, tmp_path)
    with process:
        assert process.stderr
        process.stderr.readline()
        process.kill()
        process.stderr.read()  # which ends when no process has its other end any more
    assert process.returncode == -signal.SIGKILL
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["tiny.mp3"]


@pytest.mark.skipif(sys.platform != "linux", reason="it looks for processes as Linux has them")
def test_nothing_is_left_at_the_end_of_what_killed_processes_wrote(plan: Path, tmp_path: Path) -> None:
    process = started(plan, tmp_path)
    with process:
        assert process.stderr
        process.stderr.readline()
        until(lambda: bool(list((tmp_path / "out").glob(".*.part"))))
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        for child in children:
            os.kill(int(child), signal.SIGKILL)
        process.stderr.readline()  # of the first that failed so
        process.terminate()
        process.stderr.read()
    assert process.returncode == 128 + signal.SIGTERM
    assert not list((tmp_path / "out").glob(".*"))


def started(plan: Path, folder: Path) -> subprocess.Popen[bytes]:
    """A batch with an empty cache, whose first file is quick and whose others take a while, in a process group of its
    own."""
    plan.write_text(
        """
        folder = "out"
        [[export]]
        routine = "./tiny.yaml"
        [[export]]
        routine = "lower-back"
        language = ["en", "de", "es", "fr"]
        pace = ["slow", "steady", "brisk"]
        """
    )
    environment = os.environ | {"VOICECOACH_CACHE_DIR": str(folder / "cache")}
    command = [sys.executable, "-m", "voicecoach.cli", "batch", plan.name, "--jobs", "2"]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=pipe, stderr=pipe, start_new_session=True)
