"""Numbers with their units, ranges and fractions, as words with digits in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from voicecoach.phrases.model import Phrases
from voicecoach.phrases.numerals import Gender, number

_MOST_DIGITS = 3  # a longer number may be a year or a telephone's; thousands are told by three of them

_VULGAR = {"½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4)}
_NAMES = {(1, 2): "half", (1, 3): "third", (2, 3): "two_thirds", (1, 4): "quarter", (3, 4): "three_quarters"}
_DECIMALS = {(1, 2): "5", (1, 4): "25", (3, 4): "75"}

_NUMBER = r"[0-9]+(?:[.,][0-9]+)?"
_ALONE = r"(?<!\w)(?<![0-9][.,:/\u2013\u2014-])(?<!/)"
"""Before a number: nothing that makes it a part of a date, of a word or of another number."""


class _Forms(NamedTuple):
    gender: Gender
    one: str
    other: str
    half: str | None


class Quantities:
    """What a language's numbers with units, ranges and fractions are read as."""

    def __init__(self, phrases: Phrases) -> None:
        notation = phrases.reading
        self._language, self._notation = phrases.language, notation
        self._forms: dict[str, _Forms] = {}
        for signs, unit in ((notation.second, phrases.units.second), (notation.minute, phrases.units.minute)):
            self._forms |= dict.fromkeys(signs, _Forms(unit.gender, unit.one, unit.other, unit.half))
        times = phrases.times
        self._forms |= dict.fromkeys(notation.times, _Forms(times.gender, times.one, times.other, None))
        for each in notation.measures.all():
            self._forms |= dict.fromkeys(each.signs, _Forms(each.gender, each.one, each.other, each.half))
        self._tight = re.compile(rf"(?<=[0-9])\s?({_any_of((*notation.minute, *notation.times))})(?=[0-9])")
        unit_end = rf"\s?(?P<unit>{_any_of(self._forms)})(?!\w|/\w(?!\w))(?P<stop>\.(?!\w))?"  # not "km/h"
        self._fraction = re.compile(
            rf"{_ALONE}(?:(?:(?P<whole>[0-9]{{1,3}})\s?)?(?P<sign>[{''.join(_VULGAR)}])"
            rf"|(?:(?P<integer>[0-9]{{1,3}})\s)?(?P<above>[123])/(?P<below>[234]))(?![0-9/\w])(?:{unit_end})?"
        )
        self._quantity = re.compile(
            rf"{_ALONE}(?P<low>{_NUMBER})(?:\s?[-\u2013\u2014]\s?(?P<high>{_NUMBER}))?"
            rf"(?![0-9]|[.,:/\u2013\u2014-][0-9])(?:{unit_end})?"
        )
        self._has_number = re.compile(f"[0-9{''.join(_VULGAR)}]")
        self._is_decade = re.compile(rf"(?:^|\W)(?:{_any_of(notation.decades)})[\s-]$" if notation.decades else r"(?!)")

    def read(self, text: str) -> str:
        """The text with its quantities in words; what is written in digits stays so."""
        if not self._has_number.search(text):
            return text
        text = self._tight.sub(r" \1 ", text)  # "3x10", "1min30"
        return self._quantity.sub(self._quantity_read, self._fraction.sub(self._fraction_read, text))

    def _fraction_read(self, match: re.Match[str]) -> str:
        value = _VULGAR.get(match["sign"]) or (int(match["above"] or 0), int(match["below"] or 0))
        if value not in _NAMES:
            return match[0]
        words: str = getattr(self._notation.fractions, _NAMES[value])
        forms, whole = self._unit(match), match["whole"] or match["integer"]
        if whole and value in _DECIMALS:
            words = f"{whole}{self._notation.point}{_DECIMALS[value]}"
        elif whole:
            words = f"{whole} {self._notation.symbols.ampersand} {words}"
        elif forms and value == (1, 2) and forms.half:
            return forms.half + _rest(match)
        return (forms.other.replace("{count}", words) if forms else words) + _rest(match)

    def _quantity_read(self, match: re.Match[str]) -> str:
        low, high, forms = match["low"], match["high"], self._unit(match)
        before, after = match.string[: match.start()], match.string[match.end() :]
        if high and not (_ascends(low, high) and (forms or not _is_dialled(before, after))):
            return match[0]
        if match["unit"] == "s" and match[0].rstrip(".")[-2].isdigit() and self._names_years(low, before):
            return match[0]
        if not forms:
            return self._range(low, high) if high else match[0]
        if low == "1" and not high:
            return forms.one + _rest(match)
        low, high = self._pointed(low), high and self._pointed(high)
        last = self._agreeing(high or low, forms.gender)
        return forms.other.replace("{count}", self._range(low, last) if high else last) + _rest(match)

    def _names_years(self, figures: str, before: str) -> bool:
        return len(figures) > _MOST_DIGITS or bool(self._is_decade.search(before))

    def _unit(self, match: re.Match[str]) -> _Forms | None:
        sign = match["unit"] or ""
        return self._forms.get(sign) or self._forms.get(sign.lower())

    def _range(self, low: str, high: str) -> str:
        return self._notation.range.replace("{low}", low).replace("{high}", high)

    def _pointed(self, figures: str) -> str:
        """A number with its tenths as the language writes them; of thousands, as they are."""
        whole, _, tenths = figures.replace(",", ".").partition(".")
        return f"{whole}{self._notation.point}{tenths}" if tenths and len(tenths) != _MOST_DIGITS else figures

    def _agreeing(self, figures: str, gender: Gender) -> str:
        """A number that comes before what it counts: in words where its form depends on that."""
        if not figures.isdecimal() or figures[0] == "0" or len(figures) > _MOST_DIGITS:
            return figures
        words = number(int(figures), self._language, gender)
        return figures if words == number(int(figures), self._language) else words


def _any_of(signs: Iterable[str]) -> str:
    """A pattern for any of the signs; those of several letters in any case."""
    patterns = (re.escape(sign) if len(sign) == 1 else f"(?i:{re.escape(sign)})" for sign in signs)
    return "|".join(sorted(patterns, key=len, reverse=True))


def _ascends(low: str, high: str) -> bool:
    """Whether two numbers are a range's, and no date's, year's or telephone's."""
    if any(len(end.partition(".")[0].partition(",")[0]) > _MOST_DIGITS for end in (low, high)):
        return len(low) == len(high) and low.isdecimal() and low[0] != "0" and low < high
    if any(re.match("0[0-9]", end) for end in (low, high)):
        return False
    return float(low.replace(",", ".")) < float(high.replace(",", "."))


def _is_dialled(before: str, after: str) -> bool:
    """Whether numbers stand around one, as in a telephone's."""
    return bool(re.search(r"[0-9]\s$", before) or re.match(r"\s[0-9]", after))


def _rest(match: re.Match[str]) -> str:
    """The full stop after a unit, where it ends the sentence too."""
    following = match.string[match.end() :].lstrip()[:1]
    goes_on = following.islower() or following.isdigit() or following in (",", ";", ":", ".")
    return "." if match["stop"] and not (following and goes_on) else ""
