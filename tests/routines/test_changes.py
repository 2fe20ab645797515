"""Routines that build on others: what they keep, replace, and change of their steps."""

from __future__ import annotations

import json

import pytest

from tests.routines.conftest import Folder
from voicecoach.errors import InputError
from voicecoach.routines.catalogue import Catalogue
from voicecoach.routines.model import ChimeStep, ExerciseStep, RepeatStep, RestStep, Routine, SayStep
from voicecoach.routines.terms import Level

BASE = """\
title: Base
about: A base for others.
level: gentle
settle: 10 s
steps:
- exercise: pelvic-tilt
- rest: 5 s
- exercise: knee-rolls
- exercise: pelvic-tilt
- say: Well done.
"""


GERMAN = "title: Grundlage\n" + BASE[BASE.index("steps:") :].replace("Well done", "Gut gemacht")


def names(routine: Routine) -> list[str]:
    """A word for each step: its exercise, what it says, its chime, its time."""
    words = []
    for step in routine.steps:
        match step:
            case ExerciseStep():
                words.append(step.exercise)
            case SayStep():
                words.append(step.say)
            case RestStep():
                words.append(f"{step.rest.s():g} s")
            case ChimeStep():
                words.append(step.chime)
            case RepeatStep():
                words.append(f"{step.repeat} times")
    return words


@pytest.fixture
def base(folder: Folder) -> Folder:
    """A folder with the routine `base.yaml`."""
    folder.write("base.yaml", BASE)
    return folder


def changed(*changes: object) -> str:
    return f"extends: ./base.yaml\nchanges: {json.dumps(changes)}\n"


class TestExtending:
    """The keys of the routine that is extended hold, unless the new one writes its own."""

    def test_all_is_inherited(self, base: Folder) -> None:
        assert base.load("extends: ./base.yaml\n") == base.load(BASE)

    def test_own_fields_replace_the_others(self, base: Folder) -> None:
        base.write("spelt.yaml", "pronounce: {glute: gloot, femur: feemer}\n" + BASE)
        spelt = base.load("extends: ./spelt.yaml\npronounce: {femur: feemur, tibia: tibbia}\n")
        assert spelt.pronounce == {"glute": "gloot", "femur": "feemur", "tibia": "tibbia"}
        routine = base.load("extends: ./base.yaml\ntitle: Mine\nlevel: challenge\n")
        assert (routine.title, routine.about, routine.level) == ("Mine", "A base for others.", Level.CHALLENGE)
        assert routine.settle.s() == 10
        assert len(routine.steps) == 5

    def test_own_steps_replace_the_others_as_a_whole(self, base: Folder) -> None:
        routine = base.load("extends: ./base.yaml\nsteps:\n- exercise: childs-pose\n")
        assert names(routine) == ["childs-pose"]
        assert set(routine.exercises) == {"childs-pose"}

    def test_own_exercises_are_laid_over_the_others_field_by_field(self, folder: Folder) -> None:
        exercise = "title: Bridge, instruction: Lift your hips., hold: 5 s, tips: [Hum.]"
        folder.write(
            "base.yaml", f"title: Base\nexercises: {{bridge: {{{exercise}}}}}\nsteps: [{{exercise: bridge}}]\n"
        )
        routine = folder.load("extends: ./base.yaml\nexercises: {bridge: {title: My bridge, hold: 7 s}}\n")
        bridge = routine.exercises["bridge"]
        assert (bridge.title, bridge.tips, bridge.levels[Level.REGULAR].hold.s()) == ("My bridge", ("Hum.",), 7)

    def test_by_name_a_built_in_one_and_one_of_the_same_folder(self, base: Folder) -> None:
        assert names(base.load("extends: lower-back\n")) == names(Catalogue().load("lower-back"))
        assert base.load("extends: base\n").title == "Base"

    def test_a_path_counts_from_the_file_that_names_it(self, base: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
        base.write("deep/middle.yaml", "extends: ../base.yaml\nabout: The middle.\n")
        text = "extends: deep/middle.yaml\ntitle: Mine\n"
        assert (base.load(text).title, base.load(text).about) == ("Mine", "The middle.")
        monkeypatch.chdir(base.path)
        assert Catalogue().load("my.yaml").about == "The middle."
        assert Catalogue().load("./deep/middle.yaml").title == "Base"

    def test_a_name_is_found_where_the_folder_is_given_by_a_relative_path(
        self, base: Folder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        base.write("my.yaml", "extends: base\ntitle: Mine\n")
        monkeypatch.chdir(base.path.parent)
        assert Catalogue().load(f"{base.path.name}/my.yaml").title == "Mine"

    def test_a_chain_is_put_together_from_its_far_end(self, base: Folder) -> None:
        base.write("second.yaml", "extends: ./base.yaml\ntitle: Second\nchanges: [{leave_out: 1}]\n")
        base.write("third.yaml", "extends: ./second.yaml\nabout: The third.\nchanges: [{leave_out: 1}]\n")
        routine = base.load("extends: ./third.yaml\nlevel: regular\nchanges: [{leave_out: 3}]\n")
        assert names(routine) == ["knee-rolls", "pelvic-tilt"]
        assert (routine.title, routine.about, routine.level) == ("Second", "The third.", Level.REGULAR)

    def test_a_chain_has_at_most_ten_bases(self, base: Folder) -> None:
        for number in range(1, 11):
            base.write(f"{number}.yaml", f"extends: ./{number - 1 or 'base'}.yaml\n")
        assert base.load("extends: ./9.yaml\n").title == "Base"
        assert "extend each other without end" in base.problems("extends: ./10.yaml\n")[0]

    @pytest.mark.parametrize("others", [{}, {"other": "./my.yaml"}, {"other": "third", "third": "./other.yaml"}])
    def test_a_circle_is_told(self, folder: Folder, others: dict[str, str]) -> None:
        for name, extended in others.items():
            folder.write(f"{name}.yaml", f"extends: {extended}\n")
        (found,) = folder.problems(f"extends: {'./other.yaml' if others else './my.yaml'}\n")
        assert found.endswith(":1:10: routines extend each other without end; break the circle")

    @pytest.mark.parametrize(
        ("extended", "place", "says"),
        [
            ("lower-bak", "1:10", "unknown routine 'lower-bak'; did you mean lower-back"),
            ("./no.yaml", "1:10", "there is no file"),
            ("..", "1:10", "is a folder"),
            ('"a\\0b"', "1:10", "NUL"),
            ("5", "1:10", "write its name, or the path of its file"),
            ("[base]", "1:10", "write its name, or the path of its file"),
            ("", "1:1", "write its name, or the path of its file"),
            ("~nobody-of-this-name/x.yaml", "1:10", "write the path out"),
        ],
    )
    def test_what_cannot_be_extended_is_told_at_its_place(
        self, base: Folder, extended: str, place: str, says: str
    ) -> None:
        (found,) = base.problems(f"extends: {extended}\n")
        assert found.startswith(f"my.yaml:{place}: ")
        assert says in found

    def test_a_base_that_is_no_routine_is_told_in_its_own_file(self, folder: Folder) -> None:
        folder.write("base.yaml", "[")
        (found,) = folder.problems("extends: ./base.yaml\n")
        assert found.startswith("base.yaml:1:2: this is no valid YAML")


class TestLanguage:
    """A routine that builds on another speaks its language, unless it says otherwise."""

    def test_it_is_inherited(self, base: Folder) -> None:
        base.write("base.yaml", "language: en-GB\n" + BASE)
        assert base.load("extends: ./base.yaml\n").language == "en-GB"

    def test_words_of_the_base_in_the_own_language_are_taken(self, base: Folder) -> None:
        base.write("base.de.yaml", GERMAN)
        assert base.load("extends: ./base.yaml\n").title == "Base"
        routine = base.load("extends: ./base.yaml\nlanguage: de\nabout: Für mich.\n")
        assert (routine.title, routine.about, routine.language) == ("Grundlage", "Für mich.", "de")

    def test_one_without_words_of_its_own_is_in_each_language_of_its_base(self, base: Folder) -> None:
        base.write("base.de.yaml", GERMAN)
        routine = base.load(changed({"leave_out": 1}), "de")
        assert (routine.title, routine.language, len(routine.steps)) == ("Grundlage", "de", 4)
        (found,) = base.problems(changed({"leave_out": 1}), "fr")
        assert found.startswith("my.yaml:1:10: ")
        assert found.endswith("base.yaml has words in de, en only; put those in fr into base.fr.yaml beside it")

    def test_one_that_names_no_language_is_in_that_of_its_base(self, base: Folder) -> None:
        base.write("base.yaml", "language: de\n" + BASE)
        base.write("middle.yaml", "extends: base\n")
        text = "extends: middle\ntitle: Meins\n"
        assert base.load(text).language == base.load(text, "de").language == "de"
        path = base.path / "my.yaml"
        assert Catalogue().languages(path) == ("de",)
        assert Catalogue().beside(path).document(path, "de").keys["title"].value == "Meins"
        with pytest.raises(InputError, match=r"my\.yaml has words in de only; put those in en into my\.en\.yaml"):
            base.load(text, "en")

    def test_one_that_names_its_language_is_in_that(self, base: Folder) -> None:
        base.write("base.yaml", "language: de\n" + BASE)
        base.write("base.en.yaml", GERMAN.replace("Grundlage", "The base"))
        middle = base.write("middle.yaml", "extends: ./base.yaml\nlanguage: en\nabout: For me.\n")
        routine = base.load("extends: ./middle.yaml\n")
        assert (routine.title, routine.about, routine.language) == ("The base", "For me.", "en")
        assert Catalogue().languages(middle) == Catalogue().languages(base.path / "my.yaml") == ("en",)

    def test_own_words_need_a_file_for_another_language(self, base: Folder) -> None:
        base.write("base.de.yaml", GERMAN)
        base.write("my.de.yaml", "title: Mein Rücken\n")
        assert base.load("extends: ./base.yaml\ntitle: Mine\n", "de").title == "Mein Rücken"
        with pytest.raises(InputError, match=r"my\.yaml has words in de, en only; put those in fr into my\.fr\.yaml"):
            base.load("extends: ./base.yaml\ntitle: Mine\n", "fr")


class TestChanges:
    """Steps that are left out, replaced and added, one after the other."""

    @pytest.mark.parametrize(
        ("changes", "steps"),
        [
            ([{"leave_out": "knee-rolls"}], ["pelvic-tilt", "5 s", "pelvic-tilt", "Well done."]),
            ([{"leave_out": 5}], ["pelvic-tilt", "5 s", "knee-rolls", "pelvic-tilt"]),
            (
                [{"replace": "knee-rolls", "by": [{"exercise": "childs-pose"}, {"chime": "end"}]}],
                ["pelvic-tilt", "5 s", "childs-pose", "end", "pelvic-tilt", "Well done."],
            ),
            (
                [{"replace": 2, "by": [{"rest": "1 min"}]}],
                ["pelvic-tilt", "60 s", "knee-rolls", "pelvic-tilt", "Well done."],
            ),
            (
                [{"before": "knee-rolls", "add": [{"say": "Now roll."}, {"rest": "3 s"}]}],
                ["pelvic-tilt", "5 s", "Now roll.", "3 s", "knee-rolls", "pelvic-tilt", "Well done."],
            ),
            (
                [{"before": 1, "add": [{"say": "Hello."}]}],
                ["Hello.", "pelvic-tilt", "5 s", "knee-rolls", "pelvic-tilt", "Well done."],
            ),
            (
                [{"after": "knee-rolls", "add": [{"say": "Good."}, {"rest": "3 s"}]}],
                ["pelvic-tilt", "5 s", "knee-rolls", "Good.", "3 s", "pelvic-tilt", "Well done."],
            ),
            (
                [{"after": 5, "add": [{"repeat": 2, "steps": [{"rest": "3 s"}]}]}],
                ["pelvic-tilt", "5 s", "knee-rolls", "pelvic-tilt", "Well done.", "2 times"],
            ),
            ([], ["pelvic-tilt", "5 s", "knee-rolls", "pelvic-tilt", "Well done."]),
        ],
    )
    def test_each_change_is_made_where_it_says(self, base: Folder, changes: list[object], steps: list[str]) -> None:
        assert names(base.load(changed(*changes))) == steps

    def test_numbers_stay_those_of_the_other_routine(self, base: Folder) -> None:
        routine = base.load(
            changed(
                {"leave_out": 1},
                {"before": 2, "add": [{"say": "First."}]},
                {"leave_out": 2},
                {"after": 5, "add": [{"say": "Last."}]},
            )
        )
        assert names(routine) == ["First.", "knee-rolls", "pelvic-tilt", "Well done.", "Last."]

    def test_a_name_is_looked_for_among_the_steps_as_they_are_then(self, base: Folder) -> None:
        routine = base.load(
            changed(
                {"leave_out": 4},
                {"replace": "pelvic-tilt", "by": [{"exercise": "childs-pose"}]},
                {"after": "childs-pose", "add": [{"exercise": "knees-to-chest"}]},
                {"leave_out": "childs-pose"},
            )
        )
        assert names(routine) == ["knees-to-chest", "5 s", "knee-rolls", "Well done."]

    def test_an_exercise_that_only_a_change_names_is_known(self, base: Folder) -> None:
        add = {"exercise": "bridge", "repetitions": 2}
        text = changed({"after": 1, "add": [add]}) + (
            "exercises: {bridge: {title: Bridge, instruction: Lift your hips., hold: 5 s}}\n"
        )
        assert base.load(text).exercises["bridge"].title == "Bridge"

    @pytest.mark.parametrize(
        ("changes", "problem"),
        [
            (
                "{leave_out: knee-rols}",
                "3:15: no step does the exercise 'knee-rols'; did you mean knee-rolls?",
            ),
            ("{replace: childs-pose, by: [{rest: 5 s}]}", "3:13: no step does the exercise 'childs-pose'; known are "),
            (
                "{leave_out: pelvic-tilt}",
                "3:15: pelvic-tilt is done by several steps, 1 and 4; write the step's number",
            ),
            ("{leave_out: 6}", "3:15: there is no step 6, or a change has left it out"),
            ("{leave_out: 0}", "3:15: there is no step 0, or a change has left it out"),
            ("{leave_out: -1}", "3:15: there is no step -1, or a change has left it out"),
            ("{leave_out: true}", "3:15: no step does the exercise True; known are knee-rolls, pelvic-tilt"),
            ("{leave_out: 1}\n- {leave_out: 1}", "4:15: there is no step 1, or a change has left it out"),
            ("{leave_out: [1]}", "3:15: "),
            ("{leave_out: 1, by: [{rest: 5 s}]}", "3:18: unknown key 'by'; known are leave_out"),
            ("{replace: 1}", "3:3: the key 'by' is missing"),
            ("{replace: 1, add: [{rest: 5 s}]}", "3:3: the key 'by' is missing"),
            ("{before: 1, by: [{rest: 5 s}]}", "3:3: the key 'add' is missing"),
            ("{after: 1, add: []}", "3:19: at least 1 belong here"),
            ("{after: 1, add: {rest: 5 s}}", "3:19: a list belongs here; begin each item with a dash"),
            ("{remove: 1}", "3:3: this is no change; it begins with one of leave_out, replace, before, after"),
            ("knee-rolls", "3:3: this is no change; "),
            (
                "{after: 1, add: [{exercise: knee-rols}]}",
                "3:31: unknown exercise 'knee-rols'; did you mean knee-rolls?",
            ),
            ("{after: 1, add: [{rest: 5}]}", "3:27: 5 has no unit; write 5 s"),
            ("{after: 1, add: [5]}", "3:20: this is no step; "),
        ],
    )
    def test_a_mistake_in_a_change_is_told_at_its_place(self, base: Folder, changes: str, problem: str) -> None:
        found = base.problems(f"extends: ./base.yaml\nchanges:\n- {changes}\n")
        assert found[0].startswith(f"my.yaml:{problem}")

    def test_every_mistake_in_the_form_of_changes_is_told_at_once(self, base: Folder) -> None:
        found = base.problems("extends: ./base.yaml\nchanges:\n- {remove: 1}\n- {replace: 1}\n- {after: 1, add: []}\n")
        assert [problem.partition(": ")[0] for problem in found] == ["my.yaml:3:3", "my.yaml:4:3", "my.yaml:5:19"]

    def test_steps_that_a_change_added_are_named_as_such_where_a_name_means_several(self, base: Folder) -> None:
        add = {"after": 3, "add": [{"exercise": "knee-rolls"}]}
        (found,) = base.problems(changed(add, {"leave_out": "knee-rolls"}))
        assert found.endswith(
            "knee-rolls is done by several steps, 3 and one that a change added; write the step's number"
        )

    @pytest.mark.parametrize("changes", ["{leave_out: 1}", "5", ""])
    def test_changes_are_a_list(self, base: Folder, changes: str) -> None:
        (found,) = base.problems(f"extends: ./base.yaml\nchanges: {changes}\n")
        assert found.endswith("a list belongs here; begin each item with a dash")

    def test_a_routine_that_has_no_steps_left_is_told_so_at_the_changes(self, base: Folder) -> None:
        found = base.problems(changed(*({"leave_out": number} for number in range(1, 6))))
        assert found == ["my.yaml:2:10: this is empty; write at least one"]

    def test_changes_need_a_routine_to_change(self, folder: Folder) -> None:
        text = BASE + "changes: [{leave_out: 1}]\n"
        assert folder.problems(text) == [
            "my.yaml:11:1: changes need a routine to change; write extends: and its name",
        ]

    def test_own_steps_and_changes_exclude_each_other(self, base: Folder) -> None:
        assert base.problems("extends: ./base.yaml\nsteps: [{rest: 5 s}]\nchanges: [{leave_out: 1}]\n") == [
            "my.yaml:2:1: write either steps, in the place of the other routine's, or changes",
        ]

    def test_the_steps_of_the_base_keep_their_place(self, base: Folder) -> None:
        base.write("base.yaml", BASE.replace("knee-rolls", "knee-rols"))
        assert base.problems(changed({"leave_out": 1})) == [
            "base.yaml:8:13: unknown exercise 'knee-rols'; did you mean knee-rolls?",
        ]
