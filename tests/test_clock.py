"""Lengths of time as a clock shows them."""

from __future__ import annotations

from voicecoach.clock import clock_time


def test_a_clock_has_hours_only_where_there_are_some() -> None:
    assert [clock_time(seconds) for seconds in (0, 59.6, 461, 3750)] == ["0:00", "1:00", "7:41", "1:02:30"]
