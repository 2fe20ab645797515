"""`voicecoach batch`."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voicecoach.cli.batch_report import Report, shown_path
from voicecoach.cli.console import output_meets_errors, signs_of_life
from voicecoach.cli.exporting import Order, exported, fingerprint_at, transcript_paths
from voicecoach.cli.opening import Request, routine_of
from voicecoach.cli.options import JsonOption
from voicecoach.cli.speech import Speech
from voicecoach.errors import InputError, VoicecoachError
from voicecoach.routines.terms import Guidance, Safety, Surface

if TYPE_CHECKING:
    from voicecoach.batch.foresight import Foresight
    from voicecoach.batch.item import Item, Outcome
    from voicecoach.choices import Choices
    from voicecoach.routines.model import Routine


_FAILS = "fails"
"""What is said of a file begins with this where it wouldn't be made."""


def batch(
    plan: Annotated[
        Path, typer.Argument(metavar="PLAN", help="A file in TOML: what to export, and how the files are named.")
    ],
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", metavar="NUMBER", min=1, help="How many files at a time. Default: one for each core."),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--scheduler",
            metavar="ADDRESS",
            help="Have the files made by a Dask cluster, such as tcp://10.0.0.5:8786. Its workers need voicecoach, and "
            "the plan's folders at the same paths; they use their own machine's config and voices.",
        ),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help="List what would be made, and make nothing. Ends with 2 where a file would fail."
        ),
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite files, too, that voicecoach hasn't made, or not in this way.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Export many files at once, as a plan says; what would come out as it is, is left alone.

    A plan holds lines such as `routine = ["lower-back", "lower-back-short"]` and `language = ["en", "de"]`, with keys
    named as the options of `voicecoach export`; all combinations are made. Mistakes, and what would surely fail,
    are told before anything is made.
    """
    from voicecoach.batch.plan import read_plan
    from voicecoach.files import tidy

    if jobs and scheduler:
        raise InputError("--jobs is for this machine, and --scheduler for others; leave one out")
    foreseen = foresight(elsewhere=scheduler is not None)
    items = tuple(replace(item, overwrite=force) for item in read_plan(plan, foreseen))
    if dry_run:
        _list(items, as_json)
        return
    report = Report(items)
    try:
        with _shown(report) as show, closing(_outcomes(items, jobs, scheduler)) as outcomes:
            for index, outcome in outcomes:
                report.outcomes[index] = outcome
                show(index)
    except (KeyboardInterrupt, SystemExit):  # what is done is done
        _tell(report, as_json)
        raise
    finally:
        for folder in {Path(os.path.realpath(item.path)).parent for item in items}:  # where links lead to, too
            tidy(folder)
    _tell(report, as_json)
    if report.failed:
        raise typer.Exit(1)


def _tell(report: Report, as_json: bool) -> None:
    """The results. A failure was told already where they are seen in the same place as what went on meanwhile."""
    summary = report.as_json() if as_json else report.summary(failures=not output_meets_errors())
    print(summary, flush=True)


def foresight(*, elsewhere: bool = False) -> Foresight:
    """What this machine knows of items before they are made, by its config; of those made `elsewhere`, without it."""
    from voicecoach.batch.foresight import Foresight
    from voicecoach.config import load_config
    from voicecoach.config.model import Config

    config = Config() if elsewhere else load_config()

    def routine(item: Item) -> Routine:
        return routine_of(_request(item), config)

    def choices(item: Item) -> Choices:
        return _request(item).choices(config, Safety.FULL)

    return Foresight(routine, choices, None if elsewhere else Speech(config).voice)


def make(item: Item) -> Outcome:
    """Export an item, in whatever process this is."""
    from voicecoach.batch.item import Outcome, State, failed
    from voicecoach.clip import s_from_frames
    from voicecoach.files import make_folder

    path = Path(item.path)
    try:
        make_folder(path.parent)
        done = exported(_request(item), _order(item), _unseen)
        state = State.UNCHANGED if done.is_unchanged else State.MADE
        return Outcome(state, s_from_frames(done.layout.length), path.stat().st_size)
    except (VoicecoachError, OSError) as error:
        return failed(str(error))
    except Exception as error:  # a mistake of ours in one item keeps nobody from the others
        return failed(f"{type(error).__name__}: {error}; this is a mistake in voicecoach, please report it")


def _order(item: Item) -> Order:
    beside = tuple(dict.fromkeys(item.transcript))
    path = Path(item.path)
    return Order(path, item.overwrite, item.format, item.bitrate, unless_unchanged=True, transcripts=beside)


def _request(item: Item) -> Request:
    return Request(
        routine=item.routine,
        level=[*item.level],
        variant=[*item.variant],
        only=[*item.only],
        without=[*item.without],
        surface=Surface(item.surface) if item.surface else None,
        voice=item.voice,
        pace=item.pace,
        rate=item.rate,
        language=item.language,
        guidance=Guidance(item.guidance) if item.guidance else None,
        safety=Safety(item.safety) if item.safety else None,
        breaths=item.breaths,
        seed=item.seed,
        begin_with=None,
        wait=None,
    )


def _unseen(task: str) -> AbstractContextManager[Callable[[int, int], None]]:
    return nullcontext(lambda done, total: None)


def _outcomes(
    items: tuple[Item, ...], jobs: int | None, scheduler: str | None
) -> Generator[tuple[int, Outcome], None, None]:
    if scheduler:
        from voicecoach.batch.cluster import made_there

        return made_there(make, items, scheduler)
    from voicecoach.batch.processes import made_here, usable_cores

    return made_here(make, items, jobs or usable_cores())


@contextmanager
def _shown(report: Report) -> Iterator[Callable[[int], None]]:
    """One bar for all on a terminal, with a line for what failed; elsewhere a line for each item. Gives what is to be
    told which item has ended."""
    from voicecoach.batch.item import State

    if not sys.stderr.isatty():  # rich takes a while to import
        yield lambda index: print(report.line(index), file=sys.stderr, flush=True)
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = TextColumn("Exporting"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TimeElapsedColumn()
    with Progress(*columns, console=signs_of_life(), transient=True) as bar:
        task_id = bar.add_task("", total=len(report.items))

        def show(index: int) -> None:
            bar.advance(task_id)
            if report.outcomes[index].state is State.FAILED:
                bar.console.print(report.line(index), markup=False)

        yield show


def _list(items: tuple[Item, ...], as_json: bool) -> None:
    """What would be made, and what is there already. Ends as bad input does where a file would fail."""
    rows = [{"path": item.path, "now": _now(item), **_asked(item)} for item in items]
    if as_json:
        print(json.dumps({"items": rows}, ensure_ascii=False, indent=2))
    else:
        for row in rows:
            print(f"{shown_path(row['path'])}: {row['now']}")
    if any(row["now"].startswith(_FAILS) for row in rows):
        raise typer.Exit(InputError.exit_status)


def _now(item: Item) -> str:
    from voicecoach.export.describing import transcripts_with

    path = Path(item.path)
    there = fingerprint_at(path) if path.is_file() else ""
    beside = {kind: beside for kind, beside in transcript_paths(_order(item)).items() if beside.exists()}
    if folder := next((each for each in (path, *beside.values()) if each.is_dir()), None):
        return f"{_FAILS}, since {folder.name} is a folder"
    others = [] if there or not path.exists() else [path]
    others += [beside[kind] for kind in beside if kind not in transcripts_with(there)]
    if others and not item.overwrite:
        return f"{_FAILS}, since another file is there, {others[0].name}; --force overwrites it"
    if others:
        return "overwritten"
    return "made anew where it would come out otherwise" if there else "new"


def _asked(item: Item) -> dict[str, Any]:
    return {
        key: value
        for key, value in asdict(item).items()
        if value not in (None, ()) and key not in {"path", "overwrite"}
    }
