"""launchd and Task Scheduler, as far as that can be seen elsewhere; which timer is taken; and what a timer starts."""

from __future__ import annotations

import os
import plistlib
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.reminders.conftest import HOSTILE, SYSTEMCTL, Program
from voicecoach.errors import InputError
from voicecoach.reminders.cron_timer import CronTimer
from voicecoach.reminders.job import Job, job_of
from voicecoach.reminders.launchd_timer import LaunchdTimer, agent
from voicecoach.reminders.reminder import Reminder
from voicecoach.reminders.schedule import Schedule, parse_days, parse_times
from voicecoach.reminders.systemd_timer import SystemdTimer
from voicecoach.reminders.task_scheduler_timer import TaskSchedulerTimer, task
from voicecoach.reminders.timer import Timer
from voicecoach.reminders.timers import install, installed, remove, timers_of

WEEKEND = Schedule(parse_times(["08:05", "20:30"]), parse_days("sat,sun"))
HARD, SENTENCE = Reminder(WEEKEND, HOSTILE), Reminder(WEEKEND, None)
TASK = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}


@pytest.fixture
def timers(tmp_path: Path, program: Program) -> dict[str, Timer]:
    """Each timer that keeps files, on a program that notes what it is told."""
    for name in ("systemctl", "launchctl", "schtasks"):
        program(name, SYSTEMCTL)
    classes = (SystemdTimer, LaunchdTimer, TaskSchedulerTimer)
    return {made.name: made for made in (known(tmp_path / known.name) for known in classes)}


def told(tmp_path: Path, name: str) -> list[str]:
    return (tmp_path / "bin" / f"{name}.log").read_text().splitlines()


@pytest.mark.parametrize("name", ["systemd", "launchd", "Task Scheduler"])
def test_what_is_installed_is_found_replaced_and_removed(timers: dict[str, Timer], name: str, job: Job) -> None:
    timer = timers[name]
    assert (timer.absence, timer.installed()) == (None, ())
    timer.install(HARD, job)
    timer.install(SENTENCE, job)
    later = Reminder(Schedule(parse_times(["09:00"]), (0,)), HOSTILE)
    timer.install(later, job)
    assert set(timer.installed()) == {SENTENCE, later}
    for reminder in timer.installed():
        timer.remove(reminder)
    assert timer.installed() == ()


def test_launchd_gets_every_time_of_every_day(job: Job) -> None:
    read = plistlib.loads(plistlib.dumps(agent(HARD, job)))
    assert read["StartCalendarInterval"] == [
        {"Weekday": 6, "Hour": 8, "Minute": 5},
        {"Weekday": 6, "Hour": 20, "Minute": 30},
        {"Weekday": 0, "Hour": 8, "Minute": 5},
        {"Weekday": 0, "Hour": 20, "Minute": 30},
    ]
    daily = Reminder(Schedule(WEEKEND.times[:1], parse_days("mon-sun")), None)
    assert agent(daily, job)["StartCalendarInterval"] == [{"Hour": 8, "Minute": 5}]
    assert read["ProgramArguments"] == list(job.command)
    assert read["EnvironmentVariables"] == dict(job.environment)


def test_launchd_is_told_to_load_and_to_forget(timers: dict[str, Timer], job: Job, tmp_path: Path) -> None:
    timers["launchd"].install(SENTENCE, job)
    timers["launchd"].remove(SENTENCE)
    assert [line.split()[0] for line in told(tmp_path, "launchctl")] == ["bootout", "bootstrap", "bootout"]
    assert told(tmp_path, "launchctl")[1].endswith(f" {tmp_path / 'launchd' / 'voicecoach-say.plist'}")


def test_a_task_has_a_trigger_for_each_time_and_is_ascii(job: Job) -> None:
    text = task(HARD, job)
    assert text.isascii()
    root = ElementTree.fromstring(text)  # noqa: S314  our own text
    starts = [part.text for part in root.findall(".//t:CalendarTrigger/t:StartBoundary", TASK)]
    assert starts == ["2020-01-01T08:05:00", "2020-01-01T20:30:00"]
    for days in root.findall(".//t:DaysOfWeek", TASK):
        assert [day.tag.rpartition("}")[2] for day in days] == ["Saturday", "Sunday"]
    assert root.findtext(".//t:Exec/t:Command", None, TASK) == job.command[0]
    assert (root.findtext(".//t:Exec/t:Arguments", None, TASK) or "").endswith(" --due")
    assert '"/home/jo/50% \\"my\\" $HOME' in (root.findtext(".//t:Exec/t:Arguments", None, TASK) or "")
    assert root.findtext(".//t:StartWhenAvailable", None, TASK) == "false"


def test_task_scheduler_is_told_to_create_and_to_delete(timers: dict[str, Timer], job: Job, tmp_path: Path) -> None:
    timers["Task Scheduler"].install(SENTENCE, job)
    timers["Task Scheduler"].remove(SENTENCE)
    path = tmp_path / "Task Scheduler" / "voicecoach-say.xml"
    assert told(tmp_path, "schtasks") == [f"/Create /F /TN voicecoach-say /XML {path}", "/Delete /F /TN voicecoach-say"]


@pytest.mark.parametrize(
    ("platform", "names"),
    [
        ("linux", ["systemd", "cron"]),
        ("darwin", ["launchd"]),
        ("win32", ["Task Scheduler"]),
        ("freebsd14", ["systemd", "cron"]),
    ],
)
def test_each_system_has_its_timers(platform: str, names: list[str], tmp_path: Path) -> None:
    assert [timer.name for timer in timers_of(platform, tmp_path)] == names


def test_the_first_that_can_be_used_is_and_the_reminder_leaves_the_others(
    timers: dict[str, Timer], job: Job, tmp_path: Path
) -> None:
    first, second = timers["systemd"], timers["launchd"]
    (tmp_path / "bin" / "systemctl.status").write_text("1")
    assert install(SENTENCE, job, (first, second)) is second
    (tmp_path / "bin" / "systemctl.status").unlink()
    assert install(SENTENCE, job, (first, second)) is first
    assert installed((first, second)) == ((first, SENTENCE),)
    assert install(HARD, job, (first, second)) is first
    assert remove(None, (first, second)) == ((first, HARD), (first, SENTENCE))


def test_where_no_timer_can_be_used_all_are_named_and_the_calendar(
    tmp_path: Path, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError) as caught:
        install(SENTENCE, job, (SystemdTimer(tmp_path), CronTimer()))
    assert "systemd isn't there; cron isn't there. Without --install a calendar file (.ics)" in str(caught.value)
    assert caught.value.exit_status == 2


def test_a_job_finds_the_user_s_files_and_their_sound() -> None:
    environment = {"PATH": "/bin", "VOICECOACH_DATA_DIR": "data", "VOICECOACH_PACE": "slow", "SECRET": "x", "LANG": ""}
    job = job_of(SENTENCE, "/python", environment, Path("/run/user/7"), Path("/log"))
    assert job.command == (
        *("/python", "-m", "voicecoach.cli", "remind", "08:05", "20:30", "--days", "sat,sun", "--say", "--due"),
    )
    assert dict(job.environment) == {
        "PATH": "/bin",
        "VOICECOACH_DATA_DIR": str(Path("data").absolute()),
        "VOICECOACH_PACE": "slow",
        "XDG_RUNTIME_DIR": "/run/user/7",
    }
    own = job_of(SENTENCE, "/python", {"XDG_RUNTIME_DIR": "/mine"}, Path("/run/user/7"), Path("/log"))
    assert dict(own.environment) == {"PATH": os.defpath, "XDG_RUNTIME_DIR": "/mine"}
