"""Where the commands that write routines put them, and what they say of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from voicecoach.errors import InputError

if TYPE_CHECKING:
    from voicecoach.documents.node import Node
    from voicecoach.routines.catalogue import Catalogue
    from voicecoach.routines.model import Routine

_SUFFIXES = (".yaml", ".yml")
_LONGEST_NAME = 60


def path_for(target: Path | None, name: str | None, force: bool) -> Path:
    """The file to write: `target`, else that of the name in the routines folder. Raises InputError where it can be seen
    beforehand that it can't be written."""
    from voicecoach import folders
    from voicecoach.files import checked_target

    if target is None and (not name or not {"/", "\\", ".", "\0"}.isdisjoint(name)):
        raise InputError(f"{name!r} can't be a routine's name; choose one such as my-back, or a file with -o")
    path = target or folders.routines_folder() / f"{name}.yaml"
    if path.suffix.lower() not in _SUFFIXES:
        raise InputError(f"{path}: the name of a routine's file ends in .yaml")
    if target or path.parent.is_dir():
        checked_target(path, overwrite=force)
    return path


def file_name(title: str) -> str:
    """The name of a routine by its title: `My back!` → `my-back`."""
    from voicecoach.routines.known import key_of

    return key_of(title)[:_LONGEST_NAME].strip("-")


def schema_url() -> str:
    """Where an editor finds the JSON Schema of routines."""
    from voicecoach.routines.json_schema import SCHEMAS

    return (SCHEMAS / "routine.schema.json").as_uri()


def read(text: str, path: Path, known: Catalogue) -> tuple[Node, Routine]:
    """A routine's text as it would be read from `path`: the whole document, and the routine. Raises
    FileProblemsError."""
    from voicecoach.documents.yaml_document import parse_document
    from voicecoach.routines.reader import routine_of, whole_routine

    library = known.beside(path)
    whole = whole_routine(parse_document(str(path), text.encode()), library)
    return whole, routine_of(whole, library)


def save(path: Path, text: str, known: Catalogue, force: bool) -> Routine:
    """Write a routine's file, and tell what an ear could not follow in it. Raises InputError."""
    from voicecoach import folders
    from voicecoach.files import save
    from voicecoach.routines.catalogue import Catalogue
    from voicecoach.routines.ear import warnings_in

    whole, routine = read(text, path, known)
    if path.parent == folders.routines_folder():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(
                f"the folder {path.parent} can't be made: {error.strerror}; choose a file with -o"
            ) from error
    save(path, text, overwrite=force)
    if path.parent == folders.routines_folder() and path.stem in Catalogue().routines():
        typer.echo(f"voicecoach: from now on {path.stem} means this file, and not the built-in routine", err=True)
    for problem in warnings_in(whole, routine):
        typer.echo(f"{problem.file}:{problem.line}:{problem.column}: warning: {problem.message}", err=True)
    return routine


def reckoned_s(routine: Routine) -> float:
    """About how long a routine is, from doses and word counts."""
    from voicecoach.choices import Choices
    from voicecoach.coach import plan
    from voicecoach.coach.reckoning import reckoned_s as section_s

    return sum(section_s(section) for section in plan(routine, Choices()))


def minutes_of(routine: Routine) -> int:
    """About how many minutes a routine takes."""
    return max(1, round(reckoned_s(routine) / 60))
