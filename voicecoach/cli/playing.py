"""`voicecoach play`."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import Annotated

import typer

from voicecoach.cli.console import progress, signs_of_life
from voicecoach.cli.opening import Opened, Request, opened
from voicecoach.cli.options import (
    DEFAULT_ROUTINE,
    LevelOption,
    OnlyOption,
    PaceOption,
    RoutineArgument,
    VoiceOption,
    WithoutOption,
)


def play(
    routine: RoutineArgument = DEFAULT_ROUTINE,
    player: Annotated[
        str, typer.Option("--player", metavar="PLAYER", help="auto, miniaudio, simpleaudio, or silent.")
    ] = "auto",
    voice: VoiceOption = None,
    pace: PaceOption = "steady",
    level: LevelOption = None,
    only: OnlyOption = None,
    without: WithoutOption = None,
) -> None:
    """Play a routine aloud. Keys: space pauses and goes on, n next, p previous, r again, q ends."""
    from voicecoach.cli.screen import Screen
    from voicecoach.playback.keys import Keys
    from voicecoach.playback.players import open_player
    from voicecoach.playback.transport import Ending, Moment, Transport

    with opened(Request(routine, voice, pace, level, only, without)) as found:
        session = found.session
        device = open_player(player)
        try:
            with progress("Getting ready"):
                session.prepare()
            transport = Transport(device, session, session)
            with _prepared_ahead(found) as preparing, Screen(session) as screen, Keys(transport.send):

                def observe(moment: Moment) -> None:
                    if moment.waiting and preparing.done():
                        preparing.result()  # raises what went wrong; until here there was something to hear
                    session.look_ahead(moment.frame)
                    screen.show(moment)

                ending = transport.run(observe)
        finally:
            device.close()
    words = "That was the whole routine." if ending is Ending.FINISHED else "Stopped."
    signs_of_life().print(words)


@contextmanager
def _prepared_ahead(found: Opened) -> Iterator[Future[None]]:
    """Prepare the sections that are left in a thread. Whoever leaves the context doesn't wait for a cue under way."""
    left = Event()

    def prepare() -> None:
        while not left.is_set() and found.session.prepare():
            pass

    with ThreadPoolExecutor(1) as ahead:
        try:
            yield ahead.submit(prepare)
        finally:
            left.set()
            found.stop_speaking()
