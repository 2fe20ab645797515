"""`voicecoach progress`, run for real on a log of its own."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.practice.kept import MORNING, ROLLS, TILT
from voicecoach.practice.log import PracticeLog
from voicecoach.practice.model import PlayedSession

pytestmark = pytest.mark.once

FEW = 12
"""Sessions in the log: one a day, until today."""


def at(days_ago: int) -> datetime:
    return datetime.combine(date.today() - timedelta(days=days_ago), time(9)).astimezone()


@pytest.fixture
def log(tmp_path: Path) -> PracticeLog:
    log = PracticeLog(tmp_path / "data" / "practice.db")
    for number in range(FEW):
        session = replace(MORNING, id=number, started=at(number), pain_before=number % 3 + 2, pain_after=2)
        log.keep(replace(session, exercises=() if number == 3 else (ROLLS, TILT)))
    return log


def kept(log: PracticeLog) -> set[int]:
    return {session.id for session in log.sessions()}


def test_no_log_gets_a_kind_sentence(voicecoach: Command, tmp_path: Path) -> None:
    found = voicecoach("progress")
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.startswith("No session is in the log yet.")
    assert json.loads(voicecoach("progress", "--json").stdout) == {"progress": None, "sessions": []}
    assert voicecoach("progress", "--csv").stdout.count("\n") == 1
    assert voicecoach("progress", "forget", "--all").stdout == "There is no session to forget.\n"
    assert not (tmp_path / "data" / "practice.db").exists()


@pytest.mark.usefixtures("log")
def test_words_come_first_and_then_a_picture(voicecoach: Command) -> None:
    found = voicecoach("progress", COLUMNS="40", NO_COLOR="1", VOICECOACH_PRACTICE_AIM="1")
    assert (found.returncode, found.stderr) == (0, "")
    lines = found.stdout.splitlines()
    assert lines[0].startswith("This week: ")
    assert lines[1].startswith("Your aim of 1 a day: reached on ")
    assert "Your longest run: 8 days." in lines, "a session in which nothing was done breaks it"
    assert "Sessions Mo Tu We Th Fr Sa Su  pain" in lines
    assert max(map(len, lines[lines.index("") :])) <= 40
    assert "\x1b" not in found.stdout
    plain = voicecoach("progress", PYTHONIOENCODING="ascii", COLUMNS="40")
    assert plain.stdout.isascii()
    assert "?" not in plain.stdout


def test_json_and_csv_give_everything(voicecoach: Command, log: PracticeLog) -> None:
    everything = json.loads(voicecoach("progress", "--json").stdout)
    assert everything["progress"]["streak_days"] == 3
    assert [session["id"] for session in everything["sessions"]] == list(reversed(range(FEW)))
    newest = next(session for session in log.sessions() if session.id == 0)
    facts = everything["sessions"][-1]
    assert facts["started"] == newest.started.isoformat()
    assert set(facts) == set(PlayedSession.__slots__)
    assert facts["exercises"][1] == {name: getattr(TILT, name) for name in facts["exercises"][1]} | {
        "result": "cut short"
    }
    rows = list(csv.DictReader(io.StringIO(voicecoach("progress", "--csv").stdout)))
    assert len(rows) == 2 * FEW - 1
    assert [row["exercise_name"] for row in rows if row["session"] == "3"] == [""]
    assert rows[-1]["exercise_spent_s"] == "40.0"
    assert rows[-1]["started"] == newest.started.isoformat()


@pytest.mark.usefixtures("log")
def test_the_aim_is_that_of_the_config(voicecoach: Command, tmp_path: Path) -> None:
    def aim() -> int:
        found: int = json.loads(voicecoach("progress", "--json").stdout)["progress"]["aim_a_day"]
        return found

    assert aim() == 2
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text("pace = 'slow'\n")
    assert aim() == 2
    assert voicecoach("config", "set", "practice.aim", "3").returncode == 0
    assert aim() == 3
    (tmp_path / "config" / "config.toml").write_text("practice.aim = 0\n")
    found = voicecoach("progress")
    assert found.returncode == 2
    assert "config.toml:1:" in found.stderr
    (tmp_path / "config" / "config.toml").unlink()
    (tmp_path / "config" / "config.toml").mkdir()
    assert voicecoach("progress").returncode == 2


@pytest.mark.usefixtures("log")
def test_it_answers_soon_since_it_loads_nothing_that_is_slow(voicecoach: Command) -> None:
    told = voicecoach("progress", PYTHONVERBOSE="1").stderr
    assert "import 'voicecoach.practice.progress_log'" in told
    assert not [slow for slow in ("pydantic", "PIL", "numpy", "tomlkit") if f"import '{slow}'" in told]


@pytest.mark.usefixtures("log")
def test_a_time_can_be_chosen(voicecoach: Command) -> None:
    since = at(2).date().isoformat()
    assert len(json.loads(voicecoach("progress", "--json", "--since", since).stdout)["sessions"]) == 3
    weeks = json.loads(voicecoach("progress", "--json", "--weeks", "1").stdout)
    assert len(weeks["progress"]["weeks"]) == 1
    assert len(weeks["sessions"]) == date.today().weekday() + 1
    for far in (["--weeks", "999999"], ["--since", "0001-01-01"], ["--since", "0001-01-02"]):
        for form in ([], ["--json"], ["--csv"]):
            result = voicecoach("progress", *far, *form)
            assert (result.returncode, result.stderr) == (0, "")
            assert not form or result.stdout == voicecoach("progress", *form).stdout or "since" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--since", "yesterday"], "no date"),
        (["--since", "2999-01-01"], "in the future"),
        (["--since", "2026-01-01", "--weeks", "2"], "give one of them"),
        (["--weeks", "0"], "--weeks"),
        (["--json", "--csv"], "choose one of them"),
        (["--html", "page.html", "--csv"], "choose one of them"),
        (["--png", "picture.png", "--json"], "choose one of them"),
        (["--html", "nowhere/page.html"], "doesn't exist"),
        (["forget"], "give one of them"),
        (["forget", "--all", "--before", "2026-01-01"], "give one of them"),
        (["forget", "--before", "soon"], "no date"),
        (["forget", "--all"], f"{FEW} sessions would be deleted for good; add --yes"),
    ],
)
def test_bad_input_is_told(voicecoach: Command, log: PracticeLog, arguments: list[str], words: str) -> None:
    found = voicecoach("progress", *arguments)
    assert found.returncode == 2
    assert words in found.stderr
    assert len(kept(log)) == FEW


def test_what_is_forgotten_is_gone(voicecoach: Command, log: PracticeLog) -> None:
    found = voicecoach("progress", "forget", "--before", at(2).date().isoformat(), "--yes")
    assert (found.returncode, found.stdout) == (0, f"Deleted {FEW - 3} sessions for good.\n")
    assert kept(log) == {0, 1, 2}
    assert voicecoach("progress", "forget", "--all", "--yes").stdout == "Deleted 3 sessions for good.\n"
    assert kept(log) == set()
    assert voicecoach("progress").stdout.startswith("No session is in the log yet.")


@pytest.mark.usefixtures("log")
def test_a_page_and_a_picture_are_written_and_never_overwritten_unasked(voicecoach: Command, tmp_path: Path) -> None:
    page, picture = tmp_path / "page.html", tmp_path / "picture.png"
    found = voicecoach("progress", "--html", page, "--png", picture)
    assert (found.returncode, found.stdout.splitlines()) == (0, [str(page), str(picture)])
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert "<svg" in page.read_text(encoding="utf-8")
    again = voicecoach("progress", "--html", page)
    assert again.returncode == 2
    assert "--force" in again.stderr
    assert voicecoach("progress", "--html", page, "--force").returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")
@pytest.mark.parametrize(("answer", "left"), [("n", FEW), ("", FEW), ("y", 0)])
def test_whoever_forgets_on_a_terminal_is_asked(tmp_path: Path, log: PracticeLog, answer: str, left: int) -> None:
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "voicecoach.cli", "progress", "forget", "--all"]
    folders = {"VOICECOACH_CONFIG_DIR": str(tmp_path / "config"), "VOICECOACH_DATA_DIR": str(tmp_path / "data")}
    os.write(ours, f"{answer}\n".encode())
    found = subprocess.run(
        command, stdin=theirs, capture_output=True, text=True, env=os.environ | folders, timeout=60, check=False
    )
    os.close(theirs)
    os.close(ours)
    assert f"Delete {FEW} sessions for good?" in found.stderr
    assert found.returncode == 0
    assert len(kept(log)) == left
