"""Items made on this machine, by several processes. One that dies takes its own item with it, and nothing else.

`concurrent.futures` has a pool of processes, too; where one of them dies, all that it was given is lost, and nobody
knows which item was under way. So here each process has a pipe of its own, and one item at a time.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from io import StringIO
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING

from voicecoach.batch.item import Item, Make, Outcome, failed, spread

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

_OF_TERMINALS = ("SIGINT", "SIGHUP")

_OURS = "voicecoach: "
"""What a line begins with that the command line says."""

END_S = 10.0
"""How long a process has to tidy up when it's told to end."""


def usable_cores() -> int:
    """How many cores this process may run on."""
    if hasattr(os, "process_cpu_count"):  # since Python 3.13; it heeds PYTHON_CPU_COUNT
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def made_here(make: Make, items: tuple[Item, ...], jobs: int) -> Generator[tuple[int, Outcome], None, None]:
    """Make the items with `jobs` processes at a time; each one's index and outcome, as they come.

    Close the iterator to end before all are made: what is under way is broken off, and its file stays as it was.
    """
    todo = deque(spread(items))
    hands: dict[Connection, _Hand] = {}
    try:
        while todo or hands:
            while todo and len(hands) < jobs:
                hand = _Hand(make)
                hands[hand.pipe] = hand
                hand.take(todo.popleft(), items)
            for pipe in wait(list(hands)):
                assert isinstance(pipe, Connection)
                hand = hands[pipe]
                yield hand.index, hand.outcome()
                if todo and hand.is_alive:
                    hand.take(todo.popleft(), items)
                else:
                    hands.pop(pipe).dismiss()
    finally:
        for hand in hands.values():
            hand.process.terminate()
        for hand in hands.values():
            hand.dismiss()


class _Hand:
    """A process that makes one item after the other, and this end of its pipe."""

    def __init__(self, make: Make) -> None:
        context = get_context("spawn")  # a fork would take this process's threads' locks along
        self.pipe, other_end = context.Pipe()
        self.process: SpawnProcess = context.Process(target=_serve, args=(other_end, make), daemon=True)
        with _deaf():
            self.process.start()
        other_end.close()  # so that the pipe ends when the process does
        self.index = -1
        self.is_alive = True

    def take(self, index: int, items: tuple[Item, ...]) -> None:
        """Begin with an item."""
        self.index = index
        with suppress(BrokenPipeError):  # it has died; `outcome` says so
            self.pipe.send(items[index])

    def outcome(self) -> Outcome:
        """What came of the item."""
        try:
            outcome: Outcome = self.pipe.recv()
        except (EOFError, OSError):
            self.is_alive = False
            self.process.join(END_S)
            return failed(f"the process that made it {_end(self.process.exitcode)}; run the batch again")
        return outcome

    def dismiss(self) -> None:
        """Let the process end, and wait until it has."""
        self.pipe.close()
        self.process.join(END_S)
        if self.process.exitcode is None:
            self.process.kill()
            self.process.join()


def _end(status: int | None) -> str:
    if status is None or status >= 0:
        return "ended"
    with suppress(ValueError):  # a signal without a name
        return f"was ended by the signal {signal.Signals(-status).name}"
    return f"was ended by the signal {-status}"


@contextmanager
def _deaf() -> Iterator[None]:
    """A process that is started in here never hears what a terminal sends to all its processes: that is its parent's to
    handle, which hears it a moment later."""
    signals = {getattr(signal, name) for name in _OF_TERMINALS if hasattr(signal, name)}
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(pipe: Connection, make: Make) -> None:
    """Be such a process, until the other end of the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    try:
        with suppress(EOFError, BrokenPipeError, ConnectionResetError):
            while True:
                pipe.send(_attempt(make, pipe.recv()))
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # it is leaving


def _attempt(make: Make, item: Item) -> Outcome:
    """Make an item. What would be printed meanwhile, which belongs to no terminal of ours, becomes its notes."""
    said, sys.stderr = sys.stderr, StringIO()
    try:
        outcome = make(item)
        lines = sys.stderr.getvalue().splitlines()
    finally:
        sys.stderr = said
    notes = [line.removeprefix(_OURS) for line in lines if line.startswith(_OURS)]
    return replace(outcome, notes=(*outcome.notes, *notes))


def _leave_with_parent() -> None:
    """Nobody waits any more for what is under way where the parent was killed."""
    if parent := parent_process():
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _leave(number: int, frame: object) -> None:
    signal.signal(number, signal.SIG_IGN)  # a terminal's and the parent's come one after the other: once is enough
    sys.exit(128 + number)
