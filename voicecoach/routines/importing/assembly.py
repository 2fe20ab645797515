"""Items → the steps of a routine, and the exercises that they need."""

from __future__ import annotations

import math
from typing import Any

from voicecoach.documents.duration import Duration, parse_duration
from voicecoach.errors import Problem
from voicecoach.phrases import phrases_for
from voicecoach.routines.fields import HALF
from voicecoach.routines.importing.items import Item
from voicecoach.routines.importing.spoken import sentence, title
from voicecoach.routines.known import Known, key_of
from voicecoach.routines.model import MOST_STEPS
from voicecoach.routines.terms import Level, Sides
from voicecoach.tempo import COUNTDOWN_S, RATE_WPM, spoken_s

_INSTRUCTIONS = {
    "de": ("Komm langsam in die Übung.", "Komm langsam in die Übung, {side}."),
    "en": ("Slowly come into it.", "Slowly come into it, on your {side} side."),
    "es": ("Entra despacio en el ejercicio.", "Entra despacio en el ejercicio, por la {side}."),
    "fr": ("Entrez lentement dans l'exercice.", "Entrez lentement dans l'exercice, à {side}."),
}
"""What leads into any exercise: without sides, and with them."""

_HOLD = Duration(seconds=10)
_SHORT_HOLD = Duration(seconds=3)
"""For an exercise of which only the repetitions are known."""
_REST = Duration(seconds=10)
_LONGEST_S = 600.0
_MOST_REPETITIONS = 100
_MOST_LINES = 20
_LONGEST_KEY = 60

# Where the words inside a hold go: a little apart, and clear of the countdown.
_FIRST_LINE_AT_S = 2.0
_LINE_GAP_S = 1.5
_CLEAR_S = COUNTDOWN_S + 1


class Assembly:
    """Items, one after the other, as steps and as the exercises that they need."""

    def __init__(self, language: str, known: Known) -> None:
        self._language, self._known = language, known.exercises.get(language, {})
        self._names, self._taken = known.names, frozenset(known.names.values())
        self.exercises: dict[str, dict[str, Any]] = {}
        self.steps: list[dict[str, Any]] = []
        self.left: list[Problem] = []

    def add(self, item: Item) -> None:
        """Add an item as the step that it makes."""
        if len(self.steps) == MOST_STEPS:
            self._leave(item, f"a routine has at most {MOST_STEPS} steps; this was left out")
            return
        name = self._names.get(key_of(item.text))
        if item.kind == "rest":
            self._add_rest(item)
        elif name and name in self._known:
            self._add_known(item, name)
        elif item.kind == "say":
            self._add_words(item)
        else:
            self._add_own(item)

    def _leave(self, item: Item, message: str) -> None:
        self.left.append(item.mark.problem(message))

    def _add_rest(self, item: Item) -> None:
        """A rest; that after an exercise which is done once is the exercise's own, so that what comes next is said in
        it."""
        rest = self._time(item, "rest", least_s=0.0)
        if rest is None:
            self._leave(item, f"a rest without a time; {_written(_REST)} was written")
            rest = _written(_REST)
        if self.steps and self._is_done_once(self.steps[-1]) and "rest" not in self.steps[-1]:
            self.steps[-1]["rest"] = rest
        else:
            self.steps.append({"rest": rest})

    def _is_done_once(self, step: dict[str, Any]) -> bool:
        """Whether a step is an exercise with a single hold, and so a single rest."""
        name = str(step.get("exercise"))
        if name in self.exercises:
            return step.get("repetitions", 1) == 1 and "sides" not in self.exercises[name]
        if name not in self._known or step.get("repetitions") != 1:
            return False
        return all(variant.sides is Sides.BOTH for variant in self._known[name].variants.values())

    def _add_words(self, item: Item) -> None:
        words = sentence(item.text, self._language)
        if not words:
            self._leave(item, "there is no word to be said in this, or far too many; it was left out")
            return
        lasts = self._time(item, "time", least_s=0.0)
        self.steps.append({"say": words} | ({"lasts": lasts} if lasts else {}))

    def _add_known(self, item: Item, name: str) -> None:
        exercise = self._known[name]
        step: dict[str, Any] = {"exercise": name}
        usual = exercise.variant_at(Level.REGULAR)
        if item.each_side and usual.sides is Sides.BOTH:
            sided = [key for key, variant in exercise.variants.items() if variant.sides is not Sides.BOTH]
            if sided:
                step["variant"] = sided[0]
            else:
                self._leave(item, f"{name} moves both sides at once; the sides were left out")
        repetitions, hold = self._repetitions(item), self._time(item, "hold", least_s=1.0)
        if hold or repetitions:
            step["repetitions"] = repetitions or 1
        if hold:
            step["hold"] = hold
        lines = self._lines(item, parse_duration(hold) if hold else exercise.levels[Level.REGULAR].hold)
        self.steps.append(step | ({"lines": lines} if lines else {}))

    def _add_own(self, item: Item) -> None:
        """An exercise of the routine's own. One that comes again is written once."""
        named = title(item.text, self._language)
        if not named:
            self._leave(item, "there is no name in this that could be spoken; it was left out")
            return
        repetitions, hold = self._repetitions(item), self._time(item, "hold", least_s=1.0)
        if hold is None:
            usual = _SHORT_HOLD if repetitions else _HOLD
            hold = _written(usual)
            self._leave(item, f"{named}: there is no time in this; a hold of {hold} was written")
        key = self._own_key(named, item.each_side)
        own = self.exercises.setdefault(key, self._own(named, item.each_side) | {"hold": hold})
        step: dict[str, Any] = {"exercise": key}
        if repetitions:
            step["repetitions"] = repetitions
        if hold != own["hold"]:
            step["hold"] = hold
        lines = self._lines(item, parse_duration(hold))
        self.steps.append(step | ({"lines": lines} if lines else {}))

    def _own(self, named: str, each_side: bool) -> dict[str, Any]:
        phrases = phrases_for(self._language)
        instruction, sided = _INSTRUCTIONS[self._language]
        words = {"instruction": sided if each_side else instruction, "release": phrases.release}
        sides = {"sides": Sides.ALTERNATING.value} if each_side else {}
        return {"title": named, "hurts": phrases.hurts} | sides | words

    def _own_key(self, named: str, each_side: bool) -> str:
        """The name of an own exercise: one that no other has, and that is the same for the same exercise."""
        usual = key_of(named)[:_LONGEST_KEY].strip("-") or "exercise"
        key, number = usual, 1
        while key in self._taken or not self._is_free_for(key, named, each_side):
            number += 1
            key = f"{usual}-{number}"
        return key

    def _is_free_for(self, key: str, named: str, each_side: bool) -> bool:
        own = self.exercises.get(key)
        return own is None or (own["title"].lower() == named.lower() and ("sides" in own) is each_side)

    def _repetitions(self, item: Item) -> int | None:
        if item.repetitions is None or 1 <= item.repetitions <= _MOST_REPETITIONS:
            return item.repetitions
        self._leave(item, f"1 to {_MOST_REPETITIONS} repetitions are possible; {item.repetitions} were left out")
        return None

    def _time(self, item: Item, what: str, least_s: float) -> str | None:
        """How long an item lasts, as a routine writes it, brought into the bounds that a routine has."""
        if item.lasts is None:
            return None
        longest = Duration(seconds=_LONGEST_S, in_minutes=True)
        if item.lasts.s() > _LONGEST_S:
            self._leave(item, f"a {what} of {_written(item.lasts)} is too long; {_written(longest)} was written")
            return _written(longest)
        if item.lasts.s() < least_s:
            self._leave(item, f"a {what} of {_written(item.lasts)} is too short; it was left out")
            return None
        return _written(item.lasts)

    def _lines(self, item: Item, hold: Duration) -> list[dict[str, str]]:
        """The words inside a hold, those that fit."""
        hold_s = hold.s()
        half_way = sentence(item.half_way, self._language)
        texts = [(mark, sentence(text, self._language)) for mark, text in item.texts]
        until_s = (hold_s / 2 - _LINE_GAP_S) if half_way else hold_s - _CLEAR_S
        lines: list[dict[str, str]] = []
        at_s = _FIRST_LINE_AT_S
        for mark, words in texts:
            stop_s = at_s + self._said_s(words)
            if not words or stop_s > until_s or len(lines) == _MOST_LINES - 1:
                self.left.append(mark.problem("there is no room for this text in the hold; it was left out"))
                continue
            lines.append({"at": f"{at_s:g} s", "say": words})
            at_s = math.ceil(stop_s + _LINE_GAP_S)
        if half_way and hold_s / 2 + self._said_s(half_way) <= hold_s - _CLEAR_S:
            lines.append({"at": HALF, "say": half_way})
        elif item.half_way:
            self._leave(item, "there is no room in the hold for the words in its middle; they were left out")
        return lines

    def _said_s(self, words: str) -> float:
        return spoken_s(len(words.split()), RATE_WPM)


def _written(duration: Duration) -> str:
    """A duration as a routine writes it."""
    if duration.breaths:
        return f"{duration.breaths:g} breath{'' if duration.breaths == 1 else 's'}"
    seconds = round(duration.seconds, 3)
    minutes, rest = divmod(seconds, 60)
    if not (duration.in_minutes and minutes):
        return f"{seconds:g} s"
    return f"{minutes:g} min" + (f" {round(rest, 3):g} s" if rest else "")
