"""Numbers, places in a row and counted things as words."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from voicecoach.phrases import LANGUAGES
from voicecoach.phrases.numerals import Gender, Unit, number, ordinal


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", {0: "zero", 7: "seven", 13: "thirteen", 20: "twenty", 45: "forty-five", 100: "one hundred"}),
        ("de", {1: "eins", 12: "zwölf", 16: "sechzehn", 17: "siebzehn", 21: "einundzwanzig", 30: "dreißig"}),
        (
            "es",
            {1: "uno", 16: "dieciséis", 21: "veintiuno", 22: "veintidós", 31: "treinta y uno", 45: "cuarenta y cinco"},
        ),
        ("fr", {1: "un", 17: "dix-sept", 21: "vingt et un", 71: "soixante et onze", 80: "quatre-vingts"}),
    ],
)
def test_numbers_that_stand_alone(language: str, words: dict[int, str]) -> None:
    assert {value: number(value, language) for value in words} == words


@pytest.mark.parametrize(
    ("language", "gender", "words"),
    [
        ("en", "masculine", {2: "two", 21: "twenty-one"}),
        ("de", "feminine", {2: "zwei", 21: "einundzwanzig"}),
        ("es", "masculine", {2: "dos", 21: "veintiún", 31: "treinta y un", 41: "cuarenta y un"}),
        ("es", "feminine", {2: "dos", 21: "veintiuna", 31: "treinta y una", 200: "doscientas"}),
        ("fr", "masculine", {2: "deux", 21: "vingt et un"}),
        ("fr", "feminine", {2: "deux", 21: "vingt et une", 81: "quatre-vingt-une", 91: "quatre-vingt-onze"}),
    ],
)
def test_numbers_agree_with_what_they_count(language: str, gender: Gender, words: dict[int, str]) -> None:
    assert {value: number(value, language, gender) for value in words} == words


@pytest.mark.parametrize(
    ("language", "gender", "words"),
    [
        (
            "en",
            "masculine",
            {1: "first", 2: "second", 3: "third", 4: "fourth", 12: "twelfth", 20: "twentieth", 21: "twenty-first"},
        ),
        (
            "de",
            "feminine",
            {1: "erste", 3: "dritte", 7: "siebte", 8: "achte", 20: "zwanzigste", 21: "einundzwanzigste"},
        ),
        ("es", "masculine", {1: "primero", 3: "tercero", 10: "décimo", 20: "vigésimo"}),
        ("es", "feminine", {1: "primera", 3: "tercera", 10: "décima", 13: "décima tercera", 21: "vigésima primera"}),
        ("fr", "masculine", {1: "premier", 2: "deuxième", 21: "vingt et unième"}),
        ("fr", "feminine", {1: "première", 2: "deuxième", 9: "neuvième", 21: "vingt et unième"}),
    ],
)
def test_places_in_a_row_agree_with_what_they_belong_to(language: str, gender: Gender, words: dict[int, str]) -> None:
    assert {value: ordinal(value, language, gender) for value in words} == words


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_numbers_sound_alike(language: str) -> None:
    assert len({number(value, language) for value in range(101)}) == 101
    assert len({ordinal(value, language, "feminine") for value in range(1, 101)}) == 100
    assert not any(character.isdigit() for value in range(101) for character in number(value, language))


UNIT = Unit(
    one="a step",
    other="{count} steps",
    half="half a step",
    one_and_a_half="a step and a half",
    and_a_half="{count} and a half steps",
)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "half a step"),
        (0.5, "half a step"),
        (0.9, "a step"),
        (1, "a step"),
        (1.4, "a step and a half"),
        (1.5, "a step and a half"),
        (2, "two steps"),
        (2.4, "two and a half steps"),
        (10.5, "ten and a half steps"),
        (99, "ninety-nine steps"),
    ],
)
def test_what_is_counted_is_counted_in_halves(value: float, words: str) -> None:
    assert UNIT.counted(value, "en") == words


@pytest.mark.parametrize("field", ["other", "and_a_half"])
def test_a_unit_knows_no_name_but_the_count(field: str) -> None:
    with pytest.raises(ValidationError, match=r"unknown placeholder '\{counts\}'; did you mean count\?"):
        Unit.model_validate(UNIT.model_dump() | {field: "{counts} steps"})
