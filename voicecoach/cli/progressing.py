"""`voicecoach progress`: what the sessions that were played add up to."""

from __future__ import annotations

import csv
import json
import os
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicecoach.cli.options import JsonOption
from voicecoach.cli.plain_values import PlainValuesGroup
from voicecoach.errors import InputError
from voicecoach.practice.progress import TREND_DAYS, TREND_STEP
from voicecoach.practice.usual import USUAL_AIM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voicecoach.practice.model import PlayedSession
    from voicecoach.practice.progress import Progress
    from voicecoach.practice.progress_log import ProgressLog

USUAL_WEEKS = 8

_NO_CLOCK = 1900
"""No session began before that, and in far years no clock can be read."""

_HELP = f"""What your sessions add up to: without a command, tells and shows it.

A session counts when an exercise of it was done, or at least half of it was heard. Pain is less, or more, where the
means of the first and the last {TREND_DAYS} days with answers lie {TREND_STEP} or more apart. `config set practice.aim
3` changes the aim of {USUAL_AIM} sessions a day. `--json` and `--csv` give every session, unless `--weeks` or `--since`
is given."""

app = typer.Typer(name="progress", cls=PlainValuesGroup, help=_HELP)


@app.callback(invoke_without_command=True)
def progress(
    context: typer.Context,
    weeks: Annotated[
        int | None,
        typer.Option("--weeks", metavar="NUMBER", min=1, help=f"So many weeks, with this one. Default: {USUAL_WEEKS}."),
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="From this day on, such as 2026-03-01.")
    ] = None,
    as_json: JsonOption = False,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="Print every session as CSV: a row for each exercise of it.")
    ] = False,
    html: Annotated[
        Path | None,
        typer.Option(
            "--html", metavar="FILE", help="Write it as a page, to look at, to print, or to show to a doctor."
        ),
    ] = None,
    png: Annotated[
        Path | None, typer.Option("--png", metavar="FILE", help="Write it as a picture, to look at or to send.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file if it exists.")] = False,
) -> None:
    """What your sessions add up to: this week, days in a row, how pain changes, minutes for each exercise."""
    if context.invoked_subcommand:
        return
    if as_json + as_csv + bool(html or png) > 1:
        raise InputError("--json, --csv, and --html or --png each say what to give; choose one of them")
    today = date.today()
    first = _first_day(weeks, since, today)
    if as_csv:
        _print_csv(first)
        return
    found = _progress(first or (date.min if as_json else _first_of(USUAL_WEEKS, today)), today)
    if as_json:
        _print_json(found, first)
    elif found and (html or png):
        _write(html, png, found, overwrite=force)
    elif found:
        _show(found)
    else:
        from voicecoach.practice.telling import NOTHING_YET

        print(NOTHING_YET)


@app.command()
def forget(
    before: Annotated[
        str | None, typer.Option("--before", metavar="DATE", help="The sessions before this day, such as 2026-03-01.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All of them.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
) -> None:
    """Delete sessions from the log for good. On a terminal, you are asked first."""
    if everything == bool(before):
        raise InputError("--before DATE forgets the sessions before a day, and --all every one; give one of them")
    from voicecoach.practice.telling import counted

    log, until = _log(), _start_of(_day(before, "--before")) if before else None
    for aside in log.put_aside():
        typer.echo(f"voicecoach: {aside} was damaged and put aside; delete it yourself", err=True)
    number = log.count(until)
    if not number:
        print("There is no session to forget.")
        return
    sessions = counted(number, "session")
    if not yes:
        if not sys.stdin.isatty():
            raise InputError(f"{sessions} would be deleted for good; add --yes to do it")
        if not typer.confirm(f"Delete {sessions} for good?", err=True):
            print("Nothing was deleted.")
            return
    gone = log.forget(until)
    print(f"Deleted {counted(gone, 'session')} for good.")


def _log() -> ProgressLog:
    from voicecoach import folders
    from voicecoach.practice.progress_log import ProgressLog

    return ProgressLog(folders.practice_file())


def _first_day(weeks: int | None, since: str | None, today: date) -> date | None:
    if weeks and since:
        raise InputError("--weeks and --since both say from when on; give one of them")
    if since and (day := _day(since, "--since")) > today:
        raise InputError(f"--since {day.isoformat()} is in the future; give a day that has been")
    return _day(since, "--since") if since else _first_of(weeks, today) if weeks else None


def _first_of(weeks: int, today: date) -> date:
    from voicecoach.practice.progress import monday_of

    monday = monday_of(today)
    return monday - timedelta(weeks=min(weeks - 1, (monday - date.min).days // 7))


def _day(written: str, option: str) -> date:
    try:
        return date.fromisoformat(written.strip())
    except ValueError as error:
        raise InputError(f"{option} {written!r} is no date; write one such as 2026-03-01") from error


def _start_of(day: date) -> datetime:
    """When a day begins here."""
    try:
        return datetime.combine(day, time()).astimezone()
    except (OverflowError, OSError, ValueError) as error:  # no clock reaches there
        raise InputError(f"{day.isoformat()} is too far away; give a day nearer to today") from error


def _progress(first: date, today: date) -> Progress | None:
    """What adds up, from a day on; None where nothing is logged."""
    from voicecoach.practice.progress import progress_of

    log = _log()
    records = log.records()
    if not records:
        return None
    return progress_of(records, log.exercise_times(first, today), today, first, _aim())


def _aim() -> int:
    """How many sessions a day the listener wants. To check a config takes longer than all else here, so it is left
    alone where it can't hold an aim. Raises as `load_config` does."""
    if not os.environ.get("VOICECOACH_PRACTICE_AIM") and not _may_hold_an_aim():
        return USUAL_AIM
    from voicecoach.config import load_config

    return load_config().practice.aim


def _may_hold_an_aim() -> bool:
    from voicecoach.folders import config_file

    try:
        return b"aim" in config_file().read_bytes()
    except FileNotFoundError:
        return False
    except OSError:  # told by whoever reads it next
        return True


def _show(found: Progress) -> None:
    from rich.text import Text

    from voicecoach.cli.console import output
    from voicecoach.cli.progress_picture import Sheet, knows_signs, picture, sentences

    console = output()
    has_styles = console.is_terminal and not console.is_dumb_terminal
    sheet = Sheet(console.width, ascii_only=not knows_signs(console.encoding), has_styles=has_styles)
    for row in (*sentences(found, sheet), *picture(found, sheet)):
        console.print(Text.assemble(*row))


def _write(html: Path | None, png: Path | None, found: Progress, *, overwrite: bool) -> None:
    from voicecoach.files import reserve, save

    if html:
        from voicecoach.practice.page_writing import page

        save(html, page(found), overwrite=overwrite)
        print(html)
    if png:
        from voicecoach.practice.drawing import drawing

        with reserve(png, overwrite=overwrite) as reservation:
            reservation.write(lambda file: file.write(drawing(found)))
        print(png)


def _sessions(first: date | None) -> Iterator[PlayedSession]:
    """The sessions from a local day on, or all."""
    since = _start_of(first - timedelta(days=2)) if first and first.year > _NO_CLOCK else None  # the day is its own
    return (session for session in _log().sessions(since) if not first or session.started.date() >= first)


def _print_json(found: Progress | None, first: date | None) -> None:
    from voicecoach.practice.tables import progress_facts, session_facts

    facts = {
        "progress": found and progress_facts(found),
        "sessions": [session_facts(session) for session in _sessions(first)],
    }
    print(json.dumps(facts, ensure_ascii=False, indent=2))


def _print_csv(first: date | None) -> None:
    from voicecoach.practice.tables import HEADER, rows

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(rows(_sessions(first)))
