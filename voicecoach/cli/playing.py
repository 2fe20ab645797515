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
from voicecoach.cli.options import takes_request
from voicecoach.routines.terms import Safety


@takes_request
def play(
    request: Request,
    player: Annotated[
        str | None,
        typer.Option("--player", metavar="PLAYER", help="auto, miniaudio, simpleaudio, or silent. Default: auto."),
    ] = None,
    plain: Annotated[
        bool,
        typer.Option(
            "--plain",
            help="Print a line for each thing that happens, for screen readers and logs, instead of a screen. Default "
            "where the output is no terminal.",
        ),
    ] = False,
) -> None:
    """Play a routine aloud. Keys: space pauses and goes on, n next, p previous, r again, q ends."""
    from voicecoach import folders
    from voicecoach.cli.screen import open_screen
    from voicecoach.errors import VoicecoachError
    from voicecoach.memory import has_heard_a_session, remember_a_session
    from voicecoach.phrases import phrases_for
    from voicecoach.playback.hearing import Hearing
    from voicecoach.playback.keys import Keys
    from voicecoach.playback.players import open_player
    from voicecoach.playback.transport import Ending, Moment, State, Transport

    memory = folders.memory_file()
    with opened(request, Safety.SHORT if has_heard_a_session(memory) else Safety.FULL) as found:
        session, hearing = found.session, Hearing()
        name = player or found.player
        device = open_player(name)
        try:
            if not _first_section_prepared(found):
                signs_of_life().print("Stopped.")
                return
            transport = Transport(device, session, session)
            shown = open_screen(session, phrases_for(found.routine.language), plain)
            with _prepared_ahead(found) as preparing, Keys(transport.send), shown as screen:

                def observe(moment: Moment) -> None:
                    if moment.state is State.WAITING and preparing.done():
                        preparing.result()  # raises what went wrong; until here there was something to hear
                    session.look_ahead(moment.frame)
                    hearing.at(moment.frame)
                    screen.show(moment)

                ending = transport.run(observe)
        finally:
            device.close()
    if ending is Ending.FINISHED and name != "silent" and hearing.was_whole(session.length or 0):
        try:
            remember_a_session(memory)
        except VoicecoachError as error:
            signs_of_life().print(f"Next time the warnings are long again: {error}", markup=False)
    words = "That was the whole routine." if ending is Ending.FINISHED else "Stopped."
    signs_of_life().print(words)


def _first_section_prepared(found: Opened) -> bool:
    """Prepare the first section; False where the listener ended it meanwhile, whatever the engine does."""
    from voicecoach.errors import SpeechError
    from voicecoach.playback.keys import Keys
    from voicecoach.playback.transport import Command

    left = Event()

    def heed(command: Command) -> None:
        if command is Command.STOP:
            left.set()
            found.stop_speaking()

    with progress("Getting ready"), Keys(heed):
        try:
            found.session.prepare()
        except SpeechError:
            if not left.is_set():
                raise
    return not left.is_set()


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
