"""What there is to do in a file that wasn't written for voicecoach, item by item, and what of it is left out."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

from voicecoach.documents.duration import Duration
from voicecoach.documents.node import Mark, Node
from voicecoach.errors import Problem, UnknownNameError
from voicecoach.phrases import base_language
from voicecoach.routines.importing.line import read_time

_LEFT_OUT = {
    "tts": "a voice is chosen with --voice",
    "audio_format": "the name of the exported file chooses its format",
    "i18n": "the coach has its own words for minutes and seconds",
    "exercise_beginning": "the coach names each exercise in its own words",
    "log_level": "it means nothing here",
    "background_urls": "there is no music here",
}
"""Why a key of another program's file isn't carried over."""

_MOST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do: an exercise by its title, words, or a rest; `lasts` is how long, as far as it is known."""

    mark: Mark
    kind: Literal["exercise", "say", "rest"]
    text: str
    lasts: Duration | None = None
    repetitions: int | None = None
    each_side: bool = False
    texts: tuple[tuple[Mark, str], ...] = ()
    """Words from the start of the hold on."""
    half_way: str = ""
    """Words in the middle of the hold."""


@dataclass(slots=True)
class Foreign:
    """What a file says, and what of it is `left` out."""

    title: str | None = None
    language: str | None = None
    items: list[Item] = field(default_factory=list)
    left: list[Problem] = field(default_factory=list)

    def leave(self, mark: Mark, message: str) -> None:
        """Note what could not be carried over as it is."""
        self.left.append(mark.problem(message))

    def speak(self, mark: Mark, language: str) -> None:
        """Take over the language that the file names, where the coach has words in it."""
        try:
            self.language = base_language(language)
        except UnknownNameError:
            self.leave(mark, f"the coach has no words in {language!r}; choose another language with --language")


def time_in(found: Foreign, node: Node, key: str) -> Duration | None:
    """A time that another program gives as a number of seconds, or as text with units."""
    written = node.keys.get(key)
    if written is None:
        return None
    number = written.value
    if isinstance(number, (int, float)) and not isinstance(number, bool) and 0 <= number < math.inf:
        return Duration(float(number))
    if written.text and (time := read_time(written.text)):
        return time
    found.leave(written.mark, f"{key} is no time; it was left out")
    return None


def text_in(node: Node, key: str) -> str | None:
    """The text under a key; None where there is none."""
    return node.keys[key].text if key in node.keys else None


def leave_keys(found: Foreign, node: Node, carried: tuple[str, ...]) -> None:
    """Note the keys that aren't carried over."""
    for key, value in node.keys.items():
        if key not in carried:
            why = _LEFT_OUT.get(key)
            found.leave(value.key_mark or value.mark, f"{key} was left out" + (f": {why}" if why else ""))


def shortened(text: str) -> str:
    """A text as a message shows it."""
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"
