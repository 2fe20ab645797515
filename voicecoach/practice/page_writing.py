"""What sessions add up to, as a page of HTML: one file, without scripts, for a screen, for paper, or for a doctor.

All that comes from a routine is escaped. What a picture shows, a table says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from string import Template

from voicecoach.practice.charting import LINES, MOST_WEEKS, Chart, Point, cells, chart_of, labelled
from voicecoach.practice.model import LEAST_PAIN, MOST_PAIN
from voicecoach.practice.progress import Pain, Progress, Week
from voicecoach.practice.telling import (
    ALERT,
    PAIN_HEADING,
    RULES,
    WEEKDAYS,
    day_name,
    duration,
    period,
    share_of_weeks,
    told,
)

_FOLDER = Path(__file__).parent / "page"
_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 640, 300, 44, 18, 20, 44
"""Of the picture of pain: its size, and what is kept clear around the line."""


def page(progress: Progress) -> str:
    """The page."""
    texts = {
        "period": period(progress),
        "today": day_name(progress.today),
    }
    pain, chart = progress.pain, chart_of(progress)
    pieces = {
        "styles": (_FOLDER / "progress.css").read_text(encoding="utf-8"),
        "words": _paragraphs(told(progress)),
        "pain": _pain(pain, chart) if pain and chart else "",
        "calendar": _calendar(progress),
        "exercises": _exercises(progress) if progress.exercises else "",
        "rules": _paragraphs(RULES),
        "answers": "\nThe answers on pain are the listener's own." if pain else "",
    }
    template = Template((_FOLDER / "progress.html").read_text(encoding="utf-8"))
    return template.substitute({name: escape(text) for name, text in texts.items()} | pieces)


def _paragraphs(sentences: Iterable[str]) -> str:
    kinds = {ALERT: ' class="alert"'}
    return "\n".join(f"<p{kinds.get(sentence, '')}>{escape(sentence)}</p>" for sentence in sentences)


def _calendar(progress: Progress) -> str:
    """The last weeks, what their signs mean, and the weeks before them, to be opened."""
    earlier, last = progress.weeks[:-MOST_WEEKS], progress.weeks[-MOST_WEEKS:]
    part = share_of_weeks(len(last), progress)
    caption = f"<caption>Sessions of each day{', ' * bool(part)}{part}</caption>"
    opened = f"""<details>
<summary>Earlier weeks</summary>
{_weeks(earlier, progress, "<caption>Sessions of each day, earlier weeks</caption>")}
</details>"""
    return f"""<section>
{_weeks(last, progress, caption)}
<p class="quiet key">{_key(progress)}</p>
{opened if earlier else ""}
</section>"""


def _weeks(weeks: Sequence[Week], progress: Progress, caption: str) -> str:
    days = "".join(f'<th scope="col"><abbr title="{name}">{name[:2]}</abbr></th>' for name in WEEKDAYS)
    pain = '<th scope="col">Pain</th>' if progress.pain else ""
    rows = "\n".join(_week(label, week, progress) for label, week in labelled(weeks, progress))
    return f"""<table class="calendar{" answered" * bool(progress.pain)}">
{caption}
<thead><tr><th scope="col">Week</th>{days}{pain}</tr></thead>
<tbody>
{rows}
</tbody>
</table>"""


def _week(label: str, week: Week, progress: Progress) -> str:
    mean = "" if week.pain is None else f"{week.pain:.1f}"
    pain = f"<td>{mean}</td>" if progress.pain else ""
    return f'<tr><th scope="row">{label}</th>{"".join(_days(week, progress))}{pain}</tr>'


def _days(week: Week, progress: Progress) -> Iterator[str]:
    for cell in cells(week, progress):
        if cell is None:
            yield "<td></td>"
            continue
        kind = ' class="reached"' if cell.is_reached else ' class="some"' if cell.count else ""
        current = ' aria-current="date"' if cell.is_today else ""
        yield f"<td{current}><span{kind}>{cell.count or '·'}</span></td>"


def _key(progress: Progress) -> str:
    aim = progress.aim
    signs = [("reached", str(aim), f"the aim of {aim} a day was reached")]
    if aim > 1:
        signs.append(("some", str(aim - 1), "fewer than the aim"))
    signs.append(("today", "·", "outlined: today"))
    pieces = [f'<span><span class="{kind}">{sign}</span> {meaning}</span>' for kind, sign, meaning in signs]
    if progress.pain:
        pieces.append(f"<span>Pain: the week's mean, {LEAST_PAIN} to {MOST_PAIN}</span>")
    return "\n".join(pieces)


def _pain(pain: Pain, chart: Chart) -> str:
    first, last = (day_name(day) for day in (pain.by_day[0][0], pain.by_day[-1][0]))
    label = f"Pain from {first} to {last}, the mean of each {chart.unit}; a table follows."
    rows = "\n".join(f'<tr><th scope="row">{day_name(day)}</th><td>{mean:.1f}</td></tr>' for day, mean in pain.by_day)
    return f"""<section>
<h2>{PAIN_HEADING}</h2>
<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{label}">
{_drawn(chart)}
</svg>
<p class="quiet key">{chart.note}</p>
<details>
<summary>Pain on each day, as a table</summary>
<table class="list">
<thead><tr><th scope="col">Day</th><th scope="col">Pain, the day's mean</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>
</details>
</section>"""


def _drawn(chart: Chart) -> str:
    """The grid, the line and its points, and what is under them."""

    def x(share: float) -> float:
        return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)

    def y(value: float) -> float:
        return _HEIGHT - _BOTTOM - (value - LEAST_PAIN) / (MOST_PAIN - LEAST_PAIN) * (_HEIGHT - _TOP - _BOTTOM)

    def line(points: Iterable[Point], kind: str) -> str:
        places = " ".join(f"{x(point.x):.1f},{y(point.pain):.1f}" for point in points)
        return f'<polyline class="{kind}" points="{places}"/>'

    pieces = [
        f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y(value):.1f}" y2="{y(value):.1f}"/>'
        f'<text x="{_LEFT - 14}" y="{y(value) + 7:.1f}" text-anchor="end">{value}</text>'
        for value in LINES
    ]
    pieces += (line(gap, "gap") for gap in chart.gaps)
    pieces += (line(run, "line") for run in chart.runs)
    pieces += (f'<circle cx="{x(dot.x):.1f}" cy="{y(dot.pain):.1f}" r="4.5"/>' for dot in chart.dots)
    pieces += (
        f'<line class="grid" x1="{x(tick.x):.1f}" x2="{x(tick.x):.1f}" y1="{y(LEAST_PAIN)}" y2="{y(LEAST_PAIN) + 6}"/>'
        f'<text x="{x(tick.x):.1f}" y="{_HEIGHT - 12}" text-anchor="{tick.anchor}">{tick.label}</text>'
        for tick in chart.ticks
    )
    return "\n".join(pieces)


_EXERCISE = (
    '<tr role="row"><th role="rowheader" scope="row">{title}</th><td role="cell">{spent}</td>'
    '<td role="cell">{times}</td></tr>'
)
"""Narrow pages lay its cells out anew, which would take from them what they are: so each says it."""


def _exercises(progress: Progress) -> str:
    rows = "\n".join(
        _EXERCISE.format(title=escape(exercise.title), spent=duration(exercise.spent_s), times=exercise.times_done)
        for exercise in progress.exercises
    )
    heads = "".join(f'<th role="columnheader" scope="col">{head}</th>' for head in ("Exercise", "Heard", "Times done"))
    return f"""<section>
<table class="list exercises" role="table">
<caption>Exercises</caption>
<thead role="rowgroup"><tr role="row">{heads}</tr></thead>
<tbody role="rowgroup">
{rows}
</tbody>
</table>
</section>"""
