"""Plans: what they multiply, how files are named, and every mistake with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.batch.conftest import Read
from voicecoach.batch.item import Item
from voicecoach.batch.plan import read_plan
from voicecoach.cli.batching import foresight
from voicecoach.errors import FileProblemsError, InputError


def names(items: tuple[Item, ...], folder: Path) -> list[str]:
    return [Path(item.path).relative_to(folder).as_posix() for item in items]


def test_lists_multiply_and_the_first_key_turns_the_slowest(read: Read, tmp_path: Path) -> None:
    items = read(
        """
        folder = "out"
        pattern = "{language}/{routine}-{pace}.{format}"
        format = ["mp3", "wav"]
        pace = ["slow", 1.1]
        language = "de"
        routine = ["lower-back", "lower-back-short"]
        """
    )
    assert names(items, tmp_path / "out" / "de") == [
        f"{routine}-{pace}.{kind}"
        for routine in ("lower-back", "lower-back-short")
        for pace in ("slow", "1.1")
        for kind in ("mp3", "wav")
    ]
    assert items[0] == Item(
        path=str(tmp_path / "out/de/lower-back-slow.mp3"),
        routine="lower-back",
        language="de",
        pace="slow",
        format="mp3",
    )


def test_a_table_stands_over_what_all_share(read: Read, tmp_path: Path) -> None:
    items = read(
        """
        routine = "lower-back"
        language = ["en", "de"]
        pace = "slow"
        [[export]]
        guidance = "full"
        [[export]]
        language = "fr"
        pace = ["steady", "brisk"]
        """
    )
    assert [(item.language, item.pace, item.guidance) for item in items] == [
        ("en", "slow", "full"),
        ("de", "slow", "full"),
        ("fr", "steady", None),
        ("fr", "brisk", None),
    ]
    assert names(items, tmp_path) == [
        "lower-back-en-full.mp3",
        "lower-back-de-full.mp3",
        "lower-back-fr-steady.mp3",
        "lower-back-fr-brisk.mp3",
    ]


def test_what_differs_is_in_the_name_where_there_is_no_pattern(read: Read, tmp_path: Path) -> None:
    assert names(read('routine = "lower-back"\nlanguage = "en"'), tmp_path) == ["lower-back.mp3"]
    items = read('routine = "lower-back"\nlanguage = "en"\nvoice = ["en-us+f3", "pyttsx3:en-gb"]')
    assert names(items, tmp_path) == ["lower-back-en-us+f3.mp3", "lower-back-pyttsx3-en-gb.mp3"]


def test_transcripts_belong_to_each_export_and_are_named_apart(read: Read, tmp_path: Path) -> None:
    items = read('routine = "lower-back"\nformat = ["mp3", "wav"]\ntranscript = ["txt", "lrc"]')
    assert names(items, tmp_path) == ["lower-back-mp3.mp3", "lower-back-wav.wav"]
    assert {item.transcript for item in items} == {("txt", "lrc")}


def test_an_inner_list_of_levels_and_what_is_repeated_as_an_option_belong_to_one_export(read: Read) -> None:
    items = read(
        """
        routine = "lower-back"
        level = [["gentle", "knee-rolls=regular"], "challenge"]
        without = ["childs-pose", "pelvic-tilt"]
        variant = "knees-to-chest=one-leg"
        """
    )
    assert [item.level for item in items] == [("gentle", "knee-rolls=regular"), ("challenge",)]
    assert {item.without for item in items} == {("childs-pose", "pelvic-tilt")}
    assert {item.variant for item in items} == {("knees-to-chest=one-leg",)}


def test_a_routine_is_found_from_where_the_plan_is(read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "my back.yaml").write_text("title: x\nsteps:\n- say: Hello.\n")
    monkeypatch.chdir("/")
    (item,) = read('routine = "mine/my back.yaml"')
    assert item.routine == str(tmp_path / "mine" / "my back.yaml")
    assert item.path == str(tmp_path / "my-back.mp3")


def test_the_patterns_ending_names_the_format_where_no_key_does(read: Read) -> None:
    (item,) = read('routine = "lower-back"\npattern = "{routine}.wav"')
    assert (Path(item.path).name, item.format) == ("lower-back.wav", None)


MISTAKES = [
    ("", ["1:1: the key 'routine' is missing"]),
    ("routine = []", ["1:11: this is empty"]),
    ('routine = "lower-bak"', ["1:11: unknown routine 'lower-bak'; did you mean lower-back"]),
    ('routine = "./none.yaml"', ["1:11: there is no file "]),
    (
        'rotine = "lower-back"\npace = ["slow", "fast"]\nlanguage = "xx"\nrate = true\nbitrate = "many"',
        [
            "1:1: unknown key 'rotine'; did you mean routine",
            "2:8: unknown pace 'fast'",
            "3:12: the coach has no words in 'xx'",
            "4:8: a number belongs here",
            "5:11: a whole number belongs here",
        ],
    ),
    ('routine = "lower-back"\n[[export]]\npace = []', ["3:8: this is empty"]),
    ('routine = "lower-back"\nbitrate = "64k"', ["2:11: a whole number belongs here, without quotes"]),
    ('routine = "lower-back"\n[export]\npace = 1', ["2:1: write the heading with two brackets on each"]),
    ('routine = "lower-back"\nexport = "mp3"', ["2:10: no value belongs to this key; write keys under"]),
    ('routine = "lower-back"\nexport = []', ["2:10: this is empty"]),
    ('routine = "lower-back"\n[[export]]\nlevel = "gentel"', ["3:9: unknown level 'gentel'; did you mean gentle"]),
    ('routine = "lower-back"\nvariant = "one-leg"', ["2:11: 'one-leg' is no variant of an exercise"]),
    ('routine = "lower-back"\nsafety = "none"', ["2:10: 'none' is none of full, short"]),
    ('routine = "lower-back"\npattern = "{rotine}.mp3"', ["2:11: unknown field {rotine}; did you mean routine"]),
    ('routine = "lower-back"\npattern = "{routine.mp3"', ["2:11: the braces don't match"]),
    ('routine = "lower-back"\npattern = "{routine!r:>9}.mp3"', ["2:11: the field {routine} takes no format"]),
    ('routine = "lower-back"\npattern = "../{routine}.mp3"', ["2:11: the pattern leads out of the folder"]),
    ('routine = "lower-back"\npattern = "{pace}.mp3"', ["2:11: the field {pace} has no value here"]),
    ('routine = "lower-back"\nformat = "mp33"', ["2:10: unknown format 'mp33'; did you mean mp3"]),
    ('routine = "lower-back"\npattern = "{routine}"', ["2:11: ", "its ending doesn't name a known format"]),
    ('routine = "lower-back"\nbitrate = 65', ["2:11: 65 kbit/s: a file in the format mp3 can have a bit rate of"]),
    (
        'routine = "lower-back"\npattern = "{routine}.mp3"\npace = ["slow", "brisk"]',
        ["2:11: several exports would be written to ", "lower-back.mp3; put {pace} into the pattern"],
    ),
    (
        'routine = "lower-back"\n[[export]]\nonly = "knee-rolls"\n[[export]]\nwithout = "knee-rolls"',
        ["2:1: several exports", "4:1: several exports", "give one of them another name or folder"],
    ),
    ('routine = "lower-back"\ntranscript = ["txt", "str"]', ["2:14: unknown transcript 'str'; did you mean srt"]),
    (
        'routine = "lower-back"\nformat = ["mp3", "wav"]\npattern = "{routine}.{format}"\ntranscript = "txt"',
        ["3:11: several exports would be written to ", "lower-back.txt; put {format} before the pattern's ending, too"],
    ),
    (f'routine = "lower-back"\nseed = {[*range(101)]}\nbreaths = {[3] * 100}', ["1:1: the plan asks for 10,100 files"]),
    (
        f'routine = "lower-back"\nseed = {[*range(60)]}\n[[export]]\nbreaths = {[3] * 100}\n'
        f"[[export]]\nrate = {[60] * 100}\n[[export]]",
        ["5:1: the plan asks for 12,060 files; at most 10,000 are possible"],
    ),
]


@pytest.mark.parametrize(("text", "messages"), MISTAKES)
def test_mistakes_are_told_with_their_places(read: Read, tmp_path: Path, text: str, messages: list[str]) -> None:
    with pytest.raises(FileProblemsError) as error:
        read(text)
    told = str(error.value)
    assert told.startswith(f"{tmp_path / 'plan.toml'}:")
    for message in messages:
        assert message in told


def test_mistakes_of_all_tables_are_told_at_once(read: Read) -> None:
    with pytest.raises(FileProblemsError) as error:
        read('routine = "lower-bak"\npattern = "{pace}.mp3"\n[[export]]\nroutine = "./none.yaml"\n[[export]]\n')
    places = [(problem.line, problem.column) for problem in error.value.problems]
    assert places == [(1, 11), (2, 11), (4, 11)]


def test_a_plan_that_isnt_there_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"there is no plan .*plan\.toml"):
        read_plan(tmp_path / "plan.toml", foresight())
