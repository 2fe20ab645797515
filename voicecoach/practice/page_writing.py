"""What sessions add up to, as a page of HTML: one file, without scripts, for a screen, for paper, or for a doctor.

All that comes from a routine is escaped. What a picture shows, a table says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from string import Template

from voicecoach.practice.model import LEAST_PAIN, MOST_PAIN
from voicecoach.practice.progress import Pain, Progress, Week
from voicecoach.practice.telling import MONTHS, RULES, WEEKDAYS, day_name, minutes, told

_FOLDER = Path(__file__).parent / "page"
_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 640, 300, 44, 18, 20, 44
"""Of the picture of pain: its size, and what is kept clear around the line."""
_LINES = (0, 3, 6, 9)
"""The values that have a line of the grid."""


def page(progress: Progress) -> str:
    """The page."""
    texts = {
        "period": f"{day_name(progress.since)} to {day_name(progress.today)}",
        "today": day_name(progress.today),
        "aim": str(progress.aim),
    }
    pieces = {
        "styles": (_FOLDER / "progress.css").read_text(encoding="utf-8"),
        "words": _paragraphs(told(progress)),
        "weekdays": "".join(f'<th scope="col"><abbr title="{name}">{name[:2]}</abbr></th>' for name in WEEKDAYS),
        "weeks": "\n".join(_week(week, progress) for week in progress.weeks),
        "pain": _pain(progress.pain) if progress.pain else "",
        "exercises": _exercises(progress) if progress.exercises else "",
        "rules": _paragraphs(RULES),
    }
    template = Template((_FOLDER / "progress.html").read_text(encoding="utf-8"))
    return template.substitute({name: escape(text) for name, text in texts.items()} | pieces)


def _paragraphs(sentences: Iterable[str]) -> str:
    return "\n".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)


def _week(week: Week, progress: Progress) -> str:
    label = f"{week.monday.day} {MONTHS[week.monday.month - 1]}"
    pain = "" if week.pain is None else f"{week.pain:.1f}"
    return f'<tr><th scope="row">{label}</th>{"".join(_days(week, progress))}<td>{pain}</td></tr>'


def _days(week: Week, progress: Progress) -> Iterator[str]:
    for number, count in enumerate(week.sessions):
        is_today = week.monday.toordinal() + number == progress.today.toordinal()
        current = ' aria-current="date"' if is_today else ""
        kind = "" if not count else ' class="reached"' if count >= progress.aim else ' class="some"'
        shown = "" if count is None else f"<span{kind}>{count or '·'}</span>"
        yield f"<td{current}>{shown}</td>"


def _pain(pain: Pain) -> str:
    first, last = (day_name(day) for day in (pain.by_day[0][0], pain.by_day[-1][0]))
    label = f"Pain on each day, from {first} to {last}; a table follows."
    rows = "\n".join(f'<tr><th scope="row">{day_name(day)}</th><td>{mean:.1f}</td></tr>' for day, mean in pain.by_day)
    return f"""<section>
<h2>Pain, {LEAST_PAIN} to {MOST_PAIN}</h2>
<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{label}">
{_drawn(pain)}
</svg>
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


def _drawn(pain: Pain) -> str:
    """The grid, the line and its points, and the first and the last day."""
    first, last = pain.by_day[0][0], pain.by_day[-1][0]
    days = max((last - first).days, 1)

    def y(value: float) -> float:
        return _HEIGHT - _BOTTOM - (value - LEAST_PAIN) / (MOST_PAIN - LEAST_PAIN) * (_HEIGHT - _TOP - _BOTTOM)

    points = [(_LEFT + (day - first).days / days * (_WIDTH - _LEFT - _RIGHT), y(mean)) for day, mean in pain.by_day]
    pieces = [
        f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y(value):.1f}" y2="{y(value):.1f}"/>'
        f'<text x="{_LEFT - 14}" y="{y(value) + 7:.1f}" text-anchor="end">{value}</text>'
        for value in _LINES
    ]
    pieces.append(f'<polyline class="line" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}"/>')
    pieces += (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>' for x, y in points)
    ends = [(first, _LEFT, "start"), (last, _WIDTH - _RIGHT, "end")][: 1 + (last > first)]
    pieces += (
        f'<text x="{x}" y="{_HEIGHT - 12}" text-anchor="{anchor}">{day.day} {MONTHS[day.month - 1]}</text>'
        for day, x, anchor in ends
    )
    return "\n".join(pieces)


def _exercises(progress: Progress) -> str:
    rows = "\n".join(
        f'<tr><th scope="row">{escape(exercise.title)}</th><td>{minutes(exercise.spent_s)}</td>'
        f"<td>{exercise.times_done}</td></tr>"
        for exercise in progress.exercises
    )
    return f"""<section>
<table class="list">
<caption>Exercises</caption>
<thead><tr><th scope="col">Exercise</th><th scope="col">Heard</th><th scope="col">Times done</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>
</section>"""
