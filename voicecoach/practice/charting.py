"""What the page, the picture and the terminal show alike, before it is drawn: the weeks, and the line of pain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, count, pairwise

from voicecoach.practice.progress import Pain, Progress, Week
from voicecoach.practice.telling import MONTHS, short_day

MOST_WEEKS = 26
"""So many are seen at once; more would bury the current one."""

LINES = (0, 3, 6, 9)
"""The values of pain that have a line of the grid."""

_LONG_DAYS = 120
"""A longer time has a point a week: with one a day, nobody would see where it goes."""
_MOST_DOTS = 90
"""With more of them they run into one."""
_MOST_TICKS = 6
"""More names of months than that, of which January's have their year, have no room on a phone."""
_EDGE = 0.1
"""How near to an end, of the whole, the name of a month would be cut."""
_MONTHS_A_YEAR = 12
_DAYS_A_MONTH = 30.4


@dataclass(frozen=True, slots=True)
class Cell:
    """What the calendar shows of a day."""

    count: int
    is_reached: bool
    is_today: bool


@dataclass(frozen=True, slots=True)
class Point:
    """Of the line of pain: how much of the whole time is before it, 0 to 1, and the mean of the answers."""

    x: float
    pain: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A name under the line, and where it belongs: `anchor` is `start`, `middle` or `end`."""

    x: float
    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The line of pain: `runs` are what was answered day by day, or week by week; `gaps` lead over what wasn't; `dots`
    are the points that have one. `unit` is what a point is the mean of."""

    unit: str
    runs: tuple[tuple[Point, ...], ...]
    gaps: tuple[tuple[Point, Point], ...]
    dots: tuple[Point, ...]
    ticks: tuple[Tick, ...]

    @property
    def note(self) -> str:
        """How it is read."""
        of_gaps = f" Dashed: {self.unit}s without an answer." if self.gaps else ""
        return f"The mean of each {self.unit}.{of_gaps}"


def cells(week: Week, progress: Progress) -> Iterator[Cell | None]:
    """The days of a week; None where nothing is to be shown."""
    for number, sessions in enumerate(week.sessions):
        is_today = week.monday + timedelta(days=number) == progress.today
        yield None if sessions is None else Cell(sessions, sessions >= progress.aim, is_today)


def labelled(weeks: Iterable[Week], progress: Progress) -> Iterator[tuple[str, Week]]:
    """Weeks with their names: their Mondays, with the year on the first one and on each that begins another, where the
    whole is of several."""
    is_of_years = progress.weeks[0].monday.year != progress.today.year
    year = None
    for week in weeks:
        yield short_day(week.monday, with_year=is_of_years and week.monday.year != year), week
        year = week.monday.year


def chart_of(progress: Progress) -> Chart | None:
    """The line of pain; None where it would be a single point."""
    pain = progress.pain
    if not pain or len(pain.by_day) < 2:  # noqa: PLR2004  two points make a line
        return None
    first, last = pain.by_day[0][0], pain.by_day[-1][0]
    is_long = (last - first).days > _LONG_DAYS
    days = list(_by_week(progress.weeks, pain)) if is_long else pain.by_day
    whole = (days[-1][0] - days[0][0]).days
    points = [Point((day - days[0][0]).days / whole, mean) for day, mean in days]
    runs = [[points[0]]]
    for ((before, _), (day, _)), point in zip(pairwise(days), points[1:], strict=True):
        if (day - before).days > (7 if is_long else 1):
            runs.append([])
        runs[-1].append(point)
    return Chart(
        unit="week" if is_long else "day",
        runs=tuple(map(tuple, runs)),
        gaps=tuple((before[-1], after[0]) for before, after in pairwise(runs)),
        dots=tuple(points if len(points) <= _MOST_DOTS else (run[0] for run in runs if len(run) == 1)),
        ticks=tuple(_months(days[0][0], days[-1][0]) if is_long else ends(first, last)),
    )


def ends(first: date, last: date) -> tuple[Tick, Tick]:
    """The names of the first and the last day, with their years where these differ."""
    with_year = first.year != last.year
    return Tick(0, short_day(first, with_year=with_year), "start"), Tick(1, short_day(last, with_year=with_year), "end")


def _by_week(weeks: Sequence[Week], pain: Pain) -> Iterator[tuple[date, float]]:
    """The mean of each week, at its middle, but within the time that has answers."""
    first, last = pain.by_day[0][0], pain.by_day[-1][0]
    for week in weeks:
        if week.pain is not None:
            yield min(max(week.monday + timedelta(days=3), first), last), week.pain


def _months(first: date, last: date) -> Iterator[Tick]:
    """The names of some months, where they begin: of every one, or of as few as have room."""
    whole = (last - first).days
    steps = chain((1, 2, 3, 4, 6), count(_MONTHS_A_YEAR, _MONTHS_A_YEAR))
    step = next(step for step in steps if whole / _DAYS_A_MONTH / step <= _MOST_TICKS)
    from_month, until_month = (day.year * _MONTHS_A_YEAR + day.month - 1 for day in (first, last))
    numbers = range(-(-from_month // step) * step, until_month + 1, step)
    months = [date(number // _MONTHS_A_YEAR, number % _MONTHS_A_YEAR + 1, 1) for number in numbers]
    seen = [month for month in months if _EDGE <= (month - first).days / whole <= 1 - _EDGE]
    with_year = [month for month in seen if month.month == 1] or seen[:1]
    for month in seen:
        year = f" {month.year}" * (month in with_year)
        yield Tick((month - first).days / whole, f"{MONTHS[month.month - 1]}{year}", "middle")
