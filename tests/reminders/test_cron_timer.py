"""cron: what is written into a crontab, and what stays as it was."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.reminders.conftest import CRONTAB, Program
from voicecoach.errors import InputError, TimerError
from voicecoach.reminders.cron_timer import BEGIN, END, CronTimer, lines_of
from voicecoach.reminders.job import Job
from voicecoach.reminders.reminder import Reminder
from voicecoach.reminders.schedule import Schedule, parse_days, parse_times
from voicecoach.reminders.timers import installed

WORKDAYS = Schedule(parse_times(["08:00", "20:30"]), parse_days("mon-fri"))
ROUTINE, SENTENCE = Reminder(WORKDAYS, "lower-back"), Reminder(WORKDAYS, None)
MINE = b"# mine, \xe4 in Latin-1\nMAILTO=\"\"\n0 4 * * * backup --at '+\\%F'\n"


@pytest.fixture
def table(program: Program) -> Path:
    """The crontab of a program that keeps one."""
    return Path(f"{program('crontab', CRONTAB)}.tab")


def test_a_line_for_each_time_comes_before_all_other_lines(table: Path, job: Job) -> None:
    table.write_bytes(MINE)
    CronTimer().install(ROUTINE, job)
    begin, _, first, second, end, *others = table.read_bytes().splitlines(keepends=True)
    assert (begin.decode(), end.decode()) == (BEGIN, END)
    assert first.startswith(b"0 8 * * 1,2,3,4,5 env PATH=")
    assert second.startswith(b"30 20 * * 1,2,3,4,5 env PATH=")
    assert b"".join(others) == MINE


@pytest.mark.parametrize(
    ("days", "written"), [("mon-sun", "*"), ("sun", "0"), ("sat,sun", "6,0"), ("mon,wed-fri", "1,3,4,5")]
)
def test_days_are_cron_s_numbers(job: Job, days: str, written: str) -> None:
    _, line = lines_of(Reminder(Schedule(parse_times(["09:05"]), parse_days(days)), None), job)
    assert line.startswith(f"5 9 * * {written} env ")


@given(
    st.lists(st.sampled_from([ROUTINE, SENTENCE]), min_size=1), st.binary().filter(lambda tab: b"voicecoach" not in tab)
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
def test_what_is_removed_leaves_every_other_byte(table: Path, job: Job, reminders: list[Reminder], mine: bytes) -> None:
    table.write_bytes(mine)
    timer = CronTimer()
    for reminder in reminders:
        timer.install(reminder, job)
    assert set(timer.installed()) == set(reminders)
    assert len(timer.installed()) == len(set(reminders))
    for reminder in set(reminders):
        timer.remove(reminder)
    assert timer.installed() == ()
    assert (table.read_bytes() if table.exists() else b"") == mine


def test_who_had_no_crontab_has_none_again(table: Path, job: Job) -> None:
    timer = CronTimer()
    assert timer.installed() == ()
    timer.install(ROUTINE, job)
    assert timer.installed() == (ROUTINE,)
    timer.remove(ROUTINE)
    assert not table.exists()


def test_lines_that_came_around_the_block_stay_around_it(table: Path, job: Job) -> None:
    timer = CronTimer()
    timer.install(ROUTINE, job)
    table.write_bytes(b"# above\n" + table.read_bytes() + b"# below\n")
    timer.install(SENTENCE, job)
    assert table.read_bytes().startswith(b"# above\n# >>> ")
    assert table.read_bytes().endswith(b" <<<\n# below\n")
    timer.remove(ROUTINE)
    timer.remove(SENTENCE)
    assert table.read_bytes() == b"# above\n# below\n"


def test_other_times_take_the_place_of_those_of_the_same_routine(table: Path, job: Job) -> None:
    timer, later = CronTimer(), Reminder(Schedule(parse_times(["09:00"]), (5,)), "lower-back")
    timer.install(ROUTINE, job)
    timer.install(SENTENCE, job)
    timer.install(later, job)
    assert timer.installed() == (SENTENCE, later)
    assert b"0 8 * * 1,2,3,4,5" in table.read_bytes()  # the sentence's


@pytest.mark.parametrize("broken", [BEGIN, END, END + BEGIN, BEGIN + BEGIN + END, BEGIN + END + END])
def test_a_block_that_is_not_whole_is_left_alone(table: Path, job: Job, broken: str) -> None:
    table.write_text(broken)
    with pytest.raises(TimerError, match="isn't whole; remove what is left of it by `crontab -e`"):
        CronTimer().install(ROUTINE, job)
    assert table.read_text() == broken


def test_a_crontab_that_can_t_be_read_is_not_taken_for_an_empty_one(program: Program, job: Job) -> None:
    program("crontab", "echo 'you (jo) are not allowed to use this program' >&2; exit 1")
    with pytest.raises(TimerError, match=r"the crontab can't be read: you \(jo\) are not allowed"):
        CronTimer().install(ROUTINE, job)
    assert "not allowed" in (CronTimer().absence or "")
    assert installed([CronTimer()]) == ()


def test_a_crontab_that_is_refused_is_told_in_cron_s_words(program: Program, job: Job) -> None:
    program("crontab", CRONTAB.replace('cat >"$0.tab"', "echo bad minute >&2; exit 1"))
    with pytest.raises(TimerError, match="`crontab -` failed: bad minute"):
        CronTimer().install(ROUTINE, job)


def test_a_long_path_is_cut_down_and_what_is_longer_still_is_bad_input(job: Job) -> None:
    long = replace(job, environment=(("PATH", "/some/where" * 100), ("VOICECOACH_PACE", "slow")))
    _, line, _ = lines_of(ROUTINE, long)
    assert "env PATH=/usr/local/bin:/usr/bin:/bin VOICECOACH_PACE=slow " in line
    with pytest.raises(InputError, match="a shorter path"):
        lines_of(ROUTINE, replace(job, command=(*job.command, "x" * 1000)))


@pytest.mark.parametrize("name", ["a\\b", "a\nb", "a\\%b"])
def test_what_a_crontab_can_t_hold_is_bad_input(job: Job, name: str) -> None:
    with pytest.raises(InputError, match="a backslash or a line break; rename"):
        lines_of(ROUTINE, replace(job, command=(*job.command, name)))


def test_where_cron_is_missing_or_does_not_run_that_is_said(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert CronTimer().absence == "cron isn't there"
    assert CronTimer().installed() == ()


def test_a_shell_gets_the_words_that_were_meant(job: Job) -> None:
    """As cron hands the line on: a % that is escaped is one."""
    show = replace(job, command=("printf", "%s\\n".replace("\\n", "|"), *job.command), log=Path("/dev/stdout"))
    _, line, _ = lines_of(ROUTINE, show)
    command = line.rstrip("\n").split(" ", 5)[5].replace("\\%", "%").encode("latin-1")
    run = subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=True, encoding="utf-8")
    assert run.stdout.split("|") == [*job.command, ""]
