"""YAML documents: what scalars mean, where mistakes are, and what isn't let in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from voicecoach.documents.node import MAX_BYTES, Mark, Node
from voicecoach.documents.yaml_document import parse_document, read_document
from voicecoach.errors import FileProblemsError, InputError

PACKAGE = Path(__file__).parents[2] / "voicecoach"


def parse(text: str | bytes) -> Node:
    return parse_document("my.yaml", text.encode() if isinstance(text, str) else text)


def problem(text: str | bytes) -> str:
    with pytest.raises(FileProblemsError) as caught:
        parse(text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("5", 5),
        ("-5", -5),
        ("1.5", 1.5),
        ("0x10", 16),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("1:30", "1:30"),
        ("10 s", "10 s"),
        ("2024-01-01", "2024-01-01"),
        ("'5'", "5"),
        (".inf", ".inf"),
        ("9" * 400, "9" * 400),
        ("!!python/object:os.system ls", "ls"),
        ("!!int words", "words"),
        ("0o17", 15),
        ("017", 17),
        ("+7", 7),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("0x", "0x"),
        ("nan", "nan"),
        ("1_000", "1_000"),
        ('"\\u00fc"', "ü"),
        ('"\\ud83d\\ude00"', "\U0001f600"),
        (r"'\ud83d\ude00'", r"\ud83d\ude00"),
        (r"\ud83d\ude00", r"\ud83d\ude00"),
        ('"\\\\ud83d\\\\ude00"', r"\ud83d\ude00"),
        ('"\\\\\\uD83D\\uDE00"', "\\\U0001f600"),
    ],
)
def test_a_scalar_is_what_a_person_means_by_it(written: str, meant: Any) -> None:
    value = parse(f"a: {written}\n").plain()["a"]
    assert (value, type(value)) == (meant, type(meant))


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("", "1:1", "the file is empty"),
        ("# only a comment\n", "1:1", "the file is empty"),
        ("title: [\n", "2:1", "no valid YAML"),
        ("a: 1\n\tb: 2\n", "2:1", "no valid YAML"),
        ("a: 1\n---\nb: 2\n", "2:1", "write a single one"),
        ("a: 1\na: 2\n", "2:1", "the key 'a' is given twice"),
        ('{"x": "\\ud83d\\ude00",\n "a": 1, "a": 2}', "2:10", "the key 'a' is given twice"),
        ("? [a, b]\n: 1\n", "1:3", "a key must be a plain word"),
        ("a: &a x\nb: *a\n", "2:4", "the alias *a can't be used here"),
        ("[", "1:2", "no valid YAML"),
        ('a: "x', "1:6", "no valid YAML"),
        ('a: "\\ud83d x"', "1:7", "invalid Unicode character escape code"),
        (b"title: x\0y", "1:1", "no valid YAML"),
        (b"a: 1\nb: \xff\xd8", "2:1", "no text in UTF-8"),
        ("a: x".encode("utf-16"), "1:1", "no text in UTF-8"),
        (b"a: " + b"x" * MAX_BYTES, "1:1", "more than 262,144 bytes"),
        ("a: " + "[" * 21 + "]" * 21, "1:23", "nested more than 20 deep"),
        ("a: " + "[" * 5000, "1:1003", "nested more than 20 deep"),
        ("a: " + "{b: " * 21, "1:80", "nested more than 20 deep"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_place(text: str | bytes, place: str, says: str) -> None:
    found = problem(text)
    assert found.startswith(f"my.yaml:{place}: ")
    assert says in found


def test_twenty_deep_is_read_and_a_file_of_the_greatest_size() -> None:
    assert parse("a: " + "[" * 19 + "]" * 19)
    text = "a: b\n# "
    assert parse(text.ljust(MAX_BYTES, "x")).plain() == {"a": "b"}


def test_every_key_given_twice_is_named() -> None:
    assert problem("a: 1\nb: {c: 1, c: 2}\na: 3\n").count("given twice") == 2


BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 6)
)


def test_an_alias_bomb_is_refused_before_it_unfolds() -> None:
    assert "the alias *a0 can't be used here" in problem(BOMB)


def test_other_programs_files_may_use_a_value_again() -> None:
    document = parse_document("w.yaml", b"a: &a [1, {b: 2}]\nc: *a\n", aliases=True)
    assert document.plain() == {"a": [1, {"b": 2}], "c": [1, {"b": 2}]}
    assert parse_document("w.yaml", b"a: &a 1\nc: [*a, *a]\n", aliases=True).plain() == {"a": 1, "c": [1, 1]}
    named_twice = parse_document("w.yaml", b"a: &a x\nb: &a y\nc: *a\n*a : z\n", aliases=True)
    assert named_twice.plain() == {"a": "x", "b": "y", "c": "y", "y": "z"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (BOMB, "the alias *a0 can't be used here"),
        (f"a: &a [{'x, ' * 1000}]\nb: [{'*a, ' * 100}]\n", "the aliases make this a huge file"),
        ("a: &a [*a]\n", "the alias *a can't be used here"),
        ("a: &a {b: [{c: *a}]}\n", "the alias *a can't be used here"),
        ("a: *b\n", "undefined alias"),
    ],
)
def test_their_files_are_refused_where_that_has_no_end(text: str, says: str) -> None:
    with pytest.raises(FileProblemsError) as caught:
        parse_document("w.yaml", text.encode(), aliases=True)
    assert says in str(caught.value)


@pytest.mark.parametrize("text", ["\N{BYTE ORDER MARK}a: b\n", "a: b\r\n", "%YAML 1.2\n---\na: b\n"])
def test_how_editors_save_a_file_does_not_matter(text: str) -> None:
    assert parse(text).plain() == {"a": "b"}
    assert parse(text).keys["a"].mark.column == 4


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    try:
        parse(raw)
    except FileProblemsError as error:
        found = error.problems
    else:
        return
    assert found


def test_a_file_is_read_under_its_own_name(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("a: b\n")
    assert read_document(path).mark == Mark(str(path))


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("missing.yaml", "there is no file"),
        ("folder.yaml", "is a folder"),
        ("\0.yaml", "can't be read"),
        ("x" * 300 + ".yaml", "can't be read"),
        ("file.yaml/inside.yaml", "can't be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_bad_input(tmp_path: Path, name: str, says: str) -> None:
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "file.yaml").touch()
    with pytest.raises(InputError, match=says):
        read_document(tmp_path / name)


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.yaml")), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_an_independent_reader_reads_the_same(path: Path) -> None:
    assert read_document(path).plain() == YAML(typ="safe", pure=True).load(path)
