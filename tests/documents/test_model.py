"""Models: what pydantic finds wrong becomes a problem at its place, in an author's words."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import pytest
from pydantic import Discriminator, Field, Tag, ValidationInfo, field_validator

from voicecoach.documents.model import Model, validated
from voicecoach.documents.node import Node
from voicecoach.documents.texts import Words
from voicecoach.documents.yaml_document import parse_document
from voicecoach.errors import FileProblemsError


class Leaf(Model):
    """A shape among others."""

    tag: ClassVar[str] = "leaf"
    also: ClassVar[tuple[str, ...]] = ("colour",)

    leaf: Words
    size: Annotated[int, Field(ge=1, le=9)] = 1
    dry: bool = False


class Branch(Model):
    """Another one, which holds shapes."""

    tag: ClassVar[str] = "branch"

    branch: tuple[Shape, ...]


def _tag(shape: Any) -> str | None:
    return next((f"<{key}>" for key in ("leaf", "branch") if isinstance(shape, dict) and key in shape), None)


Shape = Annotated[
    Annotated[Leaf, Tag("<leaf>")] | Annotated[Branch, Tag("<branch>")],
    Discriminator(_tag, custom_error_type="no_shape", custom_error_message="this is no shape"),
]
Branch.model_rebuild()


class Tree(Model):
    """A model with shapes in it."""

    name: Words
    shapes: tuple[Shape, ...] = ()
    by_name: dict[str, Leaf] = Field(default_factory=dict)
    pair: Annotated[tuple[str, ...], Field(min_length=2, max_length=2)] = ("a", "b")

    @field_validator("name")
    @classmethod
    def _name_is_allowed(cls, name: str, info: ValidationInfo) -> str:
        if name == (info.context or {}).get("forbidden"):
            raise ValueError(f"{name!r} is forbidden here, {{braces}} and all")
        return name


def problems(text: str, **context: str) -> list[str]:
    with pytest.raises(FileProblemsError) as caught:
        validated(Tree, parse_document("t.yaml", text.encode()), context)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("nmae: x", ["1:1: the key 'name' is missing", "1:1: unknown key 'nmae'; did you mean name?"]),
        ("name: 5", ["1:7: text belongs here; put it in quotes"]),
        ("name:", ["1:1: text belongs here; put it in quotes"]),
        ("[name]", ["1:1: a map of keys belongs here, such as title: …"]),
        ("name: x\nshapes: {}", ["2:9: a list belongs here; begin each item with a dash"]),
        ("name: x\nshapes: [5]", ["2:10: this is no shape"]),
        ("name: x\nby_name: 5", ["2:10: a map of keys belongs here"]),
        ("name: x\npair: [a]", ["2:7: at least 2 belong here"]),
        ("name: x\npair: [a, b, c]", ["2:7: at most 2 are possible here"]),
        ("name: x\nshapes: [{leaf: x, size: 0}]", ["2:26: the number is too small; write 1 or more"]),
        ("name: x\nshapes: [{leaf: x, size: 10}]", ["2:26: the number is too large; write 9 or less"]),
        ("name: x\nshapes: [{leaf: x, size: 1.5}]", ["2:26: a whole number belongs here"]),
        ("name: x\nshapes: [{leaf: x, size: [1]}]", ["2:26: a whole number belongs here"]),
        ("name: x\nshapes: [{leaf: x, dry: perhaps}]", ["2:25: true or false belongs here"]),
        ("name: x\nshapes: [{branch: [{leaf: x, siz: 5}]}]", ["2:30: unknown key 'siz'; did you mean size?"]),
        ("name: x\nshapes: [{leaf: x, color: 5}]", ["2:20: unknown key 'color'; did you mean colour?"]),
        ("name: x\nby_name: {a: {}}", ["2:14: the key 'leaf' is missing"]),
        ("name: " + "x" * 2001, ["1:7: this text is too long to be spoken in one go; write at most 2000 characters"]),
    ],
)
def test_a_mistake_is_told_in_an_authors_words(text: str, found: list[str]) -> None:
    assert problems(text) == [f"t.yaml:{line}" for line in found]


def test_every_mistake_is_told_at_once_in_the_order_of_the_file() -> None:
    text = "shapes:\n- leaf: '...'\n- branch:\n  - leaf: x\n    wet: 1\nby_name: {a: {leaf: x, sise: 1}}\n"
    assert [line.split(": ")[0] for line in problems(text)] == [
        "t.yaml:1:1",
        "t.yaml:2:9",
        "t.yaml:5:5",
        "t.yaml:6:24",
    ]


def test_a_key_that_looks_like_a_tag_is_a_key() -> None:
    assert problems("name: x\n<leaf>: 1\n") == [
        "t.yaml:2:1: unknown key '<leaf>'; known are by_name, name, pair, shapes",
    ]
    assert problems("name: x\nshapes: [{leaf: x, <leaf>: 1}]") == [
        "t.yaml:2:20: unknown key '<leaf>'; did you mean leaf?"
    ]


def test_what_a_validator_says_is_told_as_it_is() -> None:
    assert problems("name: x", forbidden="x") == ["t.yaml:1:7: 'x' is forbidden here, {braces} and all"]


def test_a_mistake_that_stands_for_several_is_told_once() -> None:
    document = parse_document("t.yaml", b"name: x\nshared: {leaf: x, siz: 1}\n")
    shared = document.keys["shared"]
    by_name = Node({"a": shared, "b": shared}, shared.mark)
    tree = document.lacking(["shared"]).having({"by_name": by_name})
    with pytest.raises(FileProblemsError) as caught:
        validated(Tree, tree)
    assert [str(problem) for problem in caught.value.problems] == ["t.yaml:2:19: unknown key 'siz'; did you mean size?"]
