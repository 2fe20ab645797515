"""What the coach says of its own, in each language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from babel.units import format_unit

import voicecoach.phrases
from voicecoach.documents.duration import Duration
from voicecoach.documents.model import validated
from voicecoach.documents.texts import filled, placeholders
from voicecoach.documents.yaml_document import parse_document, read_document
from voicecoach.errors import FileProblemsError, UnknownNameError
from voicecoach.phrases import LANGUAGES, language_tag, phrases_for
from voicecoach.phrases.model import Phrases
from voicecoach.phrases.numerals import Unit, number

FOLDER = Path(voicecoach.phrases.__file__).parent
ENGLISH = (FOLDER / "en.yaml").read_text()

in_each_language = pytest.mark.parametrize("language", LANGUAGES)


def texts(value: Any) -> Iterator[str]:
    """Every text in plain data."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield value


def keys(value: Any, path: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    """The paths of every key in plain data; the genders, which have a default, and what is the language's own, as the
    sides are, left out."""
    if not isinstance(value, dict):
        return {path}
    own = {"gender", "sides", "short", "closing", "numbered", "pronounce"}
    return {inner for key, each in value.items() if key not in own for inner in keys(each, (*path, key))}


def problems(old: str, new: str) -> str:
    assert old in ENGLISH
    with pytest.raises(FileProblemsError) as caught:
        validated(Phrases, parse_document("en.yaml", ENGLISH.replace(old, new).encode()))
    return str(caught.value)


@in_each_language
def test_every_language_fills_the_same_keys(language: str) -> None:
    document = read_document(FOLDER / f"{language}.yaml").plain()
    assert keys(document) == keys(read_document(FOLDER / "en.yaml").plain())
    assert document["language"] == language
    assert document["name"] == str(Locale.parse(language).get_language_name(language)).capitalize()


@in_each_language
def test_no_wording_claims_a_review_that_it_never_had(language: str) -> None:
    assert phrases_for(language).reviewed == ()


@pytest.mark.parametrize("language", sorted({*LANGUAGES} - {"en"}))
def test_no_text_was_left_in_english(language: str) -> None:
    own, english = ({*texts(read_document(FOLDER / f"{name}.yaml").plain())} for name in (language, "en"))
    assert not {text for text in own & english if len(re.findall(r"\w+", text)) > 3}


@in_each_language
def test_one_or_many_is_chosen_as_the_unicode_consortium_has_it(language: str) -> None:
    phrases, rule = phrases_for(language), Locale.parse(language).plural_form
    for count in range(1, 100):
        for unit in (phrases.units.second, phrases.units.minute, phrases.units.breath):
            many = unit.other.replace("{count}", number(count, language, unit.gender))
            assert unit.counted(count, language) == (unit.one if rule(count) == "one" else many)
        assert (phrases.how_often(count) == phrases.times.one) == (rule(count) == "one")


@in_each_language
@pytest.mark.parametrize("name", ["second", "minute"])
def test_seconds_and_minutes_are_called_what_the_unicode_consortium_calls_them(language: str, name: str) -> None:
    unit: Unit = getattr(phrases_for(language).units, name)
    one, many = (format_unit(count, f"duration-{name}", "long", locale=language) for count in (1, 2))
    assert unit.one.split()[-1] == one.split()[-1]
    assert unit.other.split()[-1] == many.split()[-1]
    assert one.split()[-1] in unit.half


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "half a second"),
        (0.5, "half a second"),
        (1, "one second"),
        (1.5, "one and a half seconds"),
        (2.5, "two and a half seconds"),
        (8, "eight seconds"),
        (9.9, "ten seconds"),
        (10.2, "ten seconds"),
        (59.6, "one minute"),
        (60, "one minute"),
        (61, "sixty-one seconds"),
        (90, "ninety seconds"),
        (99, "ninety-nine seconds"),
        (100, "one minute and forty seconds"),
        (120, "two minutes"),
        (150, "two and a half minutes"),
        (181, "three minutes and one second"),
        (600, "ten minutes"),
    ],
)
def test_lengths_of_time(seconds: float, words: str) -> None:
    assert phrases_for("en").duration(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (45, "forty-five seconds"),
        (61, "one minute and one second"),
        (75, "one minute and fifteen seconds"),
        (90, "a minute and a half"),
        (120, "two minutes"),
    ],
)
def test_what_was_written_with_minutes_is_said_with_them(seconds: float, words: str) -> None:
    assert phrases_for("en").duration(seconds, in_minutes=True) == words


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", {1: "eine Sekunde", 8: "acht Sekunden", 60: "eine Minute", 120: "zwei Minuten"}),
        ("es", {1: "un segundo", 8: "ocho segundos", 21: "veintiún segundos", 60: "un minuto", 120: "dos minutos"}),
        (
            "fr",
            {1: "une seconde", 8: "huit secondes", 21: "vingt et une secondes", 60: "une minute", 120: "deux minutes"},
        ),
    ],
)
def test_lengths_of_time_in_other_languages(language: str, said: dict[float, str]) -> None:
    assert {seconds: phrases_for(language).duration(seconds) for seconds in said} == said


@in_each_language
def test_no_length_of_time_keeps_a_brace_or_a_digit(language: str) -> None:
    phrases = phrases_for(language)
    said = [phrases.duration(half / 2, in_minutes=bool(half % 2)) for half in range(1, 1300)]
    said += [phrases.hold(Duration(breaths=half / 2)) for half in range(1, 60)]
    said += [phrases.how_often(count) for count in range(1, 101)]
    said += [phrases.minutes(seconds) for seconds in range(0, 7200, 20)]
    for words in said:
        assert not any(character.isdigit() or character in "{}" for character in words), words
        assert words == " ".join(words.split())


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "less than a minute"), (29, "less than a minute"), (31, "one minute"), (600, "ten minutes")],
)
def test_what_is_left_is_told_to_the_minute(seconds: float, words: str) -> None:
    assert phrases_for("en").minutes(seconds) == words


def test_how_often() -> None:
    english = phrases_for("en")
    assert [english.how_often(count) for count in (1, 2, 21)] == ["once", "two times", "twenty-one times"]
    assert english.hold(Duration(breaths=2)) == "two slow breaths"
    assert english.ordinal(3) == "third"


@in_each_language
def test_each_form_of_a_side_has_its_other(language: str) -> None:
    phrases = phrases_for(language)
    forms = phrases.side_forms
    first_left, first_right = next(iter(phrases.sides.items()))
    assert forms["side"] == (first_left, first_right)
    assert forms["other"] == (first_right, first_left)
    for left, right in phrases.sides.items():
        assert left != right
        assert phrases.side_values("left")[left] == left
        assert phrases.side_values("right")[left] == right
        assert phrases.side_values("right")[right] == left
    assert phrases.side_values(None) == {}
    for template in (phrases.side_first, phrases.side_next):
        said = {filled(template, phrases.side_values(side)) for side in ("left", "right")}
        assert len(said) == 2
        assert not any(placeholders(words) for words in said)


@in_each_language
def test_a_title_begins_inside_a_sentence_as_the_language_wants(language: str) -> None:
    expected = "Knie" if language == "de" else "knie"
    assert phrases_for(language).inside_sentence("Knie") == expected
    assert phrases_for(language).inside_sentence("") == ""


@in_each_language
def test_no_phrase_is_said_twice_in_a_row_of_changing_ones(language: str) -> None:
    phrases = phrases_for(language)
    for row in (phrases.rest, phrases.done, phrases.countdown):
        assert len(set(row)) == len(row) >= 3


def test_a_tag_with_a_region_means_its_language() -> None:
    assert phrases_for("en-GB") is phrases_for("en_US") is phrases_for("EN") is phrases_for("en")
    tags = {"EN": "en", "de_AT": "de-AT", "DE-at": "de-AT", "es-419": "es-419", "En-Latn-gB": "en-latn-GB"}
    assert {tag: language_tag(tag) for tag in tags} == tags


@pytest.mark.parametrize("language", ["xx", "", "e", "../en", "english"])
def test_a_language_without_words_is_told_with_those_that_have_some(language: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        phrases_for(language)
    assert caught.value.known == LANGUAGES


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("welcome: Welcome. {routine}.", "welcome: Welcome. {routin}.", "'{routin}'; did you mean routine?"),
        ('join: "{minutes} and {seconds}"', 'join: "{minutes} and {secs}"', "'{secs}'"),
        ("Now the {side} side.", "Now the other side.", "side_next never names the side"),
        ("The {side} side first.", "The {sid} side first.", "'{sid}'; did you mean side?"),
        ("hurts: If it hurts", "hurts: If {it} hurts", "'{it}' can't stand here"),
        ("farewell: Goodbye.", "farewel: Goodbye.", "unknown key 'farewel'; did you mean farewell?"),
        ("farewell: Goodbye.", "", "the key 'farewell' is missing"),
        ("countdown: [three, two, one]", "countdown: [two, one]", ":12: one more belongs here"),
    ],
)
def test_a_mistake_in_a_wording_is_told(old: str, new: str, found: str) -> None:
    assert found in problems(old, new)
