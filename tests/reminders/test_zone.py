"""Time zones: this machine's own, and others by name."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from voicecoach.errors import InputError
from voicecoach.reminders.zone import own_zone, zone_named

SetZone = Callable[[str], None]


@pytest.fixture
def set_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[SetZone]:
    """Put this process into a zone, as a variable TZ does."""

    def chosen(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield chosen
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("name", ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC"])
def test_the_machine_s_zone_is_known_by_its_name(set_zone: SetZone, name: str) -> None:
    set_zone(name)
    assert own_zone().key == name


@pytest.mark.parametrize("rules", ["CET-1CEST,M3.5.0,M10.5.0/3", "EST5EDT4,M4.1.0,M10.5.0", "XYZ-3:17"])
def test_a_zone_without_a_name_is_bad_input(set_zone: SetZone, rules: str) -> None:
    set_zone(rules)
    with pytest.raises(InputError, match="has no name that a calendar knows; name yours with --timezone"):
        own_zone()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Berlin", "the nearest are Europe/Berlin"),
        ("europe/berlin", "did you mean Europe/Berlin"),
        ("Europe", "the nearest"),
        ("../../etc/passwd", "the nearest"),
        ("", "the nearest"),
    ],
)
def test_a_zone_that_nobody_knows_is_bad_input(name: str, told: str) -> None:
    with pytest.raises(InputError, match="unknown time zone") as caught:
        zone_named(name)
    assert told in str(caught.value)
    assert "rite it as Europe/Berlin" in str(caught.value)
