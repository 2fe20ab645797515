"""The cover of a routine: its title, its minutes and a figure, drawn as a PNG file.

The home of Pillow and of the font, Manrope, which has Latin, Greek and Cyrillic letters. The figure is data,
`audio/figure.json`.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache as kept
from io import BytesIO
from itertools import combinations, pairwise
from math import ceil, dist, sqrt
from pathlib import Path
from typing import TYPE_CHECKING

from voicecoach.cache import Cache, entry_name

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

COVER_VERSION = 2
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
"""Of a title's letters, the largest one first."""
LINE_HEIGHT = 1.14
CAPITAL_HEIGHT = 0.72
"""Both of the letters' size."""
NUMBER_SIZES = (144, 250)
"""Of the minutes' digits: under a title, and without one."""
RISE = 9
"""How much higher the figure lies without a title, in hundredths."""

_FINER = 3
"""The figure is drawn so many times larger and then made smaller, for smooth edges."""

_BAND = 100
"""Pixels of the cover's height that are drawn at a time."""

_MEASURED = 100
"""The size of letters at which words are measured."""

_NEARLY_ALIKE = 4
"""Of sizes, a step that nobody sees."""

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
    from PIL import ImageDraw

    shown = lettered(title)
    cover = _figure(strokes, 0 if shown else RISE)
    draw = ImageDraw.Draw(cover)
    _draw_title(draw, shown)
    _draw_minutes(draw, number, sign, NUMBER_SIZES[not shown])
    return _png(cover)


def _figure(strokes: list[Stroke], rise: float) -> Image:
    """The figure on its ground, in bands: all of it, so much larger, would take more memory than an export's sound."""
    from PIL import Image, ImageDraw

    scale = SIZE * _FINER / 100
    discs = [
        (_box(x * scale, (y - rise) * scale, width * scale / 2), COLOURS[stroke.colour])
        for stroke in strokes
        for x, y, width in _smooth(stroke.points)
    ]
    figure = Image.new("RGB", (SIZE, SIZE))
    height = _BAND * _FINER
    for top in range(0, SIZE * _FINER, height):
        band = Image.new("RGB", (SIZE * _FINER, height), COLOURS["ground"])
        draw = ImageDraw.Draw(band)
        for (left, upper, right, lower), colour in discs:
            if upper < top + height and lower >= top:
                draw.ellipse((left, upper - top, right, lower - top), colour)
        figure.paste(band.reduce(_FINER), (0, top // _FINER))
    return figure


def _box(x: float, y: float, radius: float) -> tuple[int, int, int, int]:
    """Around a disc, in whole pixels: one that lies in two bands has the same edge in both."""
    return round(x - radius), round(y - radius), round(x + radius), round(y + radius)


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
    """The size of a title's letters, and its lines: as large as there is room for, and as equal in length as they can
    be. What has room at no size is broken and cut short."""
    words = title.split()
    if found := max(_fitting(words), default=None):
        _, size, _, lines = found
        return size, lines
    size = TITLE_SIZES[-1]
    width, most = _room(size)
    lines = _wrapped([part for word in words for part in _broken(word, width)], width)
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1][:-1].rstrip()}…"]
    return size, lines


def _fitting(words: list[str]) -> Iterator[tuple[int, int, float, list[str]]]:
    """Every way to set words in lines, at the largest size at which it has room; the best one is the largest tuple.
    First comes the size, times how full the lines are on average, so that no word stands alone for a little size; where
    that is nearly alike, a larger size is better, then a longer first line."""
    rooms = [(size, *_room(size)) for size in TITLE_SIZES]
    _, widest, most = rooms[-1]
    if not words or _width(" ".join(words)) > widest * most:
        return
    width_of = kept(lambda start, stop: _width(" ".join(words[start:stop])))
    for count in range(1, min(most, len(words)) + 1):
        for breaks in combinations(range(1, len(words)), count - 1):
            spans = [*pairwise((0, *breaks, len(words)))]
            widths = [width_of(*span) for span in spans]
            longest = max(widths)
            size = next((size for size, width, rows in rooms if longest <= width and count <= rows), None)
            if size:
                fullness = sum(widths) / count / longest
                lines = [" ".join(words[slice(*span)]) for span in spans]
                yield round(size * fullness / _NEARLY_ALIKE), size, widths[0], lines


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
