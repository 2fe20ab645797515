"""The sums that the log's file gives: the same as those of all that is kept."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.practice.kept import MORNING, ROLLS, TILT, numbered
from tests.practice.test_log import sessions
from voicecoach.practice.log import PracticeLog
from voicecoach.practice.model import SILENT, PlayedSession, Result
from voicecoach.practice.progress import ExerciseTime, Record
from voicecoach.practice.progress_log import ProgressLog


def record_of(session: PlayedSession) -> Record:
    return Record(
        started=session.started,
        heard_s=session.heard_s,
        heard_share=0.0 if session.is_partial else session.heard_share,
        exercises_done=sum(exercise.result is Result.DONE for exercise in session.exercises),
        pain_before=session.pain_before,
        pain_after=session.pain_after,
    )


def test_no_log_has_no_sums(file: Path) -> None:
    log = ProgressLog(file)
    assert (log.records(), log.exercise_times(date.min, date.max)) == ([], [])
    assert not file.exists()


@settings(max_examples=10, deadline=None)  # each waits for the disk
@given(st.lists(sessions, max_size=3, unique_by=lambda session: session.id), st.data())
def test_the_sums_are_those_of_all_that_is_kept(kept: list[PlayedSession], data: st.DataObject) -> None:
    own_days = sorted({session.started.date() for session in kept} | {MORNING.started.date()})
    since, until = sorted(data.draw(st.tuples(st.sampled_from(own_days), st.sampled_from(own_days))))
    players = data.draw(st.lists(st.sampled_from(["miniaudio", SILENT]), min_size=len(kept), max_size=len(kept)))
    with TemporaryDirectory() as folder:
        file = Path(folder) / "practice.db"
        for session, player in zip(kept, players, strict=True):
            PracticeLog(file).keep(replace(session, player=player))
        log = ProgressLog(file)
        found, times = log.records(), log.exercise_times(since, until)
        newest_last = [session for session in PracticeLog(file).sessions() if session.player != SILENT]
    assert found == [record_of(session) for session in newest_last]
    assert [record.started.utcoffset() for record in found] == [session.started.utcoffset() for session in newest_last]
    spent: defaultdict[str, float] = defaultdict(float)
    done: defaultdict[str, int] = defaultdict(int)
    for session in newest_last:
        if since <= session.started.date() <= until:
            for exercise in session.exercises:
                spent[exercise.name] += exercise.spent_s
                done[exercise.name] += exercise.result is Result.DONE
    assert {time.name: time.spent_s for time in times} == pytest.approx(spent)
    assert {time.name: time.times_done for time in times} == done


def test_an_exercise_has_its_newest_title(file: Path) -> None:
    log = ProgressLog(file)
    log.keep(numbered(2, exercises=(replace(ROLLS, title="Kniekreisen"), TILT)))
    log.keep(numbered(1, exercises=(ROLLS,)))
    assert sorted(log.exercise_times(date.min, date.max), key=lambda time: time.name) == [
        ExerciseTime("knee-rolls", "Kniekreisen", 261.0, 2),
        ExerciseTime("pelvic-tilt", "Pelvic tilt", 40.0, 0),
    ]


def test_a_session_is_of_its_own_local_day(file: Path) -> None:
    log, midnight = ProgressLog(file), MORNING.started.replace(hour=0, minute=5)
    day = midnight.date()
    log.keep(replace(MORNING, started=midnight))
    log.keep(replace(MORNING, id=2, started=midnight.replace(hour=23, tzinfo=timezone(timedelta(hours=-10)))))
    assert [record.day for record in log.records()] == [day, day]
    assert [time.spent_s for time in log.exercise_times(day, day)] == [261.0, 80.0]
    for other in (day - timedelta(days=1), day + timedelta(days=1)):
        assert log.exercise_times(other, other) == []
