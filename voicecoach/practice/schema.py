"""The log's tables, and how they came to be: each step of STEPS leads from one version to the next.

A step that was released stays as it is; what changes is another step behind it. No table is STRICT, which an SQLite
before 3.37 doesn't know; checks take its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from voicecoach.errors import InputError

if TYPE_CHECKING:
    from sqlite3 import Connection

APPLICATION_ID = 0x566F6943
"""Tells this log from any other program's database, by a number in the file's head."""

_FIRST = (
    f"PRAGMA application_id = {APPLICATION_ID}",
    """
    CREATE TABLE sessions (
        id INTEGER PRIMARY KEY,
        started_utc TEXT NOT NULL CHECK (started_utc LIKE '____-__-__T__:__:__Z'),
        utc_offset_s INTEGER NOT NULL CHECK (typeof(utc_offset_s) = 'integer'),
        routine TEXT NOT NULL,
        title TEXT NOT NULL,
        file TEXT,
        level TEXT NOT NULL,
        voice TEXT NOT NULL,
        pace REAL NOT NULL CHECK (typeof(pace) = 'real'),
        language TEXT NOT NULL,
        player TEXT NOT NULL,
        is_partial INTEGER NOT NULL CHECK (is_partial IN (0, 1)),
        planned_s REAL NOT NULL CHECK (typeof(planned_s) = 'real'),
        planned_exercises INTEGER NOT NULL CHECK (typeof(planned_exercises) = 'integer'),
        heard_s REAL NOT NULL CHECK (typeof(heard_s) = 'real'),
        heard_share REAL NOT NULL CHECK (typeof(heard_share) = 'real'),
        ended TEXT NOT NULL CHECK (ended IN ('finished', 'stopped', 'broken off')),
        pain_before INTEGER CHECK (typeof(pain_before) IN ('integer', 'null') AND pain_before BETWEEN 0 AND 9),
        pain_after INTEGER CHECK (typeof(pain_after) IN ('integer', 'null') AND pain_after BETWEEN 0 AND 9)
    )
    """,
    "CREATE INDEX sessions_by_start ON sessions (started_utc, id)",
    """
    CREATE TABLE exercises (
        session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        section INTEGER NOT NULL CHECK (typeof(section) = 'integer'),
        name TEXT NOT NULL,
        title TEXT NOT NULL,
        variant TEXT NOT NULL,
        result TEXT NOT NULL CHECK (result IN ('done', 'cut short', 'skipped')),
        holds INTEGER NOT NULL CHECK (typeof(holds) = 'integer'),
        holds_done INTEGER NOT NULL CHECK (holds_done BETWEEN 0 AND holds),
        hold_s REAL NOT NULL CHECK (typeof(hold_s) = 'real'),
        spent_s REAL NOT NULL CHECK (typeof(spent_s) = 'real'),
        PRIMARY KEY (session, section)
    ) WITHOUT ROWID
    """,
)

_MORE = (
    "ALTER TABLE sessions ADD COLUMN asked_more INTEGER NOT NULL DEFAULT 0 CHECK (asked_more IN (0, 1))",
    # what is asked at the start of play: the last sessions of a routine
    "CREATE INDEX sessions_by_routine ON sessions (coalesce(file, routine), started_utc, id)",
)

STEPS: Sequence[Sequence[str]] = (_FIRST, _MORE)
"""The statements that lead from each version to the next; an empty file has version 0."""


def migrate(connection: Connection) -> None:
    """Bring a database to the newest version, each step whole or not at all. Raises InputError where it isn't the log,
    or was made by a newer version of voicecoach, and sqlite3.Error."""
    while (version := _checked_version(connection)) < len(STEPS):
        with transaction(connection):
            if _checked_version(connection) == version:  # else another process was quicker
                for statement in STEPS[version]:
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {version + 1}")


@contextmanager
def transaction(connection: Connection) -> Iterator[None]:
    """All that is changed within, or nothing. It waits at its beginning for whoever else is writing. Raises
    sqlite3.Error."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _checked_version(connection: Connection) -> int:
    version = _number(connection, "PRAGMA user_version")
    if version:
        is_log = _number(connection, "PRAGMA application_id") == APPLICATION_ID
    else:
        is_log = not _number(connection, "SELECT count(*) FROM sqlite_master")
    if not is_log or version < 0:
        raise InputError("it is another program's database; move it elsewhere")
    if version > len(STEPS):
        raise InputError(
            f"it was made by a newer version of voicecoach (its schema is {version}, and {len(STEPS)} is known here); "
            "update voicecoach"
        )
    return version


def _number(connection: Connection, statement: str) -> int:
    return int(connection.execute(statement).fetchone()[0])
