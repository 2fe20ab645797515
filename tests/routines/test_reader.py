"""Routine files: every mistake at once, with its place and what to write instead."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.routines.conftest import Folder
from voicecoach.documents.duration import Duration
from voicecoach.errors import FileProblemsError, InputError
from voicecoach.routines.catalogue import Catalogue
from voicecoach.routines.model import ChimeStep, ExerciseStep, Line, RepeatStep, RestStep, SayStep
from voicecoach.routines.terms import Guidance, Level, Sides, Surface

STEPS = "title: Mine\nsteps:\n"


def test_reads_each_kind_of_step(folder: Folder) -> None:
    routine = folder.load(
        STEPS + "- exercise: knee-rolls\n"
        "  level: challenge\n"
        "  variant: feet-down\n"
        "  repetitions: 4\n"
        "  hold: 3 breaths\n"
        "  rest: 5 s\n"
        "  sides: in turn\n"
        "- say: Hello.\n"
        "  lasts: 20 s\n"
        "- rest: 1 min\n"
        "- chime: end\n"
        "- repeat: 2\n"
        "  steps:\n"
        "  - exercise: pelvic-tilt\n"
    )
    assert routine.steps == (
        ExerciseStep.model_construct(
            exercise="knee-rolls",
            level=Level.CHALLENGE,
            variant="feet-down",
            repetitions=4,
            hold=Duration(breaths=3),
            rest=Duration(seconds=5),
            sides=Sides.IN_TURN,
        ),
        SayStep(say="Hello.", lasts=Duration(seconds=20)),
        RestStep(rest=Duration(seconds=60)),
        ChimeStep(chime="end"),
        RepeatStep(repeat=2, steps=(ExerciseStep.model_construct(exercise="pelvic-tilt"),)),
    )


def test_what_a_routine_leaves_out_has_a_default(folder: Folder) -> None:
    routine = folder.load(STEPS + "- rest: 5 s\n")
    assert (routine.language, routine.level, routine.guidance) == ("en", Level.REGULAR, Guidance.FULL)
    assert (routine.surface, routine.settle.s(), routine.about) == (Surface.FLOOR, 40, None)
    assert routine.exercises == {}


def test_reports_every_mistake_at_once_with_its_place_and_the_nearest_name(folder: Folder) -> None:
    text = (
        "titel: Mine\n"
        "steps:\n"
        "- exercise: knee-rols\n"
        "  hold: -5 s\n"
        "  hols: 3 s\n"
        "- say: '...'\n"
        "- foo: 1\n"
        "- chime: strat\n"
        "- repeat: 30\n"
        "  steps:\n"
        "  - exercise: pelvic-tilt\n"
        "    variant: rockin\n"
        "    lines: [{at: 2, say: 'now {hol}'}]\n"
        "level: regluar\n"
        "exercises:\n"
        "  bridge: {title: Bridge, instruction: Lift your hips., hold: 5}\n"
    )
    assert folder.problems(text) == [
        "my.yaml:1:1: the key 'title' is missing",
        "my.yaml:1:1: unknown key 'titel'; did you mean title?",
        "my.yaml:3:13: unknown exercise 'knee-rols'; did you mean knee-rolls?",
        "my.yaml:4:9: -5 s is negative; a duration counts from 0 s up",
        "my.yaml:5:3: unknown key 'hols'; did you mean hold?",
        "my.yaml:6:8: there is no word in this text, so a voice would be silent; write words",
        "my.yaml:7:3: this is no step; a step begins with one of exercise, say, repeat, rest, chime",
        "my.yaml:8:10: unknown chime 'strat'; did you mean start?",
        "my.yaml:9:11: the number is too large; write 20 or less",
        "my.yaml:13:18: 2 has no unit; write 2 s",
        "my.yaml:13:26: unknown placeholder '{hol}'; did you mean hold?",
        "my.yaml:14:8: 'regluar' is none of gentle, regular, challenge; did you mean regular?",
        "my.yaml:16:63: 5 has no unit; write 5 s",
    ]


def test_mistakes_in_several_files_are_told_each_in_its_own(folder: Folder) -> None:
    folder.write("base.yaml", STEPS + "- rest: 5\n")
    folder.write("exercises/bridge.yaml", "instruction: Lift your hips.\nhold: 5 s\nrets: 5 s\n")
    text = "extends: ./base.yaml\nlevel: hard\nchanges:\n- after: 1\n  add:\n  - exercise: bridge\n"
    assert [problem.partition(": ")[0] for problem in folder.problems(text)] == [
        "base.yaml:3:9",
        "exercises/bridge.yaml:1:1",
        "exercises/bridge.yaml:3:1",
        "my.yaml:2:8",
    ]


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("", "1:1", "empty"),
        ("- a\n- b\n", "1:1", "a map of keys belongs here"),
        ("just words", "1:1", "a map of keys belongs here"),
        ("title: x\n", "1:1", "the key 'steps' is missing"),
        ("title: x\nsteps:\n\nlevel: gentle\n", "2:1", "a list belongs here"),
        ("title: x\nsteps: {a: 1}\n", "2:8", "a list belongs here"),
        ("title: x\nextend: lower-back\nsteps:\n- rest: 5 s\n", "2:1", "did you mean extends?"),
        ("title: x\nsteps:\n- repeat: 2\n  rest: 5 s\n  steps: [{rest: 5 s}]\n", "4:3", "unknown key 'rest'"),
        (
            "title: x\nsteps:\n- exercise: pelvic-tilt\n  lines: [{at: half, say: 'To the {side}.'}]\n",
            "4:10",
            "moves both sides at once",
        ),
        ("title: x\nsteps: []\n", "2:8", "write at least one"),
        ("title: [\n", "2:1", "no valid YAML"),
        ("title: 5\nsteps: []\n", "1:8", "put it in quotes"),
        ("title: x\ntitle: y\nsteps: []\n", "2:1", "given twice"),
        ("title: &a x\nabout: *a\nsteps: []\n", "2:8", "alias"),
        ("<title>: x\n", "1:1", "unknown key '<title>'; did you mean title"),
        ("title: x\nlanguage: xx\n", "2:11", "the coach has no words in 'xx'; known are de, en, es, fr"),
        ("title: Hello {routine}\n", "1:8", "'{routine}' can't stand here"),
        (STEPS + "- 5\n", "3:3", "this is no step"),
        (STEPS + "-\n", "3:2", "this is no step"),
        (STEPS + "- exercise: 5\n", "3:13", "text belongs here"),
        (STEPS + "- exercise: knee-rolls\n  repetitions: 1.5\n", "4:16", "whole number"),
        (STEPS + "- exercise: knee-rolls\n  repetitions: 0\n", "4:16", "write 1 or more"),
        (STEPS + "- exercise: knee-rolls\n  repetitions: 101\n", "4:16", "write 100 or less"),
        (STEPS + "- exercise: knee-rolls\n  hold: 0 s\n", "4:9", "write 1 s to 600 s"),
        (STEPS + "- exercise: knee-rolls\n  hold: 601 s\n", "4:9", "601 s is out of range"),
        (STEPS + "- exercise: knee-rolls\n  hold: 61 breaths\n", "4:9", "610 s is out of range"),
        (STEPS + "- exercise: ../../../etc/passwd\n", "3:13", "unknown exercise"),
        (STEPS + "- exercise: pelvic-tilt\n  sides: alternating\n", "4:10", "leave sides out"),
        (STEPS + "- exercise: knee-rolls\n  sides: both\n", "4:10", "sides can be alternating or in turn"),
        (STEPS + "- exercise: knee-rolls\n  sides: in tern\n", "4:10", "did you mean in turn?"),
        (STEPS + "- exercise: knee-rolls\n  variant: feet-up\n", "4:12", "did you mean feet-down?"),
        (STEPS + "- exercise: knee-rolls\n  level: hard\n", "4:10", "'hard' is none of gentle, regular, challenge"),
        (STEPS + "- rest: 5 s\n  <rest>: 1\n", "4:3", "unknown key '<rest>'; did you mean rest?"),
        (STEPS + "- say: 🙂🙂\n", "3:8", "no word in this text"),
        (STEPS + "- say: " + "x" * 2001 + "\n", "3:8", "write at most 2000 characters"),
        (STEPS + "- say: !!python/object:os.system ls\n  rest: 5\n", "4:3", "unknown key 'rest'"),
        (STEPS + "- rest: 5 s\n" * 201, "3:1", "at most 200 are possible here"),
        ("exercises: [bridge]\n" + STEPS + "- rest: 5 s\n", "1:12", "a map of keys belongs here"),
        ("exercises: {bridge: 5}\n" + STEPS + "- rest: 5 s\n", "1:21", "a map of keys belongs here"),
        ("exercises: {knee-rolls: 5}\n" + STEPS + "- rest: 5 s\n", "1:25", "a map of keys belongs here"),
        (b"\xff\xd8\xff\xe0 binary", "1:1", "no text in UTF-8"),
        (b"title: x\0y", "1:1", "no valid YAML"),
        (b"title: " + b"x" * 10_000_000, "1:1", "more than"),
        ("pronounce: [glute]\n" + STEPS + "- rest: 5 s\n", "1:12", "a map of keys belongs here"),
        ("pronounce: {glute: '?'}\n" + STEPS + "- rest: 5 s\n", "1:20", "no word in this text"),
        ("pronounce: {glute: 5}\n" + STEPS + "- rest: 5 s\n", "1:20", "put it in quotes"),
        ("pronounce: {a: b, '?': gloot}\n" + STEPS + "- rest: 5 s\n", "1:19", "no word in this text"),
        ("pronounce: {a: '{side}'}\n" + STEPS + "- rest: 5 s\n", "1:16", "'{side}' can't stand here"),
        (
            "pronounce:\n  a: " + "x" * 101 + "\n" + STEPS + "- rest: 5 s\n",
            "2:6",
            "more than 100 characters; write a word",
        ),
        (
            "pronounce:\n  " + "x" * 101 + ": a\n" + STEPS + "- rest: 5 s\n",
            "2:3",
            "more than 100 characters; write a word",
        ),
        ("title: x\nsteps: " + "[" * 50 + "]" * 50, "2:27", "nested more than"),
        ("title: x\nsteps: " + "[" * 5000, "2:1007", "nested more than"),
    ],
)
def test_bad_files_get_a_clear_error_with_a_place(folder: Folder, text: str | bytes, place: str, says: str) -> None:
    found = folder.problems(text)
    assert any(line.startswith(f"my.yaml:{place}: ") and says in line for line in found), found


@pytest.mark.parametrize("name", ["missing.yaml", "folder.yaml", "\0.yaml", "x" * 300 + ".yaml"])
def test_a_file_that_cannot_be_read_is_bad_input(folder: Folder, name: str) -> None:
    (folder.path / "folder.yaml").mkdir()
    with pytest.raises(InputError):
        Catalogue().load(str(folder.path / name))


class TestCircuits:
    """Steps that are done several times over."""

    def test_they_hold_any_step_circuits_too(self, folder: Folder) -> None:
        text = (
            "- repeat: 3\n"
            "  steps:\n"
            "  - exercise: pelvic-tilt\n"
            "  - repeat: 2\n"
            "    steps: [{exercise: knee-rolls}, {rest: 5 s}]\n"
            "- exercise: childs-pose\n"
        )
        routine = folder.load(STEPS + text)
        assert [step.exercise for step in routine.exercise_steps()] == ["pelvic-tilt", "knee-rolls", "childs-pose"]
        assert set(routine.exercises) == {"pelvic-tilt", "knee-rolls", "childs-pose"}

    def test_together_they_have_at_most_200_steps(self, folder: Folder) -> None:
        circuits = "- repeat: 20\n  steps:\n  - repeat: {}\n    steps: [{{rest: 1 s}}, {{chime: end}}]\n"
        assert folder.load(STEPS + circuits.format(5))
        assert folder.problems(STEPS + circuits.format(6)) == [
            "my.yaml:3:1: the circuits make 240 steps of this; at most 200 are possible"
        ]

    @pytest.mark.parametrize(
        ("step", "place", "says"),
        [
            ("{repeat: 2}", "3:3", "the key 'steps' is missing"),
            ("{repeat: 2, steps: []}", "3:22", "write at least one"),
            ("{repeat: 0, steps: [{rest: 5 s}]}", "3:12", "write 1 or more"),
            ("{repeat: 21, steps: [{rest: 5 s}]}", "3:12", "write 20 or less"),
            ("{repeat: twice, steps: [{rest: 5 s}]}", "3:12", "a whole number belongs here"),
            ("{repeat: 2, steps: {rest: 5 s}}", "3:22", "a list belongs here"),
            ("{repeat: 2, steps: [{repeat: 2, steps: [{exercise: knee-rols}]}]}", "3:54", "did you mean knee-rolls?"),
        ],
    )
    def test_a_mistake_in_one_is_told_at_its_place(self, folder: Folder, step: str, place: str, says: str) -> None:
        found = folder.problems(f"{STEPS}- {step}\n")
        assert any(line.startswith(f"my.yaml:{place}: ") and says in line for line in found), found


class TestLines:
    """Words of the author inside a hold."""

    def test_one_is_said_at_a_time_or_half_way(self, folder: Folder) -> None:
        text = (
            "- exercise: knee-rolls\n"
            "  hold: 20 s\n"
            "  lines:\n"
            "  - {at: 5 s, say: 'Let your {other} shoulder sink.'}\n"
            "  - {at: half, say: 'Half of {hold}.'}\n"
            "  - {at: 1 breath, say: 'This is {repetition} of {repetitions}.'}\n"
        )
        (step,) = folder.load(STEPS + text).exercise_steps()
        assert step.lines == (
            Line(at=Duration(seconds=5), say="Let your {other} shoulder sink."),
            Line(at="half", say="Half of {hold}."),
            Line(at=Duration(breaths=1), say="This is {repetition} of {repetitions}."),
        )

    @pytest.mark.parametrize(
        ("line", "place", "says"),
        [
            ("{at: halff, say: Now.}", "5:10", "'halff' is no duration"),
            ("{at: 5, say: Now.}", "5:10", "write 5 s"),
            ("{at: -5 s, say: Now.}", "5:10", "negative"),
            ("{at: [], say: Now.}", "5:10", "this is no duration"),
            ("{say: Now.}", "5:5", "the key 'at' is missing"),
            ("{at: 5 s}", "5:5", "the key 'say' is missing"),
            ("{at: 5 s, say: 'Your {sid} knee.'}", "5:20", "unknown placeholder '{sid}'; did you mean side?"),
            ("{at: 5 s, say: Now., lasts: 3 s}", "5:26", "unknown key 'lasts'; known are at, say"),
            ("half", "5:5", "a map of keys belongs here"),
        ],
    )
    def test_a_mistake_in_one_is_told_at_its_place(self, folder: Folder, line: str, place: str, says: str) -> None:
        found = folder.problems(f"{STEPS}- exercise: knee-rolls\n  lines:\n  - {line}\n")
        assert any(problem.startswith(f"my.yaml:{place}: ") and says in problem for problem in found), found

    def test_a_step_has_at_most_twenty(self, folder: Folder) -> None:
        line = "  - {at: half, say: Now.}\n"
        assert folder.load(f"{STEPS}- exercise: knee-rolls\n  lines:\n{line * 20}")
        assert "at most 20" in folder.problems(f"{STEPS}- exercise: knee-rolls\n  lines:\n{line * 21}")[0]


class TestVariables:
    """Names in braces in what an author writes."""

    @pytest.mark.parametrize("name", ["exercise", "next", "minutes_left"])
    def test_any_text_may_hold_those_of_the_session(self, folder: Folder, name: str) -> None:
        assert folder.load(f"{STEPS}- say: 'Then {{{name}}}.'\n")

    @pytest.mark.parametrize("name", ["hold", "repetition", "repetitions", "side", "other", "left", "routine", ""])
    def test_those_of_an_exercise_cannot_stand_in_what_is_said_between_exercises(
        self, folder: Folder, name: str
    ) -> None:
        (found,) = folder.problems(f"{STEPS}- say: 'Then {{{name}}}.'\n")
        assert found.startswith(f"my.yaml:3:8: unknown placeholder '{{{name}}}'; ")

    def test_the_nearest_one_is_offered(self, folder: Folder) -> None:
        (found,) = folder.problems(STEPS + "- say: 'Still {minute_left}.'\n")
        assert found.endswith("unknown placeholder '{minute_left}'; did you mean minutes_left?")


class TestSurfaces:
    """What can be done on a bed."""

    BED = "title: Mine\nsurface: bed\nsteps:\n"

    def test_a_refusal_names_the_safe_variants(self, folder: Folder) -> None:
        (found,) = folder.problems(self.BED + "- exercise: knees-to-chest\n")
        assert found.startswith("my.yaml:4:13: knees-to-chest can't be done on a bed here. The article has the legs ")
        assert "variant one-leg or bent-knees (--variant knees-to-chest=one-leg)" in found
        assert found.endswith("else leave it out (--without knees-to-chest), or lie on the floor.")

    def test_where_no_variant_is_safe_it_says_what_else_to_do(self, folder: Folder) -> None:
        (found,) = folder.problems(self.BED + "- exercise: knee-rolls\n")
        assert "Leave it out (--without knee-rolls), or lie on the floor." in found
        assert "--variant" not in found

    def test_a_safe_variant_or_level_is_let_in(self, folder: Folder) -> None:
        assert folder.load(self.BED + "- exercise: knees-to-chest\n  variant: bent-knees\n")
        assert folder.load(self.BED + "- exercise: knees-to-chest\n  level: gentle\n")
        assert folder.load("level: gentle\n" + self.BED + "- exercise: knees-to-chest\n")

    def test_each_step_that_is_refused_is_told_at_its_own_place(self, folder: Folder) -> None:
        text = (
            "- exercise: knees-to-chest\n"
            "  variant: one-leg\n"
            "- repeat: 2\n"
            "  steps:\n"
            "  - exercise: knees-to-chest\n"
            "- exercise: knees-to-chest\n"
        )
        assert [found.partition(": ")[0] for found in folder.problems(self.BED + text)] == [
            "my.yaml:8:15",
            "my.yaml:9:13",
        ]


def paths_in(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path of every piece of plain data."""
    yield path
    pieces = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, inner in pieces:
        yield from paths_in(inner, (*path, key))


EVERYTHING: dict[str, Any] = {
    "extends": "./base.yaml",
    "title": "Mine",
    "language": "en",
    "level": "gentle",
    "surface": "floor",
    "settle": "20 s",
    "exercises": {
        "bridge": {
            "title": "Bridge",
            "sides": "alternating",
            "hold": "5 s",
            "variants": {"plain": {"instruction": "Lift your {left} hip."}, "high": {"instruction": "Lift it high."}},
            "levels": {"regular": {"repetitions": 3}, "gentle": {"variant": "plain"}},
            "cautions": ["Go slowly."],
            "sources": [{"title": "A book", "url": ""}],
        },
        "knee-rolls": {"hold": "4 s"},
        "tilt": {"extends": "pelvic-tilt", "title": "Tilt"},
    },
    "changes": [
        {"leave_out": 1},
        {
            "replace": "knee-rolls",
            "by": [{"say": "Now {next}."}, {"exercise": "tilt", "lines": [{"at": "half", "say": "Go."}]}],
        },
        {
            "after": 3,
            "add": [{"repeat": 2, "steps": [{"exercise": "bridge", "hold": "3 s"}, {"rest": "5 s"}, {"chime": "end"}]}],
        },
    ],
}
BASE = STEPS + "- rest: 5 s\n- exercise: knee-rolls\n- exercise: tilt\nexercises: {tilt: {extends: pelvic-tilt}}\n"
JUNK: tuple[Any, ...] = (
    *(None, True, 0, -1, 1.5, 10**30, "", "...", "{side}", "{", "<exercise>", "5 s", "half", "both", "bed", "de"),
    *("bridge", "tilt", "./base.yaml", "./my.yaml", "lower-back", [], [5], [[]], {}, {"exercise": "tilt"}, {"": ""}),
    *(["tilt", {"rest": "5 s"}], {"<rest>": {}}, {"variants": {}}, {"levels": []}),
)


def spoiled(chance: random.Random) -> Any:
    """A routine that has everything, with a few pieces of it replaced, renamed, or taken out."""
    whole: Any = deepcopy(EVERYTHING)
    for _ in range(chance.randint(1, 3)):
        *above, last = chance.choice([path for path in paths_in(whole) if path])
        holder = whole
        for part in above:
            holder = holder[part]
        piece = holder.pop(last)
        kind = chance.choice(("replaced", "renamed", "taken out"))
        if kind == "replaced" and isinstance(holder, dict):
            holder[last] = deepcopy(chance.choice(JUNK))
        elif kind == "replaced":
            holder.insert(last, deepcopy(chance.choice(JUNK)))
        elif kind == "renamed" and isinstance(holder, dict):
            holder[str(chance.choice((*EVERYTHING, "variant", "exercise", "<exercise>", "5")))] = piece
    return whole


def refusal(raw: bytes, language: str | None = None) -> InputError | None:
    """What is said of a routine beside `base.yaml`; None where it is read."""
    with TemporaryDirectory() as name:
        folder = Folder(Path(name))
        folder.write("base.yaml", BASE)
        try:
            folder.load(raw, language)
        except InputError as error:
            return error
    return None


@settings(max_examples=60)
@given(st.randoms(use_true_random=False), st.sampled_from([None, "en"]))
def test_a_spoiled_routine_is_read_or_refused_at_a_place(chance: random.Random, language: str | None) -> None:
    refused = refusal(json.dumps(spoiled(chance)).encode(), language)
    if isinstance(refused, FileProblemsError):
        assert refused.problems
        assert len(set(refused.problems)) == len(refused.problems)
        assert {Path(problem.file).name for problem in refused.problems} <= {"my.yaml", "base.yaml"}
    elif refused:
        assert "has words in" in str(refused)


def test_the_routine_that_is_spoiled_is_a_good_one() -> None:
    assert refusal(json.dumps(EVERYTHING).encode()) is None


@settings(max_examples=50)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    refused = refusal(raw)
    assert refused is None or str(refused)
