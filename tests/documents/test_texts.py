"""Texts that are spoken: names in braces, sentences, and texts without a word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from voicecoach.documents.texts import Template, Words, check_placeholders, filled, placeholders, sentences


def test_the_names_in_braces_are_found_in_order() -> None:
    assert placeholders("Your {side} knee, then your {other} one, and {side}.") == ("side", "other", "side")
    assert placeholders("No name.") == ()


def test_only_known_names_are_filled_in_and_never_what_was_filled_in() -> None:
    assert filled("{a} and {b} and {c}", {"a": "{b}", "b": "two"}) == "{b} and two and {c}"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("your {sid} knee", "unknown placeholder '{sid}'; did you mean side?"),
        ("your {} knee", "unknown placeholder '{}'; known are hold, side"),
        ("your { side } knee", "unknown placeholder '{ side }'"),
        ("your {side knee", "unknown placeholder '{'"),
        ("your side} knee", "unknown placeholder '}'"),
    ],
)
def test_an_unknown_name_and_a_lonely_brace_are_told(text: str, says: str) -> None:
    with pytest.raises(ValueError, match="placeholder") as caught:
        check_placeholders(text, ("side", "hold"))
    assert str(caught.value).startswith(says)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Lie down. Rest!  And now?", ["Lie down.", "Rest!", "And now?"]),
        ("Second of three: rest… and breathe", ["Second of three:", "rest…", "and breathe"]),
        ("2.5 seconds.", ["2.5 seconds."]),
        ("A leg, e.g. the left. Rest.", ["A leg, e.g. the left.", "Rest."]),
        ("For approx. 5 breaths.", ["For approx. 5 breaths."]),
        ("Ein Bein, z. B. Links. Gut.", ["Ein Bein, z. B. Links.", "Gut."]),
        ("z.B. Links. Gut.", ["z.B. Links.", "Gut."]),
        ("This is plan B. Then I. Rest.", ["This is plan B.", "Then I.", "Rest."]),
        ("Allez-y. Respirez.", ["Allez-y.", "Respirez."]),
        ("Is it? so rest! now.", ["Is it?", "so rest!", "now."]),
        ("{routine}. …", ["{routine}."]),
        ("¿Lista? ¡Vamos!", ["¿Lista?", "¡Vamos!"]),
        ("", []),
    ],
)
def test_a_text_falls_into_sentences(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


@given(st.text(max_size=80))
def test_sentences_lose_no_word(text: str) -> None:
    def words(of: str) -> list[str]:
        return [word for word in of.split() if any(map(str.isalnum, word))]

    assert words(" ".join(sentences(text))) == words(text)


@pytest.mark.parametrize("text", ["...", "", " ", "🙂🙂", "¿?"])
def test_a_text_without_a_word_cannot_be_spoken(text: str) -> None:
    with pytest.raises(ValidationError, match="no word in this text"):
        TypeAdapter(Template).validate_python(text)


def test_a_text_may_be_broken_into_lines_anywhere() -> None:
    assert TypeAdapter(Template).validate_python("  Lie\n  down.\n\nRest.  ") == "Lie down. Rest."


@pytest.mark.parametrize("text", ["Hold for {hold}.", "A { lonely brace", "}"])
def test_words_that_are_spoken_as_they_are_hold_no_braces(text: str) -> None:
    assert TypeAdapter(Template).validate_python(f"word {text}")
    with pytest.raises(ValidationError, match="can't stand here"):
        TypeAdapter(Words).validate_python(f"word {text}")
