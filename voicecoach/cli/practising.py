"""From a session that plays to what is kept of it in the log."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from voicecoach.cli.console import signs_of_life
from voicecoach.cli.opening import Opened
from voicecoach.clip import s_from_frames
from voicecoach.cues import Hold
from voicecoach.practice.model import End, PlayedExercise, PlayedSession, Result, new_id

if TYPE_CHECKING:
    from voicecoach.practice.writer import LogWriter
    from voicecoach.scene import Scene
    from voicecoach.tally import Heard


class Practising:
    """Keeps a session that plays in the log, each time that a section of it ends; a context manager, which keeps how it
    ended. What can't be kept is no reason to stop, and is told by `tell`."""

    def __init__(self, writer: LogWriter | None, found: Opened, begun: PlayedSession) -> None:
        """Without a `writer` it keeps nothing. `begun` is the session before any of it is heard."""
        from voicecoach.coach import outline

        self._writer, self._session, self._kept = writer, found.session, begun
        self._outline, self._begin_at = outline(found.routine, found.choices), found.choices.begin_at
        self._passage: tuple[int, int] | None = None
        self._frame = 0
        self._end = End.BROKEN_OFF
        self._handed_over: PlayedSession | None = None

    def __enter__(self) -> Practising:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writer is None or self._passage is None:
            return
        if kind is KeyboardInterrupt and self._end is End.BROKEN_OFF:
            self._end = End.STOPPED
        self._keep(is_over=True)
        self._writer.close()

    def reached(self, scene: Scene, pace: float) -> None:
        """The session is at a scene, at that pace."""
        passage = scene.number, scene.section_start
        self._frame = scene.frame
        if passage != self._passage:
            self._passage = passage
            self._kept = replace(self._kept, pace=pace)
            if self._writer:
                self._keep(is_over=False)

    def ended(self, *, is_finished: bool) -> None:
        """The session is over, by itself or because the listener ended it. That is kept at once: what the listener is
        asked afterwards may take a while."""
        self._end = End.FINISHED if is_finished else End.STOPPED
        if is_finished:
            self._frame = self._session.sound.length or self._frame
        self._keep_end()

    @property
    def kept(self) -> PlayedSession:
        """What is kept of the session so far."""
        return self._kept

    @property
    def is_exercised(self) -> bool:
        """Whether a stretch was held, for a moment at least."""
        return self._passage is not None and any(heard.begun for heard in self._session.heard(self._frame))

    def felt_after(self, pain: int) -> None:
        """How it feels when the session is over. That is kept at once, too."""
        self._kept = replace(self._kept, pain_after=pain)
        self._keep_end()

    def asked_more(self) -> None:
        """The listener is asked whether it is to be more next time."""
        self._kept = replace(self._kept, asked_more=True)
        self._keep_end()

    def _keep_end(self) -> None:
        if self._writer and self._passage:
            self._keep(is_over=True)

    def tell(self) -> None:
        """Say what became of the log, where something did."""
        if self._writer is None:
            return
        console = signs_of_life()
        if aside := self._writer.put_aside:
            words = f"The log of your sessions was damaged. It was put aside as {aside}, and a new one is begun."
            console.print(words, markup=False, soft_wrap=True)
        if complaint := self._writer.complaint:
            console.print(f"This session wasn't logged: {complaint}", markup=False, soft_wrap=True)

    def _keep(self, *, is_over: bool) -> None:
        assert self._writer, "there is one to keep it"
        assert self._passage, "something was heard"
        exercises = []
        for heard in self._session.heard(self._frame):
            is_last = heard.number == self._passage[0]
            heading = self._outline.at(heard.number, self._begin_at)
            is_under_way = is_last and heard.passages == 1 and not is_over
            # the opening of a session that begins amid the routine has the heading of the exercise that it leads to
            if heading.exercise and heading.variant and heard.holds and not is_under_way:
                planned = self._session.sections[heard.number - 1]
                exercises.append(
                    PlayedExercise(
                        section=heard.number,
                        name=heading.exercise,
                        title=heading.title,
                        variant=heading.variant,
                        result=result_of(heard, is_last=is_last),
                        holds=heard.holds,
                        holds_done=heard.done,
                        hold_s=max((span.length_s for span in planned.spans if isinstance(span, Hold)), default=0.0),
                        spent_s=s_from_frames(heard.frames),
                    )
                )
        self._kept = replace(
            self._kept,
            heard_s=s_from_frames(self._frame),
            heard_share=self._session.heard_share(self._frame),
            end=self._end,
            exercises=tuple(exercises),
        )
        if self._kept != self._handed_over:
            self._handed_over = self._kept
            self._writer.keep(self._kept)


def result_of(heard: Heard, *, is_last: bool) -> Result:
    """What became of an exercise; `is_last` says that the session is in it, or ended there."""
    if heard.done == heard.holds:
        return Result.DONE
    return Result.CUT_SHORT if heard.begun or is_last else Result.SKIPPED


def practising_of(found: Opened, meant: str, player: str, pain_before: int | None, *, is_logged: bool) -> Practising:
    """What keeps a session in the log that is about to play, if it `is_logged`: one of the routine that is `meant`, by
    its name or its absolute path."""
    from voicecoach import folders
    from voicecoach.coach.reckoning import reckoned_s
    from voicecoach.practice.log import PracticeLog
    from voicecoach.practice.writer import LogWriter

    sections = found.session.sections
    is_file = Path(meant).is_absolute()
    begun = PlayedSession(
        id=new_id(),
        started=datetime.now().astimezone().replace(microsecond=0),
        routine=Path(meant).stem if is_file else meant,
        title=found.routine.title,
        file=meant if is_file else None,
        level=found.level.value,
        voice=found.voice,
        pace=found.choices.pace,
        language=found.routine.language,
        player=player,
        is_partial=found.choices.begin_at is not None,
        planned_s=sum(map(reckoned_s, sections)),
        planned_exercises=len(sections) - 2,  # all but the opening and the closing
        pain_before=pain_before,
    )
    return Practising(LogWriter(PracticeLog(folders.practice_file())) if is_logged else None, found, begun)
