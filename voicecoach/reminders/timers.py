"""The timers of this system, in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from voicecoach.errors import InputError, TimerError
from voicecoach.reminders.cron_timer import CronTimer
from voicecoach.reminders.job import Job
from voicecoach.reminders.launchd_timer import own_launchd
from voicecoach.reminders.reminder import Reminder
from voicecoach.reminders.systemd_timer import own_systemd
from voicecoach.reminders.task_scheduler_timer import TaskSchedulerTimer
from voicecoach.reminders.timer import Timer


def timers_of(platform: str, folder: Path) -> tuple[Timer, ...]:
    """Those of a platform, as `sys.platform` calls it. `folder` is for what a timer has no place for itself."""
    others: dict[str, tuple[Timer, ...]] = {"darwin": (own_launchd(),), "win32": (TaskSchedulerTimer(folder),)}
    return others.get(platform, (own_systemd(), CronTimer()))


def install(reminder: Reminder, job: Job, timers: Sequence[Timer]) -> Timer:
    """Have the first timer that can be used start the job, and none beside it. Gives that timer. Raises InputError
    where none can be used, or what `Timer.install` raises."""
    absent: list[str] = []
    for timer in timers:
        if absence := timer.absence:
            absent.append(absence)
            continue
        timer.install(reminder, job)
        remove(reminder.name, [other for other in timers if other is not timer])
        return timer
    raise InputError(
        f"no timer of this system can be used: {'; '.join(absent)}. Without --install a calendar file (.ics) is "
        "written, by which your phone reminds you"
    )


def remove(name: str | None, timers: Iterable[Timer]) -> tuple[tuple[Timer, Reminder], ...]:
    """Remove the reminders of a name, or all, wherever they are installed. Gives what was removed."""
    removed = []
    for timer, reminder in installed(timers):
        if name in {None, reminder.name}:
            timer.remove(reminder)
            removed.append((timer, reminder))
    return tuple(removed)


def installed(timers: Iterable[Timer]) -> tuple[tuple[Timer, Reminder], ...]:
    """All that is installed, and where. A timer that can't be used any more may still have something."""
    found: list[tuple[Timer, Reminder]] = []
    for timer in timers:
        try:
            found += [(timer, reminder) for reminder in timer.installed()]
        except TimerError:
            if timer.absence is None:
                raise
    return tuple(found)
