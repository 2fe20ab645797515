"""What a reminder is called, and how it is kept."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reminders.test_schedule import SCHEDULES
from voicecoach.reminders.reminder import Reminder, record_of, recorded
from voicecoach.reminders.schedule import Schedule, parse_days, parse_times

ROUTINES = st.one_of(st.none(), st.text(st.characters(exclude_characters="\0"), min_size=1))
DAILY = Schedule(parse_times(["08:00"]), parse_days("mon-sun"))


@given(SCHEDULES, ROUTINES)
def test_a_record_is_read_back_and_is_one_line_of_ascii(schedule: Schedule, routine: str | None) -> None:
    reminder = Reminder(schedule, routine)
    record = record_of(reminder)
    assert recorded(record) == reminder
    assert record.isascii()
    assert len(record.splitlines()) == 1
    assert not record.endswith("\\")


@given(ROUTINES, ROUTINES)
def test_a_name_is_safe_and_every_routine_has_its_own(one: str | None, other: str | None) -> None:
    names = [Reminder(DAILY, routine).name for routine in (one, other)]
    assert all(re.fullmatch(r"voicecoach-(say|play-[a-z0-9]+(-[a-z0-9]+)*)", name) for name in names)
    assert (names[0] == names[1]) == (one == other)


def test_names_can_be_read() -> None:
    assert Reminder(DAILY, "lower-back").name == "voicecoach-play-lower-back"
    assert Reminder(DAILY, "/home/jo/my back.yaml").name.startswith("voicecoach-play-back-")
    assert Reminder(DAILY, None).name == "voicecoach-say"


@pytest.mark.parametrize(
    "record",
    [
        "",
        "[]",
        "{}",
        '{"times": 3, "days": "mon", "routine": null}',
        '{"times": ["8"], "days": "mon", "routine": null}',
        '{"times": [], "days": "mon", "routine": null}',
        '{"times": ["08:00"], "days": "moon", "routine": null}',
        '{"times": ["08:00"], "days": "mon", "routine": 1}',
        '{"times": ["08:00"], "days": "mon"}',
    ],
)
def test_what_is_no_record_is_no_reminder(record: str) -> None:
    assert recorded(record) is None


def test_the_command_line_is_told_all_of_it() -> None:
    schedule = Schedule(parse_times(["08:00", "20:00"]), parse_days("mon-fri"))
    assert Reminder(schedule, "lower-back").arguments == (
        *("remind", "08:00", "20:00", "--days", "mon-fri", "--routine", "lower-back"),
    )
    assert Reminder(schedule, None).arguments[-1] == "--say"
    assert json.loads(record_of(Reminder(schedule, None)))["routine"] is None
