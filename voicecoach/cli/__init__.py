"""The command line: the only code that prints. Heavy imports wait until a command needs them."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Iterable
from importlib import import_module
from io import TextIOWrapper
from typing import Annotated

import typer

from voicecoach.cli.plain_values import PlainValuesCommand, PlainValuesGroup
from voicecoach.errors import VoicecoachError

COMMANDS = {
    "play": "playing:play",
    "export": "exporting:export",
    "batch": "batching:batch",
    "feed": "feeding:feed",
    "share": "sharing:share",
    "remind": "reminding:remind",
    "level": "levelling:level",
    "progress": "progressing:app",
    "list": "listing:list_routines",
    "show": "listing:show",
    "check": "checking:check",
    "new": "authoring:new",
    "copy": "authoring:copy",
    "import": "authoring:import_",
    "schema": "authoring:schema",
    "doctor": "doctor:doctor",
    "voices": "voices:app",
    "config": "configuring:app",
    "cache": "caching:app",
}
"""Each command, in the order of `--help`, and where it is: its module is imported when it's asked for."""


def app_of(names: Iterable[str]) -> typer.Typer:
    """The command line with some of COMMANDS."""
    app = typer.Typer(
        name="voicecoach",
        cls=PlainValuesGroup,
        help="Stretch without looking at a screen: a routine is spoken, timed, and played aloud or exported to a file.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="markdown",
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_options)
    for name in names:
        module, _, attribute = COMMANDS[name].partition(":")
        command = getattr(import_module(f"voicecoach.cli.{module}"), attribute)
        if isinstance(command, typer.Typer):
            app.add_typer(command)
        else:
            app.command(name, cls=PlainValuesCommand)(command)
    return app


def _print_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version as package_version

        typer.echo(f"voicecoach {package_version('voicecoach')}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Options of voicecoach itself."""


GC_THRESHOLD = 50_000
"""How many more objects there are before Python looks for rings of them that nobody holds. By itself it looks so often
that a start, which makes many and drops few, takes about a tenth longer."""

INTERRUPTED = 130
"""What a command ends with that Ctrl-C ended, by the shell's convention: 128 + SIGINT."""


def _end(number: int, frame: object) -> None:
    """End by a signal as by Ctrl-C: files are tidied up, and the terminal is given back as it was."""
    sys.exit(128 + number)


def main() -> None:
    """Run the command line; an error becomes one message and an exit status."""
    gc.set_threshold(GC_THRESHOLD)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that can't show a letter shows the rest
    for name in ("SIGTERM", "SIGHUP"):  # the second isn't known everywhere
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _end)
    try:
        try:
            asked = sys.argv[1] if len(sys.argv) > 1 else ""
            app_of([asked] if asked in COMMANDS else [] if asked == "--version" else COMMANDS)()
        finally:
            if sys.stdout:  # a closed one is None
                sys.stdout.flush()
    except VoicecoachError as error:
        typer.echo(f"voicecoach: {error}", err=True)
        sys.exit(error.exit_status)
    except SystemExit as end:
        if end.code == INTERRUPTED:  # typer makes Ctrl-C into it, without a word
            typer.echo("Stopped.", err=True)
        raise
    except OSError as error:  # the output is full, or its reader has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            typer.echo(f"voicecoach: {error}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        typer.echo("Stopped.", err=True)
        sys.exit(INTERRUPTED)
