"""What would surely fail: known of an item from its routine, its exercises and its voice, before anything is spoken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from voicecoach.batch.item import Item
from voicecoach.choices import Choices
from voicecoach.errors import FileProblemsError, InputError, NotSetUpError, UnknownNameError, VoicecoachError
from voicecoach.prescription import prescribe
from voicecoach.routines.model import Routine

Refusal = tuple[str, InputError]
"""The key of a plan that asks for what can't be, and why it can't."""


class Foresight:
    """Looks ahead at items; at what is equal in several of them, once.

    `routine` and `choices` are what an item's export takes; `voice` finds a voice, by its name and the language, as an
    export does. All three raise InputError. Without `voice` the items are made elsewhere, and what hangs on this
    machine's voices and config isn't looked at.
    """

    def __init__(
        self,
        routine: Callable[[Item], Routine],
        choices: Callable[[Item], Choices],
        voice: Callable[[str | None, str], object] | None,
    ) -> None:
        self._routine, self._choices, self._voice = routine, choices, voice
        self._routines: dict[object, Routine | InputError] = {}
        self._voices: dict[object, tuple[Refusal, ...]] = {}
        self._exercises: dict[object, tuple[Refusal, ...]] = {}

    def refusals(self, item: Item) -> Iterator[Refusal]:
        """Why an item can't be made; nothing where nothing is known that keeps it from being made."""
        routine = self._loaded(item)
        if isinstance(routine, InputError):
            yield self._refused(routine, item)
            if item.voice:
                yield from self._of_voice(item.voice, "")
            return
        yield from self._of_exercises(item, routine)
        yield from self._of_voice(item.voice, routine.language)

    def _loaded(self, item: Item) -> Routine | InputError:
        asked = item.routine, item.language
        if asked not in self._routines:
            try:
                self._routines[asked] = self._routine(item)
            except InputError as error:
                self._routines[asked] = error
        return self._routines[asked]

    def _refused(self, error: InputError, item: Item) -> Refusal:
        """What is to blame for a routine that can't be had: the language, where the routine is there without it."""
        if item.language is None or isinstance(error, FileProblemsError):
            return "routine", error
        own = self._loaded(replace(item, language=None))
        return ("routine", own) if isinstance(own, InputError) else ("language", error)

    def _of_exercises(self, item: Item, routine: Routine) -> tuple[Refusal, ...]:
        asked = item.routine, item.language, item.level, item.variant, item.only, item.without, item.surface
        if asked not in self._exercises:
            choices = self._choices(item)
            found = tuple(_unknown(routine, choices))
            if not found and (self._voice or item.level):  # else a worker's own config may say the level
                found = tuple(_impossible(routine, choices))
            name = Path(item.routine).name
            self._exercises[asked] = tuple((key, InputError(f"{name}: {error}")) for key, error in found)
        return self._exercises[asked]

    def _of_voice(self, asked: str | None, language: str) -> tuple[Refusal, ...]:
        key = asked or (None, language)
        if key not in self._voices:
            self._voices[key] = tuple(self._missing_voice(asked, language))
        return self._voices[key]

    def _missing_voice(self, asked: str | None, language: str) -> Iterator[Refusal]:
        if not self._voice:
            return
        try:
            self._voice(asked, language)
        except NotSetUpError:  # the plan is good; what is missing is told where a file can't be made
            return
        except InputError as error:
            yield "voice", error if asked else InputError(f"the config's voice for {language}: {error}")
        except VoicecoachError:  # an engine that doesn't work; it may, by the time that a file is made
            return


def _unknown(routine: Routine, choices: Choices) -> Iterator[Refusal]:
    """Each name that the routine hasn't, tried alone, so that all of them are told."""
    alone = [
        *(("level", Choices(levels=(level,))) for level in choices.levels),
        *(("variant", Choices(variants=(variant,))) for variant in choices.variants),
        *(("only", Choices(only=(name,))) for name in choices.only),
        *(("without", Choices(without=(name,))) for name in choices.without),
    ]
    for key, one in alone:
        if isinstance(error := _refusal(routine, one), UnknownNameError):
            yield key, error


def _impossible(routine: Routine, choices: Choices) -> Iterator[Refusal]:
    """What the choices ask for together, and can't be: nothing is left, or what is left can't be done there."""
    error = _refusal(routine, choices)
    if error and choices.surface and not _refusal(routine, replace(choices, surface=None)):
        yield "surface", error
    elif error:
        yield "without" if choices.without else "only" if choices.only else "routine", error


def _refusal(routine: Routine, choices: Choices) -> InputError | None:
    try:
        prescribe(routine, choices)
    except InputError as error:
        return error
    return None
