"""Workouts of w2a (github.com/mrclmr/w2a) → items."""

from __future__ import annotations

import re
from collections.abc import Mapping

from voicecoach.documents.node import Mark, Node
from voicecoach.documents.texts import sentences
from voicecoach.routines.importing.items import Foreign, Item, leave_keys, shortened, text_in, time_in

_TEMPLATE = re.compile(r"\{\{-?\s*\.(\w+)\s*-?\}\}")

_LANGUAGE_OF_SECONDS = {"sekunden": "de", "seconds": "en", "segundos": "es", "secondes": "fr"}


def read_workout(document: Node, exercises: Node) -> Foreign:
    """What a workout says whose `exercises` are these."""
    return _Workout(document).read(exercises)


class _Workout:
    """A workout of w2a: before each exercise comes a pause; an exercise lasts as long as it says, with its texts from
    its start on, and the half-time announcement where it asks for it."""

    def __init__(self, document: Node) -> None:
        self._document = document
        self._found = Foreign(text_in(document, "title"))

    def read(self, exercises: Node) -> Foreign:
        """What it says."""
        document, found = self._document, self._found
        self._leave_settings()
        self._find_language()
        values = {"WorkoutExercisesCount": str(len(exercises.items))}
        self._say("before_workout_announce", values)
        pause = document.keys.get("pause")
        for number, node in enumerate(exercises.items):
            exercise = _merged(node)
            if found.items and number:
                own = time_in(found, exercise, "pause_duration")
                if rest := own or (pause and time_in(found, pause, "duration")):
                    found.items.append(Item(node.mark, "rest", "", rest))
            self._add(exercise)
        self._say("after_workout_announce", values)
        return found

    def _find_language(self) -> None:
        """A workout doesn't name its language, but its voice and its words for time tell it."""
        tts, i18n = (self._document.keys.get(key, self._document) for key in ("tts", "i18n"))
        seconds = text_in(i18n.keys.get("second", i18n), "plural") or ""
        if voice := text_in(tts, "espeak_ng_voice"):
            self._found.speak(tts.keys["espeak_ng_voice"].mark, voice)
        self._found.language = self._found.language or _LANGUAGE_OF_SECONDS.get(seconds.lower())

    def _leave_settings(self) -> None:
        """Note what of the head isn't carried over; what anchors name is used elsewhere."""
        document, found = self._document, self._found
        anchored = [key for key, node in document.keys.items() if "name" in node.keys]
        own = ("exercises", "before_workout_announce", "after_workout_announce", "title")
        leave_keys(found, document, (*own, "pause", "half_time", *anchored))
        for key, part, why in (
            ("pause", "text", "the coach says what comes next in its own words"),
            ("half_time", "duration", "a hold goes on while words are said in it"),
        ):
            if key in document.keys and (node := document.keys[key].keys.get(part)):
                found.leave(node.key_mark or node.mark, f"{key}.{part} was left out: {why}")

    def _say(self, key: str, values: Mapping[str, str]) -> None:
        if text := text_in(self._document, key):
            mark = self._document.keys[key].mark
            if said := self._filled(mark, text, values):
                self._found.items.append(Item(mark, "say", said))

    def _add(self, exercise: Node) -> None:
        found = self._found
        name = text_in(exercise, "name")
        if not name:
            found.leave(exercise.mark, "an exercise without a name was left out")
            return
        leave_keys(found, exercise, ("name", "duration", "texts", "half_time", "pause_duration"))
        hold = time_in(found, exercise, "duration")
        half = exercise.keys["half_time"].value is True if "half_time" in exercise.keys else False
        texts = exercise.keys["texts"].items if "texts" in exercise.keys else []
        announced = self._document.keys.get("half_time", self._document)
        half_way = ""
        if half:
            half_way = self._filled(announced.mark, text_in(announced, "text") or "", {"ExerciseName": name})
        spoken = tuple((node.mark, str(node.value)) for node in texts)
        found.items.append(Item(exercise.mark, "exercise", name, hold, texts=spoken, half_way=half_way))

    def _filled(self, mark: Mark, text: str, values: Mapping[str, str]) -> str:
        """A template with what is known of its values filled in; sentences with others are left out."""
        said = []
        for sentence in sentences(text):
            words = _TEMPLATE.sub(lambda match: values.get(match[1], match[0]), sentence)
            if "{{" in words:
                self._found.leave(mark, f"{shortened(sentence)!r} was left out: the coach has no such value")
            else:
                said.append(words)
        return " ".join(said)


def _merged(node: Node) -> Node:
    """A map with what its merge key, `<<`, adds to it."""
    if "<<" not in node.keys:
        return node
    base = node.keys["<<"]
    merged = {key: value for part in (base.items or [base]) for key, value in _merged(part).keys.items()}
    return node.lacking(["<<"]).having({key: value for key, value in merged.items() if key not in node.keys})
