"""A plan of the test's own, read with the built-in routines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from voicecoach.batch.item import Item
from voicecoach.batch.plan import read_plan
from voicecoach.routines.catalogue import Catalogue

Read = Callable[[str], "tuple[Item, ...]"]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read a plan from its text. Its file is `plan.toml` in `tmp_path`."""

    def read(text: str) -> tuple[Item, ...]:
        file = tmp_path / "plan.toml"
        file.write_text(text, encoding="utf-8")
        return read_plan(file, Catalogue())

    return read
