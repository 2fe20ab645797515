"""What sessions add up to, as rows of a terminal, 40 cells or wider: a calendar of days, and a line of pain.

plotext draws lines of many kinds; this one has ten values and a cell for each day or two, and is read from the floor:
whole cells that are joined do that, and no package is needed.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size

from voicecoach.practice.charting import MOST_WEEKS, cells, ends, labelled
from voicecoach.practice.model import LEAST_PAIN, MOST_PAIN
from voicecoach.practice.progress import Pain, Progress, Week
from voicecoach.practice.telling import ALERT_TO_TYPE, PAIN_HEADING, WEEKDAYS, duration, share_of_weeks, told

NARROWEST, WIDEST = 40, 72
"""Cells. Beyond the widest a line of pain says no more."""
_ROOM_BESIDE = 60
"""Cells. In fewer, the title of an exercise has a row of its own, or nothing of it would be left."""

Row = tuple[tuple[str, str], ...]
"""Pieces of text, each with a style."""

_ASCII = str.maketrans("─│╭╮╰╯┄·…", "-|..''.-~")
"""What stands for the picture's own signs where a terminal has none of them."""

_AXIS = 2
_BLANK, _LEVEL, _GAP, _NONE = " ", "─", "┄", "·"
_TODAY = "reverse"
_REACHED, _SOME, _QUIET = "bold green", "bold", "dim"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What it's shown on: cells, whether it knows ASCII alone, and whether it shows styles."""

    width: int
    ascii_only: bool = False
    has_styles: bool = True


def knows_signs(encoding: str) -> bool:
    """Whether the picture's own signs can be written in an encoding."""
    try:
        "".join(map(chr, _ASCII)).encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def sentences(progress: Progress, sheet: Sheet) -> list[Row]:
    """The rows of what sessions add up to in words, as wide as the sheet, or as NARROWEST."""
    width = max(sheet.width, NARROWEST)
    styles = {ALERT_TO_TYPE: "bold"}
    return [
        ((line, styles.get(sentence, "")),)
        for sentence in told(progress, alert=ALERT_TO_TYPE)
        for line in textwrap.wrap(sentence, width)
    ]


def picture(progress: Progress, sheet: Sheet) -> list[Row]:
    """The rows of what sessions add up to; none is wider than the sheet, or than NARROWEST."""
    width = min(max(sheet.width, NARROWEST), WIDEST)
    rows = [*_pain_line(progress, width), *_calendar(progress)]
    if sheet.has_styles:
        rows.append(_key(progress))
    rows += _exercises(progress, width)
    if sheet.ascii_only:
        rows = [tuple((text.translate(_ASCII), style) for text, style in row) for row in rows]
    return rows


def _calendar(progress: Progress) -> Iterator[Row]:
    yield ()
    weeks = progress.weeks[-MOST_WEEKS:]
    if part := share_of_weeks(len(weeks), progress):
        yield ((part.capitalize(), _QUIET),)
    labels = [label for label, _ in labelled(weeks, progress)]
    room = max(8, *(len(f"{label:>6}") + 1 for label in labels))
    heads = "".join(f"{name[:2]:>3}" for name in WEEKDAYS)
    yield ((f"{'Sessions':{room}}{heads}{'  pain' * bool(progress.pain)}", _QUIET),)
    for label, week in zip(labels, weeks, strict=True):
        day, _, month = label.partition(" ")
        row = [(f"{f'{day:>2} {month}':{room}}", _QUIET), *_days(week, progress)]
        if week.pain is not None:
            row.append((f"{week.pain:6.1f}", ""))
        yield tuple(row)


def _days(week: Week, progress: Progress) -> Iterator[tuple[str, str]]:
    for cell in cells(week, progress):
        if cell is None:
            yield "   ", ""
            continue
        style = _REACHED if cell.is_reached else _SOME if cell.count else _QUIET
        text = str(min(cell.count, 99)) if cell.count else _NONE
        yield " " * (3 - len(text)), ""
        yield text, f"{style} {_TODAY}" if cell.is_today else style


def _key(progress: Progress) -> Row:
    """What the styles of the calendar mean, each in its own."""
    fewer = [("fewer", _SOME), ("  ", "")] if progress.aim > 1 else []
    return ((f"aim of {progress.aim} reached", _REACHED), ("  ", ""), *fewer, ("today", _TODAY))


def _pain_line(progress: Progress, width: int) -> Iterator[Row]:
    pain = progress.pain
    if pain is None or len(pain.by_day) < 2:  # noqa: PLR2004  two points make a line
        return
    levels = pain_levels(pain, width - _AXIS)
    yield ()
    yield ((PAIN_HEADING, _QUIET),)
    for level in range(MOST_PAIN, LEAST_PAIN - 1, -1):
        line = "".join(_sign(levels, column, level) for column in range(len(levels)))
        yield (f"{level} ", _QUIET), (line.rstrip(), "")
    first, last = (tick.label for tick in ends(pain.by_day[0][0], pain.by_day[-1][0]))
    room = max(len(levels) - len(first), len(last) + 1)
    yield ((f"{'':{_AXIS}}{first}{last:>{room}}", _QUIET),)


def pain_levels(pain: Pain, width: int) -> list[int | None]:
    """The whole level of each column, None where nobody answered. A column is a day or, where they are too many, as
    many days as it takes; where there's room, a day has several columns."""
    first, last = pain.by_day[0][0].toordinal(), pain.by_day[-1][0].toordinal()
    days = last - first + 1
    days_a_column = -(-days // width)
    columns: list[list[float]] = [[] for _ in range(-(-days // days_a_column))]
    for day, mean in pain.by_day:
        columns[(day.toordinal() - first) // days_a_column].append(mean)
    levels = [int(sum(means) / len(means) + 0.5) if means else None for means in columns]
    copies = max(1, min(4, width // len(levels)))
    return [level for level in levels for _ in range(copies)]


def _sign(levels: Sequence[int | None], column: int, level: int) -> str:
    """What a cell of the line shows: at a change of level, the line turns in the first column of the new one."""
    here = levels[column]
    before = next((known for known in reversed(levels[:column]) if known is not None), None)
    if here is None:
        return _GAP if level == before else _BLANK
    if before is None or before == here:
        return _LEVEL if level == here else _BLANK
    if level == here:
        return "╭" if here > before else "╰"
    if level == before:
        return "╯" if here > before else "╮"
    return "│" if min(here, before) < level < max(here, before) else _BLANK


def _exercises(progress: Progress, width: int) -> Iterator[Row]:
    if not progress.exercises:
        return
    yield ()
    yield (("Exercises", _QUIET),)
    for exercise in progress.exercises:
        figures = f"{duration(exercise.spent_s):>12}{exercise.times_done:>5} done"
        if width < _ROOM_BESIDE:
            yield ((_cut(exercise.title, width), ""),)
            yield ((f"{figures:>{width}}", _QUIET),)
        else:
            room = width - len(figures)
            yield (set_cell_size(_cut(exercise.title, room), room), ""), (figures, "")


def _cut(title: str, room: int) -> str:
    """A title, or as much of its beginning as has room."""
    return title if cell_len(title) <= room else f"{set_cell_size(title, room - 1).rstrip()}…"
