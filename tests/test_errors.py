"""What errors say: what happened, and what to do, as one sentence or two."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.choices import parse_levels, parse_pace
from voicecoach.errors import InputError, UnknownNameError, clause, suggestion

NAMES = st.text(string.ascii_lowercase, min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("name", "known", "always", "words"),
    [
        ("slwo", ["slow", "brisk"], False, "did you mean slow? Or take a number"),
        ("quick", ["slow", "brisk"], False, "known are brisk, slow; or take a number"),
        ("nobody", ["nb", "nog", "jbo", "de"], True, "the nearest are nb, nog and jbo; or take a number"),
        ("nope", ["ne", "nog", "jbo", "de"], True, "did you mean ne, nog or de? Or take a number"),
        ("nobody", ["sine"], True, "the nearest is sine; or take a number"),
        ("anna", ["anna1", "anna2", "anna3"], True, "did you mean anna3, anna2 or anna1? Or take a number"),
        ("anna", [], True, "none is known; or take a number"),
    ],
)
def test_an_unknown_name_leads_to_known_ones(name: str, known: list[str], always: bool, words: str) -> None:
    assert suggestion(name, known, "or take a number", always=always) == words
    told = str(UnknownNameError("voice", name, known, "or take a number", always=always))
    assert told == f"unknown voice {name!r}; {words}"


@given(NAMES, st.lists(NAMES, unique=True), st.booleans(), st.sampled_from(["", "`voicecoach voices` lists all"]))
def test_no_sign_stands_beside_another(name: str, known: list[str], always: bool, hint: str) -> None:
    assert not re.search(r"[.,;:?!][.,;:?!]", suggestion(name, known, hint, always=always))


def test_what_else_can_be_taken_is_a_sentence_of_its_own_behind_a_question() -> None:
    with pytest.raises(InputError, match=r"did you mean slow\? Or take a factor"):
        parse_pace("slwo")
    with pytest.raises(InputError, match=r"did you mean gentle\? Or write EXERCISE=LEVEL"):
        parse_levels(["gentel"])


def test_what_another_library_says_stands_within_a_sentence() -> None:
    assert clause(RuntimeError("No home.\n  None at all.")) == "No home. None at all"
