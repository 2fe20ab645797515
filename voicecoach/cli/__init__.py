"""The command line: the only code that prints. Heavy imports wait until a command needs them."""

from __future__ import annotations

import os
import signal
import sys
from io import TextIOWrapper
from typing import Annotated

import typer

from voicecoach.cli.authoring import copy, import_, new, schema
from voicecoach.cli.caching import app as cache_app
from voicecoach.cli.checking import check
from voicecoach.cli.configuring import app as config_app
from voicecoach.cli.doctor import doctor
from voicecoach.cli.exporting import export
from voicecoach.cli.feeding import feed
from voicecoach.cli.listing import list_routines, show
from voicecoach.cli.playing import play
from voicecoach.cli.voices import app as voices_app
from voicecoach.errors import VoicecoachError

app = typer.Typer(
    name="voicecoach",
    help="Stretch without looking at a screen: a routine is spoken, timed, and played aloud or exported to a file.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("play")(play)
app.command("export")(export)
app.command("feed")(feed)
app.command("list")(list_routines)
app.command("show")(show)
app.command("check")(check)
app.command("new")(new)
app.command("copy")(copy)
app.command("import")(import_)
app.command("schema")(schema)
app.command("doctor")(doctor)
app.add_typer(voices_app)
app.add_typer(config_app)
app.add_typer(cache_app)


def _print_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version as package_version

        typer.echo(f"voicecoach {package_version('voicecoach')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Options of voicecoach itself."""


INTERRUPTED = 130
"""What a command ends with that Ctrl-C ended, by the shell's convention: 128 + SIGINT."""


def _end(number: int, frame: object) -> None:
    """End by a signal as by Ctrl-C: files are tidied up, and the terminal is given back as it was."""
    sys.exit(128 + number)


def main() -> None:
    """Run the command line; an error becomes one message and an exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that can't show a letter shows the rest
    for name in ("SIGTERM", "SIGHUP"):  # the second isn't known everywhere
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _end)
    try:
        try:
            app()
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
