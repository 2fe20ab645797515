"""Exercises as people name them: by name or by title, in any language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from voicecoach.errors import InputError
from voicecoach.phrases import LANGUAGES
from voicecoach.routines.catalogue import Catalogue
from voicecoach.routines.exercise import Exercise

_USUAL = "lower-back"
"""The built-in routine whose order exercises are shown in."""


@dataclass(frozen=True, slots=True)
class Known:
    """The exercises of a catalogue.

    `exercises` holds them by name, for each language in which they have words; `names` gives the name for each title
    and name, as `key_of` gives those.
    """

    exercises: Mapping[str, Mapping[str, Exercise]]
    names: Mapping[str, str]


def known_in(catalogue: Catalogue) -> Known:
    """The exercises of a catalogue, in all languages."""
    exercises = {language: exercises_in(catalogue, language) for language in LANGUAGES}
    names = {key_of(name): name for name in catalogue.exercise_names()}
    for inner in exercises.values():
        names |= {key_of(exercise.title): name for name, exercise in inner.items()}
    return Known(exercises, names)


def exercises_in(catalogue: Catalogue, language: str) -> dict[str, Exercise]:
    """The exercises of a catalogue that have words in a language and no mistake, the usual ones first."""
    found: dict[str, Exercise] = {}
    usual = (step.exercise for step in Catalogue().load(_USUAL).exercise_steps())
    for name in dict.fromkeys((*usual, *catalogue.exercise_names())):
        try:
            found[name] = catalogue.load_exercise(name, language)
        except InputError:  # `check` tells what is wrong with it
            continue
    return found


def key_of(title: str) -> str:
    """A title as a name: `Child's pose` → `childs-pose`."""
    return "-".join(re.findall(r"[^\W_]+", re.sub(r"['\u2019]", "", title.lower())))
