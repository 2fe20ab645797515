"""What sessions add up to, as rows of a terminal, 40 cells or wider: a calendar of days, and a line of pain.

plotext draws lines of many kinds; this one has ten values and a cell for each day or two, and is read from the floor:
whole cells that are joined do that, and no package is needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rich.cells import set_cell_size

from voicecoach.practice.model import LEAST_PAIN, MOST_PAIN
from voicecoach.practice.progress import Pain, Progress, Week
from voicecoach.practice.telling import MONTHS, WEEKDAYS, duration

NARROWEST, WIDEST = 40, 72
"""Cells. Beyond the widest a line of pain says no more."""

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
    """What it's shown on: cells, and whether it knows ASCII alone."""

    width: int
    ascii_only: bool = False


def knows_signs(encoding: str) -> bool:
    """Whether the picture's own signs can be written in an encoding."""
    try:
        "".join(map(chr, _ASCII)).encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def picture(progress: Progress, sheet: Sheet) -> list[Row]:
    """The rows of what sessions add up to; none is wider than the sheet, or than NARROWEST."""
    width = min(max(sheet.width, NARROWEST), WIDEST)
    rows = [*_calendar(progress), *_pain_line(progress, width), *_exercises(progress, width)]
    if sheet.ascii_only:
        rows = [tuple((text.translate(_ASCII), style) for text, style in row) for row in rows]
    return rows


def _calendar(progress: Progress) -> Iterator[Row]:
    yield ()
    heads = "".join(f"{name[:2]:>3}" for name in WEEKDAYS)
    is_answered = any(week.pain is not None for week in progress.weeks)
    yield ((f"{'Sessions':8}{heads}{'  pain' * is_answered}", _QUIET),)
    for week in progress.weeks:
        label = f"{week.monday.day:>2} {MONTHS[week.monday.month - 1]}"
        row = [(f"{label:8}", _QUIET), *_days(week, progress)]
        if week.pain is not None:
            row.append((f"{week.pain:6.1f}", ""))
        yield tuple(row)


def _days(week: Week, progress: Progress) -> Iterator[tuple[str, str]]:
    for number, count in enumerate(week.sessions):
        is_today = week.monday.toordinal() + number == progress.today.toordinal()
        if count is None:
            yield "   ", ""
            continue
        style = _REACHED if count >= progress.aim else _SOME if count else _QUIET
        text = str(min(count, 99)) if count else _NONE
        yield " " * (3 - len(text)), ""
        yield text, f"{style} {_TODAY}" if is_today else style


def _pain_line(progress: Progress, width: int) -> Iterator[Row]:
    pain = progress.pain
    if pain is None or len(pain.by_day) < 2:  # noqa: PLR2004  two points make a line
        return
    levels = pain_levels(pain, width - _AXIS)
    yield ()
    yield ((f"Pain, {LEAST_PAIN} to {MOST_PAIN}", _QUIET),)
    for level in range(MOST_PAIN, LEAST_PAIN - 1, -1):
        line = "".join(_sign(levels, column, level) for column in range(len(levels)))
        yield (f"{level} ", _QUIET), (line.rstrip(), "")
    first, last = (_short(day) for day in (pain.by_day[0][0], pain.by_day[-1][0]))
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


def _short(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}"


def _exercises(progress: Progress, width: int) -> Iterator[Row]:
    if not progress.exercises:
        return
    yield ()
    yield (("Exercises", _QUIET),)
    for exercise in progress.exercises:
        figures = f"{duration(exercise.spent_s):>12}{exercise.times_done:>5} done"
        yield (
            (set_cell_size(exercise.title, width - len(figures)), ""),
            (figures, ""),
        )
