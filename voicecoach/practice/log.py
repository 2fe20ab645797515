"""The log of the sessions that were played: an SQLite file in the user's data folder. The home of sqlite3.

It keeps a rollback journal, no write-ahead log: it is written about once a minute, so there is nothing to win, and a
write-ahead log needs memory that all its users share, which a home on a network hasn't. A process that is killed, or a
power cut, leaves a journal by which whoever opens the file next takes back what was half written. Each call opens the
file anew, so that nothing is held between two sections, and another session can write, or the log be forgotten.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import fields
from datetime import datetime, timedelta, timezone
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicecoach.errors import InputError, LogError
from voicecoach.files import make_folder
from voicecoach.practice.model import SILENT, End, PlayedExercise, PlayedSession, Result
from voicecoach.practice.schema import migrate, transaction

if TYPE_CHECKING:
    from sqlite3 import Connection

BUSY_S = 5.0
"""How long a call waits for another process that is at the file."""

_DAMAGED = ".damaged-"

PAGE = 500
"""Sessions that are read in one go: meanwhile nobody can write."""

_PRAGMAS = (
    "foreign_keys = ON",
    "synchronous = EXTRA",  # what was kept stays so after a power cut
    "fullfsync = ON",  # the same on macOS
    "secure_delete = ON",
    "temp_store = MEMORY",  # so that nothing lies in the system's folder for temporary files
)
_SESSION = (
    *("id", "started_utc", "utc_offset_s", "routine", "title", "file", "level", "voice", "pace", "language", "player"),
    *("is_partial", "planned_s", "planned_exercises", "heard_s", "heard_share", "ended", "pain_before", "pain_after"),
    "asked_more",
)
"""The columns of a session, in the order of PlayedSession's fields."""
_EXERCISE = tuple(field.name for field in fields(PlayedExercise))
_RECENT = """
    WHERE started_utc >= ?
    OR id IN (SELECT id FROM sessions ORDER BY started_utc DESC, id DESC LIMIT 1)
    OR id IN (
        SELECT id FROM sessions WHERE coalesce(file, routine) = ? ORDER BY started_utc DESC, id DESC LIMIT ?
    )
    ORDER BY started_utc, id
"""
_LATEST = """
    WHERE player <> ? AND EXISTS (SELECT 1 FROM exercises WHERE session = sessions.id AND holds_done > 0)
    ORDER BY started_utc DESC, id DESC LIMIT 1
"""
_BEFORE = "FROM sessions WHERE ?1 IS NULL OR started_utc < ?1"
_RESULTS = {result.value: result for result in Result}
_REMEDIES = {
    "full": "; free some space",
    "readonly": "; make it writable, and its folder",
    "unable to open": "; make it readable and writable, and its folder",
    "locked": "; another program is at it",
}
"""What to do, by a word of SQLite's message."""


class DamagedError(InputError):
    """The log's file is damaged. `stat` tells which file that was."""

    def __init__(self, file: Path, stat: os.stat_result, reason: str) -> None:
        self.stat = stat
        super().__init__(
            f"the log of sessions {file} is damaged ({reason}); the next session puts it aside and begins a new one"
        )


class PracticeLog:
    """The sessions of a user, in a file that is made when the first is kept. Any thread may use it, and any process.

    Every call raises LogError where the file can't be read or written just now, InputError where it never will be as it
    is: it is damaged, or another program's, or a newer version's.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def keep(self, session: PlayedSession) -> Path | None:
        """Keep a session, in the place of what was kept of it before. Where the file is damaged, it is put aside, never
        deleted, and a new one is begun; gives the path at which it is then."""
        make_folder(self._file.parent)
        try:
            self._keep(session)
        except DamagedError as damaged:
            aside = self._move_aside(damaged)
            self._keep(session)
            return aside
        return None

    def sessions(self, since: datetime | None = None) -> Iterator[PlayedSession]:
        """The sessions that began at a time or later, or all, in the order of their beginnings. They are read as they
        are asked for; nothing is locked between two of them."""
        after = (_utc(since) if since else "", -1)
        next_page = f"WHERE (started_utc, id) > (?, ?) ORDER BY started_utc, id LIMIT {PAGE}"
        while page := self._chosen(next_page, after):
            yield from page
            after = (_utc(page[-1].started), page[-1].id)

    def latest(self) -> PlayedSession | None:
        """The session that began last of those in which something was done."""
        return next(iter(self._chosen(_LATEST, (SILENT,))), None)

    def recent(self, routine: str, since: datetime, count: int) -> list[PlayedSession]:
        """The sessions that began at a time or later, the last one of all, and the last so many of a routine, by its
        name or its absolute path as the log keeps it: in the order of their beginnings."""
        return self._chosen(_RECENT, (_utc(since), routine, count))

    def count(self, before: datetime | None = None) -> int:
        """How many sessions there are that began before a time, or in all."""
        if not self._file.exists():
            return 0
        with self._opened() as connection:
            return int(connection.execute(f"SELECT count(*) {_BEFORE}", (before and _utc(before),)).fetchone()[0])

    def forget(self, before: datetime | None = None) -> int:
        """Delete for good the sessions that began before a time, or all, and give their number: nothing of them is left
        in the file or beside it, but in what was put aside. A session that is being played is kept anew when its next
        section ends."""
        if not self._file.exists():
            return 0
        with self._opened() as connection:
            with transaction(connection):
                found = connection.execute(f"DELETE {_BEFORE}", (before and _utc(before),))
            connection.execute("PRAGMA journal_mode = DELETE")  # where somebody chose another one, its file goes
            connection.execute("VACUUM")  # what changed its place in the file has left traces in the old one
            return found.rowcount

    def put_aside(self) -> tuple[Path, ...]:
        """The files that were damaged and put aside, the oldest first."""
        return tuple(sorted(self._file.parent.glob(f"{self._file.name}{_DAMAGED}*")))

    def _keep(self, session: PlayedSession) -> None:
        if not self._file.exists():
            with suppress(OSError):  # for nobody else's eyes; what is amiss is told when it is opened
                os.close(os.open(self._file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        with self._opened() as connection, transaction(connection):
            connection.execute("DELETE FROM sessions WHERE id = ?", (session.id,))
            connection.execute(_insertion("sessions", _SESSION), _row(session))
            rows = ((session.id, *_row(exercise)) for exercise in session.exercises)
            connection.executemany(_insertion("exercises", ("session", *_EXERCISE)), rows)

    def _chosen(self, which: str, values: Sequence[object] = ()) -> list[PlayedSession]:
        """The sessions that a clause of SQL chooses, in its order."""
        if not self._file.exists():
            return []
        of_sessions, of_exercises = ", ".join(_SESSION), ", ".join(("session", *_EXERCISE))
        query = f"SELECT {of_sessions} FROM sessions {which}"  # noqa: S608  our own
        with self._opened() as connection:
            connection.execute("BEGIN")  # so that both are of one time
            rows = connection.execute(query, values).fetchall()
            numbers = ", ".join(str(int(row[0])) for row in rows)
            query = f"SELECT {of_exercises} FROM exercises WHERE session IN ({numbers}) ORDER BY session, section"  # noqa: S608  our own
            done = connection.execute(query).fetchall()
        exercises = {number: tuple(map(_exercise, group)) for number, group in groupby(done, key=itemgetter(0))}
        return [_session(row, exercises.get(row[0], ())) for row in rows]

    @contextmanager
    def _opened(self) -> Iterator[Connection]:
        """The file, which is there, of the newest version, for reading and writing. Raises as the class says."""
        try:
            import sqlite3
        except ImportError as error:
            raise LogError("no session is logged: this Python was built without SQLite; install one with it") from error
        try:
            stat = self._file.stat()
            address = f"{self._file.absolute().as_uri()}?mode=rw"
            with closing(sqlite3.connect(address, timeout=BUSY_S, isolation_level=None, uri=True)) as connection:
                for pragma in _PRAGMAS:
                    connection.execute(f"PRAGMA {pragma}")
                migrate(connection)
                yield connection
        except sqlite3.Error as error:
            if type(error) is sqlite3.DatabaseError:  # what isn't of a more special type is damage
                raise DamagedError(self._file, stat, str(error)) from error
            remedy = next((remedy for word, remedy in _REMEDIES.items() if word in str(error)), "")
            raise LogError(f"the log of sessions {self._file} can't be used just now: {error}{remedy}") from error
        except InputError as error:
            raise InputError(f"the log of sessions {self._file} can't be used: {error}") from error
        except OSError as error:
            raise LogError(f"the log of sessions {self._file} can't be used just now: {error.strerror}") from error

    def _move_aside(self, damaged: DamagedError) -> Path | None:
        """Move the file that is damaged, and with it its journal, which would spoil another file in its place. None
        where it is another one by now."""
        now = datetime.now(timezone.utc)
        aside = self._file.with_name(f"{self._file.name}{_DAMAGED}{now:%Y%m%dT%H%M%S}-{os.getpid()}")
        try:
            if not os.path.samestat(self._file.stat(), damaged.stat):
                return None
            self._file.replace(aside)
            with suppress(FileNotFoundError):
                Path(f"{self._file}-journal").replace(f"{aside}-journal")
        except FileNotFoundError:  # another session was quicker
            return None
        except OSError as error:
            raise LogError(f"{damaged}, which failed: {error.strerror}") from error
        return aside


def kept_text(text: str) -> str:
    """A text as the log keeps it: a path that is no text in UTF-8 can't be kept as it is."""
    return text.encode("utf-8", "backslashreplace").decode()


def _utc(time: datetime) -> str:
    """A time as the file holds it: in UTC, to the second, so that what is later comes later as a text."""
    return f"{time.astimezone(timezone.utc).replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def _insertion(table: str, columns: Sequence[str]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608  our own


def _row(kept: PlayedSession | PlayedExercise) -> tuple[Any, ...]:
    """The values of its columns."""
    values: list[Any] = []
    for field in fields(kept):
        value = getattr(kept, field.name)
        if isinstance(value, datetime):
            values += [_utc(value), round((value.utcoffset() or timedelta()).total_seconds())]
        elif isinstance(value, str):
            values.append(kept_text(str(getattr(value, "value", value))))
        elif not isinstance(value, tuple):
            values.append(value)
    return tuple(values)


def _session(row: tuple[Any, ...], exercises: tuple[PlayedExercise, ...]) -> PlayedSession:
    """The session that a row holds."""
    kept: dict[str, Any] = dict(zip(_SESSION, row, strict=True))
    started = datetime.fromisoformat(f"{kept.pop('started_utc')[:-1]}+00:00")
    return PlayedSession(
        started=started.astimezone(timezone(timedelta(seconds=kept.pop("utc_offset_s")))),
        is_partial=bool(kept.pop("is_partial")),
        asked_more=bool(kept.pop("asked_more")),
        end=End(kept.pop("ended")),
        exercises=exercises,
        **kept,
    )


def _exercise(row: tuple[Any, ...]) -> PlayedExercise:
    _, section, name, title, variant, result, *figures = row
    return PlayedExercise(section, name, title, variant, _RESULTS[result], *figures)
