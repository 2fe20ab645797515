"""What makes items in tests: quick, deadly, or endless. Other processes import it by its name."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

from voicecoach.batch.item import Item, Outcome, State


def make(item: Item) -> Outcome:
    """Write the process's number into the item's file. Amid the routine `deadly` it dies; amid `endless` it stays,
    where the file is a named pipe."""
    if item.routine == "deadly":
        os.kill(os.getpid(), signal.SIGKILL)
    if item.routine == "endless" and Path(item.path).is_fifo():
        _be_amid(Path(item.path))
    sys.stderr.write(f"voicecoach: said of {item.routine}\n")
    Path(item.path).write_text(str(os.getpid()))
    return Outcome(State.MADE, length_s=float(len(item.routine)), size_bytes=item.seed)


def _be_amid(fifo: Path) -> None:
    """Say so to whoever reads from a named pipe; then wait for the process to be ended, and tidy up."""
    try:
        fifo.write_text(str(os.getpid()))
        threading.Event().wait()
    finally:
        fifo.with_suffix(".tidied").touch()
