"""What is kept of the sessions that are played: each runs in a process of its own, and is read from its log."""

from __future__ import annotations

import json
import signal
import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.cli.playing import END, NEXT, TONE, Play
from tests.listener import TILT, Listener
from voicecoach import commands
from voicecoach.choices import Choices
from voicecoach.cli.opening import Opened, Speaks
from voicecoach.cli.practising import Practising
from voicecoach.coach import Coaching
from voicecoach.playback.transport import Ending, Moment
from voicecoach.practice.log import PracticeLog
from voicecoach.practice.model import End, PlayedSession, Result
from voicecoach.practice.writer import LogWriter
from voicecoach.speech.engine import Voice

pytestmark = [pytest.mark.skipif(sys.platform == "win32", reason="signals and terminals are POSIX's"), pytest.mark.once]

QUICK = "title: Quick\nsettle: 0 s\nsteps:\n- {exercise: pelvic-tilt, repetitions: 1, hold: 1 s, rest: 0 s}\n"
BEGUN = PlayedSession(
    id=7,
    started=datetime(2026, 5, 1, 7, 30, tzinfo=timezone(timedelta(hours=2))),
    routine="short",
    title="Short",
    file=None,
    level="regular",
    voice="tone:sine",
    pace=1.0,
    language="en",
    player="silent",
    is_partial=False,
    planned_s=150.0,
    planned_exercises=2,
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "practice.db"


@pytest.fixture
def log(file: Path) -> PracticeLog:
    return PracticeLog(file)


def results(session: PlayedSession) -> list[tuple[str, Result]]:
    return [(exercise.name, exercise.result) for exercise in session.exercises]


# What a session leaves, on a clock that the test turns


class Keeping(LogWriter):
    """A writer that has written each state before anything else happens, and remembers them all."""

    def __init__(self, log: PracticeLog) -> None:
        super().__init__(log)
        self.log, self.states = log, list[PlayedSession]()

    def keep(self, session: PlayedSession) -> None:
        """Keep it now."""
        self.log.keep(session)
        self.states.append(session)


class Practice:
    """A listener whose session is logged."""

    def __init__(self, log: PracticeLog, choices: Choices | None = None) -> None:
        self.listener, self.writer = Listener(TILT, choices=choices), Keeping(log)
        coaching = self.listener.steering._coaching
        assert isinstance(coaching, Coaching)
        nobody = Speaks(Voice("tone", "sine", "", ""), {}, "en", "")
        found = Opened(self.listener.session, coaching, nobody, "silent", lambda: None, lambda _: self.listener.session)
        self.practising = Practising(self.writer, found, BEGUN)

    def run(self) -> PlayedSession:
        """Play, and give what was kept of it."""
        listener = self.listener

        def observe(moment: Moment) -> None:
            self.practising.reached(listener.session.scene(moment.frame), listener.steering.pace)
            listener.observe(moment)

        with self.practising:
            ending = listener.transport.run(observe)
            self.practising.ended(is_finished=ending is Ending.FINISHED)
        (kept,) = self.writer.log.sessions()
        assert kept == self.writer.states[-1]
        return kept


def test_heard_to_its_end_all_of_it_is_done(log: PracticeLog) -> None:
    practice = Practice(log)
    kept = practice.run()
    length = practice.listener.session.sound.length
    assert length
    assert replace(kept, exercises=()) == replace(BEGUN, end=End.FINISHED, heard_share=1.0, heard_s=length / 48_000)
    tilt, rolls = kept.exercises
    assert (tilt.section, tilt.name, tilt.title, tilt.result) == (2, "pelvic-tilt", "Pelvic tilt", Result.DONE)
    assert (tilt.holds, tilt.holds_done, tilt.hold_s) == (2, 2, 20.0)
    assert (rolls.section, rolls.holds, rolls.holds_done, rolls.hold_s) == (3, 2, 2, 8.0)
    sections = practice.listener.timeline.sections
    assert [one.spent_s for one in kept.exercises] == [(s.stop - s.start) / 48_000 for s in sections[1:3]]
    assert {tilt.variant, rolls.variant} <= {*variants("pelvic-tilt"), *variants("knee-rolls")}


def variants(name: str) -> set[str]:
    from voicecoach.routines.catalogue import Catalogue

    exercises = Catalogue().load("lower-back").exercises
    return set(exercises[name].variants)


def test_it_is_kept_each_time_that_a_section_ends(log: PracticeLog) -> None:
    practice = Practice(log)
    practice.run()
    kept = [(len(state.exercises), state.end) for state in practice.writer.states]
    unended = End.BROKEN_OFF  # as a crash would leave it
    assert kept == [(0, unended), (0, unended), (1, unended), (2, unended), (2, End.FINISHED)]
    heard = [state.heard_s for state in practice.writer.states]
    assert heard == sorted(heard)
    assert heard[0] == 0.0


def test_what_was_passed_over_and_what_was_left_are_told_apart(log: PracticeLog) -> None:
    practice = Practice(log)
    listener = practice.listener
    listener.when(lambda moment: listener.session.scene(moment.frame).number == 2, lambda: None)
    listener.press(commands.Command.NEXT).press(commands.Command.FASTER, listener.holding(2))
    listener.press(commands.Command.NEXT, listener.holding(3))
    kept = practice.run()
    assert results(kept) == [("pelvic-tilt", Result.SKIPPED), ("knee-rolls", Result.CUT_SHORT)]
    assert kept.end is End.FINISHED
    assert kept.heard_share < 0.6
    assert kept.pace == pytest.approx(1.1)


def test_stopped_amid_an_exercise_it_is_cut_short_there(log: PracticeLog) -> None:
    practice = Practice(log)
    practice.listener.press(commands.Command.STOP, practice.listener.holding(2))
    kept = practice.run()
    assert kept.end is End.STOPPED
    assert results(kept) == [("pelvic-tilt", Result.CUT_SHORT)]
    assert kept.exercises[0].spent_s > 2


def test_stopped_before_its_first_hold_it_was_not_skipped(log: PracticeLog) -> None:
    practice = Practice(log)
    listener = practice.listener
    listener.when(lambda moment: listener.session.scene(moment.frame).number == 2, lambda: None)
    listener.press(commands.Command.STOP)
    assert results(practice.run()) == [("pelvic-tilt", Result.CUT_SHORT)]


def test_begun_amid_the_routine_its_opening_is_no_exercise(log: PracticeLog) -> None:
    practice = Practice(log, Choices(begin_at=1))
    practice.listener.press(commands.Command.STOP, lambda moment: moment.frame > 0)
    assert practice.run().exercises == ()


def test_gone_back_to_it_stays_done(log: PracticeLog) -> None:
    practice = Practice(log)
    listener = practice.listener
    listener.when(lambda moment: listener.session.scene(moment.frame).number == 3, lambda: None)
    listener.press(commands.Command.PREVIOUS)
    listener.when(lambda moment: listener.session.scene(moment.frame).number == 2, lambda: None)
    listener.press(commands.Command.STOP)
    kept = practice.run()
    was_done = [("pelvic-tilt", Result.DONE) in results(state) for state in practice.writer.states]
    assert was_done == sorted(was_done)
    assert ("pelvic-tilt", Result.DONE) in results(kept)


@pytest.mark.parametrize(("error", "end"), [(KeyboardInterrupt, End.STOPPED), (SystemExit, End.BROKEN_OFF)])
def test_what_ends_it_otherwise_is_kept_as_well(log: PracticeLog, error: type[BaseException], end: End) -> None:
    practice = Practice(log)

    def fail() -> None:
        raise error

    practice.listener.when(practice.listener.holding(2), fail)
    with pytest.raises(error):
        practice.run()
    (kept,) = log.sessions()
    assert (kept.end, results(kept)) == (end, [("pelvic-tilt", Result.CUT_SHORT)])


# For real


def test_a_session_that_is_played_leaves_its_rows(play: Play, log: PracticeLog, tmp_path: Path) -> None:
    before = datetime.now(timezone.utc).replace(microsecond=0)
    (tmp_path / "quick.yaml").write_text(QUICK)
    options = "--level", "gentle", "--safety", "short", "--guidance", "brief"
    with play("quick.yaml", *TONE, *options, player="swift", TZ="Asia/Kathmandu") as played:
        assert played.ended() == 0
        assert "logged" not in played.said
    (kept,) = log.sessions()
    assert before <= kept.started <= datetime.now(timezone.utc)
    assert kept.started.utcoffset() == timedelta(hours=5, minutes=45)
    assert (kept.routine, kept.title, kept.file) == ("quick", "Quick", str(tmp_path / "quick.yaml"))
    assert (kept.level, kept.voice, kept.pace, kept.language) == ("gentle", "tone:sine", 2.0, "en")
    assert (kept.player, kept.is_partial, kept.planned_exercises) == ("swift", False, 1)
    assert (kept.end, kept.heard_share, kept.pain_before, kept.pain_after) == (End.FINISHED, 1.0, None, None)
    assert kept.heard_s == pytest.approx(kept.planned_s, rel=0.3)
    assert results(kept) == [("pelvic-tilt", Result.DONE)]


def test_killed_and_gone_on_with_they_are_two_sessions(play: Play, log: PracticeLog) -> None:
    with play("lower-back", *TONE, "--safety", "short") as played:
        played.until("Welcome.")
        played.press(NEXT)
        played.until("Knees to chest.")
        played.press(NEXT)
        played.until("Pelvic tilt.")
        while not [session for session in log.sessions() if session.exercises]:
            assert played.process.poll() is None
        played.process.kill()
    with play("--resume") as played:
        played.until("Welcome back.")
        played.process.send_signal(signal.SIGTERM)
        played.ended()
    killed, resumed = log.sessions()
    assert (killed.routine, killed.file, killed.end, killed.is_partial) == ("lower-back", None, End.BROKEN_OFF, False)
    assert results(killed) == [("knees-to-chest", Result.SKIPPED)]
    assert (resumed.routine, resumed.end, resumed.is_partial) == ("lower-back", End.BROKEN_OFF, True)
    assert resumed.planned_exercises == killed.planned_exercises - 1
    assert {name for name, _ in results(resumed)} <= {"pelvic-tilt"}


def test_nothing_is_logged_that_is_not_to_be(play: Play, file: Path, tmp_path: Path, voicecoach: Command) -> None:
    (tmp_path / "quick.yaml").write_text(QUICK)
    assert voicecoach("export", "quick.yaml", *TONE, "-o", "quick.wav").returncode == 0
    for arguments, environment in ((["--no-log"], {}), ([], {"VOICECOACH_PRACTICE_LOG": "false"})):
        with play("quick.yaml", *TONE, *arguments, **environment) as played:
            played.until("Welcome")
            played.press(END)
            assert played.ended() == 0
        assert not file.exists()
    assert voicecoach("config", "set", "practice.log", "false").returncode == 0
    rows = {row["key"]: row for row in json.loads(voicecoach("config", "show", "--json").stdout)}
    assert rows["practice.log"]["value"] is False
    with play("quick.yaml", *TONE) as played:
        played.until("Welcome")
        played.press(END)
        assert played.ended() == 0
    assert not file.exists()


def test_a_log_of_a_newer_version_is_said_once_and_it_plays_all_the_same(
    play: Play, log: PracticeLog, file: Path, tmp_path: Path
) -> None:
    log.keep(BEGUN)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = file.read_bytes()
    with play("lower-back-short", *TONE) as played:
        played.until("Welcome.")
        played.press(NEXT)
        played.until("Knees to chest.")
        played.press(END)
        assert played.ended() == 0
    said = [line for line in played.said.splitlines() if "logged" in line]
    assert len(said) == 1
    assert said[0].startswith("This session wasn't logged: the log of sessions ")
    assert "newer version of voicecoach" in said[0]
    assert file.read_bytes() == before


def test_a_damaged_log_is_kept_aside_and_said_once(play: Play, log: PracticeLog, file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"no log " * 1000)
    with play("lower-back-short", *TONE) as played:
        played.until("Welcome.")
        played.press(END)
        assert played.ended() == 0
    (aside,) = log.put_aside()
    assert aside.read_bytes() == b"no log " * 1000
    said = [line for line in played.said.splitlines() if "damaged" in line]
    assert said == [f"The log of your sessions was damaged. It was put aside as {aside}, and a new one is begun."]
    (kept,) = log.sessions()
    assert kept.end is End.STOPPED


def test_where_nothing_can_be_written_that_is_said_once(play: Play, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with play("lower-back-short", *TONE, VOICECOACH_DATA_DIR=str(tmp_path / "file" / "data")) as played:
        played.until("Welcome.")
        played.press(END)
        assert played.ended() == 0
    assert played.said.count("This session wasn't logged: the folder ") == 1
