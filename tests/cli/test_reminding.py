"""`voicecoach remind`, run for real."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import vobject

from tests.cli.conftest import Command
from tests.reminders.conftest import CRONTAB, SYSTEMCTL
from voicecoach.running import alone

pytestmark = pytest.mark.once


def test_a_calendar_is_written_for_the_zone_that_one_is_in(voicecoach: Command, tmp_path: Path) -> None:
    result = voicecoach("remind", "8:00", "20:00", "08:00", "--days", "mon-fri", TZ="Europe/Berlin")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith(
        "voicecoach-reminders.ics: lower-back at 08:00 20:00, mon-fri, in Europe/Berlin; the first one on "
    )
    calendar = vobject.readOne((tmp_path / "voicecoach-reminders.ics").read_text(encoding="utf-8"))
    assert calendar.vtimezone.tzid.value == "Europe/Berlin"
    assert [f"{event.dtstart.value:%H:%M}" for event in calendar.vevent_list] == ["08:00", "20:00"]
    assert calendar.vevent.summary.value == "Stretches for the lower back"


def test_a_calendar_for_elsewhere_is_in_the_words_that_the_config_asks_for(voicecoach: Command, tmp_path: Path) -> None:
    voicecoach("config", "set", "language", "de")
    result = voicecoach("remind", "8:00", "--timezone", "America/New_York", "-o", "new york.ics")
    assert result.returncode == 0, result.stderr
    calendar = vobject.readOne((tmp_path / "new york.ics").read_text(encoding="utf-8"))
    assert calendar.vtimezone.tzid.value == "America/New_York"
    assert "Rücken" in calendar.vevent.summary.value


def test_a_file_that_exists_is_kept_unless_forced(voicecoach: Command, tmp_path: Path) -> None:
    (tmp_path / "mine.ics").write_text("mine")
    refused = voicecoach("remind", "8:00", "-o", "mine.ics")
    assert refused.returncode == 2
    assert "--force" in refused.stderr
    assert (tmp_path / "mine.ics").read_text() == "mine"
    assert voicecoach("remind", "8:00", "-o", "mine.ics", "--force").returncode == 0
    assert (tmp_path / "mine.ics").read_text().startswith("BEGIN:VCALENDAR")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "no time of day is given; write one or more"),
        (["8"], "'8' is no time of day"),
        (["8:00", "--days", "mon-fry"], "unknown day 'fry'; did you mean fri?"),
        (["8:00", "--routine", "lower-bak"], "did you mean lower-back"),
        (["8:00", "--timezone", "Berlin"], "unknown time zone 'Berlin'; the nearest are Europe/Berlin"),
        (["8:00", "-o", "nowhere/x.ics"], "doesn't exist"),
    ],
)
def test_what_cant_be_a_reminder_is_bad_input(
    voicecoach: Command, tmp_path: Path, arguments: list[str], told: str
) -> None:
    result = voicecoach("remind", *arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert told in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == []


@pytest.fixture
def programs(tmp_path: Path) -> dict[str, str]:
    """Variables of a user with folders of their own, whose systemd and cron do nothing but note what they are told."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, script in (("systemctl", SYSTEMCTL), ("crontab", CRONTAB)):
        (folder / name).write_text(f"#!/bin/sh\n{script}")
        (folder / name).chmod(0o755)
    return {"PATH": f"{folder}:/usr/bin:/bin", "XDG_CONFIG_HOME": str(tmp_path / "user config")}


def test_timers_are_installed_listed_and_removed(voicecoach: Command, tmp_path: Path, programs: dict[str, str]) -> None:
    def remind(*arguments: str) -> str:
        result = voicecoach("remind", *arguments, **programs)
        assert (result.returncode, result.stderr) == (0, "")
        return result.stdout

    assert remind("--list").startswith("Nothing is installed; ")
    told = remind("8:00", "13:00", "--days", "mon-fri", "--install")
    assert told.startswith("lower-back at 08:00 13:00, mon-fri, by systemd; next on ")
    remind("20:00", "--say", "--install")
    first, second = remind("--list").splitlines()
    assert first == told.splitlines()[0]
    assert second.startswith("a sentence at 20:00, every day, by systemd; next on ")
    service = (tmp_path / "user config/systemd/user/voicecoach-say.service").read_text()
    assert f'ExecStart=:"{sys.executable}" "-m" "voicecoach.cli" "remind" "20:00"' in service
    assert f'Environment="VOICECOACH_DATA_DIR={tmp_path / "data"}"' in service
    replaced = remind("9:00", "--install").splitlines()
    assert replaced[1] == "That takes the place of lower-back at 08:00 13:00, mon-fri."
    remind("7:00", "--routine", "lower-back-short", "--install")
    assert remind("--remove", "--routine", "lower-back-in-bed").startswith("No such reminder is installed")
    removed = remind("--remove", "--routine", "lower-back")
    assert removed == "removed from systemd: lower-back at 09:00, every day\n"
    assert remind("--remove", "--say") == "removed from systemd: a sentence at 20:00, every day\n"
    assert remind("--remove") == "removed from systemd: lower-back-short at 07:00, every day\n"
    assert remind("--list").startswith("Nothing is installed; ")
    assert list((tmp_path / "user config/systemd/user").iterdir()) == []


def test_a_routine_of_one_s_own_is_meant_from_anywhere(
    voicecoach: Command, tmp_path: Path, programs: dict[str, str]
) -> None:
    (tmp_path / "mine.yaml").write_text("title: Mine\nsteps:\n- rest: 1 s\n")
    result = voicecoach("remind", "8:00", "--routine", "./mine.yaml", "--install", **programs)
    assert result.stdout.startswith(f"{tmp_path / 'mine.yaml'} at 08:00, every day"), result.stderr


def test_without_a_timer_the_calendar_is_named(voicecoach: Command, tmp_path: Path, programs: dict[str, str]) -> None:
    for name in ("systemctl", "crontab"):
        (tmp_path / "bin" / name).unlink()
    result = voicecoach("remind", "8:00", "--install", **programs | {"PATH": str(tmp_path / "bin")})
    assert (result.returncode, result.stdout) == (2, "")
    assert "systemd isn't there; cron isn't there. Without --install a calendar file (.ics)" in result.stderr


def test_what_a_timer_does_can_be_done_at_once(voicecoach: Command) -> None:
    result = voicecoach("remind", "--now", "--say", VOICECOACH_PLAYER="silent")
    assert (result.returncode, result.stdout) == (0, "It is time to stretch.\n"), result.stderr
    played = voicecoach("remind", "--now", "--routine", "lower-bak", VOICECOACH_PLAYER="silent")
    assert played.returncode == 2
    assert "did you mean lower-back" in played.stderr


def test_a_reminder_that_comes_too_late_starts_nothing(voicecoach: Command) -> None:
    hours_ago = datetime.now() - timedelta(hours=3)
    result = voicecoach("remind", f"{hours_ago:%H:%M}", "--say", "--due", VOICECOACH_PLAYER="silent")
    assert result.returncode == 0
    assert result.stdout.startswith("It is too late for this reminder")
    on_time = voicecoach("remind", f"{datetime.now():%H:%M}", "--say", "--due", VOICECOACH_PLAYER="silent")
    assert on_time.stdout == "It is time to stretch.\n", on_time.stderr


@pytest.mark.parametrize("what", [["--say"], ["--routine", "lower-back"]])
def test_a_session_under_way_is_left_alone(voicecoach: Command, tmp_path: Path, what: list[str]) -> None:
    with alone(tmp_path / "data" / "playing.json", "lower-back-short", datetime.now().astimezone()):
        result = voicecoach("remind", "--now", *what)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("The reminder starts nothing: lower-back-short is playing already, since ")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--list", "--remove"], "take one of --list, --remove, --install and --now"),
        (["8:00", "--list"], "only --install goes with times"),
        (["99:00", "--now"], "only --install goes with times"),
        (["--list", "--routine", "lower-back"], "leave --routine out"),
        (["8:00", "--install", "-o", "x.ics"], "-o and --timezone are for the calendar file"),
        (["8:00", "--install", "--timezone", "UTC"], "a timer keeps this machine's time"),
        (["8:00", "--say"], "--say goes with --install or --now"),
        (["--list", "--say"], "--say goes with --install or --now"),
        (["8:00", "--say", "--routine", "lower-back", "--install"], "leave --routine out"),
    ],
)
def test_what_does_not_go_together_is_bad_input(voicecoach: Command, arguments: list[str], told: str) -> None:
    result = voicecoach("remind", *arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert told in result.stderr
