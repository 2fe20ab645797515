"""What is said, and when relative to what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.written import routine_of_steps, routine_written
from voicecoach.choices import Choices, parse_levels, parse_pace, parse_variants
from voicecoach.coach import plan
from voicecoach.coach.positions import way
from voicecoach.coach.reckoning import reckoned_s
from voicecoach.cues import Anchor, Chime, Hold, Pause, Section, Span, Speech
from voicecoach.documents.texts import filled, placeholders, sentences
from voicecoach.errors import InputError, UnknownNameError
from voicecoach.phrases import LANGUAGES, phrases_for
from voicecoach.routines.catalogue import Catalogue, built_in_exercises
from voicecoach.routines.misreading import sentence_problems
from voicecoach.routines.model import Routine
from voicecoach.routines.terms import Guidance, Level, Position, Safety, Surface

EVERY = [(name, level) for name in sorted(Catalogue().routines()) for level in Level]
SPOKEN = (Guidance.FULL, Guidance.BRIEF)


@cache
def built_in(name: str, language: str = "en") -> Routine:
    return Catalogue().load(name, language)


def planned(name: str = "lower-back", language: str = "en", **choices: object) -> tuple[Section, ...]:
    return plan(built_in(name, language), Choices(**choices))  # type: ignore[arg-type]  # a test's keywords


def planned_steps(*steps: str, head: str = "", **choices: object) -> tuple[Section, ...]:
    return plan(routine_of_steps(*steps, head=head), Choices(**choices))  # type: ignore[arg-type]  # a test's keywords


def speech(spans: tuple[Span, ...]) -> Iterator[Speech]:
    return (cue for span in spans for cue in span.cues if isinstance(cue, Speech))


def said(section: Section) -> list[str]:
    return [cue.text for cue in speech(section.spans)]


def holds(section: Section) -> list[Hold]:
    return [span for span in section.spans if isinstance(span, Hold)]


def before_hold(section: Section, number: int) -> str:
    """All that is said in a section before a hold, counted from 0, and after the hold before that."""
    at = [index for index, span in enumerate(section.spans) if isinstance(span, Hold)]
    return " ".join(cue.text for cue in speech(section.spans[at[number - 1] + 1 if number else 0 : at[number]]))


def held(hold: Hold) -> list[tuple[float, str]]:
    """What may be heard from the start of a hold on."""
    from_s = {Anchor.START: 0.0, Anchor.MIDDLE: hold.length_s / 2}
    speech = [cue for cue in hold.cues if isinstance(cue, Speech)]
    return [(from_s[cue.anchor] + cue.offset_s, cue.text) for cue in speech if cue.anchor in from_s]


# The opening and the closing


def test_a_session_opens_and_closes_around_its_exercises() -> None:
    titles = [section.title for section in planned()]
    assert titles == ["Opening", "Knees to chest", "Pelvic tilt", "Knee rolls", "Child's pose", "Closing"]


@pytest.mark.parametrize(("name", "level"), EVERY)
def test_the_first_sound_is_a_chime_after_half_a_second(name: str, level: Level) -> None:
    first = planned(name, level=level)[0].spans[0].cues[0]
    assert isinstance(first, Chime)
    assert first.offset_s == 0.5


@pytest.mark.parametrize("name", sorted(Catalogue().routines()))
def test_the_opening_warns_in_full(name: str) -> None:
    words = " ".join(said(planned(name)[0])).lower()
    for part in ("see your doctor", "has not recommended stretches, ask before you start", "medical help at once"):
        assert part in words
    for sign in ("bladder", "bowels", "sexual function", "numb", "weaker", "both of your legs"):
        assert sign in words
    for part in ("pace yourself, slow and steady", "volume", "phone within reach"):
        assert part in words
    assert ("mat" in words) is (name != "lower-back-in-bed")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_short_warning_is_one_sentence_and_can_t_be_switched_off(language: str) -> None:
    short = phrases_for(language).safety_short
    assert len(sentences(short)) == 1
    for guidance in Guidance:
        assert short in said(planned(language=language, safety=Safety.SHORT, guidance=guidance)[0])
        full = said(planned(language=language, guidance=guidance)[0])
        assert short not in full
        assert set(sentences(phrases_for(language).safety_full)) <= set(full)


def test_the_opening_leads_to_the_first_position_and_waits_until_the_listener_is_there() -> None:
    assert planned_steps("rest: 5 s", head="settle: 1 min")[0].spans[4].length_s == 60
    assert planned()[0].spans[-1].length_s == 40
    assert "Now come slowly down to the floor, and lie on your back." in said(planned()[0])
    kneeling = said(planned_steps("exercise: childs-pose")[0])
    assert "Now come slowly down to the floor, onto your hands and knees." in kneeling
    assert "Now sit down on your bed, and lie back slowly." in said(planned("lower-back-in-bed")[0])


@pytest.mark.parametrize("guidance", Guidance)
def test_the_closing_advises_consistency_and_helps_up_in_stages(guidance: Guidance) -> None:
    words = said(planned("lower-back-short", guidance=guidance)[-1])
    assert "Do this a few times a day, slow and steady." in words
    assert any("day after day" in text for text in words)
    stages = ["roll slowly onto your side", "push yourself up", "one foot forward", "stand up slowly", "feel steady"]
    found = [next(i for i, text in enumerate(words) if stage in text.lower()) for stage in stages]
    assert found == sorted(found)
    from_knees = " ".join(said(planned(guidance=guidance)[-1]))
    assert "roll slowly" not in from_knees
    assert "one foot forward" in from_knees
    from_bed = " ".join(said(planned("lower-back-in-bed", guidance=guidance)[-1]))
    assert "over the edge" in from_bed
    assert "one foot forward" not in from_bed


def test_each_stage_of_getting_up_has_room_that_the_pace_scales() -> None:
    def room(pace: float) -> list[float]:
        return [span.length_s for span in planned("lower-back-short", pace=pace)[-1].spans if span.length_s >= 4]

    assert len(room(1.0)) >= 5
    assert room(0.5) == [2 * length_s for length_s in room(1.0)]


# Guidance


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("guidance", Guidance)
@pytest.mark.parametrize(("name", "level"), EVERY)
def test_what_keeps_one_safe_is_heard_before_the_first_hold(
    name: str, level: Level, guidance: Guidance, language: str
) -> None:
    exercises = built_in_exercises(language)
    for section in planned(name, language, level=level, guidance=guidance)[1:-1]:
        exercise = exercises[str(holds(section)[0].place.exercise)]
        before = before_hold(section, 0)
        assert before.startswith(f"{section.title}.")
        assert section.title in [exercise.title, *(variant.title for variant in exercise.variants.values())]
        assert all(words in before for words in (str(exercise.hurts), *exercise.cautions))
        if holds(section)[0].place.side:
            assert any(re.search(rf"(?i)\b{left}\b", before) for left in phrases_for(language).sides)


def test_full_guidance_explains_each_side_once_and_is_short_after_that() -> None:
    rolls = planned_steps("{exercise: knee-rolls, repetitions: 2}")[1]
    feel = "In the roll, you feel a gentle pull along your lower back and your hip."
    hurts = "If it hurts, roll only a little way, or bring your knees back up and rest."
    left, right, left_again, right_again = (before_hold(rolls, number) for number in range(4))
    assert "Lie on your back with your knees bent, and your feet flat." in left
    assert "On your back, knees bent and together." in right
    for first, side in ((left, "left"), (right, "right")):
        assert feel in first
        assert hurts in first
        assert f"Slowly roll your knees and your hips to the {side}." in first
    for later, side in ((left_again, "left"), (right_again, "right")):
        assert feel not in later
        assert hurts not in later
        assert f"Slowly roll your knees to the {side}." in later


def test_brief_guidance_is_short_from_the_start() -> None:
    rolls = planned_steps("{exercise: knee-rolls, repetitions: 2}", guidance=Guidance.BRIEF)[1]
    first = before_hold(rolls, 0)
    assert "On your back, knees bent and together." in first
    assert "Slowly roll your knees to the left." in first
    assert not any("you feel" in text or "Keep your upper body still" in text for text in said(rolls))
    assert "Second of two." in said(rolls)
    assert sum("If it hurts" in text for text in said(rolls)) == 1


def test_at_chimes_names_and_sides_are_said_and_nothing_is_counted_or_held() -> None:
    rolls = planned_steps("{exercise: knee-rolls, repetitions: 2, hold: 40 s}", guidance=Guidance.CHIMES)[1]
    exercise = built_in_exercises()["knee-rolls"]
    side_names = ["The left side first.", "Now the right side.", "Now the left side.", "Now the right side."]
    assert said(rolls) == ["Knee rolls.", *exercise.cautions, exercise.hurts, *side_names]
    assert all(isinstance(cue, Chime) for hold in holds(rolls) for cue in hold.cues)


@pytest.mark.parametrize("guidance", Guidance)
def test_a_routine_chooses_its_guidance_and_the_listener_another(guidance: Guidance) -> None:
    head = f"guidance: {guidance.value}"
    assert planned_steps("exercise: knee-rolls", head=head) == planned_steps("exercise: knee-rolls", guidance=guidance)
    assert planned_steps("exercise: knee-rolls", head=head, guidance=Guidance.FULL) == planned_steps(
        "exercise: knee-rolls"
    )


# Sides and repetitions


@pytest.mark.parametrize("guidance", Guidance)
def test_sides_are_named_left_first_and_alternate(guidance: Guidance) -> None:
    rolls = planned(guidance=guidance)[3]
    assert [hold.place.side for hold in holds(rolls)] == ["left", "right", "left", "right"]
    for number, hold in enumerate(holds(rolls)):
        named = re.findall(r"(?i)the (left|right)\b", before_hold(rolls, number))
        assert named
        assert set(named) == {hold.place.side}


def test_sides_in_turn_do_one_side_first() -> None:
    section = planned_steps("{exercise: knee-rolls, sides: in turn, repetitions: 2}")[1]
    places = [hold.place for hold in holds(section)]
    assert [(place.side, place.repetition) for place in places] == [
        ("left", 1),
        ("left", 2),
        ("right", 1),
        ("right", 2),
    ]
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
    tips = built_in_exercises()["pelvic-tilt"].tips
    tilt = [held(hold)[-1][1] for hold in holds(planned_steps("{exercise: pelvic-tilt, repetitions: 5}")[1])]
    assert tilt[1:] == [*tips, tips[0]]
    rolls = [held(hold)[-1][1] for hold in holds(planned_steps("{exercise: knee-rolls, repetitions: 2}")[1])]
    assert rolls[2] == rolls[3] == built_in_exercises()["knee-rolls"].tips[0]


def test_what_comes_next_is_said_before_the_next_section() -> None:
    sections = planned()
    assert said(sections[0])[-2] == "Then we begin with knees to chest."
    assert said(sections[1])[-1] == "The next exercise is pelvic tilt."
    assert "next" not in said(sections[4])[-1]


# Holds


@pytest.mark.parametrize(("hold", "counted"), [("5.9 s", False), ("6 s", True), ("1 breath", True)])
def test_a_countdown_ends_a_hold_of_six_seconds_or_more(hold: str, counted: bool) -> None:
    section = planned_steps(f"{{exercise: knee-rolls, repetitions: 1, hold: {hold}}}", pace=0.5)[1]
    numbers = {c.text: c for c in holds(section)[0].cues if isinstance(c, Speech) and c.anchor is Anchor.STOP}
    assert set(numbers) == ({"three", "two", "one"} if counted else set())
    for text, cue in numbers.items():
        assert cue.offset_s == {"three": -3, "two": -2, "one": -1}[text]
        assert cue.rate_wpm >= 130


def test_a_breathing_hold_cues_two_breaths_and_is_silent_after_them() -> None:
    section = planned_steps("{exercise: knee-rolls, repetitions: 2, hold: 4 breaths}", breaths_a_minute=5)[1]
    assert any("and hold for four slow breaths." in text for text in said(section))
    for hold in holds(section):
        assert hold.length_s == 48
        breaths = [(at_s, text) for at_s, text in held(hold) if text.startswith("Breathe")]
        assert sorted(breaths) == [(0.6, "Breathe in."), (6, "Breathe out."), (12, "Breathe in."), (18, "Breathe out.")]
        assert [text for _, text in held(hold) if not text.startswith("Breathe")] == ["Half-way."]


def test_a_breath_near_the_end_is_not_counted_down() -> None:
    step = "{exercise: knee-rolls, repetitions: 1, hold: 2 breaths}"
    (first, *_) = holds(planned_steps(step, breaths_a_minute=12)[1])
    heard = [cue.text for cue in first.cues if isinstance(cue, Speech)]
    assert heard == ["Breathe in.", "Breathe out.", "Breathe in.", "Breathe out."]


def test_a_breath_takes_ten_seconds_unless_the_listener_says_otherwise() -> None:
    step = "{exercise: knee-rolls, repetitions: 1, hold: 2 breaths}"
    assert holds(planned_steps(step)[1])[0].length_s == 20
    assert holds(planned_steps(step, breaths_a_minute=12)[1])[0].length_s == 10


@pytest.mark.parametrize(("hold", "says"), [("29 s", False), ("30 s", True), ("90 s", True)])
def test_half_way_is_said_in_a_long_hold(hold: str, says: bool) -> None:
    (first, *_) = holds(planned_steps(f"{{exercise: pelvic-tilt, repetitions: 1, hold: {hold}}}")[1])
    assert ((first.length_s / 2, "Half-way.") in held(first)) is says


def test_half_way_waits_for_a_breath_that_comes_at_the_same_time() -> None:
    (first, *_) = holds(planned_steps("{exercise: pelvic-tilt, repetitions: 1, hold: 3 breaths}")[1])
    assert (15, "Breathe out.") in held(first)
    assert (17, "Half-way.") in held(first)


def test_an_author_s_line_stands_where_it_was_put_and_comes_before_tips() -> None:
    lines = "[{at: 5 s, say: Soften your jaw.}, {at: half, say: 'Half of {hold}.'}]"
    step = f"{{exercise: pelvic-tilt, repetitions: 1, hold: 40 s, lines: {lines}}}"
    (first, *_) = holds(planned_steps(step)[1])
    assert held(first)[:2] == [(5, "Soften your jaw."), (20, "Half of forty seconds.")]
    assert "Half-way." not in [text for _, text in held(first)]


# Room to move


def test_a_change_of_position_is_announced_and_has_the_time_it_takes() -> None:
    for pace in (0.5, 1.0, 2.0):
        pose = planned(pace=pace)[4]
        (span,) = [span for span in pose.spans if "Now we change position." in [cue.text for cue in speech((span,))]]
        assert span.length_s == 20 / pace
    lying = planned_steps("exercise: childs-pose", "exercise: knee-rolls")[2]
    (span,) = [span for span in lying.spans if "Then roll onto your back." in [cue.text for cue in speech((span,))]]
    assert span.length_s == 15, "child's pose takes longer to leave than knee rolls to take up"
    assert not any("change position" in text for section in planned()[1:4] for text in said(section))


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("name", sorted(Catalogue().routines()))
def test_the_built_in_routines_change_position_once_at_most(name: str, level: Level) -> None:
    routine = built_in(name)
    steps = list(routine.exercise_steps())
    positions = [
        routine.exercises[step.exercise]
        .variants[step.variant or routine.exercises[step.exercise].levels[level].variant]
        .position
        for step in steps
    ]
    assert None not in positions
    changes = sum(before is not after for before, after in pairwise(positions))
    assert changes == len(set(positions)) - 1


def test_one_gets_up_from_lying_to_standing_in_stages_also_between_exercises() -> None:
    routine = routine_written(
        """
title: Mine
exercises:
  sway: {title: Sway, position: standing, change: 35 s, instruction: Sway gently., hold: 5 s}
steps: [{exercise: pelvic-tilt}, {exercise: sway}]
"""
    )
    _, _, sway, closing = plan(routine, Choices())
    up = [span for span in sway.spans if span.length_s == 35 / 5]
    assert [cue.text for cue in speech(tuple(up))] == [
        "Now we change position.",
        "Bend your knees, and roll slowly onto your side.",
        "Push yourself up with your arms, until you sit.",
        "Come onto your hands and knees.",
        "Put one foot forward, flat on the floor.",
        "Hold on to something firm, and stand up slowly.",
    ]
    assert not any("stand up" in text for text in said(closing))


def test_half_of_the_way_into_a_stretch_is_left_after_its_words() -> None:
    chest = planned()[1]
    tails = [
        span.tail_s for span, after in pairwise(chest.spans) if isinstance(after, Hold) and isinstance(span, Pause)
    ]
    assert tails == [3.5] * 3


def test_pace_scales_speech_and_room_but_no_hold_and_no_rest() -> None:
    def spans(pace: float) -> tuple[list[float], list[float]]:
        section = planned_steps("{exercise: knee-rolls, rest: 7 s}", pace=pace)[1]
        room = [span.length_s for span in section.spans if isinstance(span, Pause)]
        return room, [span.length_s for span in holds(section)]

    (slow_room, slow_holds), (room, steady_holds) = spans(0.5), spans(1.0)
    assert slow_holds == steady_holds
    assert all(slow in (2 * steady, steady) for slow, steady in zip(slow_room, room, strict=True))
    assert slow_room.count(7) == room.count(7) > 0
    assert sum(slow_room) > sum(room)
    assert {cue.rate_wpm for cue in planned(pace=2.0)[0].spans[0].cues if isinstance(cue, Speech)} == {260}


# Levels, variants, surfaces


def test_a_level_chooses_variant_and_dose() -> None:
    gentle = planned(level=Level.GENTLE)[1]
    assert "You bring up one leg at a time." in said(gentle)
    challenge = planned(level=Level.CHALLENGE)[3]
    assert "You lift your feet off the floor." in said(challenge)


def test_one_exercise_can_have_a_level_or_a_variant_of_its_own() -> None:
    sections = planned(level=Level.CHALLENGE, levels=(("knees-to-chest", Level.GENTLE),))
    assert "You bring up one leg at a time." in said(sections[1])
    assert "You lift your feet off the floor." in said(sections[3])
    assert "You begin with bent legs, and bring up both knees." in said(
        planned(variants=(("knees-to-chest", "bent-knees"),))[1]
    )
    with pytest.raises(UnknownNameError, match="did you mean bent-knees"):
        planned(variants=(("knees-to-chest", "bent-nees"),))
    with pytest.raises(UnknownNameError, match="did you mean knee-rolls"):
        planned(levels=(("knee-rols", Level.GENTLE),))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_variant_says_how_it_differs(language: str) -> None:
    for exercise in built_in_exercises(language).values():
        summaries = [variant.summary for variant in exercise.variants.values()]
        assert all(summaries)
        assert len(set(summaries)) == len(summaries)


def test_a_step_changes_the_dose() -> None:
    section = planned_steps("{exercise: knees-to-chest, variant: bent-knees, repetitions: 1, hold: 90 s}")[1]
    assert "We do this once, and hold for ninety seconds." in said(section)
    section = planned_steps("{exercise: knees-to-chest, variant: bent-knees, repetitions: 2, hold: 1 min 30 s}")[1]
    assert "We do this two times, and hold for a minute and a half." in said(section)


def test_on_a_bed_what_needs_the_floor_is_refused_with_the_reason_and_the_safe_variant() -> None:
    refused = r"mine.yaml:4:13: knee-rolls can't be done on a bed here\. The article warns.*--without"
    with pytest.raises(InputError, match=refused):
        routine_of_steps("exercise: knee-rolls", head="surface: bed")
    with pytest.raises(InputError, match=r"variant one-leg or bent-knees \(--variant knees-to-chest=one-leg\)"):
        planned("lower-back-short", surface=Surface.BED)
    safe = planned("lower-back-short", surface=Surface.BED, variants=(("knees-to-chest", "one-leg"),))
    assert "Now sit down on your bed, and lie back slowly." in said(safe[0])
    at_gentle = "exercise: knees-to-chest"
    assert planned_steps(at_gentle, head="surface: bed\nlevel: gentle")
    with pytest.raises(InputError, match=r"^knees-to-chest can't be done on a bed"):
        planned_steps(at_gentle, head="surface: bed\nlevel: gentle", level=Level.REGULAR)


def test_only_and_without_choose_exercises() -> None:
    assert [s.title for s in planned(only=("knee-rolls",))] == ["Opening", "Knee rolls", "Closing"]
    assert "Child's pose" not in [s.title for s in planned(without=("childs-pose",))]
    with pytest.raises(UnknownNameError, match="did you mean childs-pose"):
        planned(without=("child-pose",))
    with pytest.raises(InputError, match="no exercise of the routine is left"):
        planned(only=("knee-rolls",), without=("knee-rolls",))


# The routine's own words, variables, circuits


def test_what_stands_between_exercises_keeps_its_order() -> None:
    sections = planned_steps("say: Before.", "exercise: knee-rolls", "say: One. Two.", "rest: 9 s", "chime: finish")
    assert said(sections[0])[-1] == "Before."
    assert said(sections[1])[-3:] == ["One.", "Two.", "Now rest for nine seconds."]
    assert [span.length_s for span in sections[1].spans[-2:]] == [9, 0]


def test_a_text_of_the_author_lasts_as_long_as_is_asked() -> None:
    assert planned_steps("{say: Look out of the window., lasts: 1 min}")[0].spans[-1].length_s == 60


def test_variables_are_spoken_as_words() -> None:
    routine = routine_written(
        """
title: Mine
exercises:
  knee-rolls:
    variants:
      feet-down:
        again: "{exercise}, {repetition} of {repetitions}, to the {side}, not the {other}, for {hold}, then {next}."
steps:
- say: "{next} comes first."
- {exercise: knee-rolls, repetitions: 2, hold: 1 min 30 s}
- say: "After {exercise} comes {next}. {minutes_left} left."
- {exercise: pelvic-tilt, repetitions: 1}
- say: "After {exercise} comes {next}."
"""
    )
    opening, rolls, tilt, _ = plan(routine, Choices())
    assert said(opening)[-1] == "Knee rolls comes first."
    assert "Knee rolls, two of two, to the right, not the left, for a minute and a half, then pelvic tilt." in said(
        rolls
    )
    assert said(rolls)[-2] == "After knee rolls comes pelvic tilt."
    assert said(rolls)[-1] == "Three minutes left."
    assert said(tilt)[-1] == "After pelvic tilt comes the end."


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "level"), EVERY)
def test_the_minutes_that_are_said_are_those_that_are_reckoned(name: str, level: Level, language: str) -> None:
    phrases = phrases_for(language)
    sections = planned(name, language, level=level)
    minutes = phrases.minutes(sum(reckoned_s(section) for section in sections))
    assert filled(phrases.takes, {"minutes_left": minutes}) in said(sections[0])


def test_a_circuit_does_its_steps_again_shortly_and_says_the_round() -> None:
    sections = planned_steps(
        "{repeat: 2, steps: [{exercise: knee-rolls, repetitions: 1}, {exercise: pelvic-tilt, repetitions: 1}]}"
    )
    titles = [section.title for section in sections]
    assert titles == [
        "Opening",
        "Knee rolls, round one",
        "Pelvic tilt, round one",
        "Knee rolls, round two",
        "Pelvic tilt, round two",
        "Closing",
    ]
    assert said(sections[0])[-1] == "First round of two."
    assert said(sections[2])[-1] == "Second round of two."
    exercise = built_in_exercises()["knee-rolls"]
    first, again = before_hold(sections[1], 0), before_hold(sections[3], 0)
    assert "you feel" in first
    assert "you feel" not in again
    assert all(words in again for words in (*exercise.cautions, str(exercise.hurts)))


def test_the_rounds_of_a_circuit_in_a_circuit_are_all_done() -> None:
    sections = planned_steps("{repeat: 2, steps: [{repeat: 3, steps: [{exercise: knee-rolls}, {rest: 5 s}]}]}")
    assert sum(section.title.startswith("Knee rolls") for section in sections) == 6


# Variety


@pytest.mark.parametrize("language", LANGUAGES)
def test_encouragement_is_not_the_same_sentence_twice_in_a_row(language: str) -> None:
    phrases = phrases_for(language)
    steps = ["{exercise: pelvic-tilt, repetitions: 1}"] * 6
    sections = plan(routine_of_steps(*steps, head=f"language: {language}"), Choices())
    praise = [text for section in sections for text in said(section) if text in phrases.done]
    assert len(set(praise)) == len(praise) >= 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_seed_turns_the_phrases_and_the_same_seed_gives_the_same(language: str) -> None:
    assert planned(language=language, seed=3) == planned(language=language, seed=3)
    assert planned(language=language, seed=3) != planned(language=language)
    count = len(phrases_for(language).done) * len(phrases_for(language).rest)
    assert planned(language=language, seed=count) == planned(language=language)


# Every sentence


@pytest.mark.parametrize("guidance", Guidance)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_every_built_in_routine_can_be_followed(language: str, guidance: Guidance) -> None:
    texts = {
        text
        for name, level in EVERY
        for section in planned(name, language, level=level, guidance=guidance)
        for text in said(section)
    }
    for text in sorted(texts):
        assert not placeholders(text), text
        if text not in phrases_for(language).countdown:
            assert list(sentence_problems(text, language)) == [], text
            assert text[-1] in ".!?", text


def test_a_language_without_wording_is_refused() -> None:
    with pytest.raises(InputError, match=r"mine.yaml:2:11: the coach has no words in 'tlh'"):
        planned_steps("rest: 5 s", head="language: tlh")
    for language in LANGUAGES:
        assert phrases_for(language.upper() + "-x").welcome


# What a listener types


@pytest.mark.parametrize(("written", "factor"), [("slow", 0.8), ("steady", 1), ("brisk", 1.2), ("0.5", 0.5), ("2", 2)])
def test_a_pace_is_a_name_or_a_factor(written: str, factor: float) -> None:
    assert parse_pace(written) == factor


@pytest.mark.parametrize("written", ["0", "nan", "inf", "-1", "2.01", "fast", "", "1e400"])
def test_an_impossible_pace_is_refused(written: str) -> None:
    with pytest.raises(InputError, match="pace"):
        parse_pace(written)


def test_a_level_is_for_all_or_for_one() -> None:
    assert parse_levels(["gentle"]) == (Level.GENTLE, ())
    assert parse_levels(["knee-rolls=challenge", "gentle"]) == (Level.GENTLE, (("knee-rolls", Level.CHALLENGE),))
    with pytest.raises(InputError, match="did you mean gentle"):
        parse_levels(["gentel"])
    assert parse_variants(["a=b", "a=c"]) == (("a", "c"),)
    with pytest.raises(InputError, match="such as knees-to-chest=one-leg"):
        parse_variants(["one-leg"])


@given(st.text(max_size=30).filter(lambda text: text not in {level.value for level in Level}))
def test_a_level_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(InputError, match="level"):
        parse_levels([f"{written}x"])


@pytest.mark.parametrize("surface", Surface)
def test_every_way_leads_to_its_position_and_stays_on_its_surface(surface: Surface) -> None:
    phrases = phrases_for("en")
    for origin in (*Position, None):
        for target in Position:
            stages = way(origin, target, surface, phrases)
            assert bool(stages) is (origin is not target)
            if surface is Surface.BED:
                assert not any("floor" in stage for stage in stages), (origin, target)
            if origin is Position.BACK and target in (Position.SITTING, Position.STANDING):
                assert "onto your side" in stages[0]
