"""The options that several commands share."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from functools import partial
from typing import Annotated, Any

import typer

from voicecoach.choices import BREATHS_A_MINUTE, FASTEST_RATE_WPM, FEWEST_BREATHS, MOST_BREATHS, SLOWEST_RATE_WPM
from voicecoach.cli.opening import Request
from voicecoach.routines.terms import Guidance, Safety, Surface

DEFAULT_ROUTINE = "lower-back"

_EXERCISES = "Which exercises, and how hard"
_WORDS = "What is said, and how"
BEGINNING = "Where and when to begin"

RoutineArgument = Annotated[
    str,
    typer.Argument(
        metavar="ROUTINE",
        help="A built-in routine's name, the name of a file in your routines folder, or a path to a file.",
    ),
]
LanguageOption = Annotated[
    str | None,
    typer.Option(
        "--language",
        metavar="TAG",
        help="Words and voice in this language: de, en, es or fr. Default: the routine's.",
        rich_help_panel=_WORDS,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


def _request(
    routine: RoutineArgument = DEFAULT_ROUTINE,
    level: Annotated[
        list[str] | None,
        typer.Option(
            "--level",
            metavar="LEVEL",
            help="gentle, regular or challenge; EXERCISE=LEVEL for one exercise (can be repeated). "
            "Default: the routine's.",
            rich_help_panel=_EXERCISES,
        ),
    ] = None,
    variant: Annotated[
        list[str] | None,
        typer.Option(
            "--variant",
            metavar="EXERCISE=VARIANT",
            help="Another form of an exercise, such as knees-to-chest=one-leg (can be repeated).",
            rich_help_panel=_EXERCISES,
        ),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only",
            metavar="EXERCISE",
            help="Do just this exercise, by its name or its title (can be repeated).",
            rich_help_panel=_EXERCISES,
        ),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(
            "--without",
            metavar="EXERCISE",
            help="Leave this exercise out, by its name or its title (can be repeated).",
            rich_help_panel=_EXERCISES,
        ),
    ] = None,
    surface: Annotated[
        Surface | None,
        typer.Option("--surface", help="Where you lie. Default: the routine's.", rich_help_panel=_EXERCISES),
    ] = None,
    voice: Annotated[
        str | None,
        typer.Option(
            "--voice",
            metavar="VOICE",
            help="Who speaks, such as en-gb or piper:en_US-lessac-medium; `voicecoach voices` lists all.",
            rich_help_panel=_WORDS,
        ),
    ] = None,
    pace: Annotated[
        str | None,
        typer.Option(
            "--pace",
            metavar="PACE",
            help="slow, steady, brisk, or a factor from 0.5 to 2: speech and the room to move. Holds never change. "
            "Default: steady.",
            rich_help_panel=_WORDS,
        ),
    ] = None,
    rate: Annotated[
        float | None,
        typer.Option(
            "--rate",
            metavar="NUMBER",
            min=SLOWEST_RATE_WPM,
            max=FASTEST_RATE_WPM,
            help="How many words a minute you hear, 60 to 300, whatever the pace. Default: 130 at the steady pace.",
            rich_help_panel=_WORDS,
        ),
    ] = None,
    language: LanguageOption = None,
    guidance: Annotated[
        Guidance | None,
        typer.Option(
            "--guidance",
            help="How much is said: full explains, brief reminds, chimes names exercises and sides. "
            "Default: the routine's, else full.",
            rich_help_panel=_WORDS,
        ),
    ] = None,
    safety: Annotated[
        Safety | None,
        typer.Option(
            "--safety",
            help="How much of the warnings is said at the beginning. Default: full; short where the session begins "
            "amid the routine, and in play once you have heard a session to its end.",
            rich_help_panel=_WORDS,
        ),
    ] = None,
    breaths: Annotated[
        float | None,
        typer.Option(
            "--breaths",
            metavar="NUMBER",
            min=FEWEST_BREATHS,
            max=MOST_BREATHS,
            help="How many slow breaths you take in a minute: the length of holds that are counted in breaths "
            f"(those of the built-in routines are counted in seconds). Default: {BREATHS_A_MINUTE:g}.",
            rich_help_panel=_WORDS,
        ),
    ] = None,
    seed: Annotated[
        int,
        typer.Option(
            "--seed",
            metavar="NUMBER",
            min=0,
            help="Which encouragement comes first; the same number, the same words.",
            rich_help_panel=_WORDS,
        ),
    ] = 0,
    begin_with: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="EXERCISE",
            help="Begin with this exercise: its name, its title, or its section's number in `voicecoach show`. "
            "Those before it are left out, and the opening is short.",
            rich_help_panel=BEGINNING,
        ),
    ] = None,
    wait: Annotated[
        str | None,
        typer.Option(
            "--in",
            metavar="TIME",
            help="Wait first, such as 30s or '2 min', at most an hour; the coach says how long.",
            rich_help_panel=BEGINNING,
        ),
    ] = None,
) -> Request:
    """The request that these options make."""
    return Request(**locals())


def is_plain(request: Request) -> bool:
    """Whether none of the shared options was given."""
    plain = _request(request.routine)
    return all((getattr(request, name) or None) == (getattr(plain, name) or None) for name in Request.__slots__)


def takes_request(command: Callable[..., None]) -> Callable[..., None]:
    """A command whose first parameter is a Request, as one that takes the shared options in the place of it."""
    shared = inspect.signature(_request, eval_str=True).parameters
    _, *own = inspect.signature(command, eval_str=True).parameters.values()
    routine, *others = shared.values()

    def run(**options: Any) -> None:
        request = _request(**{name: options.pop(name) for name in shared})
        command(request, **options)

    return _as_command(run, command, (routine, *own, *others))


def takes_requests(command: Callable[..., None]) -> Callable[..., None]:
    """A command for several routines: its first parameter makes a routine's name into a Request, and it takes the
    shared options in the place of that, but for the routine."""
    _, *others = inspect.signature(_request, eval_str=True).parameters.values()
    _, *own = inspect.signature(command, eval_str=True).parameters.values()

    def run(**options: Any) -> None:
        command(partial(_request, **{other.name: options.pop(other.name) for other in others}), **options)

    return _as_command(run, command, (*own, *others))


def _as_command(
    run: Callable[..., None], command: Callable[..., None], parameters: Iterable[inspect.Parameter]
) -> Callable[..., None]:
    """`run`, which looks like `command` with these parameters."""
    shown = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in parameters]
    run.__name__, run.__doc__ = command.__name__, command.__doc__
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in shown}
    vars(run)["__signature__"] = inspect.Signature(shown)
    return run
