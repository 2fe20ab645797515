"""A plan of the test's own, read with the built-in routines, and the voices that there are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from voicecoach.batch.item import Item
from voicecoach.batch.plan import read_plan
from voicecoach.cli.batching import foresight

Read = Callable[[str], "tuple[Item, ...]"]


@pytest.fixture
def read(tmp_path: Path, clip_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    """Read a plan from its text. Its file is `plan.toml` in `tmp_path`."""
    monkeypatch.setenv("VOICECOACH_CACHE_DIR", str(clip_cache))
    monkeypatch.setenv("VOICECOACH_DATA_DIR", str(tmp_path / "data"))

    def read(text: str) -> tuple[Item, ...]:
        file = tmp_path / "plan.toml"
        file.write_text(text, encoding="utf-8")
        return read_plan(file, foresight())

    return read
