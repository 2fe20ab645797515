"""Where and when a session begins: at any of its exercises, or after a wait."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.voices import ToneBells, ToneVoice
from tests.written import routine_of_steps
from voicecoach.choices import Choices, parse_wait
from voicecoach.clip import FRAME_RATE
from voicecoach.coach import outline, plan
from voicecoach.coach.positions import way
from voicecoach.coach.reckoning import reckoned_s
from voicecoach.cues import Chime, Hold, Section, Speech
from voicecoach.documents.texts import filled, sentences
from voicecoach.errors import InputError, UnknownNameError
from voicecoach.phrases import LANGUAGES, phrases_for
from voicecoach.prescription import Prescription, prescribe
from voicecoach.routines.catalogue import Catalogue
from voicecoach.routines.misreading import sentence_problems
from voicecoach.routines.model import Routine
from voicecoach.routines.terms import Guidance, Level, Position, Safety, Surface
from voicecoach.session import Session

SHORT_S = 45
"""At most this long are the words of a short opening."""

FILLED_IN_S = 3
"""At most this much longer is a session for the minutes that are filled in."""

NAMES = sorted(Catalogue().routines())
MIXED = ["say: Hello.", "chime: finish", "rest: 9 s", "exercise: knee-rolls", "exercise: childs-pose"]


@cache
def built_in(name: str, language: str = "en") -> Routine:
    return Catalogue().load(name, language)


def said(section: Section) -> list[str]:
    return [cue.text for span in section.spans for cue in span.cues if isinstance(cue, Speech)]


def holds(section: Section) -> list[Hold]:
    return [span for span in section.spans if isinstance(span, Hold)]


def exercises(routine: Routine, choices: Choices) -> list[Prescription]:
    return [step for step in prescribe(routine, choices) if isinstance(step, Prescription)]


def circuit(steps: list[str], rounds: int) -> str:
    return f"{{repeat: {rounds}, steps: [{', '.join(f'{{{step}}}' for step in steps)}]}}"


steps_of_all_kinds = st.lists(
    st.sampled_from(MIXED) | st.builds(circuit, st.lists(st.sampled_from(MIXED), min_size=1, max_size=3), st.just(2)),
    min_size=1,
    max_size=5,
)
routines = st.builds(built_in, st.sampled_from(NAMES), st.sampled_from(LANGUAGES)) | st.builds(
    lambda steps: routine_of_steps(*steps), steps_of_all_kinds
)
choices = st.builds(
    Choices, level=st.sampled_from(Level), guidance=st.sampled_from(Guidance), safety=st.sampled_from(Safety)
)


# At an exercise


@settings(max_examples=60)
@given(routine=routines, chosen=choices, data=st.data())
def test_what_is_left_is_the_tail_of_the_whole(routine: Routine, chosen: Choices, data: st.DataObject) -> None:
    whole = plan(routine, chosen)
    begin_at = data.draw(st.integers(0, len(whole) - 2))
    part = plan(routine, begun(chosen, begin_at))
    assert [section.title for section in part] == [whole[0].title, *(s.title for s in whole[begin_at + 1 :])]
    for left, of_whole in zip(part[1:], whole[begin_at + 1 :], strict=True):
        assert [(hold.place, hold.length_s) for hold in holds(left)] == [
            (hold.place, hold.length_s) for hold in holds(of_whole)
        ]
    for left, of_whole in zip(part[2:], whole[begin_at + 2 :], strict=True):
        assert len(left.spans) == len(of_whole.spans), "explained as shortly, or as fully, as in the whole"
    assert part[-1] == whole[-1]
    assert not holds(part[0])


def begun(chosen: Choices, begin_at: int | None) -> Choices:
    kept = {name: getattr(chosen, name) for name in ("level", "guidance", "safety")}
    return Choices(begin_at=begin_at, **kept)


@settings(max_examples=60)
@given(routine=routines, chosen=choices, data=st.data())
def test_the_short_opening_wakes_warns_and_leads_down_from_standing(
    routine: Routine, chosen: Choices, data: st.DataObject
) -> None:
    done = exercises(routine, chosen)
    begin_at = data.draw(st.integers(0, len(done)))
    sections = plan(routine, begun(chosen, begin_at))
    phrases, opening = phrases_for(routine.language), sections[0]
    first_sound, first_words = opening.spans[0].cues[:2]
    assert isinstance(first_sound, Chime)
    assert first_sound.offset_s == 0.5
    assert isinstance(first_words, Speech)
    assert first_words.text == sentences(phrases.welcome_back)[0]
    words = said(opening)
    left_s = sum(reckoned_s(section) for section in sections)
    minutes = {phrases.minutes(left_s - filled_in_s) for filled_in_s in (0, FILLED_IN_S)}
    assert any(filled(phrases.remains, {"minutes_left": each}) in words for each in minutes)
    warnings = phrases.safety_full if chosen.safety is Safety.FULL else phrases.safety_short
    assert set(sentences(warnings)) <= set(words)
    assert phrases.welcome not in words
    assert phrases.pace_yourself not in " ".join(words)
    if begin_at == len(done):
        assert words[-1] == sentences(warnings)[-1]
        return
    first = done[begin_at]
    position = first.variant.position
    assert position
    down = [
        sentence
        for stage in way(Position.STANDING, position, routine.surface, phrases)
        for sentence in sentences(stage)
    ]
    assert down
    assert set(down) <= set(words)
    assert filled(phrases.goes_on, {"exercise": phrases.inside_sentence(first.title)}) in words
    assert routine.settle.s() in [span.length_s for span in opening.spans]
    assert not any(sentence in said(sections[1]) for sentence in sentences(phrases.change)), "one is there already"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_the_short_opening_is_short(name: str, language: str) -> None:
    """The time to settle apart; and its sentences can be followed."""
    routine = built_in(name, language)
    settle_s = routine.settle.s()
    for begin_at in range(len(exercises(routine, Choices())) + 1):
        chosen = Choices(begin_at=begin_at, safety=Safety.SHORT, wait=parse_wait("90 s"))
        short, whole = plan(routine, chosen)[0], plan(routine, Choices(safety=Safety.SHORT))[0]
        after_wait = Section("", short.spans[2:])
        settles_s = settle_s if begin_at < len(exercises(routine, chosen)) else 0
        assert reckoned_s(after_wait) - settles_s < min(SHORT_S, reckoned_s(whole) - settle_s)
        for text in said(short):
            assert list(sentence_problems(text, language)) == [], text
            assert text[-1] in ".!?"


def test_in_a_later_round_an_exercise_is_known_and_the_round_is_said() -> None:
    steps = ["{repeat: 2, steps: [{exercise: knee-rolls}, {rest: 9 s}, {exercise: pelvic-tilt}]}"]
    whole, part = (plan(routine_of_steps(*steps), Choices(begin_at=begin_at)) for begin_at in (None, 2))
    assert [section.title for section in part[1:3]] == ["Knee rolls, round two", "Pelvic tilt, round two"]
    assert said(part[0])[-1] == "Second round of two."
    assert said(part[1])[1:8] == said(whole[3])[1:8]
    assert not any("you feel" in text for text in said(part[1]))
    amid = plan(routine_of_steps(*steps), Choices(begin_at=1))
    assert not any("round of" in text for text in said(amid[0]))


def test_what_stands_before_the_first_exercise_goes_with_those_left_out() -> None:
    routine = routine_of_steps("say: One.", "exercise: knee-rolls", "say: Two.", "rest: 9 s", "exercise: pelvic-tilt")
    assert "One." in said(plan(routine, Choices())[0])
    for begin_at in (0, 1):
        assert not {"One.", "Two."} & set(said(plan(routine, Choices(begin_at=begin_at))[0]))
    assert "Two." in said(plan(routine, Choices(begin_at=0))[1])


def test_in_bed_the_way_leads_onto_the_bed() -> None:
    opening = plan(built_in("lower-back-in-bed"), Choices(begin_at=1))[0]
    assert "Now sit down on your bed, and lie back slowly." in said(opening)
    assert not any("mat" in text for text in said(opening))


@pytest.mark.parametrize("begin_at", [-1, 5])
def test_more_than_there_is_cant_be_done_already(begin_at: int) -> None:
    with pytest.raises(InputError, match="the routine has 4 here"):
        plan(built_in("lower-back"), Choices(begin_at=begin_at))


# One exercise alone


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("level", Level)
def test_one_exercise_alone_is_whole_and_safe(name: str, level: Level) -> None:
    routine, phrases = built_in(name), phrases_for("en")
    whole = plan(routine, Choices(level=level))
    for first in exercises(routine, Choices(level=level)):
        opening, *alone, closing = plan(routine, Choices(level=level, only=(first.name,)))
        theirs = [section for section in whole[1:-1] if holds(section)[0].place.exercise == first.name]
        assert [section.title for section in alone] == [section.title for section in theirs]
        assert [h.length_s for s in alone for h in holds(s)] == [h.length_s for s in theirs for h in holds(s)]
        assert said(alone[0])[0] == f"{alone[0].title}."
        cautions = [sentence for caution in first.exercise.cautions for sentence in sentences(caution)]
        assert set(cautions) <= set(said(alone[0]))
        assert set(sentences(phrases.safety_full)) <= set(said(opening))
        assert first.variant.position
        assert set(way(Position.STANDING, first.variant.position, routine.surface, phrases)) <= set(said(opening))
        up = way(alone_position(routine, level, first.name), Position.STANDING, routine.surface, phrases)
        assert set(up) <= set(said(closing))


def alone_position(routine: Routine, level: Level, name: str) -> Position | None:
    return exercises(routine, Choices(level=level, only=(name,)))[-1].variant.position


# Names


@pytest.mark.parametrize("written", ["knee-rolls", "Knee rolls", "KNEE ROLLS", "knee_rolls", "kneerolls", "4"])
def test_a_section_goes_by_its_name_its_title_and_its_number(written: str) -> None:
    found = outline(built_in("lower-back"), Choices())
    assert found.named(written) is found.headings[3]
    assert (found.named(written).title, found.named(written).begin_at) == ("Knee rolls", 2)


def test_a_title_is_the_one_of_the_session_s_language() -> None:
    spanish = outline(built_in("lower-back", "es"), Choices())
    for heading in spanish.headings:
        assert spanish.named(heading.title.upper()) is heading
        assert spanish.named(str(heading.number)) is heading
    child = next(heading for heading in spanish.headings if heading.exercise == "childs-pose")
    assert spanish.named("postura del nino") is child, "accents don't matter"
    assert outline(built_in("lower-back"), Choices()).named("childs pose").exercise == "childs-pose"


def test_the_variant_s_own_title_and_a_round_s_are_known() -> None:
    gentle = outline(built_in("lower-back"), Choices(level=Level.GENTLE))
    assert gentle.named("one knee to chest") is gentle.named("knees to chest") is gentle.headings[1]
    rounds = outline(routine_of_steps("{repeat: 2, steps: [{exercise: knee-rolls}]}"), Choices())
    assert rounds.named("knee rolls").number == 2
    assert rounds.named("knee rolls, round two").number == 3


@pytest.mark.parametrize("written", ["knee rols", "0", "7", "", "-", "lower-back"])
def test_an_unknown_section_is_refused_with_those_there_are(written: str) -> None:
    with pytest.raises(UnknownNameError, match="voicecoach show") as caught:
        outline(built_in("lower-back"), Choices()).named(written)
    assert caught.value.known == ("Closing", "Opening", "childs-pose", "knee-rolls", "knees-to-chest", "pelvic-tilt")


def test_what_is_left_out_cant_be_begun_with() -> None:
    with pytest.raises(UnknownNameError):
        outline(built_in("lower-back"), Choices(without=("Knee rolls",))).named("knee-rolls")


@given(routine=routines, chosen=choices)
@settings(max_examples=30)
def test_every_section_is_found_again(routine: Routine, chosen: Choices) -> None:
    """By its exercise and its time, and by its number in a session that begins anywhere."""
    found = outline(routine, chosen)
    assert [heading.title for heading in found.headings] == [section.title for section in plan(routine, chosen)]
    for heading in found.headings[1:-1]:
        assert heading.exercise
        assert found.occurrence(heading.exercise, heading.occurrence) is heading
    assert found.occurrence("knee-rolls", 99) is None
    for begin_at in range(len(found.headings) - 1):
        titles = [section.title for section in plan(routine, begun(chosen, begin_at))]
        for number, title in enumerate(titles[1:], start=2):
            heading = found.at(number, begin_at)
            assert heading.title == title
            assert heading.begin_at == begin_at + number - 2
        assert found.at(1, begin_at).begin_at == begin_at


def test_titles_choose_exercises() -> None:
    routine = built_in("lower-back", "de")
    title = routine.exercises["knee-rolls"].title

    def titles(chosen: Choices) -> list[str]:
        return [section.title for section in plan(routine, chosen)[1:-1]]

    assert titles(Choices(only=(title.upper(),))) == titles(Choices(only=("Knee rolls",))) == [title]
    assert titles(Choices(without=(title.lower(),))) == titles(Choices(without=("knee-rolls",)))
    gentle = Choices(levels=((title, Level.GENTLE),))
    assert plan(routine, gentle) == plan(routine, Choices(levels=(("knee-rolls", Level.GENTLE),)))
    with pytest.raises(UnknownNameError, match="did you mean knee-rolls"):
        plan(built_in("lower-back"), Choices(only=("Knee rols",)))


def test_an_exact_name_comes_before_one_that_is_nearly_the_same() -> None:
    two = routine_of_steps(
        "exercise: knee-rolls",
        "exercise: kneerolls",
        head="exercises: {kneerolls: {title: Others, position: back, instruction: Roll on., hold: 5 s}}",
    )
    assert outline(two, Choices()).named("kneerolls").number == 3
    assert outline(two, Choices()).named("Knee rolls").number == 2
    assert [section.title for section in plan(two, Choices(only=("kneerolls",)))[1:-1]] == ["Others"]


# After a wait


@pytest.mark.parametrize(
    ("language", "written", "words"),
    [
        ("en", "30s", "We begin in thirty seconds."),
        ("en", "90 s", "We begin in ninety seconds."),
        ("en", "1 min 30 s", "We begin in a minute and a half."),
        ("en", "60 min", "We begin in sixty minutes."),
        ("en", "3 breaths", "We begin in three slow breaths."),
        ("de", "1 min", "Wir warten noch eine Minute, dann geht es los."),
        ("es", "1 min", "Empezamos dentro de un minuto."),
        ("fr", "1 min", "Nous commençons dans une minute."),
    ],
)
def test_the_wait_is_told_then_kept_then_all_is_as_ever(language: str, written: str, words: str) -> None:
    routine, wait = built_in("lower-back", language), parse_wait(written)
    opening, *others = plan(routine, Choices(wait=wait))
    told, silence, *spans = opening.spans
    chime, cue = told.cues
    assert isinstance(chime, Chime)
    assert chime.offset_s == 0.5
    assert isinstance(cue, Speech)
    assert cue.text == words
    assert (silence.length_s, silence.cues) == (wait.s(), ())
    assert [tuple(spans), *(section.spans for section in others)] == [s.spans for s in plan(routine, Choices())]


def test_an_hour_s_silence_costs_nothing() -> None:
    def prepared(wait: str | None) -> Session:
        choices = Choices(safety=Safety.SHORT, wait=parse_wait(wait) if wait else None)
        session = Session(plan(built_in("lower-back-short"), choices), ToneVoice(4), ToneBells())
        session.timeline()
        return session

    waits, begins = prepared("60 min"), prepared(None)
    assert waits.sound.length
    assert begins.sound.length
    assert waits.sound.length - begins.sound.length > 3600 * FRAME_RATE
    more = (
        [island.stop - island.start for island in waits.sound.islands()],
        [i.stop - i.start for i in begins.sound.islands()],
    )
    assert sum(more[0]) - sum(more[1]) < 5 * FRAME_RATE
    assert not any(waits.sound.read(1800 * FRAME_RATE, FRAME_RATE))


@pytest.mark.parametrize("written", ["1 s", "1s", "0.5 min 30 s", "60 min", "3600 s", "1 breath"])
def test_a_wait_is_any_time_up_to_an_hour(written: str) -> None:
    assert 1 <= parse_wait(written).s() <= 3600


@pytest.mark.parametrize(
    "written", ["0 s", "0.9 s", "3601 s", "61 min", "30", "", "soon", "-5 s", "1 h", "1 s 1 breath"]
)
def test_an_impossible_wait_is_refused(written: str) -> None:
    with pytest.raises(InputError, match="time to wait"):
        parse_wait(written)


@pytest.mark.parametrize("surface", Surface)
def test_a_standing_exercise_has_words_to_make_ready(surface: Surface) -> None:
    routine = routine_of_steps(
        "exercise: sway",
        head=f"surface: {surface.value}\n"
        "exercises: {sway: {title: Sway, surface: bed, position: standing, instruction: Sway., hold: 5 s}}",
    )
    words = said(plan(routine, Choices(begin_at=0))[0])
    assert (
        words[words.index("You have forty seconds for this.") - 1]
        == "Turn the volume up, and keep a phone within reach."
    )
