"""What is said, and when relative to what."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from voicecoach.choices import Choices, parse_pace
from voicecoach.coach import plan
from voicecoach.cues import Anchor, Chime, Hold, Pause, Section, Speech
from voicecoach.errors import InputError, UnknownNameError
from voicecoach.phrases import phrases_for
from voicecoach.routines.catalogue import built_in_exercises, load_routine, routine_files
from voicecoach.routines.fields import LANGUAGES
from voicecoach.routines.level import Level
from voicecoach.routines.reader import parse_routine

NOWHERE = Path("/nowhere")
EVERY = [(name, level) for name in sorted(routine_files(NOWHERE)) for level in Level]


def planned(name: str = "lower-back", **choices: object) -> tuple[Section, ...]:
    return plan(load_routine(name, NOWHERE), built_in_exercises(), Choices(**choices))  # type: ignore[arg-type]  # a test's keywords


def planned_steps(*steps: str, head: str = "", **choices: object) -> tuple[Section, ...]:
    text = f"title: Mine\n{head}\nsteps:\n" + "".join(f"- {step}\n" for step in steps)
    routine = parse_routine("mine.yaml", text.encode(), built_in_exercises())
    return plan(routine, built_in_exercises(), Choices(**choices))  # type: ignore[arg-type]  # a test's keywords


def said(section: Section) -> list[str]:
    return [cue.text for span in section.spans for cue in span.cues if isinstance(cue, Speech)]


def test_a_session_opens_and_closes_around_its_exercises() -> None:
    titles = [section.title for section in planned()]
    assert titles == ["Opening", "Knees to chest", "Pelvic tilt", "Knee rolls", "Child's pose", "Closing"]


@pytest.mark.parametrize(("name", "level"), EVERY)
def test_the_first_sound_is_a_chime_after_half_a_second(name: str, level: Level) -> None:
    first = planned(name, level=level)[0].spans[0].cues[0]
    assert isinstance(first, Chime)
    assert first.offset_s == 0.5


@pytest.mark.parametrize(("name", "level"), EVERY)
def test_the_opening_keeps_the_listener_safe_and_helps_down(name: str, level: Level) -> None:
    words = " ".join(said(planned(name, level=level)[0])).lower()
    for part in ("doctor", "hurts, stop", "slowly and steadily", "volume", "phone within reach"):
        assert part in words
    assert ("mat" in words) is (name != "lower-back-in-bed")


def test_the_opening_waits_until_the_listener_lies() -> None:
    assert planned_steps("rest: 5 s", head="settle: 1 min")[0].spans[2].length_s == 60
    assert planned()[0].spans[-1].length_s == 40


def test_the_closing_advises_consistency() -> None:
    words = " ".join(said(planned()[-1]))
    assert "a few times a day" in words
    assert "day after day" in words


@pytest.mark.parametrize(("name", "level"), EVERY)
def test_cautions_and_what_to_do_if_it_hurts_come_before_the_first_hold(name: str, level: Level) -> None:
    sections = planned(name, level=level)[1:-1]
    exercises = {exercise.title: exercise for exercise in built_in_exercises().values()}
    for section in sections:
        exercise = exercises[section.title]
        first_hold = next(index for index, span in enumerate(section.spans) if isinstance(span, Hold))
        spans = section.spans[:first_hold]
        before = " ".join(cue.text for span in spans for cue in span.cues if isinstance(cue, Speech))
        assert exercise.title in before
        assert all(words in before for words in (exercise.hurts, *exercise.cautions))


def test_sides_are_named_left_first_and_alternate() -> None:
    rolls = planned()[3]
    holds = [span for span in rolls.spans if isinstance(span, Hold)]
    assert [hold.place.side for hold in holds] == ["left", "right", "left", "right"]
    for hold, before in zip(holds, _pauses_before_holds(rolls), strict=True):
        words = " ".join(cue.text for cue in before.cues if isinstance(cue, Speech))
        assert f"to the {hold.place.side}" in words


def test_sides_in_turn_do_one_side_first() -> None:
    section = planned_steps("{exercise: knee-rolls, sides: in turn, repetitions: 2}")[1]
    holds = [span.place for span in section.spans if isinstance(span, Hold)]
    assert [(place.side, place.repetition) for place in holds] == [("left", 1), ("left", 2), ("right", 1), ("right", 2)]
    assert said(section).count("Now the right side.") == 1


def test_repetitions_are_counted_in_the_rest_before() -> None:
    rests = [
        cue.text
        for span in planned_steps("{exercise: pelvic-tilt, repetitions: 4}")[1].spans
        if isinstance(span, Pause)
        for cue in span.cues
        if isinstance(cue, Speech) and cue.anchor is Anchor.BEFORE
    ]
    assert rests == ["Second of four.", "Third of four.", "Fourth of four."]


def test_tips_take_turns_from_the_second_repetition_on() -> None:
    def held(section: Section) -> list[str]:
        holds = [span for span in section.spans if isinstance(span, Hold)]
        return [cue.text for span in holds for cue in span.cues if isinstance(cue, Speech) and cue.clear_s]

    tips = built_in_exercises()["pelvic-tilt"].tips
    assert held(planned_steps("{exercise: pelvic-tilt, repetitions: 5}")[1])[1:] == [*tips, tips[0]]
    both = held(planned_steps("{exercise: knee-rolls, repetitions: 2}")[1])
    assert both[2] == both[3] == built_in_exercises()["knee-rolls"].tips[0]


def test_what_comes_next_is_said_before_the_next_section() -> None:
    sections = planned()
    assert said(sections[0])[-2] == "Then we begin with knees to chest."
    assert said(sections[1])[-2:] == ["Well done.", "Next comes pelvic tilt."]
    assert said(sections[4])[-1] == "Well done."


@pytest.mark.parametrize(("hold", "counted"), [("5.9 s", False), ("6 s", True), ("1 breath", True)])
def test_a_countdown_ends_a_hold_of_six_seconds_or_more(hold: str, counted: bool) -> None:
    section = planned_steps(f"{{exercise: knee-rolls, repetitions: 1, hold: {hold}}}", pace=0.5)[1]
    held = next(span for span in section.spans if isinstance(span, Hold))
    numbers = {c.text: c for c in held.cues if isinstance(c, Speech) and c.anchor is Anchor.STOP}
    assert set(numbers) == ({"three", "two", "one"} if counted else set())
    for text, cue in numbers.items():
        assert cue.offset_s == {"three": -3, "two": -2, "one": -1}[text]
        assert cue.rate_wpm >= 130


def test_pace_scales_speech_and_room_but_no_hold_and_no_rest() -> None:
    def spans(pace: float) -> tuple[list[float], list[float]]:
        section = planned_steps("{exercise: knee-rolls, rest: 7 s}", pace=pace)[1]
        room = [span.length_s for span in section.spans if isinstance(span, Pause)]
        return room, [span.length_s for span in section.spans if isinstance(span, Hold)]

    (slow_room, slow_holds), (room, holds) = spans(0.5), spans(1.0)
    assert slow_holds == holds
    assert all(slow in (2 * steady, steady) for slow, steady in zip(slow_room, room, strict=True))
    assert slow_room.count(7) == room.count(7) > 0
    assert sum(slow_room) > sum(room)
    assert {cue.rate_wpm for cue in planned(pace=2.0)[0].spans[0].cues if isinstance(cue, Speech)} == {260}


def test_a_level_chooses_variant_and_dose() -> None:
    gentle = planned(level=Level.GENTLE)[1]
    assert any("one leg at a time" in text.lower() for text in said(gentle))
    challenge = planned(level=Level.CHALLENGE)[3]
    assert any("lift your feet" in text for text in said(challenge))


def test_a_step_changes_the_dose() -> None:
    section = planned_steps("{exercise: knees-to-chest, variant: bent-knees, repetitions: 1, hold: 90 s}")[1]
    assert "We do this once, and hold for one minute and thirty seconds." in said(section)


def test_only_and_without_choose_exercises() -> None:
    assert [s.title for s in planned(only=("knee-rolls",))] == ["Opening", "Knee rolls", "Closing"]
    assert "Child's pose" not in [s.title for s in planned(without=("childs-pose",))]
    with pytest.raises(UnknownNameError, match="did you mean childs-pose"):
        planned(without=("child-pose",))
    with pytest.raises(InputError, match="no exercise of the routine is left"):
        planned(only=("knee-rolls",), without=("knee-rolls",))


def test_what_stands_between_exercises_keeps_its_order() -> None:
    sections = planned_steps("say: Before.", "exercise: knee-rolls", "say: One. Two.", "rest: 9 s", "chime: finish")
    assert said(sections[0])[-1] == "Before."
    assert said(sections[1])[-2:] == ["One.", "Two."]
    assert [span.length_s for span in sections[1].spans[-2:]] == [9, 0]


def test_on_a_bed_what_needs_the_floor_is_refused_with_the_reason() -> None:
    refused = r"mine.yaml:4:13: knee-rolls can't be done on a bed here\. The article warns.*--without"
    with pytest.raises(InputError, match=refused):
        planned_steps("exercise: knee-rolls", head="surface: bed")
    at_gentle = "exercise: knees-to-chest"
    assert planned_steps(at_gentle, head="surface: bed\nlevel: gentle")
    with pytest.raises(InputError, match=r"^knees-to-chest can't be done on a bed"):
        planned_steps(at_gentle, head="surface: bed\nlevel: gentle", level=Level.REGULAR)


def test_a_language_without_wording_is_refused() -> None:
    with pytest.raises(InputError, match=r"mine.yaml:2:11: the coach has no words in 'tlh'"):
        planned_steps("rest: 5 s", head="language: tlh")
    for language in LANGUAGES:
        assert phrases_for(language.upper() + "-x").welcome


@pytest.mark.parametrize(("written", "factor"), [("slow", 0.8), ("steady", 1), ("brisk", 1.2), ("0.5", 0.5), ("2", 2)])
def test_a_pace_is_a_name_or_a_factor(written: str, factor: float) -> None:
    assert parse_pace(written) == factor


@pytest.mark.parametrize("written", ["0", "nan", "inf", "-1", "2.01", "fast", "", "1e400"])
def test_an_impossible_pace_is_refused(written: str) -> None:
    with pytest.raises(InputError, match="pace"):
        parse_pace(written)


def _pauses_before_holds(section: Section) -> list[Pause]:
    pairs = pairwise(section.spans)
    return [before for before, span in pairs if isinstance(span, Hold) and isinstance(before, Pause)]
