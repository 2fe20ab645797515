"""The log, asked for what adds up: a few figures of each session, which come far sooner than all that is kept."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from voicecoach.practice.log import PracticeLog
from voicecoach.practice.model import SILENT
from voicecoach.practice.progress import ExerciseTime, Record

_RECORDS = """
    SELECT
        started_utc, utc_offset_s, heard_s,
        CASE WHEN is_partial THEN 0.0 ELSE heard_share END,
        coalesce(done.number, 0), pain_before, pain_after
    FROM sessions
    LEFT JOIN (SELECT session, count(*) AS number FROM exercises WHERE result = 'done' GROUP BY session) AS done
    ON done.session = sessions.id
    WHERE player <> ?
    ORDER BY started_utc, id
"""
_TIMES = """
    SELECT name, exercises.title, sum(spent_s), sum(result = 'done'), max(started_utc)
    FROM exercises JOIN sessions ON session = id
    WHERE player <> ?4 AND started_utc >= ?1 AND date(started_utc, utc_offset_s || ' seconds') BETWEEN ?2 AND ?3
    GROUP BY name
"""
"""SQLite takes a column that isn't summed, the title, from the row that has the maximum."""


class ProgressLog(PracticeLog):
    """The sessions of a user that could be heard, and their sums. Every call raises as PracticeLog's do."""

    def records(self) -> list[Record]:
        """What adds up, of every session, in the order of their beginnings."""
        if not self._file.exists():
            return []
        with self._opened() as connection:
            rows = connection.execute(_RECORDS, (SILENT,)).fetchall()
        zones = {offset_s: timezone(timedelta(seconds=offset_s)) for offset_s in {row[1] for row in rows}}
        return [
            Record(datetime.fromisoformat(f"{utc[:-1]}+00:00").astimezone(zones[offset_s]), *figures)
            for utc, offset_s, *figures in rows
        ]

    def exercise_times(self, since: date, until: date) -> list[ExerciseTime]:
        """How long each exercise was heard, from one local day to another, with both."""
        if not self._file.exists():
            return []
        reaching_back = since - timedelta(days=min(1, since.toordinal() - 1))  # no zone is further from UTC
        with self._opened() as connection:
            days = (day.isoformat() for day in (reaching_back, since, until))
            return [ExerciseTime(*row[:-1]) for row in connection.execute(_TIMES, (*days, SILENT))]
