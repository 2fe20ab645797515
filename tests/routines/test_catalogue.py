"""The built-in library, and how a routine is found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from voicecoach.errors import InputError, UnknownNameError
from voicecoach.routines.catalogue import built_in_exercises, find_routine, load_routine, routine_files
from voicecoach.routines.fields import Surface
from voicecoach.routines.level import Level
from voicecoach.routines.model import ExerciseStep

NOWHERE = Path("/nowhere")


def spoken_texts() -> list[tuple[str, str]]:
    texts = []
    for name, exercise in built_in_exercises().items():
        texts += [(name, words) for words in (exercise.hurts, *exercise.cautions, *exercise.tips)]
        for key, variant in exercise.variants.items():
            words = (variant.summary, variant.start, variant.feel, variant.instruction, variant.again)
            texts += [(f"{name}/{key}", text) for text in (*words, variant.hold, variant.release)]
    return texts


def test_the_four_stretches_of_the_source_are_there() -> None:
    exercises = built_in_exercises()
    assert set(exercises) == {"knees-to-chest", "pelvic-tilt", "childs-pose", "knee-rolls"}
    assert set(exercises["knees-to-chest"].variants) == {"both-legs", "one-leg", "bent-knees"}
    assert exercises["knee-rolls"].levels[Level.CHALLENGE].variant == "knees-lifted"
    assert exercises["knees-to-chest"].levels[Level.GENTLE].variant == "one-leg"
    assert all(variant.surface is Surface.FLOOR for variant in exercises["knee-rolls"].variants.values())


def test_every_built_in_routine_is_valid() -> None:
    files = routine_files(NOWHERE)
    assert set(files) == {"lower-back", "lower-back-short", "lower-back-in-bed"}
    for name in files:
        assert load_routine(name, NOWHERE).steps


def test_in_bed_only_what_a_source_allows_in_bed() -> None:
    routine = load_routine("lower-back-in-bed", NOWHERE)
    for step in routine.steps:
        assert isinstance(step, ExerciseStep)
        exercise = built_in_exercises()[step.exercise]
        for dose in exercise.levels.values():
            assert exercise.variants[step.variant or dose.variant].surface is Surface.BED


@pytest.mark.parametrize(("name", "text"), spoken_texts())
def test_spoken_words_can_be_followed(name: str, text: str) -> None:
    for sentence in re.split(r"(?<=[.!?])\s+", text):
        assert len(sentence.split()) <= 18, sentence
        assert sentence.endswith((".", "!", "?")), sentence
    assert not re.search(r"[&/%0-9()]|as shown|approx|e\.g\.", text), text


def test_a_file_in_the_users_folder_is_found_by_name_and_wins(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("title: Mine\nsteps:\n- rest: 5 s\n")
    (tmp_path / "lower-back.yml").write_text("title: Mine too\nsteps:\n- rest: 5 s\n")
    assert load_routine("mine", tmp_path).title == "Mine"
    assert load_routine("lower-back", tmp_path).title == "Mine too"


def test_a_path_is_taken_as_one(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("title: Mine\nsteps:\n- rest: 5 s\n")
    assert load_routine(str(path), NOWHERE).title == "Mine"


@pytest.mark.parametrize("name", ["../lower-back", "../../etc/passwd", "/", ".", "..", "", "no\0pe", "x" * 5000])
def test_a_name_that_leads_nowhere_is_bad_input(name: str) -> None:
    with pytest.raises(InputError):
        load_routine(name, NOWHERE)


def test_an_unknown_name_leads_to_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean lower-back"):
        find_routine("lowr-back", NOWHERE)
