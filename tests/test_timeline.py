"""Placing cues: the rules of the score, for any routine that the model accepts."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.written import routine_written
from voicecoach.choices import Choices
from voicecoach.clip import FRAME_RATE, GRID, frames_from_s
from voicecoach.coach import plan
from voicecoach.cues import Anchor, Chime, Cue, Hold, Pause, Place, Section, Speech
from voicecoach.documents.texts import placeholders
from voicecoach.phrases import LANGUAGES
from voicecoach.routines.catalogue import Catalogue, built_in_exercises
from voicecoach.routines.model import Routine
from voicecoach.routines.terms import Guidance, Level, Safety, Surface
from voicecoach.timeline import FramesOf, PlacedSection, Row, Timeline

pytestmark = pytest.mark.once

PLACE = Place("stretch", None, 1, 2)
LEVELS = st.sampled_from(Level)
GUIDANCES = st.sampled_from(Guidance)
PACES = st.floats(0.5, 2)


def frames_of(cue: Cue) -> int:
    """Clips of a length that hangs on the words alone, as a voice's do."""
    if isinstance(cue, Chime):
        return FRAME_RATE * 2
    wobble = zlib.crc32(cue.text.encode()) % 9973
    return round(len(cue.text.split()) / cue.rate_wpm * 60 * FRAME_RATE) + wobble


def place_section(section: Section, start: int, frames_of: FramesOf) -> PlacedSection:
    """A section's spans, one after the other."""
    row = Row(start)
    for span in section.spans:
        row.add(span, frames_of)
    return PlacedSection(section.title, start, row.stop, tuple(row.spans))


def timeline_of(routine: Routine, choices: Choices) -> Timeline:
    sections, start = [], 0
    for section in plan(routine, choices):
        sections.append(place_section(section, start, frames_of))
        start = sections[-1].stop
    return Timeline(tuple(sections))


def times(low_s: float, high_s: float) -> st.SearchStrategy[str]:
    breaths = st.floats(low_s / 10, high_s / 10).map(lambda count: f"{count:.2f} breaths")
    minutes = st.integers(1, int(high_s // 60)).map(lambda count: f"{count} min")
    return st.floats(low_s, high_s).map(lambda s: f"{s:.2f} s") | breaths | minutes


@st.composite
def lines(draw: st.DrawFn) -> list[dict[str, object]]:
    line: st.SearchStrategy[dict[str, object]] = st.fixed_dictionaries(
        {"at": st.just("half") | times(0, 60), "say": st.sampled_from(["Soften.", "{repetition} of {repetitions}."])}
    )
    return draw(st.lists(line, max_size=3))


@st.composite
def exercise_steps(draw: st.DrawFn) -> dict[str, object]:
    name = draw(st.sampled_from(sorted(built_in_exercises())))
    step: dict[str, object] = {"exercise": name}
    optional: dict[str, st.SearchStrategy[object]] = {
        "level": LEVELS.map(lambda level: level.value),
        "variant": st.sampled_from(sorted(built_in_exercises()[name].variants)),
        "repetitions": st.integers(1, 5),
        "hold": times(1, 600),
        "rest": times(0, 600),
        "lines": lines(),
    }
    if name == "knee-rolls":
        optional["sides"] = st.sampled_from(["alternating", "in turn"])
    for key in draw(st.sets(st.sampled_from(sorted(optional)))):
        step[key] = draw(optional[key])
    return step


WORDS = (
    st.text("ab .!?", min_size=1, max_size=200).filter(lambda text: any(map(str.isalnum, text)))
    | st.sampled_from(["{minutes_left} left.", "After {exercise} comes {next}."])
).map(lambda text: {"say": text})
OTHER_STEPS = (
    WORDS
    | times(0, 600).map(lambda rest: {"rest": rest})
    | st.sampled_from(["start", "end", "change-over", "finish"]).map(lambda name: {"chime": name})
)
STEPS = st.lists(
    exercise_steps()
    | OTHER_STEPS
    | st.builds(
        lambda count, steps: {"repeat": count, "steps": steps},
        st.integers(1, 3),
        st.lists(exercise_steps(), min_size=1, max_size=2),
    ),
    min_size=1,
    max_size=5,
)


@st.composite
def routines(draw: st.DrawFn) -> Routine:
    data = {
        "title": draw(st.sampled_from(["Back", "A longer title. With two sentences"])),
        "language": draw(st.sampled_from(LANGUAGES)),
        "settle": draw(times(0, 600)),
        "level": draw(LEVELS).value,
        "guidance": draw(GUIDANCES).value,
        "steps": draw(STEPS),
    }
    return routine_written(json.dumps(data))


@st.composite
def choices(draw: st.DrawFn) -> Choices:
    return Choices(
        pace=draw(PACES),
        level=draw(st.none() | LEVELS),
        guidance=draw(st.none() | GUIDANCES),
        safety=draw(st.sampled_from(Safety)),
        seed=draw(st.integers(0, 1000)),
        breaths_a_minute=draw(st.floats(3, 15)),
    )


@given(routines(), choices())
def test_the_rules_of_the_score_hold_for_any_routine(routine: Routine, chosen: Choices) -> None:
    timeline = timeline_of(routine, chosen)
    assert_the_rules_of_the_score(timeline)
    assert not any(placeholders(event.text) for event in timeline.events)
    assert timeline == timeline_of(routine, chosen), "the same in, the same out"


@given(st.sampled_from(sorted(Catalogue().routines())), st.sampled_from(LANGUAGES), st.sampled_from(Surface), choices())
def test_so_they_do_for_what_is_built_in(name: str, language: str, surface: Surface, chosen: Choices) -> None:
    routine = Catalogue().load(name, language)
    chosen = replace(chosen, surface=surface)
    if surface is Surface.BED and name != "lower-back-in-bed":
        chosen = replace(chosen, only=("pelvic-tilt",))
    timeline = timeline_of(routine, chosen)
    assert_the_rules_of_the_score(timeline)
    assert timeline == timeline_of(routine, chosen)


def assert_the_rules_of_the_score(timeline: Timeline) -> None:
    stop = 0
    for section in timeline.sections:
        assert section.start == stop, "chapters tile the session"
        assert section.stop > section.start
        assert section.stop % GRID == 0
        begins = [after for before, after in pairwise(section.spans) if before.span.place != after.span.place]
        assert all(placed.start % GRID == 0 for placed in (section.spans[0], *begins))
        assert all(section.start <= event.start <= event.stop <= section.stop for event in section.events)
        stop = section.stop
    assert stop == timeline.length
    events = timeline.events
    assert [event.start for event in events] == sorted(event.start for event in events)
    speech = [event for event in events if event.kind == "speech"]
    for before, after in pairwise(speech):
        assert before.stop <= after.start, "nothing spoken overlaps other speech"
    chimes = {(event.start, event.text) for event in events if event.kind == "chime"}
    for hold in events:
        if not isinstance(hold.cue, Hold):
            continue
        assert hold.stop - hold.start == frames_from_s(hold.cue.length_s)
        assert (hold.start, "start") in chimes
        assert (hold.stop, "end") in chimes
        within = [event for event in speech if event.start < hold.stop and event.stop > hold.start]
        tips = [event for event in within if isinstance(event.cue, Speech) and event.cue.clear_s]
        for tip in tips:
            later = [event.start for event in within if event.start > tip.start]
            assert min([*later, hold.stop]) - tip.stop >= FRAME_RATE, "a tip ends a second before what follows"
        assert all(hold.start <= event.start and event.stop <= hold.stop for event in within)


@given(routines(), choices())
def test_everything_that_must_be_heard_is_said_in_order(routine: Routine, chosen: Choices) -> None:
    sections = plan(routine, chosen)
    for section, placed in zip(sections, timeline_of(routine, chosen).sections, strict=True):
        required = [
            cue.text
            for span in section.spans
            if isinstance(span, Pause)
            for cue in span.cues
            if isinstance(cue, Speech)
        ]
        held = [event for event in placed.events if event.kind == "hold"]
        outside = [
            event.text
            for event in placed.events
            if event.kind == "speech" and not any(h.start <= event.start < h.stop for h in held)
        ]
        assert outside == required


@given(choices())
def test_pace_never_changes_a_hold(chosen: Choices) -> None:
    routine = Catalogue().load("lower-back")

    def holds(pace: float) -> list[int]:
        events = timeline_of(routine, replace(chosen, pace=pace)).events
        return [event.stop - event.start for event in events if event.kind == "hold"]

    assert holds(chosen.pace) == holds(1.0)


def placed(*spans: Pause | Hold) -> list[tuple[float, str]]:
    """The events of a section as (seconds, text), with speech of a second a word and chimes of two seconds."""

    def second_a_word(cue: Cue) -> int:
        return FRAME_RATE * (len(cue.text.split()) if isinstance(cue, Speech) else 2)

    section = place_section(Section("Test", spans), 0, second_a_word)
    return [(event.start / FRAME_RATE, event.text) for event in section.events if event.kind != "hold"]


def test_a_pause_grows_to_what_is_said_in_it() -> None:
    long, after = Speech("one two three", 130), Speech("next", 130)
    assert placed(Pause(PLACE, 2, (long,)), Pause(PLACE, 0, (after,))) == [(0, "one two three"), (3, "next")]
    assert placed(Pause(PLACE, 9, (long,)), Pause(PLACE, 0, (after,))) == [(0, "one two three"), (9, "next")]


def test_what_comes_next_ends_with_the_rest() -> None:
    words = (Speech("rest", 130), Speech("second", 130, Anchor.BEFORE), Speech("now left", 130, Anchor.BEFORE, 0.5))
    assert placed(Pause(PLACE, 20, words)) == [(0, "rest"), (16.5, "second"), (18, "now left")]
    assert placed(Pause(PLACE, 0, words)) == [(0, "rest"), (1, "second"), (2.5, "now left")]


def test_words_after_a_chime_count_from_its_onset() -> None:
    assert placed(Pause(PLACE, 0, (Chime("end"), Speech("one", 130, offset_s=1.5)))) == [(0, "end"), (1.5, "one")]


@pytest.mark.parametrize(("length_s", "heard"), [(8.0, True), (7.0, True), (6.9, False)])
def test_a_tip_is_left_out_where_it_comes_within_a_second_of_the_countdown(length_s: float, heard: bool) -> None:
    count = [Speech(word, 130, Anchor.STOP, at) for at, word in ((-1.0, "one"), (-2.0, "two"), (-3.0, "three"))]
    tip = Speech("breathe out", 130, Anchor.START, 1.0, clear_s=1.0)
    events = placed(Hold(PLACE, length_s, (*count, tip)))
    assert [text for _, text in events if text != "breathe out"] == ["three", "two", "one"]
    assert ((1.0, "breathe out") in events) is heard


def test_a_number_too_long_for_its_second_is_left_out() -> None:
    count = [Speech("one", 130, Anchor.STOP, -1.0), Speech("two and more", 130, Anchor.STOP, -2.0)]
    assert placed(Hold(PLACE, 10, tuple(count))) == [(9, "one")]


def test_a_repetition_starts_on_the_grid_and_its_hold_keeps_its_frames() -> None:
    first, second = Place("a", None, 1, 2), Place("a", None, 2, 2)
    spans = (Pause(first, 0.01), Hold(first, 1.001, (Chime("start", Anchor.START),)), Pause(second, 0.01))
    section = place_section(Section("Test", spans), 0, lambda _: 100)
    hold = next(event for event in section.events if event.kind == "hold")
    assert (hold.start, hold.stop) == (480, 480 + 48048)
    assert [span.start for span in section.spans] == [0, 480, -(-(480 + 48048) // GRID) * GRID]


def test_a_section_holds_all_of_its_sound() -> None:
    section = place_section(Section("Test", (Pause(PLACE, 0, (Chime("finish"),)),)), GRID, lambda _: 100_000)
    assert section.stop >= GRID + 100_000 + 4 * GRID
