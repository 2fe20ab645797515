"""What sessions add up to: this week against the aim, the streak, the trend of pain, minutes per exercise.

A session counts where an exercise of it was done, or at least half of it was heard: an exercise done well is worth a
day, and so is a session that was left after its better half. What began and was left at once isn't, nor what went on
amid a routine without an exercise done. Days are the
listener's own, each session's by its own distance from UTC.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from voicecoach.practice.usual import USUAL_AIM

LEAST_SHARE = 0.5
"""How much of a session was heard at least that counts without an exercise done."""

TREND_DAYS = 7
"""The trend of pain holds the first days with answers against the last ones: so many each, which mustn't overlap."""
TREND_ANSWERS = 3
"""How many answers there are in each of both at least; fewer say nothing of a week."""
TREND_STEP = 1
"""How far the means of both lie apart at least that it is less, or more: a whole step of the scale."""

_DAY = timedelta(days=1)


class Trend(str, Enum):
    """How pain is now, beside what it was."""

    LESS = "less"
    SAME = "about the same"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class Record:
    """What of a session adds up. `started` is in local time, `heard_share` how much of the whole was heard, none of one
    that began amid the routine, `exercises_done` how many were held to their end."""

    started: datetime
    heard_s: float
    heard_share: float
    exercises_done: int
    pain_before: int | None = None
    pain_after: int | None = None

    @property
    def day(self) -> date:
        """The listener's own day."""
        return self.started.date()

    @property
    def counts(self) -> bool:
        """Whether it is a session that was done."""
        return self.exercises_done > 0 or self.heard_share >= LEAST_SHARE

    @property
    def pain(self) -> int | None:
        """The answer before the session, which is of the day and not of the session; else the one after it."""
        return self.pain_after if self.pain_before is None else self.pain_before


@dataclass(frozen=True, slots=True)
class ExerciseTime:
    """An exercise: how long its sections were heard, and how many times it was done. `title` is its newest one."""

    name: str
    title: str
    spent_s: float
    times_done: int


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from a Monday: the sessions of each day, None where it lies before the first session or after today;
    how long sessions were heard; and the mean of the pain, None where nobody answered."""

    monday: date
    sessions: tuple[int | None, ...]
    heard_s: float
    pain: float | None

    @property
    def total(self) -> int:
        """The sessions of all its days."""
        return sum(count or 0 for count in self.sessions)

    @property
    def days(self) -> int:
        """On how many days there was a session."""
        return sum(bool(count) for count in self.sessions)

    def reached(self, aim: int) -> int:
        """On how many days there were as many sessions as the aim."""
        return sum((count or 0) >= aim for count in self.sessions)


@dataclass(frozen=True, slots=True)
class Pain:
    """The answers of a time: the mean of each day that has any. `first` and `last` are the means of the days that the
    trend compares. `trend` is None where there are too few answers, and `change` (how much more it is after a session
    than before it) where both were never answered."""

    answers: int
    by_day: tuple[tuple[date, float], ...]
    first: float
    last: float
    trend: Trend | None
    change: float | None


@dataclass(frozen=True, slots=True)
class Progress:
    """What sessions add up to, as of `today`, which belongs to the last of `weeks`. The streaks are of all
    sessions, whatever `since` says; `streak` is the one under way, and `sessions` and `heard_s` are since then."""

    today: date
    since: date
    aim: int
    sessions: int
    heard_s: float
    streak: int
    longest_streak: int
    weeks: tuple[Week, ...]
    pain: Pain | None
    exercises: tuple[ExerciseTime, ...]

    @property
    def week(self) -> Week:
        """The week of today."""
        return self.weeks[-1]

    @property
    def sessions_today(self) -> int:
        """How many sessions there were today."""
        return self.week.sessions[self.today.weekday()] or 0


def progress_of(
    records: Sequence[Record], times: Iterable[ExerciseTime], today: date, since: date, aim: int = USUAL_AIM
) -> Progress:
    """What sessions add up to. `records` are all there are, in any order, and `times` those of the days from `since` on
    until today; where the first session is later than `since`, that takes its place."""
    done = Counter(record.day for record in records if record.counts)
    first = min((record.day for record in records), default=today)
    since = min(max(since, first), today)
    shown = [record for record in records if since <= record.day <= today]
    return Progress(
        today=today,
        since=since,
        aim=aim,
        sessions=sum(record.counts for record in shown),
        heard_s=sum(record.heard_s for record in shown),
        streak=streak_of_days(done.keys(), today),
        longest_streak=longest_streak(done.keys()),
        weeks=tuple(_weeks(shown, done, since, today)),
        pain=pain_of(shown),
        exercises=tuple(sorted(times, key=lambda time: (-time.spent_s, time.name))),
    )


def streak_of_days(days: Container[date], today: date) -> int:
    """How many days in a row there are up to today. Today doesn't break it, for it isn't over; neither does a day that
    is tomorrow here, for whoever travels west."""
    last = next((day for day in (today + _DAY, today, today - _DAY) if day in days), None)
    streak = 0
    while last and last - streak * _DAY in days:
        streak += 1
    return streak


def longest_streak(days: Iterable[date]) -> int:
    """The most days in a row that there ever were."""
    longest = streak = 0
    before: date | None = None
    for day in sorted(days):
        streak = streak + 1 if before and day - before == _DAY else 1
        longest, before = max(longest, streak), day
    return longest


def pain_of(records: Iterable[Record]) -> Pain | None:
    """What the answers say; None where there are none.

    The trend compares the means of the first and of the last TREND_DAYS days: it is less, or more, where they lie
    TREND_STEP apart at least. Both must have TREND_ANSWERS answers, and no day may be in both.
    """
    answers: defaultdict[date, list[int]] = defaultdict(list)
    changes = []
    for record in records:
        if record.pain is not None:
            answers[record.day].append(record.pain)
        if record.pain_before is not None and record.pain_after is not None:
            changes.append(record.pain_after - record.pain_before)
    if not answers:
        return None
    days = sorted(answers)
    until, after = days[0] + TREND_DAYS * _DAY, days[-1] - TREND_DAYS * _DAY
    first = [pain for day in days if day < until for pain in answers[day]]
    last = [pain for day in days if day > after for pain in answers[day]]
    is_known = until - _DAY <= after and min(len(first), len(last)) >= TREND_ANSWERS
    return Pain(
        answers=sum(map(len, answers.values())),
        by_day=tuple((day, _mean(answers[day])) for day in days),
        first=_mean(first),
        last=_mean(last),
        trend=_trend(first, last) if is_known else None,
        change=_mean(changes) if changes else None,
    )


def _trend(first: Sequence[int], last: Sequence[int]) -> Trend:
    """Reckoned in whole numbers, so that exactly a step is one."""
    step = len(first) * len(last)
    apart = sum(last) * len(first) - sum(first) * len(last)
    if abs(apart) < TREND_STEP * step:
        return Trend.SAME
    return Trend.LESS if apart < 0 else Trend.MORE


def _weeks(shown: Iterable[Record], done: Counter[date], since: date, today: date) -> Iterable[Week]:
    by_monday: defaultdict[date, list[Record]] = defaultdict(list)
    for record in shown:
        by_monday[monday_of(record.day)].append(record)
    monday = monday_of(since)
    while monday <= today:
        days = [monday + number * _DAY for number in range(7)]
        of_week = by_monday[monday]
        answered = [record.pain for record in of_week if record.pain is not None]
        yield Week(
            monday=monday,
            sessions=tuple(done[day] if since <= day <= today else None for day in days),
            heard_s=sum(record.heard_s for record in of_week),
            pain=_mean(answered) if answered else None,
        )
        monday += 7 * _DAY


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - day.weekday() * _DAY


def _mean(values: Sequence[int]) -> float:
    return sum(values) / len(values)
