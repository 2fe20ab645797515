"""A log, and another program that looks into its file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from voicecoach.practice.log import PracticeLog


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "practice.db"


@pytest.fixture
def log(file: Path) -> PracticeLog:
    return PracticeLog(file)


Ask = Callable[[str], Any]


@pytest.fixture
def ask(file: Path) -> Ask:
    """Ask the file itself, as another program would, for a single value."""

    def asked(statement: str) -> Any:
        with closing(sqlite3.connect(file)) as connection:
            row = connection.execute(statement).fetchone()
            connection.commit()
            return row[0] if row else None

    return asked
