"""When more is suggested, and when less."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.practice.weeks import LADDERS, NOW, ROUTINES, played, week
from voicecoach.documents.duration import Duration
from voicecoach.practice.ladder import Dose, Ladder, ladder_of
from voicecoach.practice.model import PlayedSession, Result
from voicecoach.practice.stepping import LONGEST_HOLD_S, UP, USUAL_RULE, Move, Reason, Rule, Standing, Why, standing
from voicecoach.routines.catalogue import Catalogue
from voicecoach.routines.terms import Level, Surface


def stands(sessions: list[PlayedSession], routine: str = "lower-back", rule: Rule = USUAL_RULE) -> Standing:
    found = standing(sessions, routine, LADDERS[routine], NOW, rule)
    assert found
    return found


def reasons(found: Standing) -> dict[Why, int]:
    return {reason.why: reason.count for reason in found.suggestion.reasons}


# What is done without more pain leads on


def test_after_enough_sessions_come_repetitions() -> None:
    found = stands(week())
    assert found.suggestion.move is Move.MORE_REPETITIONS
    assert found.suggestion.reasons == (Reason(Why.ENOUGH, 6),)
    assert {dose.exercise: dose.repetitions for dose in found.suggestion.doses} == {
        "knees-to-chest": 4,
        "pelvic-tilt": 12,
        "knee-rolls": 3,
        "childs-pose": 3,
    }
    assert (found.level, found.counted) == (Level.REGULAR, 6)


def test_then_come_longer_holds_and_then_the_challenge() -> None:
    moves = []
    doses = LADDERS["lower-back"].plans[Level.REGULAR]
    for _ in range(5):
        suggestion = stands(week(doses=doses)).suggestion
        moves.append(suggestion.move)
        after = {(dose.exercise, dose.variant): dose for dose in suggestion.doses}
        doses = tuple(after.get((dose.exercise, dose.variant), dose) for dose in doses)
    more, longer, harder = Move.MORE_REPETITIONS, Move.LONGER_HOLD, Move.HARDER_LEVEL
    assert moves == [more, more, longer, harder, harder]
    assert stands(week(doses=doses)).suggestion.level is Level.CHALLENGE
    assert [(dose.repetitions, dose.hold_s) for dose in doses] == [(4, 10.0), (12, 5.0), (3, 10.0), (4, 10.0)]


def test_at_the_top_there_is_nothing_harder() -> None:
    doses = tuple(
        LADDERS["lower-back"].sourced[dose.exercise][Level.CHALLENGE]
        for dose in LADDERS["lower-back"].plans[Level.CHALLENGE]
    )
    found = stands(week(level=Level.CHALLENGE, doses=doses))
    assert found.suggestion.move is Move.STAY
    assert reasons(found) == {Why.ENOUGH: 6, Why.NOTHING_HARDER: 0}


def test_one_session_less_is_too_few() -> None:
    found = stands(week(5))
    assert found.suggestion.move is Move.STAY
    assert reasons(found) == {Why.TOO_FEW: 5}


def test_what_was_longer_ago_does_not_count() -> None:
    assert reasons(stands([played(10.5), *week(5)])) == {Why.TOO_FEW: 5}
    assert reasons(stands([played(9.5), *week(5)])) == {Why.ENOUGH: 6}


def test_another_rule_counts_otherwise() -> None:
    assert reasons(stands(week(3), rule=Rule(sessions=3))) == {Why.ENOUGH: 3}
    assert reasons(stands(week(6), rule=Rule(sessions=3, days=2))) == {Why.TOO_FEW: 2}


@pytest.mark.parametrize("pain", [(None, None), (3, None), (None, 3)])
def test_a_session_whose_pain_is_not_known_does_not_count(pain: tuple[int | None, int | None]) -> None:
    assert reasons(stands([*week(5), played(0.05, pain=pain)])) == {Why.TOO_FEW: 5, Why.PAIN_UNKNOWN: 1}
    assert stands([*week(6), played(0.05, pain=pain)]).suggestion.move in UP


def test_what_was_not_done_whole_does_not_count() -> None:
    whole = played(0.05)
    cut = replace(whole.exercises[0], result=Result.CUT_SHORT, holds_done=1)
    rest = {"exercises": (cut, *whole.exercises[1:])}
    only = {"exercises": whole.exercises[1:], "planned_exercises": 3}
    for changes in (rest, {"is_partial": True}, {"planned_exercises": 5}, only):
        assert reasons(stands([*week(5), replace(whole, **changes)])) == {Why.TOO_FEW: 5, Why.OTHERWISE: 1}
    assert reasons(stands([*week(5), replace(whole, player="silent")])) == {Why.TOO_FEW: 5}


def test_after_a_step_counting_begins_anew() -> None:
    before = week()
    doses = tuple(
        replace(dose, repetitions=dose.repetitions + 1) for dose in LADDERS["lower-back"].plans[Level.REGULAR]
    )
    assert reasons(stands([*before, played(0.05, doses=doses)])) == {Why.TOO_FEW: 1, Why.OTHERWISE: 6}
    assert reasons(stands([*before, played(0.05, level=Level.CHALLENGE)])) == {Why.TOO_FEW: 1, Why.OTHERWISE: 6}


def test_as_hard_is_as_hard_whatever_the_level_is_called() -> None:
    doses = LADDERS["lower-back"].plans[Level.REGULAR]
    assert stands([*week(5), played(0.05, level=Level.CHALLENGE, doses=doses)]).counted == 6


def test_another_routine_counts_for_itself() -> None:
    sessions = sorted([*week(5), *week(3, routine="lower-back-short")], key=lambda session: session.started)
    assert reasons(stands(sessions)) == {Why.TOO_FEW: 5}
    assert standing(sessions, "lower-back-in-bed", LADDERS["lower-back-in-bed"], NOW) is None


def test_a_routine_in_a_file_is_known_by_its_path() -> None:
    sessions = week(file="/home/me/lower-back.yaml")
    assert standing(sessions, "lower-back", LADDERS["lower-back"], NOW) is None
    found = standing(sessions, "/home/me/lower-back.yaml", LADDERS["lower-back"], NOW)
    assert found
    assert found.counted == 6


def test_a_session_of_which_nothing_was_done_is_none() -> None:
    whole = played(1)
    skipped = tuple(replace(one, result=Result.SKIPPED, holds_done=0) for one in whole.exercises)
    for nothing in (replace(whole, exercises=()), replace(whole, exercises=skipped)):
        assert standing([nothing], "lower-back", LADDERS["lower-back"], NOW) is None


def test_where_none_was_done_whole_there_are_no_doses() -> None:
    found = stands([played(1, is_partial=True)])
    assert (found.doses, found.level) == ((), Level.REGULAR)
    assert reasons(found) == {Why.TOO_FEW: 0, Why.OTHERWISE: 1}


def test_it_is_told_whether_the_last_one_counts_and_whether_more_was_asked_for() -> None:
    assert (stands(week()).last_counts, stands(week()).asked_more) == (True, False)
    for last in (played(0.01, pain=(None, 3)), played(0.01, is_partial=True)):
        assert not stands([*week(), last]).last_counts
    asked = replace(week()[0], asked_more=True)
    assert stands([asked, *week()[1:]]).asked_more
    assert not stands([played(10.5, asked_more=True), *week()]).asked_more


# More pain holds back


@pytest.mark.parametrize("routine", ["lower-back", "lower-back-short"])
def test_more_pain_after_any_session_holds_back(routine: str) -> None:
    found = stands([played(9, pain=(3, 5), routine=routine), *week(7)])
    assert found.suggestion.move is Move.STAY
    assert reasons(found) == {Why.WORSE: 1}


def test_pain_that_rises_over_sessions_holds_back() -> None:
    sessions = [replace(session, pain_before=pain) for session, pain in zip(week(), [3, 3, 3, 4, 4, 4], strict=True)]
    assert reasons(stands(sessions)) == {Why.RISING: 6}


def test_a_bad_day_amid_good_ones_does_not() -> None:
    pains = [4, 4, 4, 4, 3, 3]
    sessions = [
        replace(session, pain_before=pain, pain_after=pain) for session, pain in zip(week(), pains, strict=True)
    ]
    assert stands(sessions).suggestion.move in UP


def test_much_more_pain_asks_for_the_gentle_level() -> None:
    for routine in ("lower-back", "lower-back-short"):
        found = stands(sorted([played(0.5, pain=(2, 5), routine=routine), *week()], key=lambda one: one.started))
        assert (found.suggestion.move, found.suggestion.level) == (Move.GENTLE, Level.GENTLE)
        assert reasons(found) == {Why.MUCH_WORSE: 3}
    assert stands([played(20, pain=(2, 6))]).suggestion.move is Move.GENTLE


def test_where_the_gentle_level_is_no_less_none_is_named() -> None:
    assert stands([played(1, Level.GENTLE, pain=(2, 6))]).suggestion.level is None
    ladder = LADDERS["lower-back"]
    alike = replace(ladder, plans=dict.fromkeys(Level, ladder.plans[Level.REGULAR]))
    found = standing([played(1, pain=(2, 6))], "lower-back", alike, NOW)
    assert found
    assert (found.suggestion.move, found.suggestion.level) == (Move.GENTLE, None)


# A pause asks for less


def test_after_a_pause_comes_the_level_before() -> None:
    for level, easier in ((Level.CHALLENGE, Level.REGULAR), (Level.REGULAR, Level.GENTLE)):
        found = stands([played(11, level=level)])
        assert (found.suggestion.move, found.suggestion.level) == (Move.EASIER_LEVEL, easier)
        assert reasons(found) == {Why.PAUSE: 11}
    assert reasons(stands([played(11, level=Level.GENTLE)])) == {Why.PAUSE: 11, Why.NOTHING_EASIER: 0}


def test_ten_days_of_the_calendar_are_no_pause_yet() -> None:
    assert reasons(stands([played(10.7)])) == {Why.TOO_FEW: 0}
    assert reasons(stands([played(10.8)])) == {Why.PAUSE: 11}


def test_another_routine_does_not_end_a_pause() -> None:
    found = stands([played(12), *week(3, routine="lower-back-short")])
    assert found.suggestion.move is Move.EASIER_LEVEL


def test_reading_along_does_not_end_a_pause() -> None:
    assert stands([played(12), played(1, player="silent")]).suggestion.move is Move.EASIER_LEVEL


# The ladder


def test_a_level_that_needs_the_floor_is_not_suggested_in_bed() -> None:
    routine = Catalogue().load("lower-back-in-bed")
    refused = routine.model_copy(update={"steps": Catalogue().load("lower-back").steps[:1], "surface": Surface.BED})
    ladder = ladder_of(refused.model_copy(update={"exercises": Catalogue().load("lower-back").exercises}))
    assert set(ladder.plans) == {Level.GENTLE}
    assert ladder.harder(Level.GENTLE) is None


def test_levels_that_ask_for_the_same_are_one() -> None:
    routine = Catalogue().load("lower-back")
    tilt = routine.steps[1].model_copy(
        update={"variant": "rocking", "repetitions": 3, "hold": Duration(seconds=5), "rest": Duration(seconds=5)}
    )
    ladder = ladder_of(routine.model_copy(update={"steps": (tilt,)}))
    assert (ladder.harder(Level.GENTLE), ladder.easier(Level.CHALLENGE)) == (None, None)


# The rules, whatever was played

pains = st.none() | st.integers(0, 9)


@st.composite
def changed_doses(draw: st.DrawFn, ladder: Ladder, level: Level) -> tuple[Dose, ...]:
    more, longer_s = draw(st.sampled_from([-1, 0, 1, 2, 4])), draw(st.sampled_from([-2.0, 0.0, 1.5, 2.0]))
    return tuple(
        replace(dose, repetitions=max(dose.repetitions + more, 1), hold_s=max(dose.hold_s + longer_s, 1.0))
        for dose in ladder.plans[level]
    )


@st.composite
def histories(draw: st.DrawFn) -> list[PlayedSession]:
    """Sessions over some weeks, many of them alike, so that some lead up."""
    usual = draw(st.sampled_from(ROUTINES))
    level = draw(st.sampled_from(Level))
    doses = draw(st.none() | changed_doses(LADDERS[usual], level))
    before = draw(st.integers(0, 9))
    plain = played(0, level, (before, draw(st.integers(0, before))), usual, doses)
    pause = draw(st.just(0) | st.integers(0, 400))
    fewest, earliest = draw(st.sampled_from([(0, 300), (8, 238)]))
    starts = sorted(draw(st.lists(st.integers(0, earliest), min_size=fewest, max_size=12, unique=True)), reverse=True)
    sessions = [replace(plain, id=hours, started=NOW - timedelta(hours=hours + pause)) for hours in starts]
    for index in draw(st.lists(st.integers(0, 11), max_size=2)):
        if index < len(sessions):
            pain = draw(st.tuples(pains, pains) | st.just((before, min(before + 1, 9))))
            other = played(0, draw(st.sampled_from(Level)), pain, draw(st.sampled_from(ROUTINES)))
            sessions[index] = replace(other, id=sessions[index].id, started=sessions[index].started)
    return sessions


def found_in(sessions: list[PlayedSession]) -> Iterator[tuple[str, Standing]]:
    for routine, ladder in LADDERS.items():
        if found := standing(sessions, routine, ladder, NOW):
            yield routine, found


@given(histories())
def test_never_up_after_more_pain(sessions: list[PlayedSession]) -> None:
    for _, found in found_in(sessions):
        if found.suggestion.move in UP:
            recent = [session for session in sessions if NOW - session.started < timedelta(days=10)]
            told = [(one.pain_before, one.pain_after) for one in recent]
            known = [(before, after) for before, after in told if before is not None and after is not None]
            assert len(known) >= 6
            assert all(after <= before for before, after in known)
            for series in zip(*told, strict=True):
                answered = [pain for pain in series if pain is not None]
                assert answered[-1] <= answered[0]


@given(histories(), pains, st.integers(1, 9), st.integers(0, 8))
def test_more_pain_after_the_last_session_leads_nowhere_up(
    sessions: list[PlayedSession], before: int | None, more: int, index: int
) -> None:
    worse = (min(before or 0, 9 - more), min(before or 0, 9 - more) + more)
    other = played(0.001 + index, pain=worse, routine="lower-back-short")
    history = sorted([*sessions, other], key=lambda session: session.started)
    assert not UP.intersection(found.suggestion.move for _, found in found_in(history))


@settings(max_examples=500)
@given(histories())
def test_never_out_of_the_bounds_of_the_sources(sessions: list[PlayedSession]) -> None:
    for routine, found in found_in(sessions):
        ladder, suggestion = LADDERS[routine], found.suggestion
        present = {(dose.exercise, dose.variant): dose for dose in found.doses}
        for dose in suggestion.doses:
            sourced = ladder.sourced[dose.exercise].values()
            now = present[dose.exercise, dose.variant]
            assert now.repetitions <= dose.repetitions <= now.repetitions + 2
            assert now.hold_s <= dose.hold_s <= now.hold_s + 2
            assert dose != now
            if dose.repetitions > now.repetitions:
                assert dose.repetitions <= max(source.repetitions for source in sourced)
            if dose.hold_s > now.hold_s:
                assert dose.hold_s <= min(LONGEST_HOLD_S, max(source.hold_s for source in sourced))
        if suggestion.level:
            assert suggestion.level in ladder.plans
            assert abs([*Level].index(suggestion.level) - [*Level].index(found.level)) <= 1 or (
                suggestion.move is Move.GENTLE
            )


@given(histories(), st.integers(264, 5000))
def test_after_a_pause_always_less(sessions: list[PlayedSession], hours: int) -> None:
    ended = max((session.started for session in sessions), default=NOW)
    later = [replace(one, started=one.started - (ended - NOW) - timedelta(hours=hours)) for one in sessions]
    for _, found in found_in(later):
        suggestion = found.suggestion
        assert suggestion.move in (Move.EASIER_LEVEL, Move.GENTLE) or Why.NOTHING_EASIER in reasons(found)
        if suggestion.move is Move.EASIER_LEVEL:
            assert suggestion.level
            assert [*Level].index(suggestion.level) < [*Level].index(found.level)


@given(histories())
def test_without_pain_told_never_up(sessions: list[PlayedSession]) -> None:
    untold = [replace(session, pain_before=None) for session in sessions]
    assert not UP.intersection(found.suggestion.move for _, found in found_in(untold))
