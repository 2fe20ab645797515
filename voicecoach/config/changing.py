"""Setting and removing keys of the config file: it changes as asked, and nothing else in it, or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from pathlib import Path as FilePath
from typing import Any

from voicecoach.config.keys import Path, as_written, dotted, found
from voicecoach.config.loading import config_of
from voicecoach.config.writing import with_value, without
from voicecoach.documents.node import Node
from voicecoach.documents.toml import loads
from voicecoach.documents.toml_document import BYTE_ORDER_MARK, parse_document, read_text
from voicecoach.errors import FileProblemsError, InputError
from voicecoach.files import save


def set_key(file: FilePath, path: Path, written: Sequence[str]) -> None:
    """Set a key to what was written on the command line: the first meaning of it that is valid there.

    Raises InputError, and leaves the file as it was, where none is, where the file holds mistakes already, or where it
    can't be written.
    """
    mark, text, before = _read(file)
    path = as_written(path, before)
    failures: list[tuple[Node, FileProblemsError]] = []
    for value in meanings(written):
        changed = with_value(text, path, value)
        after = _checked(file, changed, _having(before.plain(), path, value))
        try:
            config_of(after)
        except FileProblemsError as error:
            failures.append((after, error))
        else:
            _save(file, mark + changed)
            return
    after, failure = failures[0]
    line = after.nearest(path).mark.line
    own = [problem.message for problem in failure.problems if problem.line == line]
    if not own:
        config_of(before)  # raises what was wrong already, where it stands
        own = [problem.message for problem in failure.problems]
    raise InputError("\n".join(f"{dotted(path)}: {message}" for message in own)) from failure


def remove_key(file: FilePath, path: Path) -> bool:
    """Remove a key, or a table with all its keys; False where the file hasn't it.

    Other mistakes in the file don't keep it from that. Raises InputError where the file can't be written, or where it
    wouldn't be valid any more.
    """
    mark, text, before = _read(file)
    if found(before, path) is None:
        return False
    path = as_written(path, before)
    changed = without(text, path)
    after = _checked(file, changed, _lacking(before.plain(), path))
    try:
        config_of(after)
    except FileProblemsError as error:
        if _is_valid(before):
            messages = "; ".join(problem.message for problem in error.problems)
            raise InputError(f"{dotted(path)} can't be removed: {messages}") from error
    _save(file, mark + changed)
    return True


def meanings(written: Sequence[str]) -> Iterator[Any]:
    """What words on a command line may mean, the likeliest first: a value as TOML writes it (`120`, `["a", "b"]`), or
    text as it stands; a list where there are several."""
    if len(written) == 1:
        literal = _literal(written[0])
        yield literal
        if literal != written[0] or not isinstance(literal, str):
            yield written[0]
        return
    yield [_literal(word) for word in written]
    yield list(written)


def _literal(word: str) -> Any:
    """The value that a word is in TOML; the word itself where it is none."""
    try:
        values = loads(f"value = {word}")
    except (ValueError, RecursionError):
        return word
    return values["value"] if len(values) == 1 else word


def _read(file: FilePath) -> tuple[str, str, Node]:
    """The mark that the file may begin with, its text without it, and its document."""
    whole = read_text(file, "config file") or ""
    text = whole.removeprefix(BYTE_ORDER_MARK)
    return whole[: len(whole) - len(text)], text, parse_document(str(file), text)


def _checked(file: FilePath, changed: str, expected: dict[str, Any]) -> Node:
    """The document of a changed text. Raises InputError where it isn't exactly what was to come of the change."""
    document = parse_document(str(file), changed)
    if _filled(document.plain()) != _filled(expected):
        raise InputError(f"{file} is written in a way that can't be changed here; `voicecoach config edit` opens it")
    return document


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    """The values without tables that are empty: those, the writer may leave or take away."""
    found = {key: _filled(value) if isinstance(value, dict) else value for key, value in values.items()}
    return {key: value for key, value in found.items() if value != {}}


def _having(values: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    table = root = deepcopy(values)
    for part in path[:-1]:
        table = table.setdefault(part, {})
    table[path[-1]] = value
    return root


def _lacking(values: dict[str, Any], path: Path) -> dict[str, Any]:
    table = root = deepcopy(values)
    for part in path[:-1]:
        table = table[part]
    del table[path[-1]]
    return root


def _is_valid(document: Node) -> bool:
    try:
        config_of(document)
    except FileProblemsError:
        return False
    return True


def make_folder(file: FilePath) -> None:
    """Make the folder of the config file. Raises InputError."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"the folder {file.parent} can't be made: {error.strerror}") from error


def _save(file: FilePath, text: str) -> None:
    make_folder(file)
    save(file, text, overwrite=True)
