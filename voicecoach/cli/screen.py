"""What `play` shows: section, words and the time left; where there is no terminal, a line for each sentence."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING

from voicecoach.cli.console import clock_time
from voicecoach.clip import s_from_frames

if TYPE_CHECKING:
    from rich.console import RenderableType

    from voicecoach.playback.transport import Moment
    from voicecoach.session import Session
    from voicecoach.timeline import Event, PlacedSection

KEYS = "space pause · n next · p previous · r again · q end"


class Screen:
    """Shows a session's moments; a context manager."""

    def __init__(self, session: Session) -> None:
        from rich.console import Console
        from rich.live import Live

        self._session = session
        self._console = Console(highlight=False)
        self._live = Live(console=self._console, auto_refresh=False, transient=True)
        self._spoken: Event | None = None

    def __enter__(self) -> Screen:
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def show(self, moment: Moment) -> None:
        """Show where the session stands."""
        section = self._session.section_at(moment.frame)
        spoken = _spoken(section, moment.frame)
        if self._console.is_terminal:
            self._live.update(self._picture(moment, section, spoken), refresh=True)
        elif spoken and spoken != self._spoken:
            self._console.print(f"{clock_time(s_from_frames(spoken.start))}  {spoken.text}", markup=False)
        self._spoken = spoken

    def _picture(self, moment: Moment, section: PlacedSection, spoken: Event | None) -> RenderableType:
        from rich.console import Group
        from rich.text import Text

        from voicecoach.playback.transport import State

        if moment.state is State.PAUSED:
            state = "paused"
        elif moment.state is State.WAITING:
            state = "getting ready …"
        else:
            state = f"{self._time_left(moment)} left"
        hold = next((e for e in section.events if e.kind == "hold" and e.start <= moment.frame < e.stop), None)
        held = f"hold {s_from_frames(hold.stop - moment.frame):.0f}" if hold else ""
        return Group(
            Text.assemble((section.title, "bold"), "   ", (state, "dim"), "   ", (held, "bold green")),
            Text(spoken.text if spoken else ""),
            Text(KEYS, style="dim"),
        )

    def _time_left(self, moment: Moment) -> str:
        length = self._session.length
        return "…" if length is None else clock_time(s_from_frames(length - moment.frame))


def _spoken(section: PlacedSection, frame: int) -> Event | None:
    """The words last begun in the section."""
    begun = (event for event in section.events if event.kind == "speech" and event.start <= frame)
    return max(begun, key=lambda event: event.start, default=None)
