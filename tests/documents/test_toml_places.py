"""Where keys stand: exactly, whatever stands around them."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.documents.toml import loads
from voicecoach.documents.toml_places import Path, Place, Stands, first_twice, places

VALUES = st.sampled_from(
    [
        "1",
        "1979-05-27T07:32:00Z",
        '"# no comment, \\" no end"',
        "'C:\\'",
        '""',
        "[]",
        '["]", 1] # ]',
        '[\n  1, # [ "\n\n  2,\n]',
        "[ [1,\n 2], # ''' \n[3] ]",
        '{ a = "}", b = { c = [1,\n2] } }',
        '"""\npace = 1\n[table]\n\\""" ""\n"""',
        '"""one at the end""""',
        '"""two at the end"""""',
        "'''\nk0 = \"\n[x] # \\'''",
        "''''one first'''",
        '""""""',
    ]
)
AROUND = st.sampled_from(["", "\n", "# k0 = 1\n", "  # [k1] \"\"\" '''\n", "\t\n# [\n"])
KEYS = st.sampled_from(["k{}", '"k{}"', "'k{}'"])
INDENTS = st.sampled_from(["", "  ", "\t"])
KINDS = st.sampled_from(["key", "key", "dotted key", "table", "table in an array", "table of one in an array"])


@dataclass
class Draft:
    """A TOML document, and where its keys are, while it is written."""

    text: str = ""
    expected: dict[Path, Place] = field(default_factory=dict)

    def add(self, path: Path, before: str, indent: str, head: str, value: str) -> None:
        self.text += before
        line = self.text.count("\n") + 1
        column = len(indent) + 1
        self.text += f"{indent}{head}{value}"
        place = Place(line, column, column + len(head))
        for length in range(1, len(path) + 1):
            self.expected.setdefault(path[:length], place)


@st.composite
def documents(draw: st.DrawFn) -> Draft:
    """A document with keys in and out of tables, and tables in arrays."""
    draft = Draft()
    table: Path = ()
    tables_in_array = 0
    for number in range(draw(st.integers(0, 8))):
        before, indent, key = draw(AROUND), draw(INDENTS), draw(KEYS).format(number)
        match draw(KINDS):
            case "key":
                draft.add((*table, f"k{number}"), before, indent, f"{key} = ", draw(VALUES))
            case "dotted key":
                draft.add((*table, f"k{number}", "a.b=", "c"), before, indent, f"{key} . 'a.b=' .c=", draw(VALUES))
            case "table":
                table = (f"t{number}", "x]y")
                draft.add(table, before, indent, "", f"[t{number}.'x]y']")
            case "table of one in an array" if tables_in_array:
                table = ("array", tables_in_array - 1, f"t{number}")
                draft.add(table, before, indent, "", f"[array.t{number}]")
            case _:
                table = ("array", tables_in_array)
                tables_in_array += 1
                draft.add(table, before, indent, "", "[[ array ]]")
        draft.text += draw(st.sampled_from(["\n", ' # "= [\n', "\r\n"]))
    return draft


@given(documents())
def test_every_key_is_found_where_it_stands(draft: Draft) -> None:
    loads(draft.text)
    assert places(draft.text) == draft.expected


@given(documents())
def test_what_stands_once_is_never_taken_for_a_second_one(draft: Draft) -> None:
    assert first_twice(draft.text) is None


@given(documents(), documents())
def test_what_stands_twice_is_found_where_it_stands_again(draft: Draft, other: Draft) -> None:
    begin = "k = 1\n"
    text = f"{begin}{draft.text}\n[last]\n\tk = 1 # k = 2\nl.k = 2\n\n  k = 3\n{other.text}"
    line = (begin + draft.text).count("\n") + 2
    assert first_twice(text) == (Stands("k", Place(line + 1, 2, 2)), Stands("k", Place(line + 4, 3, 3)))


@pytest.mark.parametrize("text", ["", "\n", "# a = 1", "\r\n# x"])
def test_where_there_is_no_key_none_is_found(text: str) -> None:
    assert places(text) == {}


def test_the_last_line_needs_no_end() -> None:
    assert places("a = 1\n b = 2") == {("a",): Place(1, 1, 5), ("b",): Place(2, 2, 6)}
