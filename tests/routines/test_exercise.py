"""Exercises: the shortest one, what its variants and levels inherit, and one that builds on another."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.routines.conftest import Folder
from voicecoach.documents.duration import Duration
from voicecoach.errors import FileProblemsError, InputError
from voicecoach.routines.catalogue import Catalogue, built_in_exercises
from voicecoach.routines.exercise import Dose, Exercise, Variant
from voicecoach.routines.terms import Level, Position, Sides, Surface

BRIDGE = "title: Bridge\ninstruction: Lift your hips.\nhold: 5 s\n"
SECOND = Duration(seconds=1)


def indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.splitlines())


def in_routine(text: str, name: str = "bridge") -> str:
    """A routine that writes an exercise down and does it."""
    return f"title: Mine\nexercises:\n  {name}:\n{indented(text)}steps:\n- exercise: {name}\n"


def written(folder: Folder, text: str, name: str = "bridge") -> Exercise:
    """The exercise as a routine that writes it down knows it."""
    return folder.load(in_routine(text, name)).exercises[name]


def in_folder(folder: Folder, text: str, name: str = "bridge") -> Exercise:
    """The exercise as a file of its own in the user's folder comes to."""
    folder.write(f"exercises/{name}.yaml", text)
    return Catalogue((folder.path,)).load_exercise(name, "en")


class TestShortest:
    """A title, an instruction and a hold are enough."""

    def test_it_has_one_variant_and_every_level(self, folder: Folder) -> None:
        dose = Dose(variant="usual", hold=Duration(seconds=5))
        assert written(folder, BRIDGE) == Exercise(
            title="Bridge",
            variants={"usual": Variant(instruction="Lift your hips.")},
            levels=dict.fromkeys(Level, dose),
        )

    def test_it_is_the_same_in_a_file_of_its_own(self, folder: Folder) -> None:
        alone = in_folder(folder, BRIDGE, "alone")
        assert alone == written(folder, BRIDGE).model_copy(update={"language": "en"})

    @pytest.mark.parametrize(
        ("left_out", "found"),
        [
            ("title: Bridge\n", ["my.yaml:4:5: the key 'title' is missing"]),
            ("instruction: Lift your hips.\n", ["my.yaml:4:5: the key 'instruction' is missing"]),
            ("hold: 5 s\n", ["my.yaml:4:5: the key 'hold' is missing"]),
        ],
    )
    def test_what_is_missing_is_told_once(self, folder: Folder, left_out: str, found: list[str]) -> None:
        assert folder.problems(in_routine(BRIDGE.replace(left_out, ""))) == found

    def test_one_that_no_step_names_is_read_all_the_same(self, folder: Folder) -> None:
        text = in_routine(BRIDGE).replace("- exercise: bridge", "- rest: 5 s")
        assert set(folder.load(text).exercises) == {"bridge"}
        assert folder.problems(text.replace("5 s\nsteps", "5\nsteps")) == ["my.yaml:6:11: 5 has no unit; write 5 s"]


class TestInheritance:
    """What is written at the top holds for every variant and every level that doesn't say otherwise."""

    def test_variants_inherit_each_of_their_fields(self, folder: Folder) -> None:
        exercise = written(
            folder,
            BRIDGE + "surface: bed\nsides: in turn\nposition: back\nchange: 1 s\nleave: 2 s\nmove: 3 s\nout: 4 s\n"
            "start: Lie down.\nready: On your back.\nfeel: You feel it.\n"
            "again: Lift.\nheld: Breathe.\nrelease: Lower.\n"
            "variants:\n  low: {summary: A little.}\n  high: {instruction: Lift high., move: 9 s, surface: floor}\n",
        )
        low, high = exercise.variants["low"], exercise.variants["high"]
        assert (low.surface, low.sides, low.position) == (Surface.BED, Sides.IN_TURN, Position.BACK)
        assert [time and time.s() for time in (low.change, low.leave, low.move, low.out)] == [1, 2, 3, 4]
        assert [getattr(low, name) for name in Variant.words] == [
            "A little.", "Lie down.", "On your back.", "You feel it.", "Lift your hips.", "Lift.", "Breathe.", "Lower.",
        ]  # fmt: skip
        assert high == low.model_copy(
            update={
                "summary": None,
                "instruction": "Lift high.",
                "move": Duration(seconds=9),
                "surface": Surface.FLOOR,
            }
        )

    def test_levels_inherit_each_field_of_a_dose(self, folder: Folder) -> None:
        exercise = written(
            folder,
            BRIDGE + "variant: high\nrepetitions: 7\nrest: 3 s\nsource: A book.\nvariants: {low: {}, high: {}}\n"
            "levels:\n  gentle: {variant: low, hold: 2 s}\n  regular: {repetitions: 2}\n  challenge: {}\n",
        )
        usual = Dose(
            variant="high", hold=Duration(seconds=5), repetitions=7, rest=Duration(seconds=3), source="A book."
        )
        assert exercise.levels == {
            Level.GENTLE: usual.model_copy(update={"variant": "low", "hold": Duration(seconds=2)}),
            Level.REGULAR: usual.model_copy(update={"repetitions": 2}),
            Level.CHALLENGE: usual,
        }

    def test_a_dose_without_a_variant_takes_the_first(self, folder: Folder) -> None:
        exercise = written(folder, BRIDGE + "variants: {low: {}, high: {}}\nlevels: {challenge: {variant: high}}\n")
        assert {level.value: dose.variant for level, dose in exercise.levels.items()} == {
            "gentle": "low",
            "regular": "low",
            "challenge": "high",
        }
        assert written(folder, BRIDGE + "variants: {low: {}, high: {}}\n").levels[Level.GENTLE].variant == "low"

    @pytest.mark.parametrize(
        ("levels", "repetitions"),
        [
            ("{regular: {repetitions: 4}}", [4, 4, 4]),
            ("{gentle: {repetitions: 2}, regular: {repetitions: 4}}", [2, 4, 4]),
            ("{gentle: {repetitions: 2}, challenge: {repetitions: 6}}", [2, 1, 6]),
            ("{challenge: {repetitions: 6}}", [1, 1, 6]),
            ("{}", [1, 1, 1]),
        ],
    )
    def test_a_level_that_is_missing_is_as_the_regular_one_else_has_the_dose_above(
        self, folder: Folder, levels: str, repetitions: list[int]
    ) -> None:
        exercise = written(folder, f"{BRIDGE}levels: {levels}\n")
        assert [exercise.levels[level].repetitions for level in Level] == repetitions

    @pytest.mark.parametrize(
        ("text", "place", "says"),
        [
            ("variants: [low]\n", "7:15", "a map of keys belongs here"),
            ("variants: {}\n", "7:15", "this is empty; write at least one"),
            ("variants:\n", "7:5", "a map of keys belongs here"),
            ("variants: {low: 5}\n", "7:21", "a map of keys belongs here"),
            ("variants: {low: {instructoin: x}}\n", "7:22", "unknown key 'instructoin'; did you mean instruction?"),
            ("levels: 5\n", "7:13", "a map of keys belongs here"),
            (
                "levels: {regluar: {}}\n",
                "7:14",
                "'regluar' is none of gentle, regular, challenge; did you mean regular?",
            ),
            ("levels: {regular: {hold: 0 s}}\n", "7:30", "write 1 s to 600 s"),
            ("variants: {low: {}}\nvariant: lwo\n", "8:14", "unknown variant 'lwo'; did you mean low?"),
            ("tips: [5]\n", "7:12", "text belongs here"),
            ("sides: left\n", "7:12", "'left' is none of both, alternating, in turn"),
            ("position: lying\n", "7:15", "'lying' is none of back, side, front, kneeling, sitting, standing"),
            ("rset: 5 s\n", "7:5", "unknown key 'rset'; did you mean rest?"),
            ("instrution: x\n", "7:5", "unknown key 'instrution'; did you mean instruction?"),
            ("sources: [{title: x, ulr: y}]\n", "7:26", "unknown key 'ulr'; did you mean url?"),
        ],
    )
    def test_a_mistake_is_told_at_its_place(self, folder: Folder, text: str, place: str, says: str) -> None:
        found = folder.problems(in_routine(BRIDGE + text))
        assert any(line.startswith(f"my.yaml:{place}: ") and says in line for line in found), found
        assert len(set(found)) == len(found)


class TestOverriding:
    """A built-in exercise, changed field by field."""

    def test_a_routine_changes_one_field_and_keeps_the_rest(self, folder: Folder) -> None:
        changed = written(folder, "levels: {regular: {hold: 4 s}}\ntips: [Hum.]\n", "knee-rolls")
        built_in = built_in_exercises()["knee-rolls"]
        assert changed.levels[Level.REGULAR].hold == Duration(seconds=4)
        assert changed.tips == ("Hum.",)
        levels = {**changed.levels, Level.REGULAR: built_in.levels[Level.REGULAR]}
        assert changed.model_copy(update={"levels": levels, "tips": built_in.tips}) == built_in

    def test_a_file_in_the_users_folder_does_too(self, folder: Folder) -> None:
        changed = in_folder(folder, "variants: {feet-down: {move: 9 s}}\n", "knee-rolls")
        built_in = built_in_exercises()["knee-rolls"]
        assert changed.variants["feet-down"].move.s() == 9
        variants = {**changed.variants, "feet-down": built_in.variants["feet-down"]}
        assert changed.model_copy(update={"variants": variants}) == built_in

    @pytest.mark.parametrize("way", [written, in_folder])
    def test_what_the_change_writes_at_the_top_holds_for_every_variant_and_level(
        self, folder: Folder, way: Callable[[Folder, str, str], Exercise]
    ) -> None:
        text = "hold: 4 s\nvariant: feet-down\nrelease: Come back.\nlevels: {gentle: {hold: 3 s}}\n"
        changed = way(folder, text, "knee-rolls")
        assert [changed.levels[level].hold.s() for level in Level] == [3, 4, 4]
        assert {dose.variant for dose in changed.levels.values()} == {"feet-down"}
        assert {variant.release for variant in changed.variants.values()} == {"Come back."}
        assert changed.levels[Level.CHALLENGE].repetitions == 3

    def test_the_routine_has_the_last_word_after_the_folder(self, folder: Folder) -> None:
        folder.write("exercises/knee-rolls.yaml", "title: Rolls\ntips: [Hum.]\n")
        changed = written(folder, "title: My rolls\n", "knee-rolls")
        assert (changed.title, changed.tips) == ("My rolls", ("Hum.",))

    def test_a_new_variant_stands_beside_the_old_ones(self, folder: Folder) -> None:
        changed = written(folder, "variants: {small: {instruction: Roll a little.}}\n", "knee-rolls")
        assert list(changed.variants) == ["feet-down", "knees-lifted", "small"]

    def test_what_was_first_stays_first(self, folder: Folder) -> None:
        folder.write("exercises/bridge.yaml", BRIDGE + "variants: {low: {}, high: {}}\n")
        changed = written(folder, "variants: {high: {move: 3 s}, new: {}}\n")
        assert list(changed.variants) == ["low", "high", "new"]
        assert changed.levels[Level.REGULAR].variant == "low"

    def test_a_mistake_in_it_is_told_in_the_file_that_makes_it(self, folder: Folder) -> None:
        assert folder.problems(in_routine("variants: {feet-down: {move: 5}}\n", "knee-rolls")) == [
            "my.yaml:4:34: 5 has no unit; write 5 s"
        ]
        folder.write("exercises/knee-rolls.yaml", "levels: {regular: {variant: knees}}\n")
        assert folder.problems("title: Mine\nsteps: [{exercise: knee-rolls}]\n") == [
            "exercises/knee-rolls.yaml:1:29: unknown variant 'knees'; known are feet-down, knees-lifted"
        ]


class TestExtending:
    """An exercise that builds on another one."""

    TEXT = "extends: pelvic-tilt\ntitle: My tilt\nhold: 4 s\n"

    def check(self, exercise: Exercise) -> None:
        tilt = built_in_exercises()["pelvic-tilt"]
        assert exercise.title == "My tilt"
        assert {dose.hold.s() for dose in exercise.levels.values()} == {4}
        assert exercise.variants == tilt.variants
        assert exercise.cautions == tilt.cautions

    def test_in_a_routine(self, folder: Folder) -> None:
        routine = folder.load(in_routine(self.TEXT, "mine") + "- exercise: pelvic-tilt\n")
        self.check(routine.exercises["mine"])
        assert routine.exercises["pelvic-tilt"] == built_in_exercises()["pelvic-tilt"]

    def test_in_a_file_of_its_own(self, folder: Folder) -> None:
        self.check(in_folder(folder, self.TEXT, "mine"))
        self.check(folder.load("title: Mine\nsteps: [{exercise: mine}]\n").exercises["mine"])

    def test_in_a_chain(self, folder: Folder) -> None:
        folder.write("exercises/first.yaml", self.TEXT)
        folder.write("exercises/second.yaml", "extends: first\ntips: [Hum.]\n")
        exercise = written(folder, "extends: second\nhurts: Stop.\n", "third")
        self.check(exercise)
        assert (exercise.tips, exercise.hurts) == (("Hum.",), "Stop.")

    @pytest.mark.parametrize("name", ["pelvic-tlt", "", "[pelvic-tilt]", "{}", "5", "pelvic-tilt.yaml"])
    def test_an_unknown_one_is_told_at_its_place(self, folder: Folder, name: str) -> None:
        (found,) = folder.problems(in_routine(f"title: Mine\nextends: {name}\n"))
        assert found.startswith("my.yaml:5:")
        assert "unknown exercise" in found
        with pytest.raises(FileProblemsError, match=r"bridge\.yaml:2:.* unknown exercise"):
            in_folder(folder, f"title: Mine\nextends: {name}\n")

    @pytest.mark.parametrize("others", [{"bridge": "bridge"}, {"bridge": "arch", "arch": "bridge"}])
    def test_a_circle_is_told(self, folder: Folder, others: dict[str, str]) -> None:
        for name, extended in others.items():
            folder.write(f"exercises/{name}.yaml", f"extends: {extended}\n")
        with pytest.raises(FileProblemsError, match=r"\.yaml:1:10: exercises extend each other without end"):
            Catalogue((folder.path,)).load_exercise("bridge", "en")


class TestSides:
    """Left and right in an exercise's words."""

    @pytest.mark.parametrize("name", ["side", "other", "left", "right"])
    @pytest.mark.parametrize("sides", ["alternating", "in turn"])
    def test_a_two_sided_exercise_may_name_each_form(self, folder: Folder, name: str, sides: str) -> None:
        text = f"title: Bridge\nhold: 5 s\nsides: {sides}\ninstruction: Lift your {{{name}}} hip.\n"
        assert written(folder, text).variants["usual"].sides is Sides(sides)

    @pytest.mark.parametrize("field", Variant.words)
    def test_one_that_moves_both_sides_names_none_in_any_of_its_words(self, folder: Folder, field: str) -> None:
        text = BRIDGE.replace("instruction: Lift your hips.\n", "") + "instruction: Lift.\n" * (field != "instruction")
        (found,) = folder.problems(in_routine(f"{text}{field}: Now your {{other}} hip.\n"))
        assert found.endswith(f"{field} names a side, but sides is 'both'; write sides: alternating")

    @pytest.mark.parametrize(
        "field", ["cautions: ['Mind your {side} hip.']", "hurts: Let {other} go.", "tips: ['Your {left} hip.']"]
    )
    def test_what_is_said_with_every_variant_names_one_only_where_each_has_sides(
        self, folder: Folder, field: str
    ) -> None:
        (found,) = folder.problems(in_routine(f"{BRIDGE}{field}\n"))
        assert found == "my.yaml:4:5: cautions, hurts or tips name a side, but in usual sides is 'both'"
        assert written(folder, f"{BRIDGE}{field}\nsides: in turn\n")
        (found,) = folder.problems(
            in_routine(f"{BRIDGE}{field}\nsides: in turn\nvariants: {{a: {{}}, b: {{sides: both}}}}\n")
        )
        assert "in b sides is 'both'" in found

    def test_of_two_variants_the_one_that_moves_both_is_refused(self, folder: Folder) -> None:
        text = "instruction: Your {side} hip.\nvariants:\n  one: {sides: in turn}\n  two: {}\n"
        (found,) = folder.problems(in_routine("title: Bridge\nhold: 5 s\n" + text))
        assert found.startswith("my.yaml:9:12: ")

    def test_the_forms_are_those_of_the_language(self, folder: Folder) -> None:
        text = "language: de\n" + in_routine(
            "title: Brücke\nhold: 5 s\nsides: in turn\ninstruction: Heb das {linke} Bein.\n"
        )
        assert folder.load(text).exercises["bridge"]
        (found,) = folder.problems(text.replace("{linke}", "{left}"))
        assert "unknown placeholder '{left}'; known are" in found
        assert "linke" in found
        (found,) = folder.problems(text.replace("language: de\n", ""))
        assert "unknown placeholder '{linke}'" in found
        (found,) = folder.problems(text.replace("sides: in turn", "sides: both"))
        assert "instruction names a side" in found


@pytest.mark.parametrize("name", ["exercise", "next", "minutes_left", "hold", "repetition", "repetitions"])
def test_an_exercises_words_may_hold_what_is_known_of_it(folder: Folder, name: str) -> None:
    assert written(folder, BRIDGE + f"held: 'This is {{{name}}}.'\ntips: ['And {{{name}}}.']\n")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("held: 'For {hodl}.'", "my.yaml:7:11: unknown placeholder '{hodl}'; did you mean hold?"),
        (
            "tips: ['For {routine}.']",
            "my.yaml:7:12: unknown placeholder '{routine}'; known are exercise, hold, left, minutes_left, ",
        ),
        ("cautions: ['No words for {.']", "my.yaml:7:16: unknown placeholder '{'; known are "),
        ("source: 'As {hold} says.'", "my.yaml:7:13: '{hold}' can't stand here; this text is spoken as it is written"),
    ],
)
def test_what_is_not_known_of_it_is_told(folder: Folder, text: str, found: str) -> None:
    (told,) = folder.problems(in_routine(f"{BRIDGE}{text}\n"))
    assert told.startswith(found)


def test_an_unknown_exercise_is_told_with_the_nearest(folder: Folder) -> None:
    folder.write("exercises/bridge.yaml", BRIDGE)
    with pytest.raises(InputError, match="unknown exercise 'brige'; did you mean bridge"):
        Catalogue((folder.path,)).load_exercise("brige", "en")
