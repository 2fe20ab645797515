"""`voicecoach remind`, run for real."""

from __future__ import annotations

from pathlib import Path

import pytest
import vobject

from tests.cli.conftest import Command


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
        (["8:00", "--timezone", "Berlin"], "unknown time zone 'Berlin'; did you mean Europe/Berlin"),
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
