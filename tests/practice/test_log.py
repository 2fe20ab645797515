"""The log of the sessions that were played, in its file."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.practice.conftest import Ask
from tests.practice.kept import MORNING, ROLLS, TILT, numbered
from voicecoach.errors import InputError, LogError, VoicecoachError
from voicecoach.practice import log as log_module
from voicecoach.practice import schema
from voicecoach.practice.log import PracticeLog
from voicecoach.practice.model import End, PlayedExercise, PlayedSession, Result, new_id

texts = st.text(max_size=8)
seconds = st.floats(0, 1e6)
offsets = st.integers(-86_399, 86_399).map(lambda offset_s: timezone(timedelta(seconds=offset_s)))
times = st.datetimes(datetime(1980, 1, 1), datetime(2100, 1, 1), timezones=offsets)
to_the_second = times.map(lambda time: time.replace(microsecond=0))


@st.composite
def exercises(draw: st.DrawFn) -> tuple[PlayedExercise, ...]:
    sections = sorted(draw(st.sets(st.integers(1, 50), max_size=4)))
    found = []
    for section in sections:
        holds = draw(st.integers(0, 100))
        done, result = draw(st.integers(0, holds)), draw(st.sampled_from(Result))
        names = draw(st.tuples(texts, texts, texts))
        found.append(PlayedExercise(section, *names, result, holds, done, draw(seconds), draw(seconds)))
    return tuple(found)


pain = st.none() | st.integers(0, 9)
sessions = st.builds(
    PlayedSession,
    id=st.integers(0, 2**53),
    started=to_the_second,
    routine=texts,
    title=texts,
    file=st.none() | texts,
    level=texts,
    voice=texts,
    pace=st.floats(0.5, 2),
    language=texts,
    player=texts,
    is_partial=st.booleans(),
    planned_s=seconds,
    planned_exercises=st.integers(0, 100),
    heard_s=seconds,
    heard_share=st.floats(0, 1),
    end=st.sampled_from(End),
    pain_before=pain,
    pain_after=pain,
    asked_more=st.booleans(),
    exercises=exercises(),
)


@contextmanager
def new_log() -> Iterator[PracticeLog]:
    with TemporaryDirectory() as folder:
        yield PracticeLog(Path(folder, "practice.db"))


# What is kept is read


@settings(max_examples=30)  # each waits for the disk
@given(st.lists(sessions, max_size=5, unique_by=lambda session: session.id), times)
def test_what_is_kept_is_read_in_the_order_of_its_beginnings(kept: list[PlayedSession], since: datetime) -> None:
    with new_log() as log:
        for session in kept:
            log.keep(session)
        expected = sorted(kept, key=lambda session: (session.started, session.id))
        assert list(log.sessions()) == expected
        offsets_read = [session.started.utcoffset() for session in log.sessions()]
        assert offsets_read == [session.started.utcoffset() for session in expected]
        since = since.replace(microsecond=0)
        assert list(log.sessions(since)) == [session for session in expected if session.started >= since]


@settings(max_examples=30)
@given(sessions, sessions)
def test_what_is_newer_of_a_session_takes_the_place_of_the_older(older: PlayedSession, newer: PlayedSession) -> None:
    with new_log() as log:
        log.keep(older)
        log.keep(replace(newer, id=older.id))
        assert list(log.sessions()) == [replace(newer, id=older.id)]


def test_many_are_read_page_by_page(log: PracticeLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_module, "PAGE", 3)
    kept = [replace(numbered(number // 2), id=number) for number in range(10)]  # two begin in each second
    for session in kept:
        log.keep(session)
    reading = log.sessions()
    assert next(reading) == kept[0]
    log.keep(numbered(100))  # nobody waits for who reads
    assert list(reading) == [*kept[1:], numbered(100)]


def test_where_none_was_kept_there_is_none_and_no_file(log: PracticeLog, file: Path) -> None:
    assert list(log.sessions()) == []
    assert log.forget() == 0
    assert not file.parent.exists()


def test_a_name_that_is_no_text_is_kept_as_well_as_it_can_be(log: PracticeLog) -> None:
    log.keep(replace(MORNING, file=os.fsdecode(b"/home/r\xfccken.yaml")))
    assert [session.file for session in log.sessions()] == ["/home/r\\udcfccken.yaml"]


def test_each_session_has_a_number_of_its_own() -> None:
    numbers = {new_id() for _ in range(1000)}
    assert len(numbers) == 1000
    assert all(0 <= number < 2**53 for number in numbers)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are POSIX's")
def test_nobody_else_reads_it(log: PracticeLog, file: Path) -> None:
    log.keep(MORNING)
    assert file.stat().st_mode & 0o777 == 0o600


def test_what_is_kept_survives_a_power_cut_as_sqlite_can(
    log: PracticeLog, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The settings that this rests on, as the connection has them."""
    seen: dict[str, object] = {}

    def look(connection: sqlite3.Connection) -> None:
        schema.migrate(connection)
        for pragma in ("synchronous", "foreign_keys", "secure_delete", "journal_mode", "busy_timeout"):
            seen[pragma] = connection.execute(f"PRAGMA {pragma}").fetchone()[0]

    monkeypatch.setattr(log_module, "migrate", look)
    log.keep(MORNING)
    extra = 3
    assert seen == {
        "synchronous": extra,
        "foreign_keys": 1,
        "secure_delete": 1,
        "journal_mode": "delete",
        "busy_timeout": 5000,
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"pain_before": 10},
        {"pain_after": -1},
        {"pain_after": 1.5},
        {"pace": "slow"},
        {"exercises": (replace(ROLLS, holds_done=7),)},
        {"exercises": (ROLLS, ROLLS)},
    ],
)
def test_what_can_t_be_isn_t_kept_not_even_a_part_of_it(log: PracticeLog, wrong: dict[str, object]) -> None:
    log.keep(MORNING)
    with pytest.raises(LogError):
        log.keep(replace(MORNING, heard_s=300.0, **wrong))  # type: ignore[arg-type]  # that is what is wrong
    assert list(log.sessions()) == [MORNING]


# Versions


def test_an_empty_file_is_a_log_yet_to_be(log: PracticeLog, file: Path, ask: Ask) -> None:
    file.parent.mkdir()
    file.touch()
    assert list(log.sessions()) == []
    assert ask("PRAGMA user_version") == len(schema.STEPS)
    log.keep(MORNING)
    assert list(log.sessions()) == [MORNING]


ADDED = (
    "ALTER TABLE sessions ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm'",
    "UPDATE sessions SET level = upper(level)",
)


@pytest.mark.parametrize("steps", [1, 2])
def test_an_older_log_is_brought_up_step_by_step(
    log: PracticeLog, file: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    log.keep(MORNING)
    more = [ADDED, ("CREATE TABLE aims (day TEXT)",)][:steps]
    monkeypatch.setattr(schema, "STEPS", (*schema.STEPS, *more))
    assert list(log.sessions()) == [replace(MORNING, level="GENTLE")]
    assert ask("PRAGMA user_version") == len(schema.STEPS)
    assert ask("SELECT mood FROM sessions") == "calm"


def test_a_log_of_the_first_version_is_read_as_it_was_written(log: PracticeLog, file: Path, ask: Ask) -> None:
    log.keep(MORNING)
    ask("DROP INDEX sessions_by_routine")
    ask("ALTER TABLE sessions DROP COLUMN asked_more")
    ask("PRAGMA user_version = 1")
    assert list(log.sessions()) == [MORNING]
    assert ask("PRAGMA user_version") == len(schema.STEPS)


def test_a_step_that_fails_changes_nothing(
    log: PracticeLog, file: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.keep(MORNING)
    with monkeypatch.context() as broken:
        broken.setattr(schema, "STEPS", (*schema.STEPS, (*ADDED, "UPDATE nowhere SET x = 1")))
        with pytest.raises(LogError, match="no such table: nowhere"):
            log.keep(replace(MORNING, heard_s=1.0))
    assert ask("PRAGMA user_version") == len(schema.STEPS)
    assert list(log.sessions()) == [MORNING]


def test_a_newer_log_is_refused_and_left_alone(log: PracticeLog, file: Path, ask: Ask) -> None:
    log.keep(MORNING)
    ask(f"PRAGMA user_version = {len(schema.STEPS) + 1}")
    before = file.read_bytes()
    for call in (lambda: log.keep(MORNING), lambda: list(log.sessions()), log.forget):
        with pytest.raises(InputError, match=r"practice.db can't be used: .* newer version of voicecoach .*; update"):
            call()
    assert file.read_bytes() == before
    assert log.put_aside() == ()


@pytest.mark.parametrize("version", [0, 1, -1])
def test_another_program_s_database_is_left_alone(log: PracticeLog, file: Path, ask: Ask, version: int) -> None:
    file.parent.mkdir()
    ask("CREATE TABLE theirs (x)")
    ask(f"PRAGMA user_version = {version}")
    before = file.read_bytes()
    with pytest.raises(InputError, match="another program's database; move it elsewhere"):
        log.keep(MORNING)
    assert file.read_bytes() == before


# What can go wrong


def damage(file: Path, way: str) -> bytes:
    whole = file.read_bytes()
    damaged = {
        "no log": b"this was a diary once, of another kind\n" * 40,
        "half": whole[: len(whole) // 2 + 100],
        "holes": whole[:4096] + bytes(len(whole) - 4096),
        "head": b"\xff" * 100 + whole[100:],
    }[way]
    file.write_bytes(damaged)
    return damaged


@pytest.mark.parametrize("way", ["no log", "half", "holes", "head"])
def test_a_damaged_log_is_put_aside_and_a_new_one_begun(log: PracticeLog, file: Path, way: str) -> None:
    for number in range(40):
        log.keep(numbered(number))
    damaged = damage(file, way)
    with pytest.raises(InputError, match=r"practice.db is damaged .*; the next session puts it aside"):
        list(log.sessions())
    assert file.read_bytes() == damaged
    aside = log.keep(MORNING)
    assert aside
    assert aside.read_bytes() == damaged
    assert log.put_aside() == (aside,)
    assert list(log.sessions()) == [MORNING]
    assert log.keep(numbered(5)) is None


def test_the_journal_of_a_damaged_log_goes_with_it(log: PracticeLog, file: Path) -> None:
    """Else the new one would be taken back to what it never was."""
    log.keep(MORNING)
    damaged, journal = damage(file, "no log"), Path(f"{file}-journal")
    journal.write_bytes(b"of one that was killed meanwhile")
    aside = log._move_aside(log_module.DamagedError(file, file.stat(), "as it seems"))
    assert aside
    assert (aside.read_bytes(), Path(f"{aside}-journal").read_bytes()) == (damaged, b"of one that was killed meanwhile")
    assert [path for path in file.parent.iterdir() if path in {file, journal}] == []
    assert log.put_aside() == (aside, Path(f"{aside}-journal"))


def test_what_another_session_has_mended_is_not_put_aside(
    log: PracticeLog, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.keep(MORNING)
    damage(file, "no log")
    with suppress(InputError):
        log.sessions()
    move_aside = log._move_aside

    def late(damaged: log_module.DamagedError) -> Path | None:
        monkeypatch.undo()
        assert PracticeLog(file).keep(numbered(2)), "it is quicker"
        return move_aside(damaged)

    monkeypatch.setattr(log, "_move_aside", late)
    assert log.keep(MORNING) is None
    assert list(log.sessions()) == [MORNING, numbered(2)]
    assert len(log.put_aside()) == 1


def test_a_folder_that_can_t_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    log = PracticeLog(tmp_path / "data" / "practice.db")
    with pytest.raises(InputError, match="can't be made"):
        log.keep(MORNING)
    assert list(log.sessions()) == []


def test_a_folder_in_its_place_is_told(log: PracticeLog, file: Path) -> None:
    file.mkdir(parents=True)
    with pytest.raises(LogError, match="unable to open database file; make it readable and writable"):
        log.keep(MORNING)


def test_a_full_disk_is_told_and_nothing_is_lost(log: PracticeLog, monkeypatch: pytest.MonkeyPatch) -> None:
    log.keep(MORNING)
    monkeypatch.setattr(log_module, "_PRAGMAS", (*log_module._PRAGMAS, "max_page_count = 6"))

    def keep_many() -> None:
        for number in range(2, 200):
            log.keep(numbered(number))

    with pytest.raises(LogError, match="full; free some space"):
        keep_many()
    kept = list(log.sessions())
    assert kept == [MORNING, *(numbered(number) for number in range(2, len(kept) + 1))]
    assert 1 < len(kept) < 199


def test_who_can_t_write_can_read(log: PracticeLog, file: Path) -> None:
    log.keep(MORNING)
    if os.name == "posix" and os.geteuid() == 0:
        pytest.skip("root writes everywhere")
    file.chmod(0o400)
    file.parent.chmod(0o500)
    try:
        assert list(log.sessions()) == [MORNING]
        with pytest.raises(LogError, match="readonly database; make it writable"):
            log.keep(numbered(2))
    finally:
        file.parent.chmod(0o700)


def test_a_busy_log_is_waited_for_and_then_told(log: PracticeLog, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log.keep(MORNING)
    monkeypatch.setattr(log_module, "BUSY_S", 0.05)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LogError, match="locked; another program is at it"):
            log.keep(numbered(2))
        other.execute("COMMIT")
    log.keep(numbered(2))
    assert list(log.sessions()) == [MORNING, numbered(2)]


def test_a_python_without_sqlite_is_told(log: PracticeLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sqlite3", None)
    with pytest.raises(LogError, match="built without SQLite"):
        log.keep(MORNING)


WRITING = """
import sys
from pathlib import Path
from tests.practice.kept import numbered
from voicecoach.practice.log import PracticeLog
sys.stdin.readline()
log = PracticeLog(Path(sys.argv[1]))
for number in range(int(sys.argv[2]), int(sys.argv[2]) + 20):
    for heard_s in (0.0, 60.0):
        log.keep(numbered(number, heard_s=heard_s))
"""


def test_several_write_at_once(log: PracticeLog, file: Path) -> None:
    """They make the file together, too."""
    starts = range(0, 300, 100)
    running = [
        subprocess.Popen([sys.executable, "-c", WRITING, str(file), str(start)], stdin=subprocess.PIPE)
        for start in starts
    ]
    for process in running:
        process.communicate(b"go\n", timeout=120)
    assert [process.returncode for process in running] == [0] * len(starts)
    expected = [numbered(start + number, heard_s=60.0) for start in starts for number in range(20)]
    assert list(log.sessions()) == expected


# The last ones


@settings(max_examples=30)
@given(
    st.lists(sessions, max_size=8, unique_by=lambda session: session.id),
    st.lists(st.tuples(st.sampled_from(["a", "b"]), st.none() | st.just("a")), min_size=8, max_size=8),
    to_the_second,
    st.integers(0, 3),
)
def test_the_recent_ones_are_those_since_a_time_the_last_one_and_the_last_of_a_routine(
    kept: list[PlayedSession], names: list[tuple[str, str | None]], since: datetime, count: int
) -> None:
    with new_log() as log:
        for session, (routine, path) in zip(kept, names, strict=False):
            log.keep(replace(session, routine=routine, file=path))
        every = list(log.sessions())
        of_it = [session for session in every if (session.file or session.routine) == "a"]
        wanted = {session.id for session in [*every[-1:], *of_it[len(of_it) - min(count, len(of_it)) :]]}
        assert log.recent("a", since, count) == [
            session for session in every if session.started >= since or session.id in wanted
        ]
        practised = [
            session
            for session in every
            if session.player != "silent" and any(exercise.holds_done for exercise in session.exercises)
        ]
        assert log.latest() == (practised[-1] if practised else None)
        assert (log.count(), log.count(since)) == (len(every), sum(session.started < since for session in every))


def test_reading_along_is_not_the_last_one(log: PracticeLog) -> None:
    log.keep(numbered(1))
    log.keep(numbered(2, player="silent"))
    log.keep(numbered(3, exercises=()))
    assert log.latest() == numbered(1)


# Forgetting


@settings(max_examples=30)
@given(st.lists(sessions, max_size=6, unique_by=lambda session: session.id), st.none() | to_the_second)
def test_what_began_before_is_forgotten_and_the_rest_stays(kept: list[PlayedSession], before: datetime | None) -> None:
    with new_log() as log:
        for session in kept:
            log.keep(session)
        left = [session for session in log.sessions() if before and session.started >= before]
        assert log.forget(before) == len(kept) - len(left)
        assert list(log.sessions()) == left


@pytest.mark.parametrize("mode", ["delete", "wal", "truncate", "persist"])
def test_what_is_forgotten_leaves_no_bytes(log: PracticeLog, file: Path, ask: Ask, mode: str) -> None:
    secret = replace(TILT, title="geheimnis-" * 30)
    for number in range(90):
        is_secret = number % 3 == 0
        routine = "geheime-routine" if is_secret else "lower-back"
        changes = {"exercises": (ROLLS, secret) if is_secret else (ROLLS, TILT), "routine": routine}
        log.keep(numbered(number, heard_s=0.0, **changes))
        log.keep(numbered(number, **changes))
    ask(f"PRAGMA journal_mode = {mode}")
    held = file.stat().st_size
    assert b"geheim" in file.read_bytes()
    assert log.forget(numbered(60).started) == 60
    assert [session.id for session in log.sessions()] == list(range(60, 90))
    assert log.forget() == 30
    assert list(log.sessions()) == []
    for path in file.parent.iterdir():
        assert b"geheim" not in path.read_bytes(), path.name
        assert b"knee-rolls" not in path.read_bytes(), path.name
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    assert file.stat().st_size < held
    assert ask("PRAGMA integrity_check") == "ok"


def test_part_of_it_forgotten_leaves_only_the_rest(log: PracticeLog, file: Path) -> None:
    for number in range(60):
        log.keep(numbered(number, title=f"number {number:03}!"))
    log.forget(numbered(40).started)
    written = file.read_bytes()
    assert [number for number in range(60) if f"number {number:03}!".encode() in written] == list(range(40, 60))


def test_errors_of_the_log_are_the_project_s_own() -> None:
    assert issubclass(LogError, VoicecoachError)
