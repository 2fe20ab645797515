"""What sessions add up to, as one picture to look at, to send, or to show to a doctor: a PNG file.

The words, the calendar and the line of pain are those of the page, which can also be read aloud.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from voicecoach.cover import font, lettered
from voicecoach.practice.model import LEAST_PAIN, MOST_PAIN
from voicecoach.practice.progress import Pain, Progress
from voicecoach.practice.telling import MONTHS, WEEKDAYS, day_name, duration, told

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

WIDTH = 1080
"""Pixels: a phone's."""

COLOURS = {
    "ground": "#f6f4ef",
    "ink": "#182322",
    "quiet": "#51605e",
    "hairline": "#c9cec7",
    "accent": "#0b625c",
    "on-accent": "#ffffff",
    "tint": "#dcebe7",
}
"""Words have a contrast of 4.5 and more to what is under them (WCAG 2.2, level AA)."""

MOST_WEEKS = 26
"""Those of the end; more would make letters that nobody reads."""
MOST_EXERCISES = 12

_FINER = 2
"""It is drawn so many times larger and then made smaller, for smooth edges."""
_MARGIN, _GAP = 72, 56
_SMALL, _TEXT, _LARGE = 30, 36, 60
_LINE, _CELL, _ROW = 50, 96, 64
_LABEL, _CHART = 170, 330
_WEIGHT = "SemiBold"
_GRID = (0, 3, 6, 9)
_INNER = WIDTH - 2 * _MARGIN


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

    def box(self, x: float, y: float, width: float, height: float, colour: str, outline: str | None = None) -> None:
        """A box with round corners."""
        if self.draw:
            corners = [part * _FINER for part in (x, y, x + width, y + height)]
            line = COLOURS[outline] if outline else None
            self.draw.rounded_rectangle(corners, 14 * _FINER, COLOURS[colour], line, 4 * _FINER)

    def line(self, points: list[tuple[float, float]], colour: str, width: float) -> None:
        """A line through points."""
        if self.draw:
            scaled = [(x * _FINER, y * _FINER) for x, y in points]
            self.draw.line(scaled, COLOURS[colour], round(width * _FINER), joint="curve")

    def dot(self, x: float, y: float, colour: str) -> None:
        """A point that is to be seen."""
        if self.draw:
            self.draw.circle((x * _FINER, y * _FINER), 7 * _FINER, COLOURS[colour])


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
    pen.y += _LINE
    pen.text(_MARGIN, pen.y, f"{day_name(progress.since)} to {day_name(progress.today)}", _SMALL, "quiet")
    pen.y += _GAP
    for sentence in told(progress):
        for line in wrapped(sentence, _TEXT, _INNER):
            pen.y += _LINE
            pen.text(_MARGIN, pen.y, line, _TEXT)
    _calendar(pen, progress)
    if progress.pain:
        _pain(pen, progress.pain)
    _exercises(pen, progress)
    return round(pen.y + _MARGIN)


def _calendar(pen: _Pen, progress: Progress) -> None:
    pen.y += _GAP + _LINE
    for number, name in enumerate(WEEKDAYS):
        pen.text(_MARGIN + _LABEL + (number + 0.5) * _CELL, pen.y, name[:2], _SMALL, "quiet", "ms")
    pen.text(WIDTH - _MARGIN, pen.y, "Pain", _SMALL, "quiet", "rs")
    pen.y += 16
    for week in progress.weeks[-MOST_WEEKS:]:
        baseline = pen.y + _ROW * 0.66
        pen.text(_MARGIN, baseline, f"{week.monday.day} {MONTHS[week.monday.month - 1]}", _SMALL, "quiet")
        for number, count in enumerate(week.sessions):
            if count is None:
                continue
            x = _MARGIN + _LABEL + number * _CELL
            is_today = week.monday.toordinal() + number == progress.today.toordinal()
            is_reached = count >= progress.aim
            ground = "accent" if is_reached else "tint" if count else "ground"
            pen.box(x + 6, pen.y + 4, _CELL - 12, _ROW - 8, ground, "ink" if is_today else None)
            colour = "on-accent" if is_reached else "ink" if count else "quiet"
            pen.text(x + _CELL / 2, baseline, str(count) if count else "·", _SMALL, colour, "ms")
        if week.pain is not None:
            pen.text(WIDTH - _MARGIN, baseline, f"{week.pain:.1f}", _SMALL, "quiet", "rs")
        pen.y += _ROW


def _pain(pen: _Pen, pain: Pain) -> None:
    pen.y += _GAP + _LINE
    pen.text(_MARGIN, pen.y, f"Pain, {LEAST_PAIN} to {MOST_PAIN}", _TEXT)
    top, left, right = pen.y + 36, _MARGIN + 44, WIDTH - _MARGIN - 8
    first, last = pain.by_day[0][0], pain.by_day[-1][0]
    days = max((last - first).days, 1)

    def y(value: float) -> float:
        return top + _CHART * (MOST_PAIN - value) / (MOST_PAIN - LEAST_PAIN)

    for value in _GRID:
        pen.line([(left, y(value)), (right, y(value))], "hairline", 2)
        pen.text(left - 20, y(value) + 10, str(value), _SMALL, "quiet", "rs")
    points = [(left + (day - first).days / days * (right - left), y(mean)) for day, mean in pain.by_day]
    pen.line(points, "accent", 5)
    for x, mean_y in points:
        pen.dot(x, mean_y, "accent")
    pen.y = top + _CHART + _LINE
    pen.text(left, pen.y, f"{first.day} {MONTHS[first.month - 1]}", _SMALL, "quiet")
    if last > first:
        pen.text(right, pen.y, f"{last.day} {MONTHS[last.month - 1]}", _SMALL, "quiet", "rs")


def _exercises(pen: _Pen, progress: Progress) -> None:
    if progress.exercises:
        pen.y += _GAP
    for exercise in progress.exercises[:MOST_EXERCISES]:
        pen.y += _LINE
        figures = f"{duration(exercise.spent_s)}, {exercise.times_done} done"
        room = _INNER - font(_SMALL, _WEIGHT).getlength(f"{figures}   ")
        pen.text(_MARGIN, pen.y, _cut(lettered(exercise.title) or exercise.name, room), _SMALL)
        pen.text(WIDTH - _MARGIN, pen.y, figures, _SMALL, "quiet", "rs")


def _cut(text: str, room: float) -> str:
    """A text, or as much of its beginning as has room."""
    if font(_SMALL, _WEIGHT).getlength(text) <= room:
        return text
    while text and font(_SMALL, _WEIGHT).getlength(f"{text}…") > room:
        text = text[:-1]
    return f"{text}…"
