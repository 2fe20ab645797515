"""From the config file and the environment's variables to a Config."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from voicecoach.config.engines import checked_settings
from voicecoach.config.model import Config
from voicecoach.config.variables import variables
from voicecoach.documents.model import validated
from voicecoach.documents.node import Node, overlaid
from voicecoach.documents.toml_document import parse_document, read_text
from voicecoach.documents.toml_words import WORDS
from voicecoach.errors import FileProblemsError, Problem
from voicecoach.folders import config_file


@dataclass(frozen=True, slots=True)
class Loaded:
    """A config, and the document that it was made of: the file with the variables over it. A value's mark names the
    file and its line, or the variable with the line 0."""

    config: Config
    document: Node


def load() -> Loaded:
    """What the user chose for good. Raises as `voicecoach.config.load_config` does."""
    file = config_file()
    in_file = parse_document(str(file), read_text(file, "config file") or "")
    set_beside = variables(in_file)
    if not set_beside.keys:
        return Loaded(config_of(in_file), in_file)
    document = overlaid(in_file, set_beside)
    problems: list[Problem] = []
    with _collected(problems):
        config_of(in_file)  # a mistake stays one under a variable
    with _collected(problems):
        config = config_of(document)
    if problems:
        raise FileProblemsError(dict.fromkeys(problems))
    return Loaded(config, document)


def config_of(document: Node) -> Config:
    """The config that a document holds. Raises FileProblemsError, with every mistake."""
    problems: list[Problem] = []
    engines: dict[str, dict[str, Any]] = {}
    with _collected(problems):
        config = validated(Config, document, words=WORDS)
    for name, table in document.keys.get("engines", document.lacking(document.keys)).keys.items():
        if isinstance(table.value, dict):  # else the model has said so
            with _collected(problems):
                engines[name] = checked_settings(name, table)
    if problems:
        raise FileProblemsError(problems)
    return config.model_copy(update={"engines": engines})


@contextmanager
def _collected(problems: list[Problem]) -> Iterator[None]:
    try:
        yield
    except FileProblemsError as error:
        problems += error.problems
