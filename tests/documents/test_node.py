"""Documents: a tree whose every piece knows its place, and what isn't let in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.documents.node import MAX_BYTES, Mark, Node, overlaid, parse_document, read_document
from voicecoach.errors import FileProblemsError, InputError

SCALAR_KEYS, MAP_KEYS = ("a", "b", "c"), ("m", "n")
"""Keys that hold a scalar or a list in every map of `maps`, and keys that hold a map in every one."""

marks = st.builds(Mark, st.sampled_from(["base.yaml", "my.yaml"]), st.integers(1, 99), st.integers(1, 99))
scalars = st.builds(Node, st.none() | st.booleans() | st.integers() | st.text(max_size=5), marks, marks)
lists = st.builds(Node, st.lists(scalars, max_size=2), marks, marks)


def maps_of_depth(depth: int) -> st.SearchStrategy[Node]:
    """Maps in maps, no deeper than that."""
    flat = st.dictionaries(st.sampled_from(SCALAR_KEYS), scalars | lists)
    deep = st.dictionaries(st.sampled_from(MAP_KEYS), maps_of_depth(depth - 1)) if depth else st.just({})
    return st.builds(lambda one, other, mark: Node({**one, **other}, mark, mark), flat, deep, marks)


maps = maps_of_depth(2)


def parse(text: str | bytes) -> Node:
    return parse_document("my.yaml", text.encode() if isinstance(text, str) else text)


def problem(text: str | bytes) -> str:
    with pytest.raises(FileProblemsError) as caught:
        parse(text)
    return str(caught.value)


def leaves(node: Node, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Node]:
    """The scalars and lists of a map, however deep, by their path."""
    if not isinstance(node.value, dict):
        return {path: node}
    return {at: leaf for key, inner in node.keys.items() for at, leaf in leaves(inner, (*path, key)).items()}


@given(maps, maps)
def test_of_two_maps_the_upper_ones_leaves_win_and_each_keeps_its_place(base: Node, over: Node) -> None:
    both = overlaid(base, over)
    assert leaves(both) == {**leaves(base), **leaves(over)}
    assert list(both.keys) == list(dict.fromkeys([*base.keys, *over.keys]))


@given(maps, maps, maps)
def test_laying_over_can_be_done_in_any_grouping(first: Node, second: Node, third: Node) -> None:
    one_by_one = overlaid(overlaid(first, second), third)
    together = overlaid(first, overlaid(second, third))
    assert one_by_one == together
    assert list(leaves(one_by_one)) == list(leaves(together))


@given(maps, marks)
def test_an_empty_map_changes_nothing(node: Node, mark: Mark) -> None:
    nothing = Node({}, mark)
    assert overlaid(nothing, node) == node
    assert overlaid(node, nothing).keys == node.keys


@given(maps, scalars | lists)
def test_what_is_no_map_replaces_the_whole(node: Node, other: Node) -> None:
    assert overlaid(node, other) == other
    assert overlaid(other, node) == node


def test_the_upper_maps_place_is_that_of_the_whole() -> None:
    base, over = parse_document("base.yaml", b"a: 1\n"), parse("\n\nb: 2\n")
    assert overlaid(base, over).mark == Mark("my.yaml", 3, 1)


def test_each_piece_knows_its_place() -> None:
    document = parse("# a comment\ntitle: T\nsteps:\n  - rest: 5 s\n  - {say: Hello.}\n")
    rest = document.nearest(("steps", 0, "rest"))
    assert (rest.mark, rest.key_mark) == (Mark("my.yaml", 4, 11), Mark("my.yaml", 4, 5))
    assert document.nearest(("steps", 1, "say")).mark == Mark("my.yaml", 5, 11)


def test_a_key_without_a_value_is_where_the_value_is_missing() -> None:
    document = parse("steps:\n\nlevel: gentle\n")
    assert document.keys["steps"].mark == Mark("my.yaml", 1, 1)
    assert parse("steps:\n-\n- 5\n").nearest(("steps", 0)).mark == Mark("my.yaml", 2, 2)


def test_the_nearest_node_is_the_last_on_the_way() -> None:
    document = parse("steps:\n- rest: 5 s\n")
    assert document.nearest(("steps", 0, "say")) is document.keys["steps"].items[0]
    assert document.nearest(("steps", 7, "say")) is document.keys["steps"]
    assert document.nearest(("title",)) is document


def test_keys_are_added_and_taken_without_a_change_to_the_original() -> None:
    document = parse("a: 1\nb: 2\n")
    assert document.having({"c": Node(3, document.mark)}).lacking(["a"]).plain() == {"b": 2, "c": 3}
    assert document.plain() == {"a": 1, "b": 2}
    assert parse("just words").lacking(["a"]).plain() == "just words"


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
        ("a: 1\n---\nb: 2\n", "2:1", "expected a single document"),
        ("a: 1\na: 2\n", "2:1", "the key 'a' is given twice"),
        ("? [a, b]\n: 1\n", "1:3", "a key must be a plain word"),
        ("a: &a x\nb: *a\n", "2:4", "the alias *a can't be used here"),
        (b"title: x\0y", "1:1", "no valid YAML"),
        (b"a: 1\nb: \xff\xd8", "2:1", "no text in UTF-8"),
        ("a: x".encode("utf-16"), "1:1", "no text in UTF-8"),
        (b"a: " + b"x" * MAX_BYTES, "1:1", "more than 262,144 bytes"),
        ("a: " + "[" * 5000, "1:23", "nested more than 20 deep"),
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
