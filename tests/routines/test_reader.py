"""Routine files: every mistake at once, with its place and what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.errors import FileProblemsError, InputError
from voicecoach.routines.catalogue import built_in_exercises
from voicecoach.routines.model import ExerciseStep, RestStep, Routine, SayStep
from voicecoach.routines.reader import parse_exercise, parse_routine, read_routine


def parse(text: str | bytes) -> Routine:
    raw = text.encode() if isinstance(text, str) else text
    return parse_routine("my.yaml", raw, built_in_exercises())


def problems(text: str | bytes) -> list[str]:
    with pytest.raises(FileProblemsError) as caught:
        parse(text)
    return [str(problem) for problem in caught.value.problems]


def test_reads_each_kind_of_step() -> None:
    routine = parse(
        "title: Mine\nsteps:\n- exercise: knee-rolls\n  rest: 5 s\n- say: Hello.\n- rest: 1 min\n- chime: end\n"
    )
    exercise, say, rest, chime = routine.steps
    assert isinstance(exercise, ExerciseStep)
    assert exercise.rest is not None
    assert exercise.rest.s() == 5
    assert isinstance(say, SayStep)
    assert isinstance(rest, RestStep)
    assert rest.rest.s() == 60
    assert chime.model_dump() == {"chime": "end"}
    assert routine.settle.s() == 40


def test_reports_every_mistake_at_once_with_its_place_and_the_nearest_name() -> None:
    text = (
        "titel: Mine\n"
        "steps:\n"
        "- exercise: knee-rols\n"
        "  hold: -5 s\n"
        "  hols: 3 s\n"
        "- say: '...'\n"
        "- foo: 1\n"
        "- chime: strat\n"
        "level: regluar\n"
    )
    assert problems(text) == [
        "my.yaml:1:1: the key 'title' is missing",
        "my.yaml:1:1: unknown key 'titel'; did you mean title?",
        "my.yaml:3:13: unknown exercise 'knee-rols'; did you mean knee-rolls?",
        "my.yaml:4:9: -5 s is negative; a duration counts from 0 s up",
        "my.yaml:5:3: unknown key 'hols'; did you mean hold?",
        "my.yaml:6:8: there is no word in this text, so a voice would be silent; write words",
        "my.yaml:7:3: this is no step; a step begins with one of exercise, say, rest, chime",
        "my.yaml:8:10: unknown chime 'strat'; did you mean start?",
        "my.yaml:9:8: 'regluar' is none of gentle, regular, challenge; did you mean regular?",
    ]


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("", "1:1", "empty"),
        ("# only a comment\n", "1:1", "empty"),
        ("- a\n- b\n", "1:1", "a map of keys belongs here"),
        ("just words", "1:1", "a map of keys belongs here"),
        ("title: x\nsteps: {a: 1}\n", "2:8", "a list belongs here"),
        ("title: x\nsteps: []\n", "2:8", "write at least one"),
        ("title: [\n", "2:1", "no valid YAML"),
        ("title: x\ntitle: y\nsteps: []\n", "2:1", "given twice"),
        ("title: &a x\nabout: *a\nsteps: []\n", "2:8", "alias"),
        ("title: x\nsteps:\n- 5\n", "3:3", "this is no step"),
        ("title: x\nsteps:\n- exercise: knee-rolls\n  repetitions: 1.5\n", "4:16", "whole number"),
        ("title: x\nsteps:\n- exercise: knee-rolls\n  repetitions: 0\n", "4:16", "write 1 or more"),
        ("title: x\nsteps:\n- exercise: knee-rolls\n  hold: 0 s\n", "4:9", "write 1 s to 600 s"),
        ("title: x\nsteps:\n- exercise: ../../../etc/passwd\n", "3:13", "unknown exercise"),
        ("title: x\nsteps:\n- exercise: pelvic-tilt\n  sides: alternating\n", "4:10", "leave sides out"),
        ("title: x\nsteps:\n- exercise: knee-rolls\n  variant: feet-up\n", "4:12", "did you mean feet-down?"),
        ("title: x\nsteps:\n- say: 🙂🙂\n", "3:8", "no word in this text"),
        ("title: x\nsteps:\n- say: go to the {side}\n", "3:8", "'{side}' can't stand here"),
        ("title: x\nsteps:\n- say: !!python/object:os.system ls\n  rest: 5\n", "4:3", "unknown key 'rest'"),
        (b"\xff\xd8\xff\xe0 binary", "1:1", "no text in UTF-8"),
        (b"title: x\0y", "1:1", "no valid YAML"),
        (b"title: " + b"x" * 10_000_000, "1:1", "more than"),
        ("title: x\nsteps: " + "[" * 5000, "2:27", "nested more than"),
    ],
)
def test_bad_files_get_a_clear_error_with_a_place(text: str | bytes, place: str, says: str) -> None:
    found = problems(text)
    assert any(line.startswith(f"my.yaml:{place}: ") and says in line for line in found), found


def test_an_alias_bomb_is_refused_before_it_unfolds() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    assert "alias" in problems("\n".join(lines))[0]


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    try:
        parse(raw)
    except FileProblemsError as error:
        problems_found = error.problems
    else:
        return
    assert problems_found


@pytest.mark.parametrize("name", ["missing.yaml", "folder.yaml", "\0.yaml", "x" * 300 + ".yaml"])
def test_a_file_that_cannot_be_read_is_bad_input(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(InputError):
        read_routine(tmp_path / name, built_in_exercises())


def test_an_exercise_must_name_its_sides_and_give_every_level() -> None:
    text = (Path(__file__).parents[2] / "voicecoach/routines/data/exercises/knee-rolls.yaml").read_text()
    with pytest.raises(FileProblemsError, match="never names the side"):
        parse_exercise("x.yaml", text.replace("to the {side}", "over").encode())
    with pytest.raises(FileProblemsError, match=r"unknown placeholder '\{sid\}'; did you mean side"):
        parse_exercise("x.yaml", text.replace("{side}", "{sid}").encode())
    with pytest.raises(FileProblemsError, match="levels lacks challenge"):
        parse_exercise("x.yaml", text[: text.index("  challenge:")].encode())
    with pytest.raises(FileProblemsError, match="unknown variant 'knees-lift'; did you mean knees-lifted"):
        parse_exercise("x.yaml", text.replace("variant: knees-lifted", "variant: knees-lift").encode())
