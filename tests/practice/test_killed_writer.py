"""Whoever writes the log is killed at a hundred moments: each time it opens, it is whole, and nothing is lost that was
finished."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.practice.conftest import Ask
from tests.practice.kept import as_far_as
from voicecoach.practice.log import PracticeLog

pytestmark = pytest.mark.once

KILLS = 100
ANSWER_S = 60
LONGEST_S = 0.1
"""Some twenty commits are made by then, or a few on a slow disk."""

WRITING = """
import sys
from pathlib import Path
from tests.practice.kept import as_far_as
from voicecoach.practice.log import PracticeLog
log = PracticeLog(Path(sys.argv[1]))
number = int(sys.argv[2])
while True:
    for sections in range(7):
        log.keep(as_far_as(number, sections))
        sys.stdout.write(f"{number} {sections}\\n")  # at one go: no kill tears a line
        sys.stdout.flush()
    number += 1
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX's")
def test_a_killed_writer_loses_nothing_that_was_finished(log: PracticeLog, file: Path, ask: Ask) -> None:
    chance = random.Random("killed")  # noqa: S311  any will do
    finished: dict[int, int] = {}
    first, left_a_journal = 0, 0
    for _ in range(KILLS):
        command = [sys.executable, "-c", WRITING, str(file), str(first)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            said = [process.stdout.readline()]
            with suppress(subprocess.TimeoutExpired):
                process.wait(chance.uniform(0, LONGEST_S))
            process.kill()
            said += process.stdout.read().splitlines()
            assert process.wait(ANSWER_S) == -signal.SIGKILL
        last = {int(number): int(sections) for number, sections in (line.split() for line in said if line.strip())}
        finished |= last
        left_a_journal += Path(f"{file}-journal").exists()
        kept = {session.id: session for session in log.sessions()}
        assert ask("PRAGMA integrity_check") == "ok"
        assert ask("PRAGMA foreign_key_check") is None
        for number, sections in finished.items():
            found = kept.pop(number)
            done = len(found.exercises)
            assert found == as_far_as(number, done), "it is as it was at one time"
            assert done >= sections
            assert done == sections or number == max(finished)
            finished[number] = done
        assert [session for session in kept.values() if session != as_far_as(session.id, 0)] == []
        assert len(kept) <= 1, "one may have been begun that nobody was told of"
        finished |= dict.fromkeys(kept, 0)
        first = max(finished) + 1
    assert sum(finished.values()) > KILLS
    assert left_a_journal, "some were killed amid a commit"
