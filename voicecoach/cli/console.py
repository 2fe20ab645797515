"""What the commands print with: results on standard output, signs of life on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def output() -> Console:
    """The console for results."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=True)


def signs_of_life() -> Console:
    """The console for what goes on meanwhile."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


def output_meets_errors() -> bool:
    """Whether standard output and standard error are seen in one place: a terminal, a pipe or a file."""
    try:
        ours, others = os.fstat(sys.stdout.fileno()), os.fstat(sys.stderr.fileno())
    except (OSError, ValueError):  # closed, or no file
        return False
    return ours.st_ino != 0 and os.path.samestat(ours, others)  # it is 0 where a system has no numbers for pipes


@contextmanager
def progress(task: str) -> Iterator[Callable[[int, int], None]]:
    """A bar for `task` on a terminal, one line elsewhere. Gives what is to be told how much of how much is done."""
    if not sys.stderr.isatty():  # rich takes a while to import
        print(f"{task} …", file=sys.stderr, flush=True)
        yield lambda done, total: None
        return
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    console = signs_of_life()
    columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn()
    with Progress(*columns, console=console, transient=True) as bar:
        task_id = bar.add_task(task, total=None)
        yield lambda done, total: bar.update(task_id, completed=done, total=total)
