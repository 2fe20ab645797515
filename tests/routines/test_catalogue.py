"""The built-in library, how routines and exercises are found, and their words in other languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.routines.conftest import Folder
from voicecoach.errors import InputError, UnknownNameError
from voicecoach.routines.catalogue import BUILT_IN, Catalogue, built_in_exercises
from voicecoach.routines.reader import exercise_in
from voicecoach.routines.terms import Level, Surface

MINE = "title: Mine\nsteps:\n- rest: 5 s\n"
BRIDGE = "title: Bridge\ninstruction: Lift your hips.\nhold: 5 s\n"


class TestBuiltIn:
    """What voicecoach brings along."""

    def test_the_four_stretches_of_the_source_are_there(self) -> None:
        exercises = built_in_exercises()
        assert set(exercises) == {"knees-to-chest", "pelvic-tilt", "childs-pose", "knee-rolls"}
        assert set(exercises["knees-to-chest"].variants) == {"both-legs", "one-leg", "bent-knees"}
        assert exercises["knee-rolls"].levels[Level.CHALLENGE].variant == "knees-lifted"
        assert exercises["knees-to-chest"].levels[Level.GENTLE].variant == "one-leg"
        assert all(variant.surface is Surface.FLOOR for variant in exercises["knee-rolls"].variants.values())

    def test_every_routine_is_valid(self) -> None:
        assert set(Catalogue().routines()) == {"lower-back", "lower-back-short", "lower-back-in-bed"}
        assert all(Catalogue().load(name).steps for name in Catalogue().routines())

    def test_in_bed_only_what_a_source_allows_in_bed(self) -> None:
        routine = Catalogue().load("lower-back-in-bed")
        assert routine.surface is Surface.BED
        for step in routine.exercise_steps():
            exercise = built_in_exercises()[step.exercise]
            for dose in exercise.levels.values():
                assert exercise.variants[step.variant or dose.variant].surface is Surface.BED

    def test_every_dose_and_every_surface_names_its_source(self) -> None:
        for exercise in built_in_exercises().values():
            assert exercise.sources
            assert all(dose.source for dose in exercise.levels.values())
            assert all(variant.surface_source for variant in exercise.variants.values())


class TestFinding:
    """A name or a path leads to a file."""

    def test_a_file_in_the_users_folder_is_found_by_name_and_wins(self, folder: Folder) -> None:
        folder.write("mine.yaml", MINE)
        folder.write("lower-back.yml", MINE.replace("Mine", "Mine too"))
        catalogue = Catalogue((folder.path,))
        assert catalogue.load("mine").title == "Mine"
        assert catalogue.load("lower-back").title == "Mine too"
        assert set(catalogue.routines()) == {"mine", "lower-back", "lower-back-short", "lower-back-in-bed"}

    def test_a_file_can_extend_the_routine_whose_name_it_takes(self, folder: Folder) -> None:
        folder.write("lower-back.yaml", "extends: lower-back\ntitle: Mine\nchanges:\n- leave_out: childs-pose\n")
        routine = Catalogue((folder.path,)).load("lower-back")
        assert (routine.title, len(routine.steps)) == ("Mine", 3)

    def test_of_several_folders_the_last_wins(self, folder: Folder) -> None:
        folder.write("first/mine.yaml", MINE)
        folder.write("second/mine.yaml", MINE.replace("Mine", "The second"))
        assert Catalogue((folder.path / "first", folder.path / "second")).load("mine").title == "The second"

    def test_a_path_is_taken_as_one(self, folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
        path = folder.write("mine.yaml", MINE)
        assert Catalogue().load(str(path)).title == "Mine"
        monkeypatch.chdir(folder.path)
        monkeypatch.setenv("HOME", str(folder.path))
        for name in ("mine.yaml", "./mine.yaml", "~/mine.yaml"):
            assert Catalogue().load(name).title == "Mine"

    @pytest.mark.parametrize(
        "name", ["../lower-back", "../../etc/passwd", "/", ".", "..", "", "no\0pe", "x" * 5000, "~nobody-here/x.yaml"]
    )
    @pytest.mark.parametrize("language", [None, "en", "de"])
    def test_a_name_that_leads_nowhere_is_bad_input(self, name: str, language: str | None) -> None:
        with pytest.raises(InputError):
            Catalogue().load(name, language)

    def test_an_unknown_name_leads_to_the_nearest(self) -> None:
        with pytest.raises(UnknownNameError, match="did you mean lower-back") as caught:
            Catalogue().find("lowr-back")
        assert caught.value.name == "lowr-back"
        assert caught.value.known == tuple(sorted(Catalogue().routines()))

    def test_a_folder_that_is_missing_holds_nothing(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        for path in (tmp_path / "missing", tmp_path / "file", tmp_path):
            assert Catalogue((path,)).routines() == Catalogue().routines()
            assert Catalogue((path,)).exercise_names() == Catalogue().exercise_names()

    def test_only_yaml_files_are_routines(self, folder: Folder) -> None:
        for name in ("notes.txt", "mine.yaml~", ".hidden", "deep/inner.yaml", "exercises/bridge.yaml"):
            folder.write(name, MINE)
        (folder.path / "folder.yaml").mkdir()
        folder.write("MINE.YAML", MINE)
        assert set(Catalogue((folder.path,)).routines()) - set(Catalogue().routines()) == {"MINE"}


class TestOwnExercises:
    """A folder's exercises lie in its subfolder `exercises`."""

    ROUTINE = "title: Mine\nsteps:\n- exercise: bridge\n"

    def test_those_of_the_users_folder_are_known_to_all_routines(self, folder: Folder) -> None:
        folder.write("user/exercises/bridge.yaml", BRIDGE)
        path = folder.write("elsewhere/mine.yaml", self.ROUTINE)
        catalogue = Catalogue((folder.path / "user",))
        assert "bridge" in catalogue.exercise_names()
        assert catalogue.load(str(path)).exercises["bridge"].title == "Bridge"

    def test_those_beside_a_routine_that_is_given_by_its_path_are_known_to_it(
        self, folder: Folder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder.write("exercises/bridge.yml", BRIDGE)
        assert folder.load(self.ROUTINE).exercises["bridge"].title == "Bridge"
        monkeypatch.chdir(folder.path)
        assert Catalogue().load("my.yaml").exercises["bridge"].title == "Bridge"

    def test_those_beside_it_are_laid_over_those_of_the_users_folder(self, folder: Folder) -> None:
        folder.write("user/exercises/bridge.yaml", BRIDGE + "tips: [Hum.]\n")
        folder.write("near/exercises/bridge.yaml", "title: Near\n")
        path = folder.write("near/mine.yaml", self.ROUTINE)
        bridge = Catalogue((folder.path / "user",)).load(str(path)).exercises["bridge"]
        assert (bridge.title, bridge.tips) == ("Near", ("Hum.",))

    def test_those_of_another_folder_are_unknown(self, folder: Folder) -> None:
        folder.write("other/exercises/bridge.yaml", BRIDGE)
        assert folder.problems(self.ROUTINE)[0].startswith("my.yaml:3:13: unknown exercise 'bridge'; ")

    def test_a_broken_one_harms_only_those_who_use_it(self, folder: Folder) -> None:
        folder.write("exercises/broken.yaml", "[")
        assert folder.load("title: Mine\nsteps:\n- exercise: knee-rolls\n")
        (found,) = folder.problems("title: Mine\nsteps:\n- exercise: broken\n")
        assert found.startswith("exercises/broken.yaml:1:2: this is no valid YAML")


class TestAnyFile:
    """Routines and exercises are found alike where either may be meant."""

    @pytest.fixture
    def catalogue(self, folder: Folder) -> Catalogue:
        for name in ("mine.yaml", "mine.de.yaml", "lower-back.yaml", "lonely.de.yaml"):
            folder.write(name, MINE)
        for name in ("bridge.yaml", "bridge.de.yaml", "knee-rolls.yml", "lower-back.yaml"):
            folder.write(f"exercises/{name}", BRIDGE)
        return Catalogue((folder.path,))

    @pytest.mark.parametrize(
        ("name", "path", "language"),
        [
            ("mine", "mine.yaml", None),
            ("lower-back", "lower-back.yaml", None),
            ("bridge", "exercises/bridge.yaml", None),
            ("knee-rolls", "exercises/knee-rolls.yml", None),
            ("./mine.de.yaml", "mine.yaml", "de"),
            ("exercises/bridge.de.yaml", "exercises/bridge.yaml", "de"),
            ("lonely.de.yaml", "lonely.de.yaml", None),
            ("missing.de.yaml", "missing.de.yaml", None),
        ],
    )
    def test_a_name_or_a_path_leads_to_its_file(
        self, catalogue: Catalogue, folder: Folder, monkeypatch: pytest.MonkeyPatch, name: str, path: str, language: str
    ) -> None:
        monkeypatch.chdir(folder.path)
        found, written = catalogue.find_any(name)
        assert (found.resolve(), written) == (folder.path.resolve() / path, language)

    def test_what_is_known_by_no_name_is_told(self, catalogue: Catalogue) -> None:
        with pytest.raises(UnknownNameError, match="unknown routine 'brigde'"):
            catalogue.find_any("brigde")

    def test_the_users_own_files_are_all_in_his_folders(self, catalogue: Catalogue, folder: Folder) -> None:
        assert catalogue.own_files() == tuple(
            str(folder.path / name)
            for name in (
                "lonely.de.yaml",
                "lower-back.yaml",
                "mine.yaml",
                "exercises/bridge.yaml",
                "exercises/knee-rolls.yml",
                "exercises/lower-back.yaml",
            )
        )

    def test_an_exercises_file_stands_for_all_that_its_name_means(
        self, folder: Folder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder.write("exercises/knee-rolls.yaml", "tips: [Hum.]\n")
        folder.write("exercises/mine.yaml", "extends: knee-rolls\ntitle: Mine\n")
        monkeypatch.chdir(folder.path)
        for above in (Path(), folder.path):
            for name, title in (("knee-rolls", "Knee rolls"), ("mine", "Mine")):
                path = above / f"exercises/{name}.yaml"
                exercise = exercise_in(Catalogue().beside(path).document(path, "en"), "en")
                assert (exercise.title, exercise.tips) == (title, ("Hum.",))


class TestLanguages:
    """`NAME.LANGUAGE.yaml` holds the words of `NAME.yaml` in another language."""

    def test_words_beside_a_routine_are_laid_over_it(self, folder: Folder) -> None:
        folder.write("my.de.yaml", "title: Meins\n")
        text = "title: Mine\nabout: For me.\nsteps:\n- exercise: knee-rolls\n"
        routine = folder.load(text, "de")
        assert (routine.title, routine.about, routine.language) == ("Meins", "For me.", "de")
        assert routine.exercises["knee-rolls"] == built_in_exercises("de")["knee-rolls"]
        assert folder.load(text).title == folder.load(text, "en").title == "Mine"

    def test_words_that_are_not_translated_are_missing_and_not_left_as_they_were(self, folder: Folder) -> None:
        folder.write("exercises/bridge.yaml", BRIDGE + "hurts: Stop.\n")
        folder.write("exercises/bridge.de.yaml", "title: Brücke\n")
        text = "title: Meins\nlanguage: de\nsteps:\n- exercise: bridge\n"
        (found,) = folder.problems(text)
        assert "the key 'instruction' is missing" in found
        folder.write("exercises/bridge.de.yaml", "title: Brücke\ninstruction: Heb das Becken.\n")
        assert folder.load(text).exercises["bridge"].hurts is None
        folder.write("my.de.yaml", "title: Meins\n")
        assert folder.problems("title: Mine\nsteps:\n- say: Hello.\n", "de") == [
            "my.yaml:3:8: these words have no translation; write the steps into my.de.yaml, too"
        ]

    def test_a_pronunciation_belongs_to_the_language_of_the_words_beside_it(self, folder: Folder) -> None:
        text = f"pronounce: {{glute: gloot, gut: gutt}}\n{MINE}"
        folder.write("my.de.yaml", "title: Meins\n")
        assert folder.load(text, "de").pronounce == {}
        folder.write("my.de.yaml", "title: Meins\npronounce: {Gluteus: Glutehus}\n")
        assert folder.load(text, "de").pronounce == {"Gluteus": "Glutehus"}
        assert folder.load(text, "en-GB").pronounce == {"glute": "gloot", "gut": "gutt"}
        extending = "extends: ./base.yaml\npronounce: {Knie: Kni}\n"
        folder.write("base.yaml", text)
        folder.write("base.de.yaml", "title: Meins\npronounce: {Gluteus: Glutehus}\n")
        assert folder.load(f"language: de\n{extending}").pronounce == {"Gluteus": "Glutehus", "Knie": "Kni"}

    def test_a_region_is_kept_and_its_language_found(self, folder: Folder) -> None:
        folder.write("my.de.yaml", "title: Meins\n")
        assert (folder.load(MINE, "de-AT").title, folder.load(MINE, "de-AT").language) == ("Meins", "de-AT")
        assert folder.load("language: en-GB\n" + MINE, "en").language == "en"

    def test_words_may_all_lie_in_other_files(self, folder: Folder) -> None:
        folder.write("exercises/bridge.yaml", "hold: 5 s\nsides: in turn\n")
        folder.write("exercises/bridge.en.yaml", "title: Bridge\ninstruction: Lift your {left} hip.\n")
        folder.write("exercises/bridge.de.yaml", "title: Brücke\ninstruction: Heb das {linke} Becken.\n")
        catalogue = Catalogue((folder.path,))
        assert {language: catalogue.load_exercise("bridge", language).title for language in ("en", "de")} == {
            "en": "Bridge",
            "de": "Brücke",
        }

    @pytest.mark.parametrize(
        ("files", "language", "says"),
        [
            ({}, "de", "my.yaml has words in en only; put those in de into my.de.yaml beside it"),
            (
                {"my.fr.yaml": "title: x"},
                "es-MX",
                "has words in en, fr only; put those in es into my.es.yaml beside it",
            ),
        ],
    )
    def test_a_language_that_is_not_there_is_told_with_the_file_to_write(
        self, folder: Folder, files: dict[str, str], language: str, says: str
    ) -> None:
        for name, text in files.items():
            folder.write(name, text)
        with pytest.raises(InputError, match=says):
            folder.load(MINE, language)

    def test_the_language_of_an_exercise_that_is_not_there_is_told_too(self, folder: Folder) -> None:
        folder.write("exercises/bridge.yaml", "hold: 5 s\n")
        folder.write("exercises/bridge.en.yaml", "title: Bridge\ninstruction: Lift your hips.\n")
        text = "title: Meins\nlanguage: de\nsteps:\n- exercise: bridge\n"
        says = r"exercises/bridge\.yaml has words in en only; put those in de into bridge\.de\.yaml beside it"
        with pytest.raises(InputError, match=says):
            folder.load(text)
        folder.write("exercises/bridge.de.yaml", "title: Brücke\ninstruction: Heb das Becken.\n")
        assert folder.load(text).exercises["bridge"].title == "Brücke"

    def test_an_own_exercise_that_names_no_language_is_in_that_of_the_routine(self, folder: Folder) -> None:
        folder.write("exercises/bridge.yaml", "title: Brücke\ninstruction: Heb das Becken.\nhold: 5 s\n")
        text = "title: Meins\nlanguage: de\nsteps:\n- exercise: bridge\n"
        assert folder.load(text).exercises["bridge"].title == "Brücke"
        folder.write("exercises/bridge.yaml", "language: en\n" + BRIDGE)
        with pytest.raises(InputError, match=r"put those in de into bridge\.de\.yaml"):
            folder.load(text)

    def test_a_language_that_the_coach_does_not_speak_is_told(self, folder: Folder) -> None:
        with pytest.raises(UnknownNameError, match="unknown language 'xx'; known are de, en, es, fr"):
            folder.load(MINE, "xx")
        for language in (None, "en"):
            (found,) = folder.problems("language: english\n" + MINE, language)
            assert found.startswith("my.yaml:1:11: the coach has no words in 'english'; ")

    def test_mistakes_in_words_beside_are_told_in_their_file(self, folder: Folder) -> None:
        folder.write("my.de.yaml", "titel: Meins\nlevel: hart\n")
        assert [found.partition("; ")[0] for found in folder.problems(MINE, "de")] == [
            "my.de.yaml:1:1: the key 'title' is missing",
            "my.de.yaml:1:1: unknown key 'titel'",
            "my.de.yaml:2:8: 'hart' is none of gentle, regular, challenge",
        ]
        folder.write("my.de.yaml", "- Meins\n")
        assert folder.problems(MINE, "de") == ["my.de.yaml:1:1: a map of keys belongs here, such as title: …"]

    def test_files_with_words_are_no_routines_of_their_own(self, folder: Folder) -> None:
        for name in ("mine.yaml", "mine.de.yaml", "exercises/bridge.yaml", "exercises/bridge.de.yaml", "back.v2.yaml"):
            folder.write(name, BRIDGE if "bridge" in name else MINE)
        catalogue = Catalogue((folder.path,))
        assert set(catalogue.routines()) - set(Catalogue().routines()) == {"mine", "back.v2"}
        assert set(catalogue.exercise_names()) - set(Catalogue().exercise_names()) == {"bridge"}

    def test_the_languages_of_a_file_are_its_own_and_those_beside_it(self, folder: Folder) -> None:
        catalogue = Catalogue()
        path = folder.write("mine.yaml", MINE)
        assert catalogue.languages(path) == ("en",)
        folder.write("mine.de.yaml", "title: Meins\n")
        assert catalogue.languages(path) == ("de", "en")
        folder.write("mine.yaml", "language: fr\n" + MINE)
        assert catalogue.languages(path) == ("de", "fr")
        assert catalogue.languages(BUILT_IN / "exercises/knee-rolls.yaml") == ("de", "en", "es", "fr")
