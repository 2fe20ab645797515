"""The built-in routines and exercises in each language: the same structure, in words that can be followed by ear."""

from __future__ import annotations

import re
from typing import Any

import pytest

from voicecoach.documents.texts import placeholders, sentences
from voicecoach.phrases import LANGUAGES, phrases_for
from voicecoach.routines.catalogue import Catalogue, built_in_exercises
from voicecoach.routines.exercise import Exercise, Variant

EXERCISES = Catalogue().exercise_names()
OTHERS = sorted({*LANGUAGES} - {"en"})

in_each_language = pytest.mark.parametrize("language", LANGUAGES)
in_each_other_language = pytest.mark.parametrize("language", OTHERS)


def structure(exercise: Exercise) -> Any:
    """An exercise without its words: of a text, whether there is one; of several, how many."""
    data = exercise.model_dump(exclude={"title", "language"})
    for variant in data["variants"].values():
        variant |= {name: variant[name] is not None for name in ("title", *Variant.words)}
    lists = {name: len(data[name]) for name in ("cautions", "tips")}
    return data | lists | {"hurts": data["hurts"] is not None}


def spoken_texts(language: str) -> list[str]:
    texts: list[str | None] = []
    for exercise in built_in_exercises(language).values():
        texts += [exercise.hurts, *exercise.cautions, *exercise.tips]
        texts += [getattr(variant, name) for variant in exercise.variants.values() for name in Variant.words]
    return [text for text in texts if text]


@in_each_language
@pytest.mark.parametrize("name", EXERCISES)
def test_an_exercise_has_the_same_structure_in_each(name: str, language: str) -> None:
    exercise = built_in_exercises(language)[name]
    assert structure(exercise) == structure(built_in_exercises()[name])
    assert exercise.language == language
    assert exercise.reviewed == ()


@in_each_other_language
@pytest.mark.parametrize("name", EXERCISES)
def test_each_text_holds_the_side_where_the_english_one_does(name: str, language: str) -> None:
    forms, english_forms = (phrases_for(each).side_forms for each in (language, "en"))
    english = built_in_exercises()[name]
    for key, variant in built_in_exercises(language)[name].variants.items():
        for words in ("instruction", "again"):
            held, held_in_english = (
                {*placeholders(getattr(each, words) or "")} for each in (variant, english.variants[key])
            )
            assert bool(held & forms.keys()) == bool(held_in_english & english_forms.keys()), (key, words)
            assert held - forms.keys() == held_in_english - english_forms.keys(), (key, words)


@in_each_other_language
def test_no_text_was_left_in_english(language: str) -> None:
    assert not {*spoken_texts(language)} & {*spoken_texts("en")}
    titles = {name: exercise.title for name, exercise in built_in_exercises(language).items()}
    assert all(title != built_in_exercises()[name].title for name, title in titles.items())
    assert len(set(titles.values())) == len(titles)


@in_each_language
@pytest.mark.parametrize("name", Catalogue().routines())
def test_a_routine_has_the_same_steps_in_each(name: str, language: str) -> None:
    routine, english = Catalogue().load(name, language), Catalogue().load(name)
    assert routine.steps == english.steps
    assert routine.language == language
    assert (routine.surface, routine.level, routine.settle) == (english.surface, english.level, english.settle)
    assert routine.exercises == {each: built_in_exercises(language)[each] for each in english.exercises}
    if language != "en":
        assert routine.title != english.title
        assert routine.about != english.about


@in_each_language
def test_spoken_words_can_be_followed(language: str) -> None:
    ear = phrases_for(language).ear
    unspeakable = re.compile(r"[&/%0-9()+=*#@_<>\[\]]|" + "|".join(map(re.escape, ear.looking)), re.IGNORECASE)
    for text in spoken_texts(language):
        assert not unspeakable.search(text), text
        for sentence in sentences(text):
            assert len(sentence.split()) <= 18, sentence
            assert sentence.endswith((".", "!", "?")), sentence
