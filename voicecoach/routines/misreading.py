"""Sentences that an ear can't follow, and what a voice may read otherwise than it is meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import groupby
from unicodedata import category, normalize

from voicecoach.documents.duration import parse_duration
from voicecoach.documents.texts import filled, placeholders
from voicecoach.phrases import phrases_for
from voicecoach.phrases.model import Phrases
from voicecoach.phrases.numerals import number

MOST_WORDS = 18
"""In a sentence."""

_MOST_DIGITS = 4
_MOST_SHOWN = 40
_SHOWN_WORDS = 5

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

MostWords = Mapping[str, int]
"""How many words each name in braces becomes at most."""


def sentence_problems(sentence: str, language: str) -> Iterator[str]:
    """What an ear or a voice makes badly of a sentence with nothing left to fill in, and what to write instead."""
    phrases = phrases_for(language)
    yield from misread(sentence, phrases)
    yield from too_long(sentence, {})


def word_count(text: str, most: MostWords) -> int:
    """The words of a text; a dash that stands alone is none."""
    words = filled(text, {name: " ".join(["word"] * count) for name, count in most.items()}).split()
    return sum(any(character.isalnum() for character in word) for word in words)


def too_long(sentence: str, most: MostWords) -> Iterator[str]:
    count = word_count(sentence, most)
    if count > MOST_WORDS:
        begins = _shown(" ".join(sentence.split()[:_SHOWN_WORDS]))
        yield f"the sentence that begins {begins!r} has {count} words; write several, of at most {MOST_WORDS} words"


def misread(text: str, phrases: Phrases) -> Iterator[str]:
    """What asks the listener to look, and what a voice may read otherwise than it is meant, though much of it has a
    usual reading. Names in braces, which are still to be filled in, pass."""
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
        messages += _symbol_messages(symbols, phrases)
    yield from dict.fromkeys(messages)


def _symbol_messages(quoted: Iterable[str], phrases: Phrases) -> Iterator[str]:
    """What to say of symbols in quotes: of each that may be read as a word, which one; of the others, to do without."""
    words = phrases.reading.words
    unsaid = []
    for symbol in quoted:
        if word := words.get(symbol.strip("'")):
            yield f"{symbol} may be read as {word!r}; write the words that you mean"
        else:
            unsaid.append(symbol)
    if unsaid:
        yield f"an ear can't tell {' '.join(unsaid)}; leave it out, or write words"


def _plain(text: str) -> str:
    return " ".join(normalize("NFC", text).split()).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")


@cache
def _looking(language: str) -> re.Pattern[str]:
    """Words that ask the listener to look."""
    return re.compile(rf"(?<!\w){_any_of(phrases_for(language).ear.looking)}(?!\w)", re.IGNORECASE)


@cache
def _traps(language: str) -> re.Pattern[str]:
    """What a voice may read otherwise than it is meant, symbols apart, and every other word."""
    phrases = phrases_for(language)
    abbreviations = (*phrases.ear.abbreviations, *phrases.reading.abbreviations)
    short = _any_of(abbreviations)
    units = _any_of((*abbreviations, *phrases.reading.signs))
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
    escaped = {re.escape(_plain(text)).replace(r"\.\ ", r"\.\ ?") for text in texts}  # "z.B." is "z. B."
    return f"(?:{'|'.join(sorted(escaped)) or '(?!)'})"


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
