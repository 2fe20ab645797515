"""What sessions add up to, in words. Whoever hears them has a sore back: what was done is told, what wasn't isn't."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from voicecoach.practice.model import LEAST_PAIN, MOST_PAIN
from voicecoach.practice.progress import TREND_ANSWERS, TREND_DAYS, TREND_STEP, Pain, Progress, Trend

NOTHING_YET = (
    "No session is in the log yet. It begins with the first one that you play: voicecoach play lower-back. "
    "What is kept stays on this machine."
)

ALERT = "Take the gentle level, and see a doctor if it goes on."
"""What is told where pain has become more. It is to be seen first."""

ALERT_TO_TYPE = "Take the gentle level (--level gentle), and see a doctor if it goes on."
"""The same, for whoever reads it where commands are typed."""

PAIN_HEADING = f"Pain, {LEAST_PAIN} (none) to {MOST_PAIN} (worst)"

_MINUTE_S = 60
_MINUTES_AN_HOUR = 60
_MOST_MINUTES, _MOST_HOURS_AND_MINUTES = 120, 600
"""Up to so many minutes, a length of time is in minutes; up to so many, in hours and minutes; then in hours."""

RULES = (
    "A session counts when an exercise of it was done, or at least half of it was heard.",
    "A run of days goes on until a whole day has passed without a session.",
    f"Pain is less or more where the means of the first and the last {TREND_DAYS} days with answers lie {TREND_STEP} "
    f"or more apart; each needs {TREND_ANSWERS} answers.",
)


def told(progress: Progress, *, alert: str = ALERT) -> Iterator[str]:
    """The sentences, each for a line; `alert` among them where pain has become more."""
    yield from _this_week(progress)
    yield from _streaks(progress)
    if progress.pain:
        yield from _of_pain(progress.pain, alert)


def duration(seconds: float) -> str:
    """A length of time, but nothing that there was is none: `12 min`, `under 1 min`, `2 h 30 min`, `74 h`."""
    if 0 < seconds < _MINUTE_S:
        return "under 1 min"
    minutes = round(seconds / _MINUTE_S)
    if minutes <= _MOST_MINUTES:
        return f"{minutes} min"
    hours, rest = divmod(minutes, _MINUTES_AN_HOUR)
    if minutes > _MOST_HOURS_AND_MINUTES or not rest:
        return f"{round(minutes / _MINUTES_AN_HOUR)} h"
    return f"{hours} h {rest} min"


def day_name(day: date) -> str:
    """A day as it is read: `23 Nov 2026`, whatever the locale is."""
    return short_day(day, with_year=True)


def short_day(day: date, *, with_year: bool) -> str:
    """A day as it is read beside others of its year, or with the year."""
    return f"{day.day} {MONTHS[day.month - 1]}{f' {day.year}' * with_year}"


def period(progress: Progress) -> str:
    """The time that it is of; one day where it's one."""
    first, last = day_name(progress.since), day_name(progress.today)
    return last if first == last else f"{first} to {last}"


def share_of_weeks(shown: int, progress: Progress) -> str:
    """Which weeks are shown: `the last 26 of 105 weeks`; empty where all are."""
    whole = len(progress.weeks)
    return f"the last {shown} of {whole} weeks" if shown < whole else ""


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def counted(number: int, noun: str) -> str:
    """`1 day`, `2 days`."""
    return f"{number} {noun}{'s' * (number != 1)}"


def _this_week(progress: Progress) -> Iterator[str]:
    week, aim = progress.week, progress.aim
    if not week.total:
        yield f"This week is still open. Your aim is {aim} a day; one session is a good beginning."
        return
    yield f"This week: {counted(week.total, 'session')} on {counted(week.days, 'day')}, {duration(week.heard_s)}."
    reached = week.reached(aim)
    yield f"Your aim of {aim} a day: reached on {counted(reached, 'day')}." if reached else f"Your aim: {aim} a day."
    if today := progress.sessions_today:
        yield f"Today: {counted(today, 'session')}{' so far' * (today < aim)}."


def _streaks(progress: Progress) -> Iterator[str]:
    streak, longest = progress.streak, progress.longest_streak
    if streak > 1:
        yield f"{streak} days in a row{', your longest run' if streak == longest else ''}."
    if longest > max(streak, 1):
        yield f"Your longest run: {longest} days."


def _of_pain(pain: Pain, alert: str) -> Iterator[str]:
    if pain.trend is None:
        answers = counted(pain.answers, "answer")
        yield f"Pain: {answers} so far, {_figure(pain.last)} of 9 of late. A trend can be told after some more."
    else:
        beside = "as" if pain.trend is Trend.SAME else "than"
        first, last = _figure(pain.first), _figure(pain.last)
        yield f"Pain: {pain.trend.value} {beside} at first. {first} of 9 in the first week, {last} in the last 7 days."
    if pain.trend is Trend.MORE:
        yield alert
    if pain.change is not None:
        yield _after_a_session(pain.change)


def _after_a_session(change: float) -> str:
    size = _figure(abs(change))
    if size == "0":
        return "After a session, pain is on average as it was before it."
    return f"After a session, pain is on average {size} {'less' if change < 0 else 'more'} than before it."


def _figure(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
