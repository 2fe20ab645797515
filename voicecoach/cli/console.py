"""What the commands print with: results on standard output, signs of life on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, Timer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

SOON_S = 0.3
"""What is over by then needs no bar, which takes a while to import and to draw."""


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
    """A bar for `task` on a terminal, if it takes longer than SOON_S; one line elsewhere. Gives what is to be told how
    much of how much is done."""
    if not sys.stderr.isatty():  # rich takes a while to import
        print(f"{task} …", file=sys.stderr, flush=True)
        yield lambda done, total: None
        return
    bar = _Bar(task)
    timer = Timer(SOON_S, bar.show)
    timer.daemon = True
    timer.start()
    try:
        yield bar.tell
    finally:
        timer.cancel()
        bar.end()


class _Bar:
    """How much of a task is done, on a terminal. Its methods may be called from any thread."""

    def __init__(self, task: str) -> None:
        self._task = task
        self._done: tuple[int, int | None] = 0, None
        self._shown: Progress | None = None
        self._is_over = False
        self._lock = Lock()

    def show(self) -> None:
        """Show it from now on, unless it's over."""
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

        columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn()
        bar = Progress(*columns, console=signs_of_life(), transient=True)
        with self._lock:
            if not self._is_over:
                done, total = self._done
                bar.add_task(self._task, completed=done, total=total)
                self._shown = bar
                bar.start()

    def tell(self, done: int, total: int) -> None:
        """So much of so much is done."""
        with self._lock:
            self._done = done, total
            if self._shown:
                self._shown.update(self._shown.task_ids[0], completed=done, total=total)

    def end(self) -> None:
        """Take it away."""
        with self._lock:
            self._is_over = True
            if self._shown:
                self._shown.stop()
