"""How a text is read: what an engine gets in the place of what is written, the same for all engines.

What is shown stays as it is written. Digits stay digits, which every engine reads, unless their form depends on what
they count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Protocol
from unicodedata import category, normalize

from voicecoach.phrases import base_language, phrases_for
from voicecoach.phrases.model import Phrases
from voicecoach.phrases.notation import ARROWS
from voicecoach.phrases.quantities import Quantities

_NOT_SHOWN = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\u20e3\U000e0000-\U000e007f]"
)
"""Soft hyphens, zero-width characters, and what emoji are joined and coloured with."""

_QUOTES = str.maketrans({**dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4`", "'"), **dict.fromkeys("“”„‟″", '"')})

_LEFT_OUT = frozenset("*_#|\\^•‣\u2043¶†‡")
_LEFT_OUT_CATEGORIES = frozenset({"So", "Sk", "Sm"})
_KEPT = frozenset("+=<>±÷°\N{MINUS SIGN}\N{MULTIPLICATION SIGN}")
"""Of those categories, what engines read by a name that is meant, or what is no business of this room."""

_MAIL = re.compile(r"(?<!\S)([^\s@]+@[^\s@]+\w)")
_ADDRESS = re.compile(r"\b(?:https?://(?:www\.)?|www\.)([\w-]+(?:\.[\w-]+)*)(?:[:/?#](?:\S*[\w/])?)?", re.IGNORECASE)


class Spoken(Protocol):
    """What a reading needs of a routine."""

    @property
    def language(self) -> str: ...

    @property
    def pronounce(self) -> Mapping[str, str]: ...


def reading_for(routine: Spoken, own: Mapping[str, str] | None = None) -> Reading:
    """How the texts of a routine's session are read. The routine's pronunciations come before the listener's `own`
    (those for the routine's language), and these before the language's."""
    return Reading(routine.language, own or {}, routine.pronounce)


class Reading:
    """Texts as an engine gets them, in one language. Raises UnknownNameError where the coach has no words in it.

    `pronunciations` are maps of words to their spellings for a voice, beside the language's own; of two for one word,
    the later one wins. They hold for whole words, in any case.
    """

    def __init__(self, language: str, *pronunciations: Mapping[str, str]) -> None:
        self._rules = _rules_for(base_language(language))
        spellings: dict[str, str] = {}
        for words in (phrases_for(language).pronounce, *pronunciations):
            for word, spelling in words.items():
                key = self._rules.read(word).strip(" .,;:!?…\"'").casefold()
                if _has_words(key) and _has_words(spelling):
                    spellings[key] = spelling
        self._spellings = spellings
        longest_first = sorted(spellings, key=len, reverse=True)
        self._words = re.compile(
            rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})(?!\w)", re.IGNORECASE
        )

    def __call__(self, text: str) -> str:
        """`text` as an engine gets it. Any string will do; one with a word in it keeps one."""
        return self._words.sub(self._respelt, self._rules.read(text))

    def _respelt(self, match: re.Match[str]) -> str:
        return _cased_as(match[0], self._spellings.get(match[0].casefold(), match[0]))


def _has_words(text: str) -> bool:
    return any(map(str.isalnum, text))


def _cased_as(written: str, words: str) -> str:
    """Words with a capital at the front where what was written has one."""
    return words[:1].upper() + words[1:] if written[:1].isupper() else words


@cache
def _rules_for(language: str) -> _Rules:
    return _Rules(phrases_for(language))


class _Rules:
    """What a language makes of what is written short."""

    def __init__(self, phrases: Phrases) -> None:
        notation = phrases.reading
        self._quantities = Quantities(phrases)
        self._numbered = notation.numbered
        self._before_number = re.compile(rf"(?<!\w)({_any_of(notation.numbered)})\s?(?=[0-9])", re.IGNORECASE)
        self._symbols = notation.symbols
        self._between = notation.words
        self._full = {_unspaced(short): full for short, full in {**notation.short, **notation.closing}.items()}
        self._closing = {_unspaced(short) for short in notation.closing}
        self._short = re.compile(rf"(?<![\w.])({_any_of((*notation.short, *notation.closing))})\.(?!\w)", re.IGNORECASE)

    def read(self, text: str) -> str:
        """The text with all that is short or a symbol in words, as one line."""
        if "@" not in text:
            return self._read(text)
        parts = _MAIL.split(_shown(text))  # every second one is an address, which stays as it is
        return " ".join(part if index % 2 else self._read(part) for index, part in enumerate(parts)).strip()

    def _read(self, text: str) -> str:
        text = _ADDRESS.sub(r"\1", _shown(text))
        text = self._before_number.sub(lambda match: f"{_cased_as(match[0], self._number(match[1]))} ", text)
        if not _PLAIN.fullmatch(text):
            text = self._without_symbols(text)
        text = self._quantities.read(text)
        if "." in text or "…" in text:
            text = self._short.sub(self._in_full, text)
        return _with_single_marks(text)

    def _without_symbols(self, text: str) -> str:
        text = _ABOUT.sub(f"{self._symbols.about} ", text)
        text = _BETWEEN.sub(lambda match: f" {self._between.get(match[1], self._symbols.arrow)} ", text)
        text = _SLASHED.sub(self._alternatives, text)
        kept = "".join(
            " " if _is_left_out(char) else char for char in text.replace("&", f" {self._symbols.ampersand} ")
        )
        if kept != text:
            kept = _GAP_BEFORE_STOP.sub("", kept)
        return " ".join(kept.split())

    def _number(self, sign: str) -> str:
        return next(word for written, word in self._numbered.items() if written.casefold() == sign.casefold())

    def _alternatives(self, match: re.Match[str]) -> str:
        words = [word.strip() for word in match[0].split("/")]
        if match.string[: match.start()].rstrip()[-1:].isdigit():
            return match[0]  # "30 sec/side" is no choice
        choice = self._symbols.slash
        joins = {self._symbols.ampersand, choice}.isdisjoint(word.casefold() for word in words)  # "and/or" has its word
        return (f" {choice} " if joins else " ").join(words)

    def _in_full(self, match: re.Match[str]) -> str:
        short = _unspaced(match[1])
        full = _cased_as(match[0], self._full.get(short, match[0]))
        rest = match.string[match.end() :].lstrip("\"')»]")
        begins_anew = rest[:1].isspace() and rest.lstrip(" \"'¿¡«(")[:1].isupper()
        return f"{full}." if not rest or (short in self._closing and begins_anew) else full


_PLAIN = re.compile(r"[\w\s.,;:!?'\"()-]*", re.ASCII)
"""Text in which no symbol can stand."""

_ABOUT = re.compile(r"[~≈]\s?(?=[0-9])")
_BETWEEN = re.compile(rf"(?<=[\w.,)%°])\s*(->|=>|[&+={ARROWS}])\s*(?=[\w(])")
_WORD = r"[^\W\d_]{2,}(?:['-][^\W\d_]+)*"
_SLASHED = re.compile(rf"(?<![\w.@/'-]){_WORD}(?:\s?/\s?{_WORD})+(?![\w@/-])")
_GAP_BEFORE_STOP = re.compile(r"\s+(?=[.,;:!?…])")
_EXCLAIMED = re.compile(r"[!?]{2,}")
_DOTS = re.compile(r"\s*(?:\.{2,}|…)[.…]*")
_REPEATED = re.compile(r"([,;:¡¿])\1+|[-\u2013\u2014]{2,}")


def _any_of(texts: Iterable[str]) -> str:
    """A pattern for any of the texts, with or without a space after a full stop inside."""
    escaped = (re.escape(text).replace(r"\.\ ", r"\.\s?") for text in texts)
    return "|".join(sorted(escaped, key=len, reverse=True))


def _unspaced(text: str) -> str:
    return "".join(text.split()).casefold()


def _shown(text: str) -> str:
    """The characters that show something, composed, with spaces and quotation marks of one kind."""
    if not text.isascii():
        text = normalize("NFC", _NOT_SHOWN.sub("", text)).translate(_QUOTES)
    return " ".join(text.split())


def _is_left_out(char: str) -> bool:
    return char in _LEFT_OUT or (category(char) in _LEFT_OUT_CATEGORIES and char not in _KEPT)


def _with_single_marks(text: str) -> str:
    """The text with one mark where several stand, and three dots as the comma or the full stop that they are."""
    if "!" in text or "?" in text:
        text = _EXCLAIMED.sub(lambda match: "?" if "?" in match[0] else "!", text)
    if ".." in text or "…" in text:
        text = _DOTS.sub(_dots, text)
    return _REPEATED.sub(lambda match: match[1] or "\N{EN DASH}", text).strip()


def _dots(match: re.Match[str]) -> str:
    before, after = match.string[: match.start()].rstrip(), match.string[match.end() :]
    if not before or not before[-1].isalnum():
        return ""
    mark = "," if after.lstrip()[:1].islower() else "."
    return f"{mark} " if after[:1].isalnum() else mark
