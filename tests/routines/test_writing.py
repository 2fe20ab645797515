"""New routines and copies: what is written loads, means what was asked for, and sounds right."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.routines.conftest import Folder
from voicecoach.documents.yaml_document import parse_document
from voicecoach.errors import InputError
from voicecoach.phrases import LANGUAGES
from voicecoach.routines.catalogue import Catalogue
from voicecoach.routines.ear import warnings_in
from voicecoach.routines.known import exercises_in
from voicecoach.routines.model import Routine
from voicecoach.routines.reader import routine_of, whole_routine
from voicecoach.routines.terms import Level, Surface
from voicecoach.routines.writing import (
    TITLES,
    Wishes,
    checked_title,
    copied,
    in_order,
    most_repetitions,
    new_routine,
    repetitions_near,
    variant_for,
)

SCHEMA = "file:///routine.schema.json"
HEAD = f"# yaml-language-server: $schema={SCHEMA}\n"
NAMES = ("knees-to-chest", "pelvic-tilt", "knee-rolls", "childs-pose")


def read(text: str) -> Routine:
    """The routine in a text, which an ear can follow."""
    whole = whole_routine(parse_document("my.yaml", text.encode()), Catalogue())
    routine = routine_of(whole, Catalogue())
    assert warnings_in(whole, routine) == ()
    return routine


# New ones


@pytest.mark.parametrize(("language", "level", "surface"), [*product(LANGUAGES, Level, Surface)])
def test_a_new_routine_is_what_was_asked_for(language: str, level: Level, surface: Surface) -> None:
    exercises = exercises_in(Catalogue(), language)
    names = tuple(name for name in NAMES if variant_for(exercises[name], level, surface))
    title = TITLES[language]
    text = new_routine(Wishes(title, language, level, surface, names), exercises, None, SCHEMA)
    routine = read(text)
    assert text.startswith(HEAD)
    assert (routine.title, routine.language, routine.level, routine.surface) == (title, language, level, surface)
    assert [step.exercise for step in routine.exercise_steps()] == list(names)
    for step in routine.exercise_steps():
        assert (step.repetitions, step.hold, step.level) == (None, None, None)  # another level can be asked for later


def test_on_a_bed_the_safe_variant_is_written_and_what_has_none_is_not_offered() -> None:
    exercises = exercises_in(Catalogue(), "en")
    variants = {name: variant_for(exercises[name], Level.REGULAR, Surface.BED) for name in NAMES}
    assert variants == {
        "knees-to-chest": "bent-knees",  # both legs at once, as on the floor
        "pelvic-tilt": "rocking",
        "knee-rolls": None,
        "childs-pose": None,
    }
    wishes = Wishes("Mine", "en", Level.REGULAR, Surface.BED, ("knees-to-chest", "pelvic-tilt"))
    variants = {
        step.exercise: step.variant for step in read(new_routine(wishes, exercises, None, SCHEMA)).exercise_steps()
    }
    assert variants == {"knees-to-chest": "bent-knees", "pelvic-tilt": None}
    with pytest.raises(InputError, match="knee-rolls can't be done on a bed"):
        new_routine(Wishes("Mine", "en", Level.REGULAR, Surface.BED, ("knee-rolls",)), exercises, None, SCHEMA)


def test_repetitions_that_were_chosen_are_written() -> None:
    exercises = exercises_in(Catalogue(), "en")
    wishes = Wishes("Mine", "en", Level.GENTLE, Surface.FLOOR, NAMES)
    repetitions = dict(zip(NAMES, (4, 3, 2, 1), strict=True))
    routine = read(new_routine(wishes, exercises, repetitions, SCHEMA))
    assert {step.exercise: step.repetitions for step in routine.exercise_steps()} == repetitions


def test_exercises_come_with_few_changes_of_position() -> None:
    exercises = exercises_in(Catalogue(), "en")
    shuffled = {name: exercises[name] for name in ("childs-pose", "pelvic-tilt", "knee-rolls")}
    assert in_order(shuffled, Level.REGULAR) == ("pelvic-tilt", "knee-rolls", "childs-pose")


def test_the_most_repetitions_are_those_of_the_challenge() -> None:
    exercises = exercises_in(Catalogue(), "en")
    for name, level in product(NAMES, Level):
        assert most_repetitions(exercises[name], level) == exercises[name].levels[Level.CHALLENGE].repetitions


@given(
    st.dictionaries(st.sampled_from("abcd"), st.tuples(st.integers(1, 12), st.integers(5, 60)), min_size=1),
    st.integers(0, 3000),
)
def test_repetitions_come_near_a_length_and_stay_in_their_bounds(
    exercises: dict[str, tuple[int, int]], length_s: int
) -> None:
    most = {name: top for name, (top, _) in exercises.items()}

    def reckoned_s(repetitions: Mapping[str, int]) -> float:
        return 100.0 + sum(count * exercises[name][1] for name, count in repetitions.items())

    found = repetitions_near(length_s, most, reckoned_s)
    assert found.keys() == most.keys()
    assert all(1 <= count <= most[name] for name, count in found.items())
    least_s, most_s = reckoned_s(dict.fromkeys(most, 1)), reckoned_s(most)
    if length_s <= least_s:
        assert reckoned_s(found) == least_s
    elif length_s >= most_s:
        assert reckoned_s(found) == most_s
    else:  # no step from one choice to the next is longer than one repetition of each
        assert abs(reckoned_s(found) - length_s) <= sum(each_s for _, each_s in exercises.values()) / 2


@pytest.mark.parametrize("title", ["", "…", "{side} again", "x" * 3000])
def test_a_title_that_cannot_be_spoken_is_refused(title: str) -> None:
    with pytest.raises(InputError, match="title"):
        checked_title(title)


def test_a_title_that_is_no_text_is_refused_in_words() -> None:
    with pytest.raises(InputError, match="this is no text in UTF-8"):
        checked_title("Back \udcff")


# Copies


def copy_of(catalogue: Catalogue, name: str, language: str | None = None, *, full: bool = False) -> str:
    words, exercises = catalogue.routine(name, language, beside=""), None
    path = catalogue.find(name)
    if full:
        words = whole_routine(words, catalogue.beside(path))
        words, exercises = words.lacking(["exercises"]), words.keys["exercises"]
    return copied(path.read_text(encoding="utf-8"), words, exercises, SCHEMA)


@pytest.mark.parametrize("name", Catalogue().routines())
def test_a_copy_is_the_same_text_with_its_comments(name: str) -> None:
    text = Catalogue().find(name).read_text(encoding="utf-8")
    assert copy_of(Catalogue(), name) == HEAD + text.partition("\n")[2]


@pytest.mark.parametrize(("name", "language", "full"), [*product(Catalogue().routines(), LANGUAGES, [False, True])])
def test_a_copy_means_the_same_in_every_language(name: str, language: str, full: bool) -> None:
    text = copy_of(Catalogue(), name, language, full=full)
    assert read(text) == Catalogue().load(name, language)
    assert "# The article names the bed" in text or name != "lower-back-in-bed"


def test_every_word_of_a_full_copy_can_be_edited() -> None:
    text = copy_of(Catalogue(), "lower-back", "en", full=True)
    exercises = parse_document("my.yaml", text.encode()).keys["exercises"].plain()
    assert set(exercises) == set(NAMES)
    assert exercises["pelvic-tilt"]["held"] == "Hold it gently."  # what variants share is written once
    edited = read(text.replace("Hold it gently.", "Hold on."))
    assert {variant.held for variant in edited.exercises["pelvic-tilt"].variants.values()} == {"Hold on."}


OWN = """\
title: Mine
exercises:
  yoga:
    title: Yoga
    language: en
    hold: 5 s
    hurts: Stop.
    instruction: Go on.
    release: Come back.
  pelvic-tilt:
    held: Softly.
steps:
  # First this.
  - exercise: yoga
  - exercise: pelvic-tilt
  - repeat: 2
    steps:
      - exercise: knee-rolls
"""


TITLED = """\
title: Mine
exercises:
  bend:
    title: Bend
    hold: 5 s
    hurts: Stop.
    instruction: Bend.
    release: Come back.
    variants:
      deep: {title: Bend forward}
      low: {title: Bend forward}
steps:
  - exercise: bend
"""


@pytest.mark.parametrize(
    "text",
    [
        OWN,
        TITLED,
        "title: Mine\r\nsteps:\r\n- exercise: yoga\r\n",
        "{title: Mine, steps: [{exercise: yoga}]}",
        "extends: other.yaml\ntitle: Mine\n",
    ],
    ids=["own exercises", "titles of variants", "line ends", "flow style", "extends"],
)
def test_a_full_copy_of_a_users_file_stands_alone(folder: Folder, text: str) -> None:
    folder.write("exercises/yoga.yaml", "title: Yoga\nhold: 5 s\nhurts: Stop.\ninstruction: Go.\nrelease: Back.\n")
    folder.write("other.yaml", "title: Other\nsteps:\n- exercise: yoga\n")
    path = folder.write("my.yaml", text)
    assert read(copy_of(Catalogue(), str(path), full=True)) == Catalogue().load(str(path))


def test_words_beside_a_users_file_are_put_into_the_copy(folder: Folder) -> None:
    path = folder.write("my.yaml", f"# About it.\npronounce: {{yoga: yohga}}\n{OWN}")
    folder.write(
        "my.de.yaml",
        "title: Meins\nexercises:\n"
        "  yoga: {title: Joga, hurts: Halt an., instruction: Los., release: Zurück., language: de}\n"
        "  pelvic-tilt: {held: Sanft.}\n",
    )
    text = copy_of(Catalogue(), str(path), "de")
    assert text.startswith(f"{HEAD}# About it.\npronounce: {{}}\ntitle: Meins\n")
    assert "  # First this.\n" in text
    assert read(text) == Catalogue().load(str(path), "de")
