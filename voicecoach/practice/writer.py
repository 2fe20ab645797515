"""Keeps a session in the log while it plays, from a thread of its own: no sound and no screen ever waits for a disk."""

from __future__ import annotations

from pathlib import Path
from threading import Condition, Thread

from voicecoach.errors import LogError, VoicecoachError
from voicecoach.practice.log import BUSY_S, PracticeLog
from voicecoach.practice.model import PlayedSession

LEAVE_S = BUSY_S + 2.0
"""How long whoever has played waits at most until the last of it is kept."""


class LogWriter:
    """Keeps one session, as it goes on; what is newer takes the place of what hasn't been kept yet. What can't be kept
    is no reason to stop: see `complaint`."""

    def __init__(self, log: PracticeLog) -> None:
        self._log = log
        self._next: PlayedSession | None = None
        self._is_over = False
        self._changed = Condition()
        self._thread: Thread | None = None
        self.complaint: VoicecoachError | None = None
        """Why the newest of it isn't kept."""
        self.put_aside: Path | None = None
        """Where a log is now that was damaged."""

    def keep(self, session: PlayedSession) -> None:
        """Have the session kept as it is now; returns at once."""
        with self._changed:
            self._next = session
            self._changed.notify_all()
        if self._thread is None:  # a daemon: a disk that doesn't answer mustn't keep the program from its end
            self._thread = Thread(target=self._run, name="practice log", daemon=True)
            self._thread.start()

    def close(self, within_s: float = LEAVE_S) -> None:
        """Wait until all is kept, or has failed to be, but no longer than `within_s`."""
        with self._changed:
            self._is_over = True
            self._changed.notify_all()
        if self._thread is None:
            return
        self._thread.join(within_s)
        if self._thread.is_alive():
            self.complaint = LogError("the disk didn't answer in time")

    def _run(self) -> None:
        while session := self._awaited():
            try:
                self.put_aside = self._log.keep(session) or self.put_aside
                self.complaint = None
            except VoicecoachError as error:
                self.complaint = error

    def _awaited(self) -> PlayedSession | None:
        """What is to be kept next; None when all is."""
        with self._changed:
            self._changed.wait_for(lambda: self._next or self._is_over)
            session, self._next = self._next, None
            return session
