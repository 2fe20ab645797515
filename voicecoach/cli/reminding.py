"""`voicecoach remind`: a calendar file for phones, and timers of the system."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicecoach.cli.bookmarking import routine_meant
from voicecoach.cli.opening import catalogue
from voicecoach.cli.options import DEFAULT_ROUTINE
from voicecoach.errors import AlreadyPlayingError, InputError
from voicecoach.reminders.reminder import Reminder
from voicecoach.reminders.schedule import EVERY_DAY, Schedule, days_written, parse_days, parse_times, times_written

if TYPE_CHECKING:
    from voicecoach.reminders.timer import Timer
    from voicecoach.routines.model import Routine

FILE_NAME = "voicecoach-reminders.ics"

_TIMERS = "A timer of this machine"


def remind(
    times: Annotated[
        list[str] | None,
        typer.Argument(metavar="TIME...", help="Times of day from 00:00 to 23:59, such as 08:00 13:00 20:00."),
    ] = None,
    days: Annotated[
        str,
        typer.Option(
            "--days",
            metavar="DAYS",
            help="Days of the week, such as mon-fri or sat,sun. Default: every day.",
            show_default=False,
        ),
    ] = EVERY_DAY,
    routine: Annotated[
        str | None,
        typer.Option("--routine", metavar="ROUTINE", help=f"What to be reminded of. Default: {DEFAULT_ROUTINE}."),
    ] = None,
    target: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help=f"The calendar file. Default: {FILE_NAME}."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite FILE if it exists.")] = False,
    timezone: Annotated[
        str | None,
        typer.Option(
            "--timezone",
            metavar="ZONE",
            help="Where the calendar's times hold, such as Europe/Berlin. Default: where this machine is.",
        ),
    ] = None,
    install: Annotated[
        bool,
        typer.Option(
            "--install",
            help="Have this machine start the routine at these times, in the place of the times that it has for that "
            "routine, instead of writing a calendar.",
            rich_help_panel=_TIMERS,
        ),
    ] = False,
    say: Annotated[
        bool,
        typer.Option("--say", help="Only say that it is time, and start no routine.", rich_help_panel=_TIMERS),
    ] = False,
    list_: Annotated[
        bool, typer.Option("--list", help="List what is installed, and when it is next.", rich_help_panel=_TIMERS)
    ] = False,
    remove: Annotated[
        bool,
        typer.Option(
            "--remove",
            help="Remove what is installed: all, or with --routine or --say that alone.",
            rich_help_panel=_TIMERS,
        ),
    ] = False,
    now: Annotated[
        bool,
        typer.Option(
            "--now", help="Do at once what a timer does: play the routine, or --say.", rich_help_panel=_TIMERS
        ),
    ] = False,
    due: Annotated[
        bool, typer.Option("--due", help="The same, unless it is too late. For timers.", hidden=True)
    ] = False,
) -> None:
    """Be reminded, a few times a day: writes a calendar file, which a phone imports, with an alarm at each time; or
    with --install, has this machine start the routine by itself.
    """
    if list_ + remove + install + now + due > 1 or ((list_ or remove or now) and times):
        raise InputError("take one of --list, --remove, --install and --now; only --install goes with times")
    if (target or timezone) and (list_ or remove or install or now or due):
        raise InputError("-o and --timezone are for the calendar file; a timer keeps this machine's time")
    if list_ and routine:
        raise InputError("--list shows all that is installed: leave --routine out")
    if say and (routine or list_):
        raise InputError(
            "--say plays no routine: leave --routine out" if routine else "--say goes with --install or --now"
        )
    if list_:
        _list()
        return
    if remove:
        _remove(_name_of(None if say else routine) if say or routine else None)
        return
    meant = routine or DEFAULT_ROUTINE
    if now:
        _start(None if say else meant)
        return
    reminder = Reminder(Schedule(parse_times(times or ()), parse_days(days)), None if say else routine_meant(meant))
    if due:
        _start_if_due(reminder)
    elif install:
        _install(reminder)
    elif say:
        raise InputError("a calendar says nothing: --say goes with --install or --now")
    else:
        _write(reminder, _routine(meant), target or Path(FILE_NAME), force, timezone)


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
    print(f"{target}: {_told(reminder)}, in {zone.key}; the first one {_at(reminder.schedule.next(now, zone))}")
    print("Send it to your phone, by mail say, and open it there: its calendar asks whether to add the events.")


def _install(reminder: Reminder) -> None:
    from voicecoach import folders
    from voicecoach.files import make_folder
    from voicecoach.reminders.job import job_of
    from voicecoach.reminders.timers import install, installed

    if reminder.routine:
        _routine(reminder.routine)  # its mistakes are better known now than at eight in the morning
    log = folders.reminder_log_file()
    make_folder(log.parent)
    runtime = Path(f"/run/user/{os.getuid()}") if hasattr(os, "getuid") else Path()
    job = job_of(reminder, sys.executable, os.environ, runtime, log)
    timers = _timers()
    earlier = {_told(there) for _, there in installed(timers) if there.name == reminder.name and there != reminder}
    timer = install(reminder, job, timers)
    print(_line(timer, reminder))
    for told in earlier:
        print(f"That takes the place of {told}.")
    print("`voicecoach remind --remove` ends that, `voicecoach remind --list` shows what there is.")


def _list() -> None:
    from voicecoach.reminders.timers import installed

    found = installed(_timers())
    for timer, reminder in found:
        print(_line(timer, reminder))
        if timer.absence:
            print(f"  It can't start anything just now: {timer.absence}.")
    if not found:
        print("Nothing is installed; `voicecoach remind 08:00 --install` does that.")


def _name_of(routine: str | None) -> str:
    """The name of a routine's reminder, whenever it is; of the sentence's where it is None."""
    with suppress(InputError):  # a routine may be gone by now, and its reminder there
        routine = routine and routine_meant(routine)
    return Reminder(Schedule((), ()), routine).name


def _remove(name: str | None) -> None:
    """Remove the reminder of a name, or all."""
    from voicecoach.reminders.timers import remove

    removed = remove(name, _timers())
    for timer, reminder in removed:
        print(f"removed from {timer.name}: {_told(reminder)}")
    if not removed:
        print("Nothing is installed." if name is None else "No such reminder is installed; --list shows what there is.")


def _timers() -> tuple[Timer, ...]:
    from voicecoach import folders
    from voicecoach.reminders.timers import timers_of

    return timers_of(sys.platform, folders.reminder_log_file().parent / "reminders")


def _line(timer: Timer, reminder: Reminder) -> str:
    following = reminder.schedule.next(datetime.now().astimezone())
    return f"{_told(reminder)}, by {timer.name}; next {_at(following)}"


def _told(reminder: Reminder) -> str:
    """A reminder in words."""
    schedule = reminder.schedule
    days = days_written(schedule.days)
    when = "every day" if days == EVERY_DAY else days
    return f"{reminder.routine or 'a sentence'} at {' '.join(times_written(schedule.times))}, {when}"


def _at(moment: datetime) -> str:
    return f"on {moment:%a %Y-%m-%d at %H:%M}"


def _start_if_due(reminder: Reminder) -> None:
    if reminder.schedule.is_due(datetime.now().astimezone()):
        _start(reminder.routine)
    else:
        print("It is too late for this reminder, or too early: the machine slept, or its clock was set.")


def _start(routine: str | None) -> None:
    """Play a routine, or say that it is time; nothing where a session is under way."""
    try:
        if routine is None:
            _say()
        else:
            from voicecoach.cli import app_of

            app_of(["play"])(["play", routine, "--plain"], standalone_mode=False)
    except AlreadyPlayingError as error:
        print(f"The reminder starts nothing: {error}")


def _say() -> None:
    from contextlib import ExitStack

    from voicecoach import folders
    from voicecoach.chimes import Chimes
    from voicecoach.choices import Choices
    from voicecoach.cli.speech import Speech, measured
    from voicecoach.cli.trying import Spoken
    from voicecoach.coach.framing import reminding_span
    from voicecoach.coach.wording import Wording
    from voicecoach.config import load_config
    from voicecoach.cues import Section
    from voicecoach.playback.players import AUTO, open_player
    from voicecoach.playback.transport import Transport
    from voicecoach.reading import Reading
    from voicecoach.running import alone
    from voicecoach.session import Session
    from voicecoach.speech.speaker import Speaker
    from voicecoach.steering import Steering

    config = load_config()
    language, speech = config.language or "en", Speech(config)
    reopen = partial(open_player, config.player or AUTO)
    voice = speech.voice(None, language)
    with ExitStack() as stack:
        stack.enter_context(alone(folders.running_file(), "a reminder", datetime.now().astimezone()))
        reading = Reading(language, config.pronounce)
        speaker = stack.enter_context(Speaker(voice, speech.cache, speech.settings(voice.engine), reading))
        measured(speaker, language)
        wording = Wording(language, Choices(config.pace or 1.0, config.rate), speaker.rates_wpm)
        section = Section(wording.phrases.reminder, (reminding_span(wording),))
        session = Session((section,), speaker, Chimes(folders.chimes_folder(), speech.cache))
        session.timeline()
        steering = Steering(session, Spoken(session.sections, language, wording.rate_wpm))
        Transport(reopen(), session.sound, steering, reopen).run(bool)
    print(wording.phrases.reminder)
