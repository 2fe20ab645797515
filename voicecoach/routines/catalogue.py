"""Finds routines and exercises: the built-in ones, the user's own, and files by their path."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from voicecoach.errors import InputError, UnknownNameError
from voicecoach.routines.model import Exercises, Routine
from voicecoach.routines.reader import parse_exercise, read_bytes, read_routine

_DATA = Path(__file__).parent / "data"
_SUFFIXES = (".yaml", ".yml")


@cache
def built_in_exercises() -> Exercises:
    """Every built-in exercise, by name. Callers must not change it."""
    return {path.stem: parse_exercise(str(path), read_bytes(path)) for path in _files(_DATA / "exercises")}


def routine_files(user_folder: Path) -> dict[str, Path]:
    """Routine files by name: the built-in ones, then those in the user's folder, which win over them."""
    return {path.stem: path for folder in (_DATA, user_folder) for path in _files(folder)}


def find_routine(routine: str, user_folder: Path) -> Path:
    """The file that ROUTINE means: a path where it looks like one, else a name. Raises InputError."""
    if "\0" in routine:
        raise InputError("a routine's name can't hold a NUL character")
    path = Path(routine)
    if path.suffix.lower() in _SUFFIXES or routine in (".", "..") or not {"/", os.sep}.isdisjoint(routine):
        return _home(path)
    files = routine_files(user_folder)
    if routine not in files:
        raise UnknownNameError("routine", routine, files, "; a file is given by its path, such as ./my-back.yaml")
    return files[routine]


def load_routine(routine: str, user_folder: Path) -> Routine:
    """The routine that ROUTINE means. Raises InputError."""
    return read_routine(find_routine(routine, user_folder), built_in_exercises())


def _home(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError as error:
        raise InputError(f"{path}: {error}; write the path out") from error


def _files(folder: Path) -> list[Path]:
    try:
        found = sorted(folder.iterdir())
    except FileNotFoundError:
        return []
    except OSError as error:
        raise InputError(f"the folder {folder} can't be read: {error.strerror}") from error
    return [path for path in found if path.suffix.lower() in _SUFFIXES and path.is_file()]
