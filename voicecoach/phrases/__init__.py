"""The coach's own wording, a file per language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from voicecoach.errors import UnknownNameError


@dataclass(frozen=True, slots=True)
class Phrases:
    """Everything that the coach says of its own. Names in braces are filled in; a text may hold several sentences."""

    welcome: str
    safety: str
    start_chime: str
    end_chime: str
    get_down_floor: str
    get_down_bed: str
    settle: str
    take_your_time: str
    first_exercise: str
    dose: str
    dose_once: str
    dose_each_side: str
    dose_each_side_once: str
    left: str
    right: str
    side_first: str
    side_next: str
    count: str
    done: str
    next_exercise: str
    closing: str
    countdown: tuple[str, str, str]
    opening_title: str
    closing_title: str
    number: Callable[[float], str]
    ordinal: Callable[[int], str]
    duration: Callable[[float], str]


def phrases_for(language: str) -> Phrases:
    """The wording in `language`, a tag such as `en` or `en-GB`. Raises UnknownNameError."""
    from voicecoach.phrases.en import ENGLISH

    known = {"en": ENGLISH}
    base = language.lower().partition("-")[0]
    if base not in known:
        raise UnknownNameError("language", language, known)
    return known[base]
