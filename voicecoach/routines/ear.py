"""What would sound wrong: texts that an ear can't follow or a voice may misread, sides and releases that nobody says,
holds and lines that are too short or too long. The rules are those of docs/architecture.md, "Rules of the words"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from voicecoach.documents.duration import Duration
from voicecoach.documents.model import validated
from voicecoach.documents.node import Node
from voicecoach.documents.texts import placeholders, sentences
from voicecoach.errors import Problem
from voicecoach.phrases import phrases_for
from voicecoach.phrases.model import Phrases
from voicecoach.routines.exercise import Dose, Exercise, Variant
from voicecoach.routines.misreading import MostWords, misread, sentence_problems, too_long, word_count
from voicecoach.routines.model import ExerciseStep, RepeatStep, Routine, SayStep, Step
from voicecoach.routines.terms import Sides
from voicecoach.tempo import COUNTDOWN_FROM_S, COUNTDOWN_S, RATE_WPM, spoken_s

LEAST_HOLD_S = 2.0

_CLEAR_S = 1.0  # a line's length is reckoned from its words, and voices differ

_LONGEST_MINUTES = 99  # a session is hardly longer
_END = re.compile(r"[.!?…]\W*$")  # quotation marks may follow


def warnings_in(whole: Node, routine: Routine) -> tuple[Problem, ...]:
    """What would sound wrong in a routine, `whole` as its reader puts it together, in the order of its files."""
    return _in_order(_routine_problems(whole, routine, phrases_for(routine.language)))


def exercise_warnings(whole: Node, language: str) -> tuple[Problem, ...]:
    """What would sound wrong in an exercise, `whole` as its reader writes it out, in the order of its files. Raises
    FileProblemsError where it is no exercise."""
    phrases = phrases_for(language)
    exercise = validated(Exercise, whole, {"language": language})
    most = _in_session([exercise.title], phrases) | _in_exercise(exercise, (), phrases)
    return _in_order(_exercise_problems(whole, exercise, most, phrases))


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each once. What is written once, but holds for several variants or levels, is found several times."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda one: (one.file, one.line, one.column)))


# Routines and exercises


def _routine_problems(whole: Node, routine: Routine, phrases: Phrases) -> Iterator[Problem]:
    steps = list(_with_nodes(whole.keys["steps"], routine.steps))
    doing = [step for _, step in steps if isinstance(step, ExerciseStep)]
    session = _in_session([routine.exercises[step.exercise].title for step in doing], phrases)
    inside = {
        name: session | _in_exercise(exercise, [step for step in doing if step.exercise == name], phrases)
        for name, exercise in routine.exercises.items()
    }
    yield from _title_problems(whole.keys["title"], phrases)
    for name, exercise in routine.exercises.items():
        yield from _exercise_problems(whole.keys["exercises"].keys[name], exercise, inside[name], phrases)
    for node, step in steps:
        if isinstance(step, SayStep):
            yield from _text_problems(node.keys["say"], session, phrases)
        elif isinstance(step, ExerciseStep):
            if step.hold:
                yield from _hold_problems(node.keys["hold"], step.hold)
            yield from _line_problems(node, step, routine.exercises[step.exercise], inside[step.exercise], phrases)


def _with_nodes(nodes: Node, steps: tuple[Step, ...]) -> Iterator[tuple[Node, Step]]:
    """Every step, those of circuits too, with its piece of the document."""
    for node, step in zip(nodes.items, steps, strict=True):
        yield node, step
        if isinstance(step, RepeatStep):
            yield from _with_nodes(node.keys["steps"], step.steps)


def _exercise_problems(node: Node, exercise: Exercise, most: MostWords, phrases: Phrases) -> Iterator[Problem]:
    yield from _title_problems(node.keys["title"], phrases)
    if exercise.hurts is None:
        usual = f"the coach says, {phrases.hurts!r}"
        yield node.keys["title"].mark.problem(f"nothing says what to do if it hurts, so {usual}; write hurts")
    else:
        yield from _text_problems(node.keys["hurts"], most, phrases)
    for name in ("cautions", "tips"):
        for text in node.keys[name].items if name in node.keys else ():
            yield from _text_problems(text, most, phrases)
    for name, variant in exercise.variants.items():
        yield from _variant_problems(node.keys["variants"].keys[name], variant, most, phrases)
    for level, dose in exercise.levels.items():
        yield from _hold_problems(node.keys["levels"].keys[level.value].keys["hold"], dose.hold)


def _variant_problems(node: Node, variant: Variant, most: MostWords, phrases: Phrases) -> Iterator[Problem]:
    if variant.title is not None:
        yield from _title_problems(node.keys["title"], phrases)
    for name in Variant.words:
        if getattr(variant, name) is not None:
            yield from _text_problems(node.keys[name], most, phrases)
    mark = node.keys["instruction"].mark
    if variant.release is None:
        usual = f"the coach says, {phrases.release!r}"
        yield mark.problem(f"nothing leads out of this stretch, so {usual}; write release")
    named = {*placeholders(variant.instruction), *placeholders(variant.again or "")}
    if variant.sides is not Sides.BOTH and named.isdisjoint(phrases.side_forms):
        forms = " or ".join(f"{{{form}}}" for form in ("side", *list(phrases.sides)[1:]))
        yield mark.problem(f"sides is {variant.sides.value!r}, but the side is never named; write {forms} for it")


def _hold_problems(node: Node, hold: Duration) -> Iterator[Problem]:
    if hold.s() < LEAST_HOLD_S:
        yield node.mark.problem(f"a hold of {hold.s():g} s is over before it is felt; write {LEAST_HOLD_S:g} s or more")


def _line_problems(
    node: Node, step: ExerciseStep, exercise: Exercise, most: MostWords, phrases: Phrases
) -> Iterator[Problem]:
    """Those of a step's lines. The listener may choose any level where the step names none."""
    doses = [dose.hold for level, dose in exercise.levels.items() if step.level in (None, level)]
    hold_s = step.hold.s() if step.hold else min(hold.s() for hold in doses)
    latest_s = hold_s - _CLEAR_S - (COUNTDOWN_S if hold_s >= COUNTDOWN_FROM_S else 0.0)
    before: list[tuple[float, float]] = []
    for index, line in enumerate(step.lines):
        text = node.keys["lines"].items[index].keys["say"]
        yield from _text_problems(text, most, phrases)
        at_s = line.at.s() if isinstance(line.at, Duration) else hold_s / 2
        stop_s = at_s + spoken_s(word_count(line.say, most), RATE_WPM)
        if stop_s > latest_s:
            ends = f"it would end {stop_s:.1f} s into it, {latest_s:.1f} s is the latest"
            yield text.mark.problem(
                f"this line doesn't fit a hold of {hold_s:g} s: {ends}; say less, say it earlier, or hold longer"
            )
        elif any(at_s < other_stop_s and stop_s > other_s for other_s, other_stop_s in before):
            yield text.mark.problem("this line falls on the one before it, so it isn't heard; say it at another time")
        else:
            before.append((at_s, stop_s))


# Names in braces


def _in_session(titles: Iterable[str], phrases: Phrases) -> dict[str, int]:
    """The words that names in braces become between exercises with these titles."""
    minutes = (phrases.minutes(60.0 * count) for count in range(_LONGEST_MINUTES + 1))
    named = _longest([*titles, phrases.nothing_next])
    return {"exercise": named, "next": named, "minutes_left": _longest(minutes)}


def _in_exercise(exercise: Exercise, steps: Iterable[ExerciseStep], phrases: Phrases) -> dict[str, int]:
    """The words that names in braces become in an exercise that these steps do."""
    doses: tuple[Dose | ExerciseStep, ...] = (*exercise.levels.values(), *steps)
    counted = _longest(phrases.number(count + 1) for count in range(max(dose.repetitions or 1 for dose in doses)))
    return {
        "exercise": _longest([exercise.title]),
        "hold": _longest(phrases.hold(dose.hold) for dose in doses if dose.hold),
        "repetition": counted,
        "repetitions": counted,
        **{name: _longest(forms) for name, forms in phrases.side_forms.items()},
    }


def _longest(texts: Iterable[str]) -> int:
    return max(word_count(text, {}) for text in texts)


# Texts


def _title_problems(node: Node, phrases: Phrases) -> Iterator[Problem]:
    """Those of a title, which is spoken as a sentence of its own."""
    for message in sentence_problems(f"{node.text}.", phrases.language):
        yield node.mark.problem(message)


def _text_problems(node: Node, most: MostWords, phrases: Phrases) -> Iterator[Problem]:
    text = node.text or ""
    for message in misread(text, phrases):
        yield node.mark.problem(message)
    for sentence in sentences(text):
        for message in too_long(sentence, most):
            yield node.mark.problem(message)
    if not _END.search(text):
        yield node.mark.problem("this doesn't end as a sentence does; end it with . ! or ?")
