"""What judges recordings, held against recordings whose faults are known."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.playback.listening import (
    Event,
    Heard,
    Samples,
    first_sound,
    heard_events,
    silence_after,
    strays,
    timing,
)
from tests.playback.lives import events_heard_whole

MS = 48
"""Frames in a millisecond."""

SECOND = 1000 * MS

CHIME = "chime"


def sound(name: str, ms: int) -> Samples:
    """A sound of its own for each name: noise, in parts that differ in loudness."""
    noise = np.random.default_rng([*name.encode()]).normal(size=ms * MS // 4)
    return (3000 * np.repeat(noise, 4)).clip(-32768, 32767).astype(np.int16)


def session() -> tuple[Samples, list[Event]]:
    """Four sections of a chime and two sentences, a sentence each 1.5 s."""
    events, at = [], SECOND // 2
    for section in range(4):
        for text, ms in (CHIME, 700), (f"first {section}", 900), (f"second {section}", 1100):
            events.append(Event(CHIME if text is CHIME else "speech", text, at, at + ms * MS, section))
            at += 1500 * MS
    meant = np.zeros(at + SECOND, np.int16)
    for event in events:
        meant[event.start : event.stop] = sound(event.text, (event.stop - event.start) // MS)
    return meant, events


MEANT, EVENTS = session()


def recorded(*parts: Samples, lead: int = SECOND) -> Samples:
    """A recording of these parts, one after the other, with a little noise."""
    recording = np.concatenate([np.zeros(lead, np.int16), *parts, np.zeros(SECOND, np.int16)])
    return recording + np.random.default_rng(1).integers(-20, 20, len(recording)).astype(np.int16)


def silence(ms: int) -> Samples:
    return np.zeros(ms * MS, np.int16)


def all_heard(recording: Samples) -> list[Heard]:
    found = heard_events(recording, MEANT, EVENTS)
    assert None not in found
    return [each for each in found if each]


@settings(max_examples=20)
@given(st.integers(0, 3 * SECOND))
def test_each_onset_is_found_to_the_frame(lead: int) -> None:
    heard = all_heard(recorded(MEANT, lead=lead))
    assert [each.start - lead for each in heard] == [event.start for event in EVENTS]
    assert [each.event for each in heard] == EVENTS
    assert all(all(each.pieces) and each.is_whole for each in heard)
    assert timing(heard).worst_ms == 0


def test_what_is_late_is_told_in_milliseconds() -> None:
    cut = EVENTS[8].start - 100
    found = timing(all_heard(recorded(MEANT[:cut], silence(60), MEANT[cut:])))
    assert [round(error) for error in found.errors_ms] == [0] * 8 + [60] * 4
    assert (found.median_ms, round(found.worst_ms)) == (0, 60)


def test_what_slips_and_slips_is_late_and_not_lost() -> None:
    edges = [0, *(event.start - 100 for event in EVENTS[1:]), len(MEANT)]
    parts = [part for start, stop in pairwise(edges) for part in (MEANT[start:stop], silence(300))]
    heard = all_heard(recorded(*parts))
    assert [each.start - SECOND - each.event.start for each in heard] == [300 * MS * at for at in range(len(EVENTS))]
    assert round(timing(heard).drift_ms) == 300 * (len(EVENTS) - 1)


def test_a_drift_is_told_over_the_whole() -> None:
    stretched = [Heard(event, round(event.start * 1.001), (True,)) for event in EVENTS]
    whole_ms = (EVENTS[-1].start - EVENTS[0].start) / MS
    assert timing(stretched).drift_ms == pytest.approx(whole_ms / 1000, abs=0.1)


@pytest.mark.parametrize("lost", range(len(EVENTS)))
def test_an_event_that_is_lost_is_noticed_and_no_other(lost: int) -> None:
    meant = MEANT.copy()
    meant[EVENTS[lost].start : EVENTS[lost].stop] = 0
    assert [each is None for each in heard_events(recorded(meant), MEANT, EVENTS)] == [
        event is EVENTS[lost] for event in EVENTS
    ]


def test_an_event_in_anothers_place_is_noticed() -> None:
    meant = MEANT.copy()
    one, other = EVENTS[1], EVENTS[4]
    meant[one.start : one.stop], meant[other.start : other.stop] = (
        MEANT[other.start : other.stop].copy(),
        MEANT[one.start : one.stop].copy(),
    )
    found = heard_events(recorded(meant), MEANT, EVENTS)
    assert [event for event, each in zip(EVENTS, found, strict=True) if each is None] == [one, other]


def test_a_session_that_ends_early_lacks_the_rest() -> None:
    found = heard_events(recorded(MEANT[: EVENTS[6].start]), MEANT, EVENTS)
    assert [each is None for each in found] == [False] * 6 + [True] * 6


def test_a_stall_amid_an_event_moves_none_of_it_and_loses_none() -> None:
    event = EVENTS[4]
    cut = event.start + 400 * MS
    heard = all_heard(recorded(MEANT[:cut], silence(100), MEANT[cut:]))
    assert heard[4].start - SECOND == event.start
    assert heard[4].share == 1
    assert heard[5].start - SECOND == EVENTS[5].start + 100 * MS


def test_an_onset_that_is_torn_is_still_found() -> None:
    event, meant = EVENTS[4], MEANT.copy()
    meant[event.start : event.start + 200 * MS] = 0
    heard = all_heard(recorded(meant))
    assert heard[4].start - SECOND == event.start
    assert heard[4].share == 14 / 18
    assert not heard[4].is_whole


@pytest.mark.parametrize("missing_ms", [100, 450, 700])
def test_what_is_left_out_of_an_event_is_missed(missing_ms: int) -> None:
    event = EVENTS[4]
    cut, on = event.start + missing_ms * MS, event.start + (missing_ms + 150) * MS
    skipped = all_heard(recorded(MEANT[:cut], MEANT[on:]))[4]
    silent = all_heard(recorded(MEANT[:cut], silence(150), MEANT[on:]))[4]
    assert skipped.share < 1
    assert silent.share == 15 / 18
    assert not skipped.is_whole
    assert not silent.is_whole


def test_a_device_that_ran_dry_for_a_moment_tears_an_event_and_loses_none() -> None:
    event = EVENTS[4]
    cut = event.start + 425 * MS
    assert all_heard(recorded(MEANT[:cut], silence(20), MEANT[cut:]))[4].is_whole


def test_an_event_that_is_torn_twice_is_still_found() -> None:
    event = EVENTS[4]
    one, other = event.start + 130 * MS, event.start + 550 * MS
    heard = all_heard(recorded(MEANT[:one], silence(40), MEANT[one:other], silence(40), MEANT[other:]))
    assert heard[4].start - SECOND == event.start
    assert heard[4].is_whole


def test_a_word_that_sentences_share_is_no_sentence() -> None:
    event, meant = EVENTS[4], MEANT.copy()
    meant[event.start : event.stop - 250 * MS] = 0
    found = heard_events(recorded(meant), MEANT, EVENTS)
    assert [each is None for each in found] == [each is event for each in EVENTS]


def test_what_was_never_meant_is_noticed() -> None:
    quiet = EVENTS[-1].stop + 900 * MS
    recording = recorded(MEANT, silence(500))
    assert strays(recording, all_heard(recording)) == []
    recording[SECOND + quiet : SECOND + quiet + 10 * MS] = sound("stray", 10)
    found = strays(recording, all_heard(recording))
    assert set(found) <= set(range(SECOND + quiet, SECOND + quiet + 10 * MS))
    assert len(found) > 300


def test_sound_and_silence_have_their_first_frames() -> None:
    recording = recorded(sound("a", 500), silence(90), sound("b", 500), silence(300), sound("c", 100))
    assert first_sound(recording) == pytest.approx(SECOND, abs=20)
    assert silence_after(recording, SECOND + 100 * MS, 100 * MS) == pytest.approx(SECOND + 1090 * MS, abs=20)
    assert silence_after(recording, 0, 100 * MS) == 0
    assert first_sound(recording, SECOND + 1100 * MS) == pytest.approx(SECOND + 1390 * MS, abs=20)
    assert first_sound(silence(100)) is None
    assert silence_after(sound("a", 500), 0, 100 * MS) is None


# A server that ends, and comes again


def lives(*spans: tuple[int, int]) -> list[Samples]:
    """Recordings of [start, stop) of the session."""
    return [recorded(MEANT[start:stop], lead=SECOND // 3) for start, stop in spans]


def missing(recordings: list[Samples]) -> list[Event]:
    whole = events_heard_whole(recordings, MEANT, EVENTS)
    return [event for event in EVENTS if event not in whole]


def middle(event: Event) -> int:
    return (event.start + event.stop) // 2


@pytest.mark.parametrize("cut", range(len(EVENTS)))
def test_what_was_cut_and_came_again_is_heard_whole(cut: int) -> None:
    at, event = middle(EVENTS[cut]), EVENTS[cut]
    assert missing(lives((0, at), (event.start, len(MEANT)))) == []


@pytest.mark.parametrize("cut", range(len(EVENTS)))
def test_what_was_cut_and_went_on_in_its_middle_is_missed(cut: int) -> None:
    at, event = middle(EVENTS[cut]), EVENTS[cut]
    assert missing(lives((0, at), (at, len(MEANT)))) == [event]


@pytest.mark.parametrize("cut", range(len(EVENTS) - 1))
def test_what_was_skipped_is_missed_though_another_sounds_the_same(cut: int) -> None:
    event, following = EVENTS[cut], EVENTS[cut + 1]
    assert missing(lives((0, event.start), (following.start, len(MEANT)))) == [event]


def test_many_lives_which_overlap_are_a_whole() -> None:
    starts = range(0, len(MEANT), 2 * SECOND)
    assert missing(lives(*((max(0, start - 1500 * MS), start + 2 * SECOND) for start in starts))) == []


def test_a_jump_back_within_a_life_is_followed() -> None:
    back, on = EVENTS[4], EVENTS[7]
    recording = recorded(MEANT[: middle(on)], silence(300), MEANT[back.start :])
    assert missing([recording]) == []


@pytest.mark.parametrize("torn_ms", [50, 350, 650])
def test_a_moment_of_silence_amid_an_event_in_a_life_loses_nothing(torn_ms: int) -> None:
    cut = EVENTS[4].start + torn_ms * MS
    assert missing([recorded(MEANT[:cut], silence(30), MEANT[cut:])]) == []


def test_the_end_of_an_event_counts() -> None:
    at, event = EVENTS[4].stop - 100 * MS, EVENTS[4]
    assert missing(lives((0, at), (event.stop, len(MEANT)))) == [event]
