"""What is written as YAML is read back as it was; and a change to a text leaves the rest of it alone."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from voicecoach.documents.writer import Commented, with_keys, written
from voicecoach.documents.yaml_document import parse_document

_TRAPS = [
    "true",
    "Yes",
    "null",
    "~",
    "- a",
    "a: b",
    "1",
    "1.5",
    "0x1f",
    "10 s",
    "1e3",
    "a #b",
    "---",
    "...",
    "<<",
    "{x}",
]
_text = (
    st.text(st.characters(exclude_categories=["Cs"]), max_size=150)
    | st.from_regex(r"[A-Za-z .:?!#'{}-]{0,150}", fullmatch=True)
    | st.sampled_from([*_TRAPS, "Über. Élan! ¿Qué? It's {hold}: good.", "Long words " * 12])
)
_scalars = _text | st.integers(-(10**6), 10**6) | st.booleans() | st.none() | st.sampled_from([0.5, 12.25])
_values = st.recursive(
    _scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_text, inner, max_size=4), max_leaves=15
)
_commented = _values | st.builds(Commented, _values, st.lists(_text, max_size=2).map(tuple), _text)


def bare(value: Any) -> Any:
    """A value without its comments."""
    return value.value if isinstance(value, Commented) else value


def read(text: str) -> Any:
    return parse_document("my.yaml", text.encode()).plain()


@given(st.dictionaries(_text, _commented | st.lists(_commented, max_size=3), min_size=1, max_size=5))
def test_whatever_is_written_is_read_back(data: dict[str, Any]) -> None:
    plain = {
        key: [bare(item) for item in value] if isinstance(value, list) else bare(value) for key, value in data.items()
    }
    assert read(written(data)) == plain


def test_it_looks_as_a_person_writes_it() -> None:
    data = {
        "title": Commented("My back", beside="spoken"),
        "steps": Commented(
            [
                Commented({"exercise": "knee-rolls", "hold": "10 s"}, above=("Slowly.",)),
                {"say": "Lie still. And breathe, {next} comes soon."},
                {"rest": "5 s"},
            ],
            above=("What to do:", "", "  - rest: 1 s"),
        ),
        "tips": [],
    }
    assert written(data) == (
        "title: My back # spoken\n"
        "# What to do:\n"
        "#\n"
        "#   - rest: 1 s\n"
        "steps:\n"
        "  # Slowly.\n"
        "  - exercise: knee-rolls\n"
        "    hold: 10 s\n"
        "  - say: >-\n"
        "      Lie still.\n"
        "      And breathe, {next} comes soon.\n"
        "  - rest: 5 s\n"
        "tips: []\n"
    )


TEXT = """\
# Mine.
title: Old
# What it is about,
# in a few words.
about: >-
  Several lines
  # this is no comment

# Steps.
steps:
  - rest: 5 s # short
"""


def test_keys_are_changed_and_all_else_stays() -> None:
    changed = with_keys(TEXT, parse_document("my.yaml", TEXT.encode()), {"about": "Short", "language": "de"})
    assert changed == TEXT.replace(">-\n  Several lines\n  # this is no comment\n", "Short\n") + "language: de\n"


def test_the_last_key_can_be_changed_too() -> None:
    text = TEXT.rstrip("\n")
    changed = with_keys(text, parse_document("my.yaml", text.encode()), {"steps": [{"rest": "9 s"}]})
    assert changed == TEXT.replace("5 s # short", "9 s")


@given(
    st.dictionaries(st.sampled_from("abcde"), _commented, min_size=1),
    st.dictionaries(st.sampled_from("cdefg"), _commented),
)
def test_a_changed_text_means_what_was_there_with_the_changes(data: dict[str, Any], changes: dict[str, Any]) -> None:
    text = written(data)
    changed = with_keys(text, parse_document("my.yaml", text.encode()), changes)
    assert read(changed) == {key: bare(value) for key, value in {**data, **changes}.items()}
