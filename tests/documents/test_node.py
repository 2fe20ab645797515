"""Documents: a tree whose every piece knows its place, and what isn't let in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from voicecoach.documents.node import Mark, Node, overlaid
from voicecoach.documents.yaml_document import parse_document

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
