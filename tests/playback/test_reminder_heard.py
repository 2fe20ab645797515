"""A reminder as a timer starts it, without a terminal and with no environment but its job's: it is heard."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from tests.playback.conftest import SoundServer
from tests.playback.listening import first_sound
from tests.playback.meant import own_folders
from tests.playback.recorder import Recorder
from voicecoach.clip import FRAME_RATE
from voicecoach.reminders.job import job_of
from voicecoach.reminders.reminder import Reminder
from voicecoach.reminders.schedule import Schedule, parse_days, parse_times

pytestmark = pytest.mark.once

SESSION_S = 120


@pytest.mark.needs("pulseaudio", "pactl", "parec")
def test_a_job_finds_the_sound_server(tmp_path: Path) -> None:
    due = Reminder(Schedule(parse_times([f"{datetime.now():%H:%M}"]), parse_days("mon-sun")), None)
    server = SoundServer(tmp_path)
    server.start()
    (tmp_path / "pulse" / "native").symlink_to(tmp_path / "socket")  # where it is unless a variable says otherwise
    try:
        folders = {name: value for name, value in own_folders(tmp_path).items() if name.startswith("VOICECOACH_")}
        job = job_of(due, sys.executable, {"HOME": str(tmp_path), **folders}, tmp_path, tmp_path / "log")
        with Recorder(server.environment) as recorder:
            done = subprocess.run(
                job.command,
                cwd="/",
                env=dict(job.environment),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=SESSION_S,
                check=False,
            )
            recorder.wait_for(recorder.frames + FRAME_RATE)
            heard = first_sound(recorder.samples())
    finally:
        server.stop()
    assert (done.returncode, done.stdout) == (0, "It is time to stretch.\n"), done.stderr
    assert heard is not None
