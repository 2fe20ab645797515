"""The cover of a routine: its title, its minutes and a figure, drawn as a PNG file.

The home of Pillow and of the font, Manrope, which has Latin, Greek and Cyrillic letters. The figure is data,
`audio/figure.json`.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from functools import cache as kept
from io import BytesIO
from math import ceil, dist, sqrt
from pathlib import Path
from typing import TYPE_CHECKING

from voicecoach.cache import Cache, entry_name

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

COVER_VERSION = 1
"""Counts up with every change here that changes a cover; a cache's key holds it."""

SIZE = 1000
"""Pixels of each side."""

COLOURS = {
    "ground": "#123f47",
    "glow": "#1d565f",
    "mat": "#e3a765",
    "body": "#f6efe3",
    "cloth": "#8cc4bd",
    "sleeve": "#5f9f9a",
    "words": "#ffffff",
    "sign": "#f2c48d",
}
"""What stands on `ground` or `glow` has a contrast of 3 and more to it, and words of 4.5 (WCAG 2.2, level AA)."""

MARGIN = 80
TITLE_HEIGHT = 330
"""Pixels from the top of a title's first line to the bottom of its last one."""
TITLE_SIZES = range(160, 59, -4)
"""Of a title's letters: the largest one at which it has room."""
LINE_HEIGHT = 1.14
CAPITAL_HEIGHT = 0.72
"""Both of the letters' size."""
NUMBER_SIZES = (144, 250)
"""Of the minutes' digits: under a title, and without one."""
RISE = 9
"""How much higher the figure lies without a title, in hundredths."""

_FINER = 3
"""The figure is drawn so many times larger and then made smaller, for smooth edges."""

_MEASURED = 100
"""The size of letters at which words are measured."""

_ABSENT = "\U0010ffff"
"""A character that no font has."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points (x, y, width), in hundredths of the cover's side, with round ends and smooth bends."""

    colour: str
    points: tuple[tuple[float, float, float], ...]


def cover_png(title: str, number: str, sign: str, cache: Cache | None = None) -> bytes:
    """The cover of a routine called `title` that takes `number` of what `sign` stands for: "15", "min".

    SIZE pixels a side, in a palette. The same input gives the same bytes; the cache keeps them. A title in letters
    that the font hasn't is left out.
    """
    figure = _figure_file().read_text(encoding="utf-8")
    name = entry_name("cover", COVER_VERSION, title, number, sign, figure)
    known = cache.get(name) if cache else None
    if known is None:
        known = _drawn(title, number, sign, _strokes(figure))
        if cache:
            cache.put(name, known)
    return known


def _figure_file() -> Path:
    package = Path(__file__).parent
    installed = package / "audio"
    return (installed if installed.is_dir() else package.parent / "audio") / "figure.json"


def _strokes(figure: str) -> list[Stroke]:
    return [
        Stroke(stroke["colour"], tuple((x, y, width) for x, y, width in stroke["points"]))
        for stroke in json.loads(figure)["strokes"]
    ]


def _drawn(title: str, number: str, sign: str, strokes: list[Stroke]) -> bytes:
    from PIL import Image, ImageDraw

    fine = Image.new("RGB", (SIZE * _FINER, SIZE * _FINER), COLOURS["ground"])
    draw = ImageDraw.Draw(fine)
    shown = lettered(title)
    for stroke in strokes:
        _draw_stroke(draw, stroke, 0 if shown else RISE)
    cover = fine.reduce(_FINER)
    draw = ImageDraw.Draw(cover)
    _draw_title(draw, shown)
    _draw_minutes(draw, number, sign, NUMBER_SIZES[not shown])
    return _png(cover)


def _draw_stroke(draw: ImageDraw, stroke: Stroke, rise: float) -> None:
    scale = SIZE * _FINER / 100
    for x, y, width in _smooth(stroke.points):
        draw.circle((x * scale, (y - rise) * scale), width * scale / 2, COLOURS[stroke.colour])


def _smooth(points: tuple[tuple[float, float, float], ...]) -> list[tuple[float, float, float]]:
    """Points so near to one another that discs on them look like a line: a Catmull-Rom spline through `points`.

    Between two discs of a width w that are s apart, the edge falls back by s² / 4w: with s = 0.15 √w, under a tenth
    of a pixel.
    """
    found = [points[-1]]
    padded = (points[0], *points, points[-1])
    for before, start, stop, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        steps = ceil(dist(start[:2], stop[:2]) / (0.15 * sqrt(min(start[2], stop[2]))))
        for step in range(steps):
            t = step / steps
            x, y, width = (
                (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3) / 2
                for a, b, c, d in zip(before, start, stop, after, strict=True)
            )
            found.append((x, y, width))
    return found


@kept
def font(size: int, weight: str = "Bold") -> FreeTypeFont:
    """Letters of a size in pixels, in one of the font's weights."""
    import font_manrope
    from PIL import ImageFont

    # Pillow's other layout engine isn't on every machine, and sets the letters a little differently.
    return ImageFont.truetype(font_manrope.font_files[f"Manrope{weight}"], size, layout_engine=ImageFont.Layout.BASIC)


def lettered(title: str) -> str:
    """A title as far as the font has it: without signs such as emoji that it hasn't; empty where it lacks a letter."""
    face = font(_MEASURED)
    absent = bytes(face.getmask(_ABSENT))
    shown = ""
    for character in unicodedata.normalize("NFC", title):
        category = unicodedata.category(character)
        if character.isspace():
            shown += " "
        elif category[0] == "C":  # what joins emoji, say
            continue
        elif bytes(face.getmask(character)) != absent:
            shown += character
        elif category[0] in "LN":
            return ""
    return " ".join(shown.split())


def _draw_title(draw: ImageDraw, title: str) -> None:
    size, lines = _fitted(title)
    for row, line in enumerate(lines):
        baseline = MARGIN + size * (CAPITAL_HEIGHT + row * LINE_HEIGHT)
        draw.text((MARGIN, baseline), line, COLOURS["words"], font(size), anchor="ls")


def _fitted(title: str) -> tuple[int, list[str]]:
    """The largest size at which a title has room, and its lines; what has room at none is broken and cut short."""
    words = title.split()
    for size in TITLE_SIZES:
        width, most = _room(size)
        if all(_width(word) <= width for word in words) and len(_wrapped(words, width)) <= most:
            return size, _balanced(words, width)
    size = TITLE_SIZES[-1]
    width, most = _room(size)
    lines = _wrapped([part for word in words for part in _broken(word, width)], width)
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1][:-1].rstrip()}…"]
    return size, lines


def _room(size: int) -> tuple[float, int]:
    """How wide a line can be, as `_width` has it, and how many there can be, where the letters have a size."""
    return (SIZE - 2 * MARGIN) * _MEASURED / size, 1 + int((TITLE_HEIGHT / size - 1) / LINE_HEIGHT)


def _width(text: str) -> float:
    """How wide a text is where its letters have the size _MEASURED."""
    return font(_MEASURED).getlength(text)


def _wrapped(words: list[str], width: float) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and _width(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _balanced(words: list[str], width: float) -> list[str]:
    """As few lines as `width` asks for, and as equal in length as they can be."""
    lines = _wrapped(words, width)
    longest = max(map(_width, words), default=width)
    while (narrower := max(map(_width, lines), default=0) - 1) >= longest:
        found = _wrapped(words, narrower)
        if len(found) > len(lines):
            break
        lines = found
    return lines


def _broken(word: str, width: float) -> list[str]:
    """A word that is too long for a line in parts that aren't."""
    parts = [""]
    for character in word:
        if _width(f"{parts[-1]}{character}-") > width:
            parts[-1] += "-"
            parts.append("")
        parts[-1] += character
    return parts


def _draw_minutes(draw: ImageDraw, number: str, sign: str, size: int) -> None:
    digits, baseline = font(size, "ExtraBold"), SIZE - MARGIN
    draw.text((MARGIN, baseline), number, COLOURS["words"], digits, anchor="ls")
    at = MARGIN + digits.getlength(f"{number} ")
    draw.text((at, baseline), sign, COLOURS["sign"], font(size // 2), anchor="ls")


def _png(cover: Image) -> bytes:
    file = BytesIO()
    cover.quantize(64).save(file, "PNG", optimize=True)
    return file.getvalue()
