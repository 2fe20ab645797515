"""The process that speaks is killed amid cues, again and again: the export goes on, and nothing is missing in it."""

from __future__ import annotations

import ctypes
import json
import os
import random
import select
import signal
import struct
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from tests.cli.conftest import run_voicecoach
from voicecoach.clip import FRAME_RATE
from voicecoach.speech.worker import DEATHS

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="it watches a folder and processes as Linux has them"),
    pytest.mark.once,
]

EXPORTS, KILLS = 5, 10
"""How many exports, and how often the process that speaks is killed in each."""

SHARE = 0.8
"""Of the cues: those in which it is killed, so that some are hit several times over."""

CUE_S = 0.012
"""About what a cue takes: it is killed at some moment of that."""

ANSWER_S = 60
CUE = "voicecoach-*"
"""The folder of a cue, among temporary files of others."""

IN_CREATE = 0x100
EVENT = struct.Struct("iIII")

ROUTINE = ["lower-back-short", "--safety", "short"]


@contextmanager
def watched(folder: Path) -> Iterator[int]:
    """A file that can be read when something appears in the folder."""
    library = ctypes.CDLL(None, use_errno=True)
    descriptor = library.inotify_init1(os.O_CLOEXEC | os.O_NONBLOCK)
    try:
        assert library.inotify_add_watch(descriptor, os.fsencode(folder), IN_CREATE) >= 0, os.strerror(
            ctypes.get_errno()
        )
        yield descriptor
    finally:
        os.close(descriptor)


def newest(watch: int) -> str:
    """The name of what appeared the last; empty where nothing has since the last look."""
    events, at, name = b"", 0, b""
    with suppress(BlockingIOError):
        events = os.read(watch, 65536)
    while at < len(events):
        *_, length = EVENT.unpack_from(events, at)
        name, at = events[at + EVENT.size : at + EVENT.size + length], at + EVENT.size + length
    return os.fsdecode(name.rstrip(b"\0"))


def child_of(process: int) -> int | None:
    """The process that another has started; None where it has none just now."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended
            state, parent, *_ = path.read_text("utf-8", errors="replace").rpartition(") ")[2].split()
            if int(parent) == process and state != "Z":
                return int(path.parent.name)
    return None


def kill(process: int) -> None:
    """End a process, and wait until it has ended."""
    with suppress(ProcessLookupError):
        pidfd = os.pidfd_open(process)
        try:
            os.kill(process, signal.SIGKILL)
            select.select([pidfd], [], [], ANSWER_S)
        finally:
            os.close(pidfd)


def export_amid_kills(folder: Path, seed: int) -> int:
    """Export the routine with an empty cache, killing what speaks; how often a cue was hit.

    Each cue has a folder of its own for as long as it is spoken. One that was killed amid it leaves the folder behind.
    """
    chance = random.Random(seed)  # noqa: S311  # any will do
    for name in ("temporary", "config", "data"):
        (folder / name).mkdir(parents=True)
    environment = os.environ | {
        "TMPDIR": str(folder / "temporary"),
        "VOICECOACH_CACHE_DIR": str(folder / "cache"),
        "VOICECOACH_CONFIG_DIR": str(folder / "config"),
        "VOICECOACH_DATA_DIR": str(folder / "data"),
    }
    command = [sys.executable, "-m", "voicecoach.cli", "export", *ROUTINE, "-o", "out.wav"]
    hits = in_a_row = 0
    with (
        watched(folder / "temporary") as watch,
        subprocess.Popen(
            command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        ) as process,
    ):
        ended = os.pidfd_open(process.pid)
        while ended not in (ready := select.select([watch, ended], [], [], ANSWER_S)[0]):
            assert ready, "the export stands still"
            cue = folder / "temporary" / newest(watch)
            if not cue.match(CUE):
                continue
            if hits == KILLS or in_a_row == DEATHS - 1 or chance.random() > SHARE:
                in_a_row = 0
                continue
            select.select([ended], [], [], chance.uniform(0, CUE_S))
            worker = child_of(process.pid)
            if worker and cue.is_dir():
                kill(worker)
                newest(watch)  # what it began is no cue under way any more
                in_a_row += 1
                hits = len(left_behind(folder))
        os.close(ended)
        assert process.stderr
        complaints = process.stderr.read().decode()
    assert process.returncode == 0, complaints
    return len(left_behind(folder))


def left_behind(folder: Path) -> list[Path]:
    """The folders of cues that were never over."""
    return list((folder / "temporary").glob(CUE))


def spoken(folder: Path, cache: Path) -> list[dict[str, Any]]:
    shown = json.loads(run_voicecoach(folder, cache, "show", *ROUTINE, "--json").stdout)
    return [event for section in shown["sections"] for event in section["events"] if event["kind"] == "speech"]


def test_exports_are_whole_though_the_process_that_speaks_is_killed_fifty_times_amid_a_cue(
    tmp_path: Path, clip_cache: Path
) -> None:
    folders = [tmp_path / str(number) for number in range(EXPORTS)]
    with ThreadPoolExecutor(2) as pool:
        hits = list(pool.map(export_amid_kills, folders, range(EXPORTS)))
    assert hits == [KILLS] * EXPORTS
    expected = spoken(tmp_path, clip_cache)
    assert len(expected) > 50
    for folder in folders:
        samples, _ = soundfile.read(folder / "out.wav")
        events = spoken(folder, folder / "cache")
        assert [event["text"] for event in events] == [event["text"] for event in expected]
        for event, unkilled in zip(events, expected, strict=True):
            assert event["end_s"] - event["start_s"] == pytest.approx(unkilled["end_s"] - unkilled["start_s"], abs=0.05)
            sound = samples[round(event["start_s"] * FRAME_RATE) : round(event["end_s"] * FRAME_RATE)]
            assert np.abs(sound).max() > 0.1, event["text"]
