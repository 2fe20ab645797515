"""`voicecoach play`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated

import typer

from voicecoach.cli.console import progress, signs_of_life
from voicecoach.cli.opening import Opened, Request, opened
from voicecoach.cli.options import BEGINNING, takes_request
from voicecoach.cli.speech import Speech
from voicecoach.practice.model import SILENT
from voicecoach.routines.terms import Safety

if TYPE_CHECKING:
    from voicecoach.cli.asking import Asking
    from voicecoach.cli.bookmarking import Bookmarking
    from voicecoach.cli.practising import Practising
    from voicecoach.playback.clapping import Clapping
    from voicecoach.playback.mpris import Track
    from voicecoach.playback.player import Player
    from voicecoach.playback.transport import Ending, Moment, State, Transport
    from voicecoach.scene import Scene
    from voicecoach.session import Session

MOSTLY = 0.95
"""The share of a plan that counts as the whole of it."""


@takes_request
def play(
    request: Request,
    context: typer.Context,
    player: Annotated[
        str | None,
        typer.Option("--player", metavar="PLAYER", help="auto, miniaudio, simpleaudio, or silent. Default: auto."),
    ] = None,
    clap: Annotated[
        bool | None,
        typer.Option(
            "--clap/--no-clap",
            help="Two claps pause, and go on: the microphone listens while the coach is silent, and nothing of it is "
            "kept. Default: --no-clap.",
        ),
    ] = None,
    ask: Annotated[
        bool | None,
        typer.Option(
            "--ask/--no-ask",
            help="Be asked how your back feels, before and after, and answer by one key; on a terminal only. Default: "
            "practice.ask in the config, which is offered once.",
        ),
    ] = None,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume",
            help="Go on where the last session was left, with its routine and its options; those given beside it win.",
            rich_help_panel=BEGINNING,
        ),
    ] = False,
    plain: Annotated[
        bool,
        typer.Option(
            "--plain",
            help="Print a line for each thing that happens, for screen readers and logs, instead of a screen. Default "
            "where the output is no terminal.",
        ),
    ] = False,
    no_log: Annotated[
        bool,
        typer.Option(
            "--no-log",
            help="Keep nothing of this session in the log. practice.log in the config switches it off for good.",
        ),
    ] = False,
) -> None:
    """Play a routine aloud.

    Keys: space pauses and goes on; → or n next, ← or p back, r again; s skips the rest of a hold, l makes it longer;
    plus and minus change the pace, ↑ and ↓ the loudness; w says where you are, ? says every key; q ends.
    With --clap, two claps pause and go on as well.
    """
    from voicecoach import folders
    from voicecoach.cli.asking import asking_of
    from voicecoach.cli.bookmarking import asked_for, bookmarking_of, routine_meant, tell_of, tell_of_earlier
    from voicecoach.cli.practising import practising_of
    from voicecoach.config import load_config
    from voicecoach.memory import has_heard_a_session
    from voicecoach.playback.players import AUTO, open_player
    from voicecoach.playback.transport import Ending

    config = load_config()
    name, memory = player or config.player or AUTO, folders.memory_file()
    request, bookmark = asked_for(request, context, resume)
    safety = Safety.SHORT if has_heard_a_session(memory) else Safety.FULL
    is_logged = config.practice.log and not no_log
    with (
        _alone(request, name) as can_keep,
        opened(request, safety, speech=Speech(config), bookmark=bookmark) as usual,
    ):
        earlier, meant = tell_of_earlier(bookmark), routine_meant(request.routine)
        suggests_less = is_logged and bookmark is None and request.leaves_level
        asking = asking_of(usual, meant, config, name, ask, suggests_less=suggests_less, suggests_more=is_logged)
        reopen = partial(open_player, name)
        with closing(reopen()) as device:
            found = _begun(asking, device)
            if found is None:
                signs_of_life().print("Stopped.")
                return
            request = request if found is usual else request.at_level(found.level)
            bookmarking = bookmarking_of(found, request, earlier, can_keep)
            with practising_of(found, meant, name, asking.pain_before, is_logged=is_logged) as practising:
                hears_claps = bool(config.clap if clap is None else clap)
                ending = _heard(asking, bookmarking, practising, device, reopen, plain=plain, hears_claps=hears_claps)
                if ending is Ending.FINISHED:
                    bookmarking.heard_to_the_end()
                    _remember_a_session(memory, found, name)
                signs_of_life().print("That was the whole routine." if ending is Ending.FINISHED else "Stopped.")
                asking.after(practising, reopen)
    tell_of(bookmarking)
    practising.tell()


def _begun(asking: Asking, device: Player) -> Opened | None:
    """What is to be heard, its beginning prepared, after what is asked before it; None where the listener ended it."""
    usual = asking.found
    if not (_beginning_prepared(usual, asking.prepare) and asking.before(device)):
        return None
    found = asking.found
    return found if found is usual or _beginning_prepared(found) else None


def _heard(
    asking: Asking,
    bookmarking: Bookmarking,
    practising: Practising,
    device: Player,
    reopen: Callable[[], Player],
    *,
    plain: bool,
    hears_claps: bool,
) -> Ending:
    """How a session ended that was played on a device; or where that was lost, on one that `reopen` gave."""
    from voicecoach.cli.screen import open_screen
    from voicecoach.phrases import phrases_for
    from voicecoach.playback.keys import Keys
    from voicecoach.playback.mpris import Mpris
    from voicecoach.playback.transport import Ending, State, Transport
    from voicecoach.steering import Steering

    found, session = asking.found, asking.found.session
    steering = Steering(session, found.coaching)
    transport = Transport(device, session.sound, steering, reopen)
    clapping = _clapping(transport, session) if hears_claps else None
    shown = open_screen(session, phrases_for(found.routine.language), plain, clapping)
    with (
        Mpris(transport.send) as desktop,
        Keys(transport.send),
        clapping or nullcontext(),
        shown as screen,
        # last: its thread would slow down all that comes before the first sound
        prepared_on(session, [steering.prepare, asking.prepare_on], found.stop_speaking) as preparing,
    ):

        def observe(moment: Moment) -> None:
            if moment.state is not State.PLAYING and preparing.done():
                preparing.result()  # raises what went wrong; until here there was something to hear
            session.sound.keep_near(moment.frame)
            scene = session.scene(moment.frame)
            steering.hears_claps = clapping is not None and clapping.show(moment)
            screen.show(moment)
            desktop.show(_track(scene, moment.state, found.routine.title))
            bookmarking.reached(scene.number, steering.pace)
            practising.reached(scene, steering.pace)

        ending = transport.run(observe)
        practising.ended(is_finished=ending is Ending.FINISHED)
    return ending


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
            if player != SILENT:  # nobody hears two of those
                playing.enter_context(alone(file, request.routine, datetime.now().astimezone()))
        except InputError as error:
            what = "Nothing" if can_keep else "No bookmark is kept, and nothing"
            console.print(f"{what} hinders a second session: {error}", markup=False, soft_wrap=True)
        yield can_keep


def _remember_a_session(memory: Path, found: Opened, player: str) -> None:
    """Remember that a session was heard to its end, if it was the most of a whole one; what hinders that is said."""
    from voicecoach.errors import VoicecoachError
    from voicecoach.memory import remember_a_session

    heard = found.session.heard_share(found.session.sound.length or 0)
    if player == SILENT or heard < MOSTLY or found.choices.begin_at is not None:
        return
    try:
        remember_a_session(memory)
    except VoicecoachError as error:
        signs_of_life().print(f"Next time the warnings are long again: {error}", markup=False)


def _track(scene: Scene, state: State, routine: str) -> Track:
    """What a desktop is told: the section as a track of the routine."""
    from voicecoach.playback.mpris import Track, us_from_frames

    length = None if scene.section_stop is None else scene.section_stop - scene.section_start
    return Track(
        title=scene.title,
        artist=routine,
        number=scene.number,
        state=state,
        position_us=us_from_frames(scene.frame - scene.section_start),
        length_us=None if length is None else us_from_frames(length),
    )


def _clapping(transport: Transport, session: Session) -> Clapping:
    """What hears claps."""
    from voicecoach.playback.clapping import Clapping

    return Clapping(transport.send, session.sound)


def _beginning_prepared(found: Opened, first: Callable[[], object] = bool) -> bool:
    """Prepare what is heard first, behind what `first` prepares; False where the listener ended it meanwhile, whatever
    the engine does."""
    from voicecoach.commands import Command
    from voicecoach.errors import SpeechError
    from voicecoach.playback.keys import Keys

    left = Event()

    def heed(command: Command) -> None:
        if command is Command.STOP:
            left.set()
            found.stop_speaking()

    with progress("Getting ready"), Keys(heed):
        try:
            first()
            while not (left.is_set() or found.session.sound.limit) and found.session.prepare():
                pass
        except SpeechError:
            if not left.is_set():
                raise
    return not left.is_set()


@contextmanager
def prepared_on(
    session: Session, first: Iterable[Callable[[], object]] = (), stop_speaking: Callable[[], object] = bool
) -> Iterator[Future[None]]:
    """Prepare, in a thread, what comes next in a session, then what each of `first` prepares, then all that is ahead or
    comes to be. Whoever leaves the context calls `stop_speaking`, and doesn't wait for a cue under way."""

    def prepare() -> None:
        session.prepare_section()
        for prepare_more in first:
            prepare_more()
        session.prepare_on()

    with ThreadPoolExecutor(1) as thread:
        try:
            yield thread.submit(prepare)
        finally:
            session.end()
            stop_speaking()
