"""`voicecoach check`: what is wrong in a file, and what would sound wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from voicecoach.cli.opening import catalogue
from voicecoach.cli.options import LanguageOption

if TYPE_CHECKING:
    from voicecoach.errors import Problem


def check(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE…]", help="Routine or exercise files, or routines' names. Default: all of your own."
        ),
    ] = None,
    language: LanguageOption = None,
    strict: Annotated[bool, typer.Option("--strict", help="End with status 2 for a warning, too.")] = False,
) -> None:
    """Check routine files: every mistake, and whatever an ear could not follow, with its place and what to write
    instead. A file with words in several languages is checked in each."""
    from voicecoach.errors import FileProblemsError, InputError
    from voicecoach.routines.checking import warnings_of

    known = catalogue()
    wrong = False
    names = files or known.own_files()
    if not names:
        print("There is no file of your own yet; `voicecoach new` writes one.")
    for name in names:
        try:
            warnings = warnings_of(name, known, language)
        except FileProblemsError as error:
            wrong = True
            print(error)
        except InputError as error:
            wrong = True
            typer.echo(f"voicecoach: {error}", err=True)
        else:
            wrong |= strict and bool(warnings)
            _print(name, warnings)
    if wrong:
        raise typer.Exit(InputError.exit_status)


def _print(name: str, warnings: tuple[Problem, ...]) -> None:
    for problem in warnings:
        print(f"{problem.file}:{problem.line}:{problem.column}: warning: {problem.message}")
    if not warnings:
        print(f"{name}: no mistakes")
