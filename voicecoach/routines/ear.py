"""What would sound wrong: texts that an ear can't follow or a voice reads badly, sides and releases that nobody says,
holds and lines that are too short or too long. The rules are those of docs/architecture.md, "Rules of the words"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import groupby
from unicodedata import category, normalize

from voicecoach.documents.model import validated
from voicecoach.documents.node import Node
from voicecoach.documents.texts import filled, placeholders, sentences
from voicecoach.errors import Problem
from voicecoach.phrases import phrases_for
from voicecoach.phrases.model import Phrases
from voicecoach.phrases.numerals import number
from voicecoach.routines.duration import Duration, parse_duration
from voicecoach.routines.exercise import Dose, Exercise, Variant
from voicecoach.routines.model import ExerciseStep, RepeatStep, Routine, SayStep, Step
from voicecoach.routines.terms import Sides

MOST_WORDS = 18
"""In a sentence."""

LEAST_HOLD_S = 2.0

# What a line in a hold needs: the rate at which the coach speaks, and the time that the countdown takes.
_RATE_WPM = 130
_COUNTDOWN_S = 3.0
_COUNTDOWN_FROM_S = 6.0
_CLEAR_S = 1.0  # voices differ

_LONGEST_MINUTES = 99  # a session is hardly longer
_MOST_DIGITS = 4
_MOST_SHOWN = 40
_SHOWN_WORDS = 5

_UNITS = ("s", "m", "h", "g", "kg", "mm", "cm", "km", "x", "\N{MULTIPLICATION SIGN}", "°", "%")
_WORDS_TOO = frozenset({"max", "no", "rep", "reps"})
"""Abbreviations that are words as well: at the end of a sentence they are no abbreviation."""

_SPELLED_OUT = frozenset({"OK"})
"""Words in capitals that every voice reads well."""

_TRAPS = {
    "address": "is an address, which nobody can follow by ear; leave it out",
    "counted": "is abbreviated; write the whole word",
    "abbreviation": "is abbreviated; write the whole word",
    "dotted": "has a full stop inside; write the words out, or a space after the full stop",
    "word": "is in capitals, which a voice may spell; write small letters, or the words that it stands for",
}
"""What is said of each kind that `_traps` finds, numbers apart."""

_SYMBOLS = frozenset("&%/*#@_()[]\\§•")
_SYMBOL_CATEGORIES = frozenset({"Sm", "Sc", "Sk", "So", "No"})
_JOINERS = frozenset("\N{ZERO WIDTH JOINER}\N{VARIATION SELECTOR-16}")
"""What emoji are joined with; they show nothing of their own."""

_END = re.compile(r"[.!?…]\W*$")  # quotation marks may follow

_MostWords = Mapping[str, int]
"""How many words each name in braces becomes at most."""


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


def sentence_problems(sentence: str, language: str) -> Iterator[str]:
    """What an ear or a voice makes badly of a sentence with nothing left to fill in, and what to write instead."""
    phrases = phrases_for(language)
    yield from _misread(sentence, phrases)
    yield from _too_long(sentence, {})


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


def _exercise_problems(node: Node, exercise: Exercise, most: _MostWords, phrases: Phrases) -> Iterator[Problem]:
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


def _variant_problems(node: Node, variant: Variant, most: _MostWords, phrases: Phrases) -> Iterator[Problem]:
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
    node: Node, step: ExerciseStep, exercise: Exercise, most: _MostWords, phrases: Phrases
) -> Iterator[Problem]:
    """Those of a step's lines. The listener may choose any level where the step names none."""
    doses = [dose.hold for level, dose in exercise.levels.items() if step.level in (None, level)]
    hold_s = step.hold.s() if step.hold else min(hold.s() for hold in doses)
    latest_s = hold_s - _CLEAR_S - (_COUNTDOWN_S if hold_s >= _COUNTDOWN_FROM_S else 0.0)
    for index, line in enumerate(step.lines):
        text = node.keys["lines"].items[index].keys["say"]
        yield from _text_problems(text, most, phrases)
        at_s = line.at.s() if isinstance(line.at, Duration) else hold_s / 2
        stop_s = at_s + _word_count(line.say, most) * 60 / _RATE_WPM
        if stop_s > latest_s:
            ends = f"it would end {stop_s:.1f} s into it, {latest_s:.1f} s is the latest"
            yield text.mark.problem(
                f"this line doesn't fit a hold of {hold_s:g} s: {ends}; say less, say it earlier, or hold longer"
            )


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
        "hold": _longest(_held_for(dose.hold, phrases) for dose in doses if dose.hold),
        "repetition": counted,
        "repetitions": counted,
        **{name: _longest(forms) for name, forms in phrases.side_forms.items()},
    }


def _held_for(hold: Duration, phrases: Phrases) -> str:
    if hold.breaths:
        return phrases.breaths(hold.breaths)
    return phrases.duration(hold.seconds, in_minutes=hold.in_minutes)


def _longest(texts: Iterable[str]) -> int:
    return max(_word_count(text, {}) for text in texts)


def _word_count(text: str, most: _MostWords) -> int:
    """The words of a text; a dash that stands alone is none."""
    words = filled(text, {name: " ".join(["word"] * count) for name, count in most.items()}).split()
    return sum(any(character.isalnum() for character in word) for word in words)


# Texts


def _title_problems(node: Node, phrases: Phrases) -> Iterator[Problem]:
    """Those of a title, which is spoken as a sentence of its own."""
    sentence = f"{node.text}."
    for message in (*_misread(sentence, phrases), *_too_long(sentence, {})):
        yield node.mark.problem(message)


def _text_problems(node: Node, most: _MostWords, phrases: Phrases) -> Iterator[Problem]:
    text = node.text or ""
    for message in _misread(text, phrases):
        yield node.mark.problem(message)
    for sentence in sentences(text):
        for message in _too_long(sentence, most):
            yield node.mark.problem(message)
    if not _END.search(text):
        yield node.mark.problem("this doesn't end as a sentence does; end it with . ! or ?")


def _too_long(sentence: str, most: _MostWords) -> Iterator[str]:
    count = _word_count(sentence, most)
    if count > MOST_WORDS:
        begins = _shown(" ".join(sentence.split()[:_SHOWN_WORDS]))
        yield f"the sentence that begins {begins!r} has {count} words; write several, of at most {MOST_WORDS} words"


def _misread(text: str, phrases: Phrases) -> Iterator[str]:
    """What asks the listener to look, and what a voice reads badly. Names in braces, which are still to be filled in,
    pass."""
    text = filled(_plain(text), dict.fromkeys(placeholders(text), "{}"))
    found = [_shown(match[0]) for match in _looking(phrases.language).finditer(text)]
    messages = [f"{words!r} asks the listener to look; say where, and which way, in words" for words in found]
    rest: list[str] = []
    reached = 0
    for match in _traps(phrases.language).finditer(text):
        if message := _trap_message(match, phrases):
            messages.append(message)
            rest += (text[reached : match.start()], " ")
            reached = match.end()
    if symbols := dict.fromkeys(_symbols("".join((*rest, text[reached:])))):
        messages.append(f"a voice reads {' '.join(symbols)} badly, or not at all; leave it out, or write words")
    yield from dict.fromkeys(messages)


def _plain(text: str) -> str:
    return " ".join(normalize("NFC", text).split()).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")


@cache
def _looking(language: str) -> re.Pattern[str]:
    """Words that ask the listener to look."""
    return re.compile(rf"(?<!\w){_any_of(phrases_for(language).ear.looking)}(?!\w)", re.IGNORECASE)


@cache
def _traps(language: str) -> re.Pattern[str]:
    """What a voice reads badly, symbols apart, and every other word."""
    abbreviations = phrases_for(language).ear.abbreviations
    short = _any_of(abbreviations)
    units = _any_of((*abbreviations, *_UNITS))
    countable = _any_of(one for one in abbreviations if one.lower() not in _WORDS_TOO)
    numbers = _any_of({number(count, language) for count in range(1, 101)})
    digits, dash, letter = r"\d+(?:[.,:/]\d+)*", r"[-\u2013\u2014]", r"[^\W\d_]"
    return re.compile(
        rf"(?P<address>(?:https?://|www\.)\S*[\w/]|[^\s@]+@[^\s@]*\w)"
        rf"|(?P<number>{digits}(?:\s?{dash}\s?{digits})*(?:\s?{units}(?!\w)|{letter}+)?)"
        rf"|(?P<counted>(?<!\w){numbers}\s{countable}(?!\w))"
        rf"|(?P<abbreviation>(?<!\w){short}\.(?!{letter}))"
        rf"|(?P<dotted>(?<!\w){letter}+(?:\.{letter}+)+(?:/\S*[\w/]|/)?)"
        rf"|(?P<word>(?<!\w){letter}{{2,}}(?!\w))",
        re.IGNORECASE,
    )


def _any_of(texts: Iterable[str]) -> str:
    """A pattern for any of the texts; for nothing where there is none."""
    return f"(?:{'|'.join(sorted({re.escape(_plain(text)) for text in texts})) or '(?!)'})"


def _trap_message(match: re.Match[str], phrases: Phrases) -> str | None:
    """What to say of something that `_traps` found; None where a voice reads it well."""
    text, kind = match[0], str(match.lastgroup)
    if kind == "number":
        words = _in_words(text, phrases)
        return f"{_shown(text)!r} is in digits; write {repr(words) if words else 'it in words'}"
    if kind == "word" and (text in _SPELLED_OUT or not text.isupper()):
        return None
    if kind == "abbreviation" and text[:-1].lower() in _WORDS_TOO and not _goes_on(match):
        return None
    return f"{_shown(text)!r} {_TRAPS[kind]}"


def _goes_on(match: re.Match[str]) -> bool:
    """Whether the sentence goes on after what is found."""
    following = match.string[match.end() :].lstrip()[:1]
    return following.islower() or following.isdigit() or following == "{"


def _in_words(text: str, phrases: Phrases) -> str | None:
    """A number, or a number of seconds or minutes, in words; None where it is anything else."""
    if text.isdecimal():
        return phrases.number(int(text)) if len(text) <= _MOST_DIGITS else None
    try:
        duration = parse_duration(text)
    except ValueError:
        return None
    return phrases.duration(duration.seconds, in_minutes=duration.in_minutes) if duration.seconds >= 1 else None


def _symbols(text: str) -> Iterator[str]:
    """Symbols in quotes, those that touch as one."""
    for is_symbol, run in groupby(text, key=lambda one: _is_symbol(one) or one in _JOINERS):
        found = "".join(run)
        if is_symbol and any(map(_is_symbol, found)):
            yield repr(_shown(found))


def _is_symbol(character: str) -> bool:
    return character in _SYMBOLS or category(character) in _SYMBOL_CATEGORIES


def _shown(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"
