"""What `play` shows: section, words and the time left; where there is no terminal, a line for each sentence."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING

from voicecoach.cli.console import clock_time
from voicecoach.clip import s_from_frames

if TYPE_CHECKING:
    from rich.console import RenderableType

    from voicecoach.playback.transport import Moment
    from voicecoach.scene import Scene
    from voicecoach.session import Session
    from voicecoach.timeline import Event

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
        scene = self._session.scene(moment.frame)
        spoken = scene.spoken
        if self._console.is_terminal:
            self._live.update(self._picture(moment, scene), refresh=True)
        elif spoken and spoken != self._spoken:
            self._console.print(f"{clock_time(s_from_frames(spoken.start))}  {spoken.text}", markup=False)
        self._spoken = spoken

    def _picture(self, moment: Moment, scene: Scene) -> RenderableType:
        from rich.console import Group
        from rich.text import Text

        from voicecoach.playback.transport import State

        if moment.state is State.PAUSED:
            state = "paused"
        elif moment.state is State.WAITING:
            state = "getting ready …"
        else:
            state = "… left" if scene.left is None else f"{clock_time(s_from_frames(scene.left))} left"
        held = f"hold {s_from_frames(scene.hold.stop - moment.frame):.0f}" if scene.hold else ""
        return Group(
            Text.assemble((scene.title, "bold"), "   ", (state, "dim"), "   ", (held, "bold green")),
            Text(scene.spoken.text if scene.spoken else ""),
            Text(KEYS, style="dim"),
        )
