"""`voicecoach level`, over a log that the tests keep."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.practice.weeks import LADDERS, keep_until_now, played, week
from voicecoach.practice.ladder import ladder_of
from voicecoach.practice.log import PracticeLog
from voicecoach.practice.model import PlayedSession
from voicecoach.routines.catalogue import Catalogue
from voicecoach.routines.terms import Level

pytestmark = pytest.mark.once


def keep(folder: Path, sessions: list[PlayedSession]) -> None:
    """Have them in the log as if it were NOW."""
    keep_until_now(PracticeLog(folder / "data" / "practice.db"), sessions)


def test_without_a_log_a_kind_sentence_is_said(voicecoach: Command, tmp_path: Path) -> None:
    result = voicecoach("level")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("Nothing was done yet that the log knows of.")
    assert json.loads(voicecoach("level", "--json").stdout) == {"routine": None, "level": None, "suggestion": None}
    assert not (tmp_path / "data").exists()


def test_who_keeps_no_log_is_told_so(voicecoach: Command) -> None:
    assert "practice.log" not in voicecoach("level").stdout
    assert voicecoach("config", "set", "practice.log", "false").returncode == 0
    assert "voicecoach config unset practice.log" in voicecoach("level").stdout


def test_the_routine_that_was_played_last_is_meant(voicecoach: Command, tmp_path: Path) -> None:
    keep(tmp_path, [*week(6), played(0.02, routine="lower-back-short"), played(0.01, player="silent")])
    assert json.loads(voicecoach("level", "--json").stdout)["routine"] == "lower-back-short"
    assert json.loads(voicecoach("level", "lower-back", "--json").stdout)["routine"] == "lower-back"
    other = voicecoach("level", "lower-back-in-bed")
    assert (other.returncode, other.stdout.startswith("Nothing of lower-back-in-bed was done yet")) == (0, True)


def test_a_routine_that_is_not_there_is_bad_input(voicecoach: Command, tmp_path: Path) -> None:
    keep(tmp_path, week(1))
    result = voicecoach("level", "lower-bak")
    assert (result.returncode, result.stdout) == (2, "")
    assert "did you mean lower-back" in result.stderr


def test_a_routine_that_was_played_last_and_is_gone_is_told_as_such(voicecoach: Command, tmp_path: Path) -> None:
    keep(tmp_path, [played(1, file=str(tmp_path / "gone.yaml"))])
    result = voicecoach("level")
    assert (result.returncode, result.stdout) == (2, "")
    assert "that is what you played last; name a routine: voicecoach level ROUTINE" in result.stderr


def test_who_did_well_is_shown_more_and_why(voicecoach: Command, tmp_path: Path) -> None:
    keep(tmp_path, week())
    said = voicecoach("level").stdout
    assert "the regular level, last done today" in said
    assert "It may be time for a little more: more repetitions." in said
    assert "Knees to chest: 4 repetitions, held for 8 s" in said
    assert "You did all of it in 6 sessions in the last 10 days" in said
    assert "Nothing changes by itself." in said
    found = json.loads(voicecoach("level", "--json").stdout)
    assert (found["level"], found["counted"], found["rule"]["sessions"]) == ("regular", 6, 6)
    assert found["suggestion"]["move"] == "more repetitions"
    assert found["suggestion"]["reasons"] == [{"why": "enough sessions", "count": 6}]
    assert found["suggestion"]["doses"][0] == {
        "exercise": "knees-to-chest",
        "title": "Knees to chest",
        "variant": "both-legs",
        "repetitions": 4,
        "hold_s": 8.0,
        "each_side": False,
    }
    assert "Knee rolls: 3 repetitions on each side, held for 8 s" in said
    assert [dose["each_side"] for dose in found["doses"]] == [False, False, True, False]


def test_the_rule_can_be_another_one(voicecoach: Command, tmp_path: Path) -> None:
    keep(tmp_path, [played(11), *week()])
    assert "once 7 sessions within 10 days went well; 6 did" in voicecoach("level", "--sessions", "7").stdout
    assert "in 7 sessions in the last 12 days" in voicecoach("level", "--sessions", "7", "--days", "12").stdout
    assert voicecoach("config", "set", "practice.step_sessions", "7").returncode == 0
    assert "once 7 sessions within 10 days went well; 6 did" in voicecoach("level").stdout
    assert voicecoach("config", "set", "practice.step_days", "12").returncode == 0
    assert "in 7 sessions in the last 12 days" in voicecoach("level").stdout
    assert voicecoach("level", "--days", "9").returncode == 2
    assert voicecoach("level", "--sessions", "2").returncode == 2


def test_what_it_says_to_write_makes_what_it_suggests(voicecoach: Command, tmp_path: Path) -> None:
    keep(tmp_path, week())
    suggestion = json.loads(voicecoach("level", "--json").stdout)["suggestion"]
    copy, told, *lines, play = suggestion["how"]
    assert told == "In the file that it names, have these steps read so:"
    assert play == "voicecoach play my-lower-back --level regular"
    assert voicecoach(*copy.split()[1:]).returncode == 0
    file = tmp_path / "data" / "routines" / "my-lower-back.yaml"
    text = file.read_text()
    text = f"{text[: text.index('steps:')]}steps:\n" + "".join(f"{line}\n" for line in lines)
    file.write_text(text)
    doses = ladder_of(Catalogue().load(str(file))).plans[Level.REGULAR]
    assert [(dose.repetitions, dose.hold_s) for dose in doses] == [
        (dose["repetitions"], dose["hold_s"]) for dose in suggestion["doses"]
    ]


def test_a_file_of_ones_own_is_named_to_be_edited(voicecoach: Command, tmp_path: Path) -> None:
    assert voicecoach("copy", "lower-back-in-bed", "-o", "in bed.yaml").returncode == 0
    file = tmp_path / "in bed.yaml"
    keep(tmp_path, week(routine="lower-back-in-bed", level=Level.GENTLE, file=str(file)))
    how = json.loads(voicecoach("level", "./in bed.yaml", "--json").stdout)["suggestion"]["how"]
    assert how[0] == f"In {file} have these steps read so:"
    assert how[-1] == f"voicecoach play '{file}' --level gentle"
    assert "    variant: one-leg" in how


@pytest.mark.parametrize(
    ("sessions", "said"),
    [
        ([played(12)], "voicecoach play lower-back --level gentle"),
        ([played(12)], "You last did it 12 days ago."),
        ([played(12, level=Level.CHALLENGE)], "voicecoach play lower-back --level regular"),
        ([played(12, level=Level.GENTLE)], "There is no easier level than this one."),
        ([played(1, pain=(2, 5))], "see your doctor"),
        ([played(1, pain=(2, 3))], "After 1 session in the last 10 days you had more pain than before."),
        ([played(2, pain=(2, 2)), played(1)], "Your pain has become more over the sessions in the last 10 days."),
        (week(2), "More is suggested once 6 sessions within 10 days went well; 2 did."),
        ([played(1, pain=(None, 2))], "1 session doesn't count for that: how your back felt before and after"),
        ([played(1, is_partial=True)], "1 session doesn't count for that: something was left out"),
    ],
)
def test_each_reason_is_said(voicecoach: Command, tmp_path: Path, sessions: list[PlayedSession], said: str) -> None:
    keep(tmp_path, sessions)
    result = voicecoach("level")
    assert result.returncode == 0, result.stderr
    assert said in result.stdout


def test_then_the_challenge_is_a_command(voicecoach: Command, tmp_path: Path) -> None:
    plan, sourced = LADDERS["lower-back"].plans[Level.REGULAR], LADDERS["lower-back"].sourced
    most = tuple(replace(sourced[dose.exercise][Level.CHALLENGE], variant=dose.variant) for dose in plan)
    keep(tmp_path, week(doses=most))
    said = voicecoach("level").stdout
    assert "It may be time for a little more: the challenge level." in said
    assert "voicecoach play lower-back --level challenge" in said
    keep(tmp_path, week(doses=most, level=Level.CHALLENGE))
    assert "There is nothing harder" in voicecoach("level").stdout
