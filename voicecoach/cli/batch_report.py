"""What came of a batch, in words and for programs."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from voicecoach.batch.item import Item, Outcome, State
from voicecoach.cli.speech import BYTES_PER_MB
from voicecoach.clock import clock_time


class Report:
    """The items of a batch, and what came of those that have ended: outcomes by the items' indices."""

    def __init__(self, items: tuple[Item, ...]) -> None:
        self.items = items
        self.outcomes: dict[int, Outcome] = {}

    @property
    def failed(self) -> list[int]:
        """The indices of the items that failed."""
        return sorted(index for index, outcome in self.outcomes.items() if outcome.state is State.FAILED)

    def line(self, index: int) -> str:
        """What came of an item."""
        outcome, path = self.outcomes[index], shown_path(self.items[index].path)
        if outcome.state is State.FAILED:
            return f"{path}: failed: {outcome.reason}"
        return f"{path}: {outcome.state.value}, {_size([outcome])}"

    def summary(self, *, failures: bool = True) -> str:
        """What came of all, and, unless they were told already, of those that failed, in the order of the plan."""
        parts = []
        for state in State:
            outcomes = [outcome for outcome in self.outcomes.values() if outcome.state is state]
            size = f" ({_size(outcomes)})" if outcomes and state is not State.FAILED else ""
            parts.append(f"{len(outcomes)} {state.value}{size}")
        if left := len(self.items) - len(self.outcomes):
            parts.append(f"{left} not begun or broken off")
        notes = Counter(note for index in sorted(self.outcomes) for note in self.outcomes[index].notes)
        return "\n".join(
            [
                ", ".join(parts),
                *(f"{note} (in {count} of the files)" for note, count in notes.items()),
                *(map(self.line, self.failed) if failures else ()),
            ]
        )

    def as_json(self) -> str:
        """The same for programs."""
        rows = []
        for index, item in enumerate(self.items):
            outcome = self.outcomes.get(index)
            row: dict[str, Any] = {"path": item.path, "state": outcome.state.value if outcome else None}
            if outcome:
                row |= {"length_s": outcome.length_s, "size_bytes": outcome.size_bytes}
                row |= {"reason": outcome.reason, "notes": [*outcome.notes]}
            rows.append(row)
        states = Counter(outcome.state for outcome in self.outcomes.values())
        counts = {state.value: states[state] for state in State}
        return json.dumps({**counts, "items": rows}, ensure_ascii=False, indent=2)


def shown_path(path: str) -> str:
    """A path as short as can be: from the current folder, where it lies in it."""
    try:
        return str(Path(path).relative_to(Path.cwd()))
    except ValueError:
        return path


def _size(outcomes: list[Outcome]) -> str:
    size_mb = sum(outcome.size_bytes for outcome in outcomes) / BYTES_PER_MB
    return f"{clock_time(sum(outcome.length_s for outcome in outcomes))}, {size_mb:.1f} MB"
