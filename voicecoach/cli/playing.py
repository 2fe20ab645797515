"""`voicecoach play`."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from threading import Event
from typing import Annotated

import typer

from voicecoach.cli.console import progress, signs_of_life
from voicecoach.cli.opening import Opened, Request, opened
from voicecoach.cli.options import BEGINNING, takes_request
from voicecoach.routines.terms import Safety


@takes_request
def play(
    request: Request,
    context: typer.Context,
    player: Annotated[
        str | None,
        typer.Option("--player", metavar="PLAYER", help="auto, miniaudio, simpleaudio, or silent. Default: auto."),
    ] = None,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume",
            help="Go on where the last session was left, with its routine and its options; those given beside it win.",
            rich_help_panel=BEGINNING,
        ),
    ] = False,
) -> None:
    """Play a routine aloud. Keys: space pauses and goes on, n next, p previous, r again, q ends."""
    from voicecoach import folders
    from voicecoach.cli.bookmarking import asked_for, bookmarking_of, tell_of
    from voicecoach.cli.screen import Screen
    from voicecoach.config import load_config
    from voicecoach.errors import VoicecoachError
    from voicecoach.memory import has_heard_a_session, remember_a_session
    from voicecoach.playback.hearing import Hearing
    from voicecoach.playback.keys import Keys
    from voicecoach.playback.players import AUTO, open_player
    from voicecoach.playback.transport import Ending, Moment, State, Transport

    config = load_config()
    name = player or config.player or AUTO
    memory = folders.memory_file()
    request, bookmark = asked_for(request, context, resume)
    safety = Safety.SHORT if has_heard_a_session(memory) else Safety.FULL
    with (
        _alone(request, name) as can_keep,
        opened(request, safety, config=config, bookmark=bookmark) as found,
    ):
        bookmarking = bookmarking_of(found, request, bookmark, can_keep)
        session, hearing = found.session, Hearing()
        device = open_player(name)
        try:
            if not _first_section_prepared(found):
                signs_of_life().print("Stopped.")
                return
            transport = Transport(device, session, session)
            with _prepared_ahead(found) as preparing, Screen(session) as screen, Keys(transport.send):

                def observe(moment: Moment) -> None:
                    if moment.state is State.WAITING and preparing.done():
                        preparing.result()  # raises what went wrong; until here there was something to hear
                    session.look_ahead(moment.frame)
                    hearing.at(moment.frame)
                    bookmarking.reached(session.scene(moment.frame).number, found.choices.pace)
                    screen.show(moment)

                ending = transport.run(observe)
        finally:
            device.close()
        if ending is Ending.FINISHED:
            bookmarking.heard_to_the_end()
    if ending is Ending.FINISHED and name != "silent" and hearing.was_whole(session.length or 0):
        try:
            remember_a_session(memory)
        except VoicecoachError as error:
            signs_of_life().print(f"Next time the warnings are long again: {error}", markup=False)
    words = "That was the whole routine." if ending is Ending.FINISHED else "Stopped."
    signs_of_life().print(words)
    tell_of(bookmarking)


@contextmanager
def _alone(request: Request, player: str) -> Iterator[bool]:
    """Be the only session that sounds. Gives whether there is a folder to keep a bookmark in; what can't be done there
    is said, and hinders nothing. Raises AlreadyPlayingError."""
    from datetime import datetime

    from voicecoach import folders
    from voicecoach.errors import InputError
    from voicecoach.files import make_folder
    from voicecoach.running import alone

    file, console = folders.running_file(), signs_of_life()
    with ExitStack() as playing:
        can_keep = False
        try:
            make_folder(file.parent)
            can_keep = True
            if player != "silent":  # nobody hears two of those
                playing.enter_context(alone(file, request.routine, datetime.now().astimezone()))
        except InputError as error:
            what = "Nothing" if can_keep else "No bookmark is kept, and nothing"
            console.print(f"{what} hinders a second session: {error}", markup=False, soft_wrap=True)
        yield can_keep


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
