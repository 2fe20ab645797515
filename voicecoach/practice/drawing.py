"""What sessions add up to, as one picture to look at, to send, or to show to a doctor: a PNG file.

The words, the calendar and the line of pain are those of the page, which can also be read aloud.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from math import hypot
from typing import TYPE_CHECKING

from voicecoach.cover import font, lettered
from voicecoach.practice.charting import LINES, Cell, Chart, cells, chart_of, labelled
from voicecoach.practice.model import LEAST_PAIN, MOST_PAIN
from voicecoach.practice.progress import ExerciseTime, Progress
from voicecoach.practice.telling import (
    ALERT,
    PAIN_HEADING,
    WEEKDAYS,
    day_name,
    duration,
    period,
    share_of_weeks,
    told,
)

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

WIDTH = 1080
"""Pixels: a phone's."""

COLOURS = {
    "ground": "#f6f4ef",
    "ink": "#182322",
    "quiet": "#51605e",
    "grid": "#8a938d",
    "accent": "#0b625c",
    "on-accent": "#ffffff",
    "tint": "#dcebe7",
}
"""Words have a contrast of 4.5 and more to what is under them (WCAG 2.2, level AA)."""

MOST_WEEKS = 13
"""Those of the end; more would make a picture so tall that a phone shows it with letters that nobody reads."""
MOST_EXERCISES = 12

_FINER = 2
"""It is drawn so many times larger and then made smaller, for smooth edges."""
_MARGIN, _GAP = 72, 56
_SMALL, _TEXT, _LARGE = 40, 44, 68
"""A phone shows it at a third: the smallest letters are then as large as those of a page."""
_LINE, _CELL, _ROW = 58, 84, 76
_LABEL, _CHART = 252, 360
_BASE = 52
"""How far under the top of a row its letters stand."""
_DASH = 12
_WEIGHT = "SemiBold"
_INNER = WIDTH - 2 * _MARGIN
_ANCHORS = {"start": "ls", "middle": "ms", "end": "rs"}


def drawing(progress: Progress) -> bytes:
    """The picture. The same input gives the same bytes."""
    from PIL import Image, ImageDraw

    height = _drawn(_Pen(None), progress)
    whole = Image.new("RGB", (WIDTH * _FINER, height * _FINER), COLOURS["ground"])
    _drawn(_Pen(ImageDraw.Draw(whole)), progress)
    file = BytesIO()
    whole.reduce(_FINER).quantize(64).save(file, "PNG", optimize=True)
    return file.getvalue()


@dataclass(slots=True)
class _Pen:
    """Draws in pixels of the picture, from the top down; without a drawing it only tells how far that reaches."""

    draw: ImageDraw | None
    y: float = _MARGIN

    def text(self, x: float, y: float, words: str, size: int, colour: str = "ink", anchor: str = "ls") -> None:
        """Words, with their anchor there as Pillow names it."""
        if self.draw:
            at = (x * _FINER, y * _FINER)
            self.draw.text(at, words, COLOURS[colour], font(size * _FINER, _WEIGHT), anchor=anchor)

    def box(self, x: float, y: float, width: float, height: float, colour: str, more: float = 0) -> None:
        """A box with round corners, larger by so much on each side."""
        if self.draw:
            corners = [part * _FINER for part in (x - more, y - more, x + width + more, y + height + more)]
            self.draw.rounded_rectangle(corners, (14 + more) * _FINER, COLOURS[colour])

    def cell(self, x: float, y: float, width: float, cell: Cell) -> None:
        """What the calendar shows of a day, a row high."""
        box = (x + 6, y + 8, width - 12, _ROW - 16)
        if cell.is_today:
            self.box(*box, "ink", more=7)
            self.box(*box, "ground", more=3)
        if cell.count and not cell.is_reached:  # a pale box alone would be lost on paper
            self.box(*box, "quiet", more=2)
        self.box(*box, "accent" if cell.is_reached else "tint" if cell.count else "ground")
        colour = "on-accent" if cell.is_reached else "ink" if cell.count else "quiet"
        self.text(x + width / 2, y + _BASE, str(cell.count or "·"), _SMALL, colour, "ms")

    def line(self, points: list[tuple[float, float]], colour: str, width: float) -> None:
        """A line through points."""
        if self.draw:
            scaled = [(x * _FINER, y * _FINER) for x, y in points]
            self.draw.line(scaled, COLOURS[colour], round(width * _FINER), joint="curve")

    def dashes(self, start: tuple[float, float], end: tuple[float, float], colour: str) -> None:
        """A thin line in pieces."""
        (from_x, from_y), (to_x, to_y) = start, end
        pieces = max(1, round(hypot(to_x - from_x, to_y - from_y) / _DASH / 2)) * 2 + 1  # it begins and ends in a dash
        for piece in range(0, pieces, 2):
            shares = piece / pieces, (piece + 1) / pieces
            self.line(
                [(from_x + (to_x - from_x) * part, from_y + (to_y - from_y) * part) for part in shares], colour, 3
            )

    def dot(self, x: float, y: float, colour: str) -> None:
        """A point that is to be seen."""
        if self.draw:
            self.draw.circle((x * _FINER, y * _FINER), 7 * _FINER, COLOURS[colour])

    def words(self, words: str, size: int, colour: str = "ink", x: float = _MARGIN) -> None:
        """Words in as many lines as they need, each under the last."""
        for line in wrapped(words, size, WIDTH - _MARGIN - x):
            self.y += _LINE
            self.text(x, self.y, line, size, colour)


def wrapped(sentence: str, size: int, width: float) -> list[str]:
    """A sentence in lines that have room."""
    lines: list[str] = []
    for word in sentence.split():
        if lines and font(size, _WEIGHT).getlength(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _drawn(pen: _Pen, progress: Progress) -> int:
    """Draw all of it; gives the height that it takes."""
    pen.y += _LARGE
    pen.text(_MARGIN, pen.y, "Progress", _LARGE)
    pen.words(period(progress), _SMALL, "quiet")
    pen.y += _GAP / 2
    for sentence in told(progress):
        _told(pen, sentence)
    if chart := chart_of(progress):
        _pain(pen, chart)
    _calendar(pen, progress)
    if progress.exercises:
        _exercises(pen, progress.exercises)
    pen.y += _GAP
    answers = " The answers on pain are the listener's own." if progress.pain else ""
    pen.words(
        f"Made by voicecoach on {day_name(progress.today)}, from the listener's own log.{answers}", _SMALL, "quiet"
    )
    return round(pen.y + _MARGIN)


def _told(pen: _Pen, sentence: str) -> None:
    if sentence != ALERT:
        pen.words(sentence, _TEXT)
        return
    top = pen.y = pen.y + 12
    pen.words(sentence, _TEXT, x=_MARGIN + 36)
    pen.box(_MARGIN, top + 12, 12, pen.y - top + 4, "ink")
    pen.y += 12


def _calendar(pen: _Pen, progress: Progress) -> None:
    pen.y += _GAP
    weeks = progress.weeks[-MOST_WEEKS:]
    part = share_of_weeks(len(weeks), progress)
    pen.words(f"Sessions of each day{', ' * bool(part)}{part}", _TEXT)
    pen.y += _LINE + 8
    for number, name in enumerate(WEEKDAYS):
        pen.text(_MARGIN + _LABEL + (number + 0.5) * _CELL, pen.y, name[:2], _SMALL, "quiet", "ms")
    if progress.pain:
        pen.text(WIDTH - _MARGIN, pen.y, "Pain", _SMALL, "quiet", "rs")
    pen.y += 16
    for label, week in labelled(weeks, progress):
        pen.text(_MARGIN, pen.y + _BASE, label, _SMALL, "quiet")
        for number, cell in enumerate(cells(week, progress)):
            if cell:
                pen.cell(_MARGIN + _LABEL + number * _CELL, pen.y, _CELL, cell)
        if week.pain is not None:
            pen.text(WIDTH - _MARGIN, pen.y + _BASE, f"{week.pain:.1f}", _SMALL, "quiet", "rs")
        pen.y += _ROW
    _key(pen, progress)


def _key(pen: _Pen, progress: Progress) -> None:
    """What the signs of the calendar mean."""
    aim = progress.aim
    signs = [(Cell(aim, is_reached=True, is_today=False), f"aim of {aim} a day reached")]
    if aim > 1:
        signs.append((Cell(aim - 1, is_reached=False, is_today=False), "fewer than the aim"))
    signs.append((Cell(0, is_reached=False, is_today=True), "outlined: today"))
    pen.y += 16
    for cell, meaning in signs:
        pen.cell(_MARGIN, pen.y, _CELL, cell)
        pen.text(_MARGIN + _CELL + 20, pen.y + _BASE, meaning, _SMALL, "quiet")
        pen.y += _ROW
    if progress.pain:
        pen.words("Pain: the week's mean", _SMALL, "quiet")


def _pain(pen: _Pen, chart: Chart) -> None:
    pen.y += _GAP
    pen.words(PAIN_HEADING, _TEXT)
    top, left, right = pen.y + 44, _MARGIN + 48, WIDTH - _MARGIN - 8

    def place(x: float, value: float) -> tuple[float, float]:
        return left + x * (right - left), top + _CHART * (MOST_PAIN - value) / (MOST_PAIN - LEAST_PAIN)

    for value in LINES:
        pen.line([place(0, value), place(1, value)], "grid", 2)
        pen.text(left - 20, place(0, value)[1] + 14, str(value), _SMALL, "quiet", "rs")
    for before, after in chart.gaps:
        pen.dashes(place(before.x, before.pain), place(after.x, after.pain), "accent")
    for run in chart.runs:
        pen.line([place(point.x, point.pain) for point in run], "accent", 5)
    for dot in chart.dots:
        pen.dot(*place(dot.x, dot.pain), "accent")
    pen.y = top + _CHART + _LINE
    for tick in chart.ticks:
        x, bottom = place(tick.x, LEAST_PAIN)
        pen.line([(x, bottom), (x, bottom + 10)], "grid", 2)
        pen.text(x, pen.y, tick.label, _SMALL, "quiet", _ANCHORS[tick.anchor])
    pen.words(chart.note, _SMALL, "quiet")


def _exercises(pen: _Pen, exercises: Sequence[ExerciseTime]) -> None:
    pen.y += _GAP
    pen.words("Exercises", _TEXT)
    for exercise in exercises[:MOST_EXERCISES]:
        pen.y += 12
        figures = f"{duration(exercise.spent_s)}, {exercise.times_done} done"
        room = _INNER - font(_SMALL, _WEIGHT).getlength(f"{figures}   ")
        pen.y += _LINE
        pen.text(WIDTH - _MARGIN, pen.y, figures, _SMALL, "quiet", "rs")
        first, rest = _in_two(lettered(exercise.title).strip() or exercise.name, room)
        pen.text(_MARGIN, pen.y, first, _SMALL)
        if rest:
            pen.y += _LINE
            pen.text(_MARGIN, pen.y, rest, _SMALL)
    if more := exercises[MOST_EXERCISES:]:
        pen.y += 12
        pen.words(f"and {len(more)} more exercise{'s' * (len(more) > 1)}", _SMALL, "quiet")


def _in_two(title: str, room: float) -> tuple[str, str]:
    """A title's first line, beside its figures, and its second one: each as much of its beginning as has room."""
    first, *rest = wrapped(title, _SMALL, room)
    return _cut(first, room), _cut(" ".join(rest), _INNER)


def _cut(text: str, room: float) -> str:
    """A text, or as much of its beginning as has room."""
    if font(_SMALL, _WEIGHT).getlength(text) <= room:
        return text
    while text and font(_SMALL, _WEIGHT).getlength(f"{text}…") > room:
        text = text[:-1]
    return f"{text}…"
