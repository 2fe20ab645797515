"""`voicecoach remind`: a calendar file for phones."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicecoach.cli.bookmarking import routine_meant
from voicecoach.cli.opening import catalogue
from voicecoach.cli.options import DEFAULT_ROUTINE
from voicecoach.reminders.reminder import Reminder
from voicecoach.reminders.schedule import EVERY_DAY, Schedule, days_written, parse_days, parse_times, times_written

if TYPE_CHECKING:
    from voicecoach.routines.model import Routine

FILE_NAME = "voicecoach-reminders.ics"


def remind(
    times: Annotated[
        list[str] | None,
        typer.Argument(metavar="TIME...", help="Times of day from 00:00 to 23:59, such as 08:00 13:00 20:00."),
    ] = None,
    days: Annotated[
        str,
        typer.Option(
            "--days", metavar="DAYS", help="Days of the week, such as mon-fri or sat,sun. Default: every day."
        ),
    ] = EVERY_DAY,
    routine: Annotated[
        str, typer.Option("--routine", metavar="ROUTINE", help="What to be reminded of.")
    ] = DEFAULT_ROUTINE,
    target: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="The calendar file.")] = Path(
        FILE_NAME
    ),
    force: Annotated[bool, typer.Option("--force", help="Overwrite FILE if it exists.")] = False,
    timezone: Annotated[
        str | None,
        typer.Option(
            "--timezone", metavar="ZONE", help="Where the calendar's times hold, such as Europe/Berlin. Default: here."
        ),
    ] = None,
) -> None:
    """Be reminded, a few times a day: writes a calendar file, which a phone imports, with an alarm at each time."""
    reminder = Reminder(Schedule(parse_times(times or ()), parse_days(days)), routine_meant(routine))
    _write(reminder, _routine(routine), target, force, timezone)


def _routine(written: str) -> Routine:
    """A routine in the config's language, where it has words in it; else in its own. Raises InputError."""
    from voicecoach.config import load_config
    from voicecoach.phrases import base_language

    known, language = catalogue(), load_config().language
    spoken = known.languages(known.find(written))
    return known.load(written, language if language and base_language(language) in spoken else None)


def _write(reminder: Reminder, routine: Routine, target: Path, force: bool, timezone: str | None) -> None:
    from voicecoach.files import reserve
    from voicecoach.reminders.calendar_file import calendar_of
    from voicecoach.reminders.zone import own_zone, zone_named

    zone = zone_named(timezone) if timezone else own_zone()
    now = datetime.now().astimezone()
    with reserve(target, overwrite=force) as reservation:
        text = calendar_of(reminder, routine.title, now, zone)
        reservation.write(lambda file: file.write(text))
    following = reminder.schedule.next(now, zone)
    print(f"{target}: {_told(reminder)}, in {zone.key}; the first one on {following:%a %Y-%m-%d at %H:%M}")
    print("Send it to your phone, by mail say, and open it there: its calendar asks whether to add the events.")


def _told(reminder: Reminder) -> str:
    """A reminder in words."""
    schedule = reminder.schedule
    days = days_written(schedule.days)
    when = "every day" if days == EVERY_DAY else days
    return f"{reminder.routine or 'a sentence'} at {' '.join(times_written(schedule.times))}, {when}"
