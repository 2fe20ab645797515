"""What play suggests, by the log: less before a session, more after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.practice.weeks import keep_until_now, played, week
from voicecoach.cli.suggesting import Less, Suggesting
from voicecoach.config.model import Config
from voicecoach.practice.log import PracticeLog
from voicecoach.practice.model import PlayedSession
from voicecoach.routines.catalogue import Catalogue
from voicecoach.routines.terms import Level


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PracticeLog:
    monkeypatch.setenv("VOICECOACH_DATA_DIR", str(tmp_path))
    return PracticeLog(tmp_path / "practice.db")


def suggesting(level: Level = Level.REGULAR) -> Suggesting:
    return Suggesting("lower-back", Catalogue().load("lower-back"), level, Config())


@pytest.mark.parametrize(
    ("sessions", "level", "less"),
    [
        ([played(12)], Level.REGULAR, Less(Level.GENTLE, was_away=True)),
        ([played(12, Level.CHALLENGE)], Level.CHALLENGE, Less(Level.REGULAR, was_away=True)),
        ([played(12, Level.CHALLENGE)], Level.REGULAR, None),
        ([played(12, Level.GENTLE)], Level.REGULAR, Less(Level.GENTLE, was_away=True)),
        ([played(12, Level.GENTLE)], Level.GENTLE, None),
        ([played(9)], Level.REGULAR, None),
        ([played(2, pain=(2, 5))], Level.REGULAR, Less(Level.GENTLE, was_away=False)),
        ([played(2, Level.GENTLE, pain=(2, 5))], Level.REGULAR, Less(Level.GENTLE, was_away=False)),
        ([played(2, pain=(2, 4))], Level.REGULAR, None),
        (week(level=Level.GENTLE), Level.CHALLENGE, None),
        ([], Level.REGULAR, None),
    ],
)
def test_less_is_suggested_after_a_pause_or_a_session_that_hurt(
    log: PracticeLog, sessions: list[PlayedSession], level: Level, less: Less | None
) -> None:
    keep_until_now(log, sessions)
    assert suggesting(level).less() == less


def test_a_routine_whose_path_is_no_text_is_known_again(log: PracticeLog, tmp_path: Path) -> None:
    file = tmp_path / "r\udcfccken.yaml"
    file.write_text("title: Back\nsteps:\n- exercise: pelvic-tilt\n- exercise: knee-rolls\n")
    routine = Catalogue().load(str(file))
    keep_until_now(log, [played(12, file=str(file), is_partial=True)])
    found = Suggesting(str(file), routine, Level.REGULAR, Config()).less()
    assert found == Less(Level.GENTLE, was_away=True)


def test_more_is_suggested_after_a_session_that_counts_alone(log: PracticeLog) -> None:
    keep_until_now(log, week(6))
    now = datetime.now().astimezone()
    whole = replace(played(0), id=1, started=now)
    assert suggesting().more(whole)
    assert not suggesting().more(replace(whole, pain_before=None))
    assert not suggesting().more(replace(whole, pain_after=5))
    assert not suggesting().more(replace(whole, exercises=whole.exercises[:3]))
    log.keep(replace(whole, id=2, started=now - timedelta(hours=2), asked_more=True))
    assert not suggesting().more(whole)


def test_a_log_that_is_damaged_suggests_nothing(log: PracticeLog, tmp_path: Path) -> None:
    (tmp_path / "practice.db").write_text("no log " * 1000)
    assert suggesting().less() is None
    assert not suggesting().more(replace(played(0), started=datetime.now().astimezone()))
