"""`new`, `copy`, `import` and `schema`, run for real: files that `check` has nothing against, or a clear error."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest

from tests.cli.conftest import Command
from voicecoach.routines.catalogue import Catalogue
from voicecoach.routines.model import ExerciseStep, Routine
from voicecoach.routines.terms import Level, Surface

pytestmark = pytest.mark.once

ANSWER_S = 20


def mine(folder: Path, name: str) -> Path:
    """The file of a routine in the user's folder."""
    return folder / "data" / "routines" / f"{name}.yaml"


def loaded(path: Path) -> Routine:
    return Catalogue().load(str(path))


def exercise_steps(path: Path) -> list[ExerciseStep]:
    return list(loaded(path).exercise_steps())


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def minutes_in(text: str) -> int:
    match = re.search(r"about (\d+) min", text)
    assert match
    return int(match[1])


def schema_named_in(path: Path) -> Path:
    """The schema that an editor finds in the head of a file."""
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# yaml-language-server: $schema=file:")
    return Path(unquote(urlparse(first.partition("=")[2]).path))


# new


def test_new_writes_a_routine_that_check_has_nothing_against(voicecoach: Command, tmp_path: Path) -> None:
    result = voicecoach("new", "--yes")
    path = mine(tmp_path, "my-stretches")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith(f"{path}: about ")
    assert loaded(path).title == "My stretches"
    assert len(exercise_steps(path)) == len(Catalogue().exercise_names())
    assert json.loads(schema_named_in(path).read_text())["title"] == "voicecoach routine"
    assert voicecoach("check", "--strict", "my-stretches").stdout == "my-stretches: no mistakes\n"
    shown = json.loads(voicecoach("show", "my-stretches", "--json").stdout)
    assert shown["length_s"] / 60 == pytest.approx(minutes_in(result.stdout), abs=1.5)


def test_new_takes_every_answer_as_an_option(voicecoach: Command, tmp_path: Path) -> None:
    options = ["--title", "Mein Rücken", "--language", "de_AT", "--level", "gentle", "--surface", "bed"]
    exercises = ["--exercise", "pelvic-tilt", "--exercise", "knees-to-chest"]
    result = voicecoach("new", "--yes", *options, *exercises, "-o", "bett.yaml")
    assert (result.returncode, files(tmp_path)) == (0, {"bett.yaml"})
    routine = loaded(tmp_path / "bett.yaml")
    assert (routine.title, routine.language, routine.level) == ("Mein Rücken", "de-AT", Level.GENTLE)
    assert routine.surface is Surface.BED
    assert [step.exercise for step in routine.exercise_steps()] == ["pelvic-tilt", "knees-to-chest"]
    assert voicecoach("check", "--strict", "bett.yaml").returncode == 0


def test_new_offers_what_the_surface_allows(voicecoach: Command, tmp_path: Path) -> None:
    assert voicecoach("new", "my-bed", "--yes", "--surface", "bed").returncode == 0
    steps = exercise_steps(mine(tmp_path, "my-bed"))
    assert [(step.exercise, step.variant) for step in steps] == [
        ("knees-to-chest", "bent-knees"),
        ("pelvic-tilt", None),
    ]
    refused = voicecoach("new", "my-rolls", "--yes", "--surface", "bed", "--exercise", "knee-rolls")
    assert refused.returncode == 2
    assert "knee-rolls can't be done on a bed. The article warns" in refused.stderr
    assert not mine(tmp_path, "my-rolls").exists()


def test_minutes_choose_the_repetitions_within_their_bounds(voicecoach: Command, tmp_path: Path) -> None:
    found = {}
    for wanted in (2, 13, 120):
        result = voicecoach("new", "timed", "--yes", "--minutes", wanted, "--force")
        assert result.returncode == 0
        near = abs(minutes_in(result.stdout) - wanted) <= 1
        nearest = f"{wanted} min were asked for; {minutes_in(result.stdout)} are the nearest"
        assert near is (wanted == 13)
        assert near is (nearest not in result.stderr)
        steps = exercise_steps(mine(tmp_path, "timed"))
        assert all(step.hold is None for step in steps)
        found[wanted] = {step.exercise: step.repetitions or 0 for step in steps}
    assert set(found[2].values()) == {1}
    assert all(found[2][name] <= found[13][name] <= found[120][name] for name in found[2])
    exercises = Catalogue().load("lower-back").exercises
    assert found[120] == {name: exercises[name].levels[Level.CHALLENGE].repetitions for name in found[120]}


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--yes", "--language", "it"], "unknown language 'it'"),
        (["--yes", "--title", "…"], "can't be spoken"),
        (["--yes", "--exercise", "knee-rols"], "did you mean knee-rolls?"),
        (["--yes", "--surface", "sofa"], "sofa"),
        (["--yes", "--minutes", "0"], "the least is 1"),
        (["--yes", "../up"], "can't be a routine's name"),
        (["--yes", "-o", "mine.txt"], "ends in .yaml"),
        (["--yes", "-o", "none/mine.yaml"], "none doesn't exist; create it first"),
        (["--yes", "-o", "/proc/mine.yaml"], "can't write in the folder /proc"),
        ([], "--yes"),
    ],
)
def test_new_refuses_what_it_cannot_use(voicecoach: Command, tmp_path: Path, options: list[str], reason: str) -> None:
    result = voicecoach("new", *options)
    assert result.returncode == 2
    assert reason in result.stderr
    assert "Traceback" not in result.stderr
    assert files(tmp_path) == set()


@pytest.mark.parametrize("command", [["new", "--yes"], ["copy", "lower-back"], ["import", "list.txt"]])
def test_a_file_that_exists_is_kept_unless_forced(voicecoach: Command, tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "list.txt").write_text("Yoga, 30 s\n")
    (tmp_path / "mine.yaml").write_text("mine")
    refused = voicecoach(*command, "-o", "mine.yaml")
    assert (refused.returncode, (tmp_path / "mine.yaml").read_text()) == (2, "mine")
    assert refused.stderr == "voicecoach: mine.yaml exists; overwrite it with --force, or choose another name\n"
    assert voicecoach(*command, "-o", "mine.yaml", "--force").returncode == 0
    assert files(tmp_path) == {"list.txt", "mine.yaml"}
    assert loaded(tmp_path / "mine.yaml").title


def test_a_disk_that_takes_nothing_is_one_clear_line(tmp_path: Path) -> None:
    program = f"ulimit -f 0; exec {sys.executable} -B -m voicecoach.cli new --yes -o mine.yaml"
    result = subprocess.run(["bash", "-c", program], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert (result.returncode, files(tmp_path)) == (1, set())
    assert re.fullmatch(r"voicecoach: mine\.yaml couldn't be written: .+\n", result.stderr)


# new, in a terminal


class Terminal:
    """`voicecoach new` on a pseudo-terminal, seen from the side of whoever answers."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.process, self.keyboard = pty.fork()
        if self.process == 0:
            os.chdir(folder)
            os.environ |= {"VOICECOACH_DATA_DIR": str(folder / "data"), "COLUMNS": "200"}
            os.execv(sys.executable, [sys.executable, "-m", "voicecoach.cli", "new", *arguments])  # noqa: S606  the child of a fork becomes the command; there is no shell
        self.shown = ""
        self.ended: int | None = None

    def answer(self, question: str, answer: str) -> None:
        """Type the answer once the question has been shown."""
        while question not in self.shown:
            assert self.shows_more(), f"{question} was never shown, but {self.shown!r}"
        self.shown = self.shown.partition(question)[2]
        os.write(self.keyboard, answer.encode())

    def shows_more(self) -> bool:
        if not select.select([self.keyboard], [], [], ANSWER_S)[0]:
            return False
        try:
            text = os.read(self.keyboard, 1024).decode()
        except OSError:  # the process has ended
            return False
        self.shown += text
        return bool(text)

    def status(self) -> int:
        """What it ended with; it is hung up on if it still waits for an answer."""
        while self.shows_more():
            pass
        self.close()
        return os.waitstatus_to_exitcode(self.ended or 0)

    def close(self) -> None:
        """Hang up, and wait for its end."""
        if self.ended is None:
            os.close(self.keyboard)
            self.ended = os.waitpid(self.process, 0)[1]


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """`voicecoach new` without arguments."""
    with closing(Terminal(tmp_path)) as opened:
        yield opened


def test_new_asks_until_it_has_an_answer(terminal: Terminal, tmp_path: Path) -> None:
    terminal.answer("Language (de, en, es, fr) [en]: ", "it\n")
    terminal.answer("unknown language 'it'", "")
    terminal.answer("Language (de, en, es, fr) [en]: ", "fr\n")
    terminal.answer("Title [Mes étirements]: ", "Le soir\n")
    terminal.answer("[floor]: ", "bed\n")
    terminal.answer("[regular]: ", "gentle\n")
    terminal.answer("(pelvic-tilt)", "")
    terminal.answer("[all]: ", "knee-rolls\n")
    terminal.answer("can't be done on a bed", "")
    terminal.answer("[all]: ", "3\n")
    terminal.answer("neither a number from 1 to 2 nor the name", "")
    terminal.answer("[all]: ", "2, knees-to-chest\n")
    terminal.answer("minutes [", "soon\n")
    terminal.answer("'soon' is no number of minutes", "")
    terminal.answer("minutes [", "6\n")
    assert terminal.status() == 0
    path = mine(tmp_path, "le-soir")
    routine = loaded(path)
    assert (routine.title, routine.language, routine.level.value) == ("Le soir", "fr", "gentle")
    assert [step.exercise for step in routine.exercise_steps()] == ["pelvic-tilt", "knees-to-chest"]
    assert str(path) in terminal.shown


def test_what_an_option_says_is_not_asked(tmp_path: Path) -> None:
    options = ["--language", "en", "--surface", "floor", "--level", "regular", "--exercise", "pelvic-tilt"]
    with closing(Terminal(tmp_path, "evening", *options)) as terminal:
        terminal.answer("Title [Evening]: ", "\n")
        terminal.answer("minutes [", "\n")
        assert terminal.status() == 0
    assert [step.repetitions for step in exercise_steps(mine(tmp_path, "evening"))] == [None]


def test_whoever_ends_the_questions_leaves_nothing_behind(terminal: Terminal, tmp_path: Path) -> None:
    terminal.answer("Language", "\n")
    terminal.answer("Title", "\x04")
    assert terminal.status() != 0
    assert "Traceback" not in terminal.shown
    assert files(tmp_path) == set()


def test_a_name_that_is_taken_is_told_before_anything_is_asked(tmp_path: Path) -> None:
    mine(tmp_path, "evening").parent.mkdir(parents=True)
    mine(tmp_path, "evening").write_text("mine")
    with closing(Terminal(tmp_path, "evening")) as terminal:
        assert terminal.status() == 2
        assert "evening.yaml exists" in terminal.shown
        assert "Language" not in terminal.shown


# copy


def test_a_copy_lies_in_the_users_folder_and_means_the_same(voicecoach: Command, tmp_path: Path) -> None:
    result = voicecoach("copy", "lower-back-in-bed", "my-back")
    path = mine(tmp_path, "my-back")
    assert (result.returncode, result.stdout, result.stderr) == (0, f"{path}\n", "")
    assert loaded(path) == Catalogue().load("lower-back-in-bed")
    assert "# The article names the bed" in path.read_text()
    assert schema_named_in(path).is_file()
    assert voicecoach("check", "--strict", "my-back").returncode == 0


def test_a_full_copy_in_another_language_holds_every_word(voicecoach: Command, tmp_path: Path) -> None:
    assert voicecoach("copy", "lower-back", "mein-ruecken", "--language", "de", "--full").returncode == 0
    path = mine(tmp_path, "mein-ruecken")
    routine = loaded(path)
    assert (routine.language, routine) == ("de", Catalogue().load("lower-back", "de"))
    path.write_text(path.read_text(encoding="utf-8").replace("Sanft halten.", "Ganz sanft."), encoding="utf-8")
    assert loaded(path).exercises["pelvic-tilt"].variants["rocking"].held == "Ganz sanft."
    assert voicecoach("check", "--strict", "mein-ruecken").returncode == 0


def test_a_copy_that_would_lack_what_lies_beside_the_file_is_refused(voicecoach: Command, tmp_path: Path) -> None:
    (tmp_path / "own" / "exercises").mkdir(parents=True)
    (tmp_path / "own" / "exercises" / "yoga.yaml").write_text("title: Yoga\nhold: 5 s\ninstruction: Go on.\n")
    (tmp_path / "own" / "mine.yaml").write_text("title: Mine\nsteps:\n- exercise: yoga\n")
    refused = voicecoach("copy", "own/mine.yaml", "-o", "copy.yaml")
    assert refused.returncode == 2
    assert "--full" in refused.stderr
    assert voicecoach("copy", "own/mine.yaml", "-o", "copy.yaml", "--full").returncode == 0
    assert loaded(tmp_path / "copy.yaml") == loaded(tmp_path / "own" / "mine.yaml")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["lower-back"], "give the copy a name"),
        (["lower-bak", "mine"], "did you mean lower-back"),
        (["lower-back", "mine", "--language", "it"], "unknown language 'it'"),
        (["lower-back", "a/b"], "can't be a routine's name"),
    ],
)
def test_copy_refuses_what_it_cannot_use(
    voicecoach: Command, tmp_path: Path, arguments: list[str], reason: str
) -> None:
    result = voicecoach("copy", *arguments)
    assert result.returncode == 2
    assert reason in result.stderr
    assert files(tmp_path) == set()


# import


def test_import_writes_a_routine_and_says_what_it_left_out(voicecoach: Command, tmp_path: Path) -> None:
    (tmp_path / "My list.txt").write_text("Morning:\n1. Cat stretch, 30 s\n2. Knee rolls, 8 s\nBridge\n")
    result = voicecoach("import", "My list.txt")
    path = mine(tmp_path, "my-list")
    assert result.returncode == 0
    assert result.stderr == "My list.txt:4:1: Bridge: there is no time in this; a hold of 10 s was written\n"
    assert result.stdout.startswith(f"{path}: 3 steps, about ")
    assert "# These exercises have a few words" in path.read_text()
    assert schema_named_in(path).is_file()
    assert voicecoach("check", "--strict", "my-list").returncode == 0
    shown = json.loads(voicecoach("show", "my-list", "--json").stdout)
    assert [section["title"] for section in shown["sections"][1:-1]] == ["Cat stretch", "Knee rolls", "Bridge"]
    assert shown["length_s"] / 60 == pytest.approx(minutes_in(result.stdout), abs=1.5)


def test_import_says_what_an_ear_could_not_follow(voicecoach: Command, tmp_path: Path) -> None:
    words = " ".join(["Breathe"] * 19)
    (tmp_path / "long.json").write_text(json.dumps([{"text": words, "duration_seconds": 20}]))
    result = voicecoach("import", "long.json", "-o", "long.yaml")
    assert result.returncode == 0
    assert re.search(r"^long\.yaml:\d+:\d+: warning: .* has 19 words", result.stderr, re.MULTILINE)


@pytest.mark.parametrize("text", ["", "Dear diary,\nI slept well.\n", '{"exercises": [{"duration": "30s"}]}'])
def test_import_of_nothing_usable_fails(voicecoach: Command, tmp_path: Path, text: str) -> None:
    (tmp_path / "list.txt").write_text(text)
    result = voicecoach("import", "list.txt", "-o", "mine.yaml")
    assert (result.returncode, files(tmp_path)) == (2, {"list.txt"})
    assert "nothing here can be used" in result.stderr


def test_import_of_no_file_fails(voicecoach: Command, tmp_path: Path) -> None:
    for name in ("missing.txt", "."):
        result = voicecoach("import", name, "-o", "mine.yaml")
        assert (result.returncode, files(tmp_path)) == (2, set())
        assert f"{name} can't be read: " in result.stderr


# schema


@pytest.mark.parametrize(
    ("arguments", "title"), [([], "routine"), (["routine"], "routine"), (["exercise"], "exercise")]
)
def test_schema_prints_a_json_schema(voicecoach: Command, arguments: list[str], title: str) -> None:
    result = voicecoach("schema", *arguments)
    assert json.loads(result.stdout)["title"] == f"voicecoach {title}"
    assert json.loads(result.stdout)["$schema"].startswith("https://json-schema.org/")


def test_schema_knows_two_kinds(voicecoach: Command) -> None:
    assert voicecoach("schema", "voice").returncode == 2
