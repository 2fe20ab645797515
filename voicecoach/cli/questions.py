"""Questions that are asked on a terminal, until the answer can be used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

import typer

from voicecoach.errors import InputError, UnknownNameError

T = TypeVar("T")
E = TypeVar("E", bound=Enum)


@dataclass(frozen=True, slots=True)
class Questions:
    """What somebody is asked; nobody, unless `asks`."""

    asks: bool

    def answer(self, question: str, given: str | None, usual: str, understood: Callable[[str], T]) -> T:
        """The answer, as `understood` makes it out: `given` where there is one, else asked for, else the `usual` one.
        Raises InputError where what is given or usual can't be understood."""
        if given is not None or not self.asks:
            return understood(usual if given is None else given)
        while True:
            try:
                return understood(typer.prompt(question, default=usual, err=True))
            except InputError as error:
                typer.echo(f"voicecoach: {error}", err=True)


def one_of(kind: type[E]) -> Callable[[str], E]:
    """Understands the values of an enumeration."""

    def understood(text: str) -> E:
        try:
            return kind(text.strip().lower())
        except ValueError as error:
            values = [str(member.value) for member in kind]
            raise UnknownNameError(kind.__name__.lower(), text, values) from error

    return understood
