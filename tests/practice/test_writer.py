"""The thread that keeps a session in the log while it plays."""

from __future__ import annotations

import sqlite3
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.practice.kept import MORNING, numbered
from voicecoach.errors import InputError, LogError
from voicecoach.practice.log import PracticeLog
from voicecoach.practice.model import PlayedSession
from voicecoach.practice.writer import LogWriter


class HeldLog(PracticeLog):
    """A log on a disk that answers when it is let."""

    def __init__(self, file: Path) -> None:
        super().__init__(file)
        self.asked, self.may = threading.Event(), threading.Event()
        self.kept: list[PlayedSession] = []

    def keep(self, session: PlayedSession) -> Path | None:
        """Keep it as the log does, once it is let."""
        self.asked.set()
        assert self.may.wait(60)
        self.kept.append(session)
        return super().keep(session)


def test_what_is_kept_is_there_once_it_is_closed(log: PracticeLog) -> None:
    writer = LogWriter(log)
    for heard_s in range(5):
        writer.keep(replace(MORNING, heard_s=float(heard_s)))
    writer.close()
    assert list(log.sessions()) == [replace(MORNING, heard_s=4.0)]
    assert writer.complaint is None


def test_who_keeps_never_waits_and_only_the_newest_is_written(file: Path) -> None:
    log = HeldLog(file)
    writer = LogWriter(log)
    states = [replace(MORNING, heard_s=float(heard_s)) for heard_s in range(100)]
    writer.keep(states[0])
    assert log.asked.wait(60)
    for state in states[1:]:
        writer.keep(state)  # while the disk doesn't answer
    log.may.set()
    writer.close()
    assert log.kept == [states[0], states[-1]]


def test_a_disk_that_never_answers_keeps_nobody_from_leaving(file: Path) -> None:
    log = HeldLog(file)
    writer = LogWriter(log)
    writer.keep(MORNING)
    writer.close(within_s=0.01)
    assert str(writer.complaint) == "the disk didn't answer in time"
    log.may.set()


def test_one_that_played_nothing_writes_nothing(log: PracticeLog, file: Path) -> None:
    LogWriter(log).close()
    assert not file.exists()


def newer(file: Path) -> None:
    PracticeLog(file).keep(numbered(5))
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA user_version = 99")


def no_folder(file: Path) -> None:
    file.parent.write_text("a file")


@pytest.mark.parametrize(("amiss", "says"), [(newer, "newer version of voicecoach"), (no_folder, "can't be made")])
def test_what_can_t_be_kept_is_a_complaint(
    log: PracticeLog, file: Path, amiss: Callable[[Path], None], says: str
) -> None:
    amiss(file)
    writer = LogWriter(log)
    writer.keep(MORNING)
    writer.close()
    assert isinstance(writer.complaint, InputError)
    assert says in str(writer.complaint)


def test_a_disk_that_answers_again_gets_all_of_it(log: PracticeLog, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = threading.Event()
    keep = log.keep

    def failing(session: PlayedSession) -> Path | None:
        if session.heard_s:
            return keep(session)
        failed.set()
        raise LogError("the disk is full")

    monkeypatch.setattr(log, "keep", failing)
    writer = LogWriter(log)
    writer.keep(replace(MORNING, heard_s=0.0))
    assert failed.wait(60)
    writer.keep(MORNING)
    writer.close()
    assert writer.complaint is None
    assert list(log.sessions()) == [MORNING]


def test_where_a_damaged_log_is_put_is_told(log: PracticeLog, file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"no log " * 100)
    writer = LogWriter(log)
    writer.keep(MORNING)
    writer.close()
    assert (writer.put_aside,) == log.put_aside()
    assert list(log.sessions()) == [MORNING]


def test_a_python_without_sqlite_plays_all_the_same(log: PracticeLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sqlite3", None)
    writer = LogWriter(log)
    writer.keep(MORNING)
    writer.close()
    assert "built without SQLite" in str(writer.complaint)
