"""Letters to be read from afar: a font's, made of blocks, each as large as several of the terminal's own. The home of
pyfiglet."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyfiglet import FigletFont

_QUARTERS = " ▗▖▄▝▐▞▟▘▚▌▙▀▜▛█"
"""A cell by which of its quarters are filled: upper left is 8, upper right 4, lower left 2, lower right 1."""

_FILLED = {character: number for number, character in enumerate(_QUARTERS)}

_STAND_INS = {
    "…": "...",
    "·": "-",
    "\N{EN DASH}": "-",
    "—": "-",
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    **dict.fromkeys("“”„«»", '"'),
}
"""What stands for a sign that a font lacks. For a letter nothing does: without its accent it would be another one."""

Dots = tuple[tuple[bool, ...], ...]
"""Rows of dots, all of them equally long."""


@dataclass(frozen=True, slots=True)
class Font:
    """One of pyfiglet's: how many dots there are `across` a cell (down a cell there are two), and how many part two
    letters, and two words. Where it `is_spaced`, its letters bring the space between them."""

    name: str
    across: int
    letter_gap: int
    word_gap: int
    is_spaced: bool


MONO12 = Font("mono12", across=1, letter_gap=2, word_gap=6, is_spaced=False)
SMBLOCK = Font("smblock", across=2, letter_gap=0, word_gap=4, is_spaced=True)


@dataclass(frozen=True, slots=True)
class Face:
    """A font in a size: how many half cells wide, and how many high, a dot is."""

    font: Font
    wide: int
    high: int

    @property
    def needs_quarters(self) -> bool:
        """Whether some of its blocks are quarters of a cell, which not every terminal has."""
        return self.wide % 2 == 1

    def width(self, line: str) -> int | None:
        """How many cells wide a line is; None where the font lacks one of its letters."""
        dots = _dots_of_line(self.font, line)
        return None if dots is None else _cells(len(dots[0]) * self.wide)

    def height(self, text: str) -> int:
        """How many cells high each line of a text is."""
        return _cells(len(_box(self.font, text)) * self.high)

    def write(self, text: str, width: int, height: int) -> tuple[str, ...] | None:
        """The rows of a text in lines that are broken between words; None where it doesn't fit, or a letter lacks."""
        if self.height(text) > height or self.width(text) is None:
            return None
        lines = broken(text, width, lambda line: self.width(line) or 0)
        rows = len(lines) * (self.height(text) + 1) - 1  # one that is blank parts two lines
        if not lines or rows > height or any((self.width(line) or 0) > width for line in lines):
            return None
        box = _box(self.font, text)
        return tuple(row for line in lines for row in ("", *self._rows(line, box)))[1:]

    def _rows(self, line: str, box: range) -> list[str]:
        dots = _dots_of_line(self.font, line) or ()
        halves = [[dot for dot in dots[row] for _ in range(self.wide)] for row in box for _ in range(self.high)]
        halves = [row + [False] * (len(row) % 2) for row in halves]
        halves += [[False] * len(halves[0])] * (len(halves) % 2)
        return [_joined(upper, lower) for upper, lower in zip(halves[::2], halves[1::2], strict=True)]


FACES = (
    *(Face(MONO12, 2 * times, times) for times in range(8, 0, -1)),
    Face(MONO12, 1, 1),
    Face(SMBLOCK, 2, 1),
    Face(SMBLOCK, 1, 1),
)
"""From the largest to the smallest."""


def faces_for(encoding: str) -> tuple[Face, ...]:
    """Those that a terminal can show, by the encoding of what is written to it. Loads their fonts."""
    try:
        _QUARTERS.encode(encoding)
    except UnicodeEncodeError:
        return ()
    for face in FACES:
        _loaded(face.font.name)
    if os.environ.get("TERM") == "linux":  # the font of Linux's own console has halves of a cell, but no quarters
        return tuple(face for face in FACES if not face.needs_quarters)
    return FACES


@lru_cache(maxsize=64)
def largest(texts: tuple[str, ...], width: int, height: int, faces: tuple[Face, ...]) -> Face | None:
    """The first of the faces in which each of the texts fits; None where none does."""
    fitting = (face for face in faces if all(face.write(text, width, height) for text in texts))
    return next(fitting, None)


def broken(text: str, width: int, width_of: Callable[[str], int]) -> list[str]:
    """A text in lines of up to `width`, broken between words. A word that is too long has a line of its own."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


# From a font's file to dots


def _cells(halves: int) -> int:
    return -(-halves // 2)


@cache
def _loaded(name: str) -> FigletFont:
    from pyfiglet import FigletFont

    class Latin(FigletFont):
        """A font up to the letters of Western Europe: the thousands that follow take pyfiglet a tenth of a second."""

        @classmethod
        def preloadFont(cls, font: str) -> str:  # noqa: N802  (pyfiglet's name)
            return str(super().preloadFont(font)).partition("\n0x0100")[0]

    return Latin(name)


@cache
def _letter(font: Font, character: str) -> Dots | None:
    """A letter's dots; None where the font has no such letter."""
    loaded = _loaded(font.name)
    rows = []
    for line in loaded.chars.get(ord(character), ()):
        cells = [_FILLED.get(cell, 0) for cell in line.replace(loaded.hardBlank, " ")]
        for left, right in ((8, 4), (2, 1)):
            rows.append([bool(cell & bit) for cell in cells for bit in (left, right)[: font.across]])
    width = max(map(len, rows), default=0)
    rows = [row + [False] * (width - len(row)) for row in rows]
    inked = [column for column in range(width) if any(row[column] for row in rows)]
    if not inked:
        return None
    start, stop = (0, width) if font.is_spaced else (inked[0], inked[-1] + 1)
    return tuple(tuple(row[start:stop]) for row in rows)


@lru_cache(maxsize=512)
def _dots_of_line(font: Font, line: str) -> Dots | None:
    rows: list[list[bool]] = [[] for _ in range(2 * int(_loaded(font.name).height))]
    for index, word in enumerate(unicodedata.normalize("NFC", line).split()):
        letters = _letters(font, word)
        if letters is None:
            return None
        for number, letter in enumerate(letters):
            gap = font.letter_gap if number else font.word_gap if index else 0
            for row, dots in zip(rows, letter, strict=True):
                row.extend((*[False] * gap, *dots))
    return tuple(map(tuple, rows))


def _letters(font: Font, word: str) -> list[Dots] | None:
    letters = []
    for sign in word:
        for character in sign if _letter(font, sign) else _STAND_INS.get(sign, sign):
            letter = _letter(font, character)
            if letter is None:
                return None
            letters.append(letter)
    return letters


@lru_cache(maxsize=64)
def _box(font: Font, text: str) -> range:
    """Which rows of dots each line of a text takes: those of digits, or those of letters, whichever of these it has,
    so that lines of other words stand as high. An accent on a capital takes more."""
    inked = [
        number
        for sample in ("0" if text.isdigit() else "Hg", text)
        for number, row in enumerate(_dots_of_line(font, sample) or ())
        if any(row)
    ]
    return range(min(inked), max(inked) + 1)


def _joined(upper: list[bool], lower: list[bool]) -> str:
    quarters = zip(upper[::2], upper[1::2], lower[::2], lower[1::2], strict=True)
    return "".join(_QUARTERS[8 * a + 4 * b + 2 * c + d] for a, b, c, d in quarters)
