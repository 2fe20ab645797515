"""A reminder under a real cron, in real time: within two minutes it has started what was asked for."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.needs("cron", "crontab", "nsenter", "unshare"),
    pytest.mark.skipif(os.geteuid() != 0, reason="a cron of its own beside the machine's needs root"),
    pytest.mark.once,
]

# A cron with an empty folder of crontabs, which nobody outside sees.
CRON = """
mount -t tmpfs none /run && mount -t tmpfs -o mode=1730 none /var/spool/cron/crontabs && echo ready && exec cron -f
"""
TOO_LATE_S = 50
WAIT_S = 100


@pytest.fixture
def cron() -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        ["unshare", "--mount", "sh", "-c", CRON], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n", process.stderr and process.stderr.read()
        yield process
        process.kill()


def test_cron_starts_it_and_it_finds_the_user_s_files(
    cron: subprocess.Popen[str], tmp_path: Path, clip_cache: Path
) -> None:
    folder = tmp_path / "50% of 'mine' & $HOME"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("VOICECOACH_")} | {
        "VOICECOACH_CACHE_DIR": str(clip_cache),
        "VOICECOACH_CONFIG_DIR": str(folder),
        "VOICECOACH_DATA_DIR": str(folder),
        "VOICECOACH_PLAYER": "silent",
        "VOICECOACH_LANGUAGE": "de",
    }

    def run(*arguments: str) -> str:
        inside = ["nsenter", f"--mount=/proc/{cron.pid}/ns/mnt"]
        done = subprocess.run([*inside, *arguments], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    voicecoach = (sys.executable, "-m", "voicecoach.cli", "remind")
    run(*voicecoach, "--now", "--say")  # so that nothing need be spoken anew meanwhile
    log = folder / "reminder.log"
    os.mkfifo(log)  # whoever reads it waits for who writes it
    now = datetime.now()
    at = now + timedelta(minutes=1 if now.second < TOO_LATE_S else 2)
    assert ", by cron; next on " in run(*voicecoach, f"{at:%H:%M}", "--say", "--install")
    crontab = run("crontab", "-l")
    assert "50\\% of" in crontab
    assert f"a sentence at {at:%H:%M}, every day, by cron; " in run(*voicecoach, "--list")

    reading = os.open(log, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert select.select([reading], [], [], WAIT_S)[0], f"cron started nothing of {crontab}"
        assert os.read(reading, 4096).decode() == "Es ist Zeit, sich zu dehnen.\n"
    finally:
        os.close(reading)
    run(*voicecoach, "--remove")
    assert run("sh", "-c", "crontab -l 2>&1 || true").startswith("no crontab for ")
