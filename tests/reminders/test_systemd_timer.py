"""systemd: unit files that it understands as they are meant."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.reminders.conftest import SYSTEMCTL, Program
from voicecoach.errors import TimerError
from voicecoach.reminders.job import Job
from voicecoach.reminders.reminder import Reminder
from voicecoach.reminders.schedule import Schedule, parse_days, parse_times
from voicecoach.reminders.systemd_timer import SystemdTimer, units

SYSTEMD = "/lib/systemd/systemd"
NOBODY = 65534

WORKDAYS = Schedule(parse_times(["08:00", "20:30"]), parse_days("mon-fri"))
ROUTINE, SENTENCE = Reminder(WORKDAYS, "lower-back"), Reminder(WORKDAYS, None)


@pytest.fixture
def systemctl(program: Program) -> Path:
    """A systemctl that does nothing but note what it is asked. Gives its path."""
    return program("systemctl", SYSTEMCTL)


@pytest.fixture
def timer(tmp_path: Path, systemctl: Path) -> SystemdTimer:
    return SystemdTimer(tmp_path / "new" / "user")


def asked(systemctl: Path) -> list[str]:
    return Path(f"{systemctl}.log").read_text().splitlines()


def write_units(folder: Path, reminder: Reminder, job: Job) -> list[Path]:
    """A reminder's units in a folder that everybody can read."""
    folder.mkdir()
    paths = [folder / f"{reminder.name}.timer", folder / f"{reminder.name}.service"]
    for path, text in zip(paths, units(reminder, job), strict=True):
        path.write_text(text)
    return paths


@pytest.mark.needs("systemd-analyze")
@pytest.mark.parametrize("reminder", [ROUTINE, SENTENCE, Reminder(Schedule(WORKDAYS.times, (6,)), '/a/50% "x".yaml')])
def test_systemd_verifies_the_units(tmp_path: Path, job: Job, reminder: Reminder) -> None:
    paths = write_units(tmp_path / "units", reminder, job)
    environment = os.environ | {"XDG_RUNTIME_DIR": str(tmp_path), "HOME": str(tmp_path)}
    command = ["systemd-analyze", "verify", "--user", "--man=no", *map(str, paths)]
    verified = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (verified.returncode, verified.stdout, verified.stderr) == (0, "", "")


@pytest.mark.needs("systemd-analyze", "setpriv")
@pytest.mark.parametrize(
    "odd", ["plain", "a\\b", "tab\tand\nline", "\\x41\\n", "%%h", "$$HOME ${HOME}", "", ";", "'", "ü"]
)
def test_systemd_reads_the_words_that_were_meant(job: Job, odd: str) -> None:
    job = replace(job, command=(*job.command, odd), environment=(*job.environment, ("VOICECOACH_ODD", f"x{odd}")))
    unit = read_by_systemd(ROUTINE, job)
    assert "\nExecStart=:" in units(ROUTINE, job)[1]  # no variable is filled in, which the test mode doesn't show
    (command,) = re.findall(r"^\t\t\tCommand Line: (.*)$", unit, re.MULTILINE)
    assert words_in(command) == list(job.command)
    for name, value in job.environment:
        assert f"\tEnvironment: {name}={value}\n" in unit


def read_by_systemd(reminder: Reminder, job: Job) -> str:
    """What systemd has read of a service. In its test mode it tells that, and starts nothing; it refuses root."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        write_units(folder / "units", reminder, job)
        runtime = folder / "runtime"
        runtime.mkdir()
        as_nobody: list[str] = []
        if os.geteuid() == 0:
            os.chown(runtime, NOBODY, NOBODY)
            as_nobody = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
        service = f"{reminder.name}.service"
        told = subprocess.run(
            [*as_nobody, SYSTEMD, "--test", "--user", f"--unit={service}"],
            env={"XDG_RUNTIME_DIR": str(runtime), "HOME": str(runtime), "SYSTEMD_UNIT_PATH": f"{folder / 'units'}:"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        ).stdout
    return told.partition(f"Unit {service}:")[2].partition("-> Unit")[0]


def words_in(line: str) -> list[str]:
    """The words of a line as systemd quotes them."""
    letters = {"n": "\n", "t": "\t"}
    found = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', line)
    return [re.sub(r"\\(.)", lambda part: letters.get(part[1], part[1]), quoted or bare) for quoted, bare in found]


@pytest.mark.needs("systemd-analyze")
@pytest.mark.parametrize(
    ("days", "normal"),
    [("mon-sun", "*-*-* 08:05:00"), ("mon-fri", "Mon..Fri *-*-* 08:05:00"), ("sun", "Sun *-*-* 08:05:00")],
)
def test_systemd_understands_the_times(job: Job, days: str, normal: str) -> None:
    text, _ = units(Reminder(Schedule(parse_times(["08:05"]), parse_days(days)), None), job)
    (calendar,) = re.findall("^OnCalendar=(.*)$", text, re.MULTILINE)
    told = subprocess.run(["systemd-analyze", "calendar", calendar], capture_output=True, text=True, check=True).stdout
    assert f"Normalized form: {normal}\n" in told


def test_units_are_written_enabled_and_removed(timer: SystemdTimer, systemctl: Path, job: Job, tmp_path: Path) -> None:
    assert timer.installed() == ()
    timer.install(ROUTINE, job)
    timer.install(SENTENCE, job)
    assert timer.installed() == (ROUTINE, SENTENCE)
    assert asked(systemctl)[:3] == [
        "--user daemon-reload",
        "--user enable voicecoach-play-lower-back.timer",
        "--user restart voicecoach-play-lower-back.timer",
    ]
    (tmp_path / "new/user/mine.timer").write_text("mine")
    Path(f"{systemctl}.log").unlink()
    for reminder in timer.installed():
        timer.remove(reminder)
    assert asked(systemctl)[:2] == ["--user disable --now voicecoach-play-lower-back.timer", "--user daemon-reload"]
    assert [path.name for path in (tmp_path / "new/user").iterdir()] == ["mine.timer"]


def test_other_times_take_the_place_of_those_of_the_same_routine(timer: SystemdTimer, job: Job) -> None:
    later = Reminder(Schedule(parse_times(["09:00"]), (5,)), "lower-back")
    timer.install(ROUTINE, job)
    timer.install(later, job)
    assert timer.installed() == (later,)


def test_a_manager_that_does_not_answer_is_no_timer_but_units_can_be_removed(
    timer: SystemdTimer, systemctl: Path, job: Job
) -> None:
    assert timer.absence is None
    timer.install(ROUTINE, job)
    Path(f"{systemctl}.status").write_text("1")
    assert timer.absence == "systemd's user manager doesn't answer (it ended with 1)"
    with pytest.raises(TimerError, match="`systemctl --user daemon-reload` failed: it ended with 1"):
        timer.install(SENTENCE, job)
    for reminder in timer.installed():
        timer.remove(reminder)
    assert timer.installed() == ()


def test_where_systemd_is_missing_that_is_said(
    timer: SystemdTimer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert timer.absence == "systemd isn't there"
