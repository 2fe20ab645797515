"""How a text is read: what is short or a symbol in words, in each language, and the rest as it stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.written import routine_written
from voicecoach.choices import Choices
from voicecoach.coach import plan
from voicecoach.cues import Speech
from voicecoach.documents.model import validated
from voicecoach.documents.texts import filled, placeholders
from voicecoach.documents.yaml_document import parse_document, read_document
from voicecoach.errors import FileProblemsError, UnknownNameError
from voicecoach.phrases import LANGUAGES, phrases_for
from voicecoach.phrases.model import Phrases
from voicecoach.reading import Reading, reading_for
from voicecoach.routines.catalogue import BUILT_IN, Catalogue, built_in_exercises

READINGS = {language: Reading(language) for language in LANGUAGES}

in_each_language = pytest.mark.parametrize("language", LANGUAGES)

TURNED = {
    "en": {
        # units
        "Hold for 10 s.": "Hold for 10 seconds.",
        "Hold for 10s.": "Hold for 10 seconds.",
        "Hold for 30 sec. Then rest.": "Hold for 30 seconds. Then rest.",
        "Hold for 30 Sec. and rest.": "Hold for 30 seconds and rest.",
        "Hold for 30 sec.": "Hold for 30 seconds.",
        "1 s": "one second",
        "0.5 s": "0.5 seconds",
        "1.5 s": "1.5 seconds",
        "1,5 s": "1.5 seconds",
        "1 min 30 s": "one minute 30 seconds",
        "1min30s": "one minute 30 seconds",
        "5 min": "5 minutes",
        "1 h": "one hour",
        "2 m": "2 metres",
        "1,000 m": "1,000 metres",
        "30 cm": "30 centimetres",
        "1 kg": "one kilogram",
        "10 KG": "10 kilograms",
        "90°": "90 degrees",
        "-5 °C": "-5 degrees Celsius",
        "5 %": "5 percent",
        "3\N{MULTIPLICATION SIGN}": "3 times",
        "3x a day": "3 times a day",
        "1x": "once",
        "3x10 s": "3 times 10 seconds",
        # ranges and fractions
        "5\N{EN DASH}10": "5 to 10",
        "5-10 s": "5 to 10 seconds",
        "5 \N{EM DASH} 10": "5 to 10",
        "0.5-1 m": "0.5 to 1 metres",
        "3-4x": "3 to 4 times",
        "1990-2005": "1990 to 2005",
        "1/2": "a half",
        "½ min": "half a minute",
        "1/2 m": "half a metre",
        "1½ m": "1.5 metres",
        "1 1/2 min.": "1.5 minutes.",
        "3/4": "three quarters",
        "⅔ m": "two thirds metres",
        "2⅓": "2 and a third",
        # abbreviations
        "A leg, e.g. the left.": "A leg, for example the left.",
        "E.g., the left.": "For example, the left.",
        "I.e. both.": "That is both.",
        "approx. 5": "approximately 5",
        "left vs. right": "left versus right",
        "Knees, ankles, etc.": "Knees, ankles, et cetera.",
        "Knees, etc. Then rest.": "Knees, et cetera. Then rest.",
        "Knees, etc., and rest.": "Knees, et cetera, and rest.",
        "Knees (hips etc.), and rest.": "Knees (hips et cetera), and rest.",
        "no. 5": "number 5",
        "#5": "number 5",
        # symbols and marks
        "arms & legs": "arms and legs",
        "5+5=10": "5 plus 5 equals 10",
        "cat → cow": "cat then cow",
        "cat -> cow": "cat then cow",
        "left/right": "left or right",
        "left / right / both": "left or right or both",
        "and/or": "and or",
        "~10 s": "about 10 seconds",
        "Wait… and go": "Wait, and go",
        "Wait... Go": "Wait. Go",
        "Wait…": "Wait.",
        "…and go": "and go",
        "Go!!! Really?!": "Go! Really?",
        "“Good”": '"Good"',
        "Don\N{RIGHT SINGLE QUOTATION MARK}t": "Don't",
        "• Lift": "Lift",
        "**Slowly**, **now**.": "Slowly, now.",
        "Well done \N{THUMBS UP SIGN}\N{EMOJI MODIFIER FITZPATRICK TYPE-5}.": "Well done.",
        "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{STAFF OF AESCULAPIUS}\N{VARIATION SELECTOR-16} Hello": "Hello",
        "up\N{THUMBS UP SIGN}down": "up down",
        "ham\N{SOFT HYPHEN}string\N{ZERO WIDTH SPACE}s": "hamstrings",
        "10\N{NARROW NO-BREAK SPACE}s": "10 seconds",
        " a\n b ": "a b",
        "cafe\N{COMBINING ACUTE ACCENT}": "café",
        "See https://www.nhs.uk/back/?a=1.": "See nhs.uk.",
        "See www.nhs.uk, now": "See nhs.uk, now",
        "Ask a_b+c@nhs.uk & rest": "Ask a_b+c@nhs.uk and rest",
    },
    "de": {
        "10 s": "10 Sekunden",
        "1 s": "eine Sekunde",
        "1 Min. 30 Sek.": "eine Minute 30 Sekunden.",
        "10 Sek. lang": "10 Sekunden lang",
        "1,5 s": "1,5 Sekunden",
        "1.5 s": "1,5 Sekunden",
        "1 m": "einen Meter",
        "90°": "90 Grad",
        "3x": "3mal",
        "1x": "einmal",
        "5-10 s": "5 bis 10 Sekunden",
        "½ Std.": "eine halbe Stunde.",
        "Ein Bein, z. B. das linke.": "Ein Bein, zum Beispiel das linke.",
        "Z.B. das": "Zum Beispiel das",
        "d.\N{NARROW NO-BREAK SPACE}h. beide": "das heißt beide",
        "Knie usw. Dann": "Knie und so weiter. Dann",
        "Knie usw. und": "Knie und so weiter und",
        "ca. 5": "circa 5",
        "links bzw. rechts": "links beziehungsweise rechts",
        "evtl. mehr": "eventuell mehr",
        "Nr. 5": "Nummer 5",
        "links/rechts": "links oder rechts",
        "und/oder": "und oder",
        "A & B": "A und B",
    },
    "es": {
        "10 s": "10 segundos",
        "1 s": "un segundo",
        "21 s": "veintiún segundos",
        "31 h": "treinta y una horas",
        "1,5 m": "1,5 metros",
        "1/2 h": "media hora",
        "5-10 s": "5 a 10 segundos",
        "p. ej. la izquierda": "por ejemplo la izquierda",
        "aprox. 5": "aproximadamente 5",
        "Piernas, etc.": "Piernas, etcétera.",
        "Ud. puede": "Usted puede",
        "n.º 5": "número 5",
        "nº 5": "número 5",
        "izquierda/derecha": "izquierda o derecha",
        "5 %": "5 por ciento",
    },
    "fr": {
        "10 s": "10 secondes",
        "1 s": "une seconde",
        "21 s": "vingt et une secondes",
        "1 h 30": "une heure 30",
        "1,5 s": "1,5 secondes",
        "5-10 s": "5 à 10 secondes",
        "p. ex. la gauche": "par exemple la gauche",
        "c.-à-d. la gauche": "c'est-à-dire la gauche",
        "env. 5": "environ 5",
        "genoux, etc. Puis": "genoux, et cetera. Puis",
        "n° 5": "numéro 5",
        "gauche/droite": "gauche ou droite",
        "Ça va\N{NO-BREAK SPACE}?": "Ça va ?",
    },
}

STAYING = {
    "en": [
        "5-a-side",
        "2024-05-01",
        "1/5/2024",
        "well-known",
        "A/B",
        "24/7",
        "5/6",
        "N/A",
        "1/25",
        "no. That hurts",
        "Dr. Smith",
        "the letter m",
        "I'm 5 months in",
        "M is 5 M",
        "in your 60s",
        "the mid-90s",
        "the 1990s",
        "555-1234",
        "030 123-456",
        "123-456 78",
        "090-100",
        "10-5",
        "4-7-8",
        "L4-5",
        "COVID-19",
        "1:30",
        "2.5",
        "5 km/h",
        "-5",
        "half-way",
        "C++",
        "30 m2",
        "a sec",
        "etching. Rest",
        "approximate",
        "it's the dogs' bowl",
        "Really?",
        "\ud800",
        "",
    ],
    "de": ["am 1.5.", "zum Max.", "Sek", "5. Mai", "1.5.2024"],
    "es": ["la ud", "¿Sí?", "etcétera."],
    "fr": ["Allez-y !", "l'env", "« Bien »"],
}


@pytest.mark.parametrize(
    ("language", "text", "read"), [(language, *pair) for language, table in TURNED.items() for pair in table.items()]
)
def test_what_is_short_is_read_in_full(language: str, text: str, read: str) -> None:
    assert READINGS[language](text) == read


@pytest.mark.parametrize(
    ("language", "text"), [(language, text) for language, texts in STAYING.items() for text in texts]
)
def test_what_only_looks_short_stays(language: str, text: str) -> None:
    assert READINGS[language](text) == text


SHORT = st.sampled_from(
    [text for table in TURNED.values() for text in table]
    + [text for texts in STAYING.values() for text in texts]
    + ["5", "-", "s", "/", "1", "½", ".", "…", "&", "x", "\N{SOFT HYPHEN}", "@", "'", "min"]
)
PIECES = SHORT | st.text(max_size=5)
ANY_TEXT = st.text() | st.lists(PIECES, max_size=8).map("".join) | st.lists(PIECES, max_size=8).map(" ".join)


@given(st.sampled_from(LANGUAGES), ANY_TEXT, st.dictionaries(PIECES, PIECES, max_size=3))
def test_any_text_is_read_and_one_with_words_keeps_some(language: str, text: str, own: dict[str, str]) -> None:
    read = Reading(language, own)(text)
    assert any(map(str.isalnum, read)) or not any(map(str.isalnum, text))


@given(st.sampled_from(LANGUAGES), st.lists(SHORT, max_size=3).map(". ".join))
def test_what_was_read_is_read_as_it_is(language: str, text: str) -> None:
    reading = READINGS[language]
    if language != "fr" or "dos" not in text:
        assert reading(reading(text)) == reading(text)


def texts_in(data: Any) -> Iterator[str]:
    if isinstance(data, dict | list | tuple):
        for inner in data.values() if isinstance(data, dict) else data:
            yield from texts_in(inner)
    elif isinstance(data, str):
        yield data


def built_in_texts(language: str) -> set[str]:
    """What is said in a language: every text of exercises and phrases, titles, and every cue of every routine."""
    phrases = phrases_for(language).model_dump(exclude={"language", "name", "grammar", "reading", "pronounce"})
    exercises = [one.model_dump(mode="json", exclude={"sources"}) for one in built_in_exercises(language).values()]
    texts = {text for text in texts_in([phrases, exercises]) if any(map(str.isspace, text))}
    texts = {filled(text, dict.fromkeys(placeholders(text), "some")) for text in texts}
    for name in Catalogue().routines():
        for section in plan(Catalogue().load(name, language), Choices()):
            texts |= {cue.text for span in section.spans for cue in span.cues if isinstance(cue, Speech)}
    return texts


@in_each_language
def test_what_is_built_in_is_read_as_it_is_written(language: str) -> None:
    reading = Reading(language, {word: word for word in phrases_for(language).pronounce})
    texts = built_in_texts(language)
    assert len(texts) > 150
    assert {text: reading(text) for text in texts} == {text: text for text in texts}


class TestPronunciations:
    """Words with a pronunciation of their own."""

    @pytest.mark.parametrize(
        ("words", "text", "read"),
        [
            ({"glute": "gloot"}, "Your glute. Glute, GLUTE!", "Your gloot. Gloot, Gloot!"),
            ({"Glute": "gloot"}, "Your glute's.", "Your gloot's."),
            ({"glute": "gloot"}, "glutes, agglute, glute5", "glutes, agglute, glute5"),
            ({"piriformis  syndrome": "peery syndrome", "piriformis": "p"}, "Piriformis syndrome", "Peery syndrome"),
            ({"a": "b", "b": "a"}, "a b", "b a"),
            ({"don\N{RIGHT SINGLE QUOTATION MARK}t": "dohnt"}, "Don't", "Dohnt"),
            ({"cafe\N{COMBINING ACUTE ACCENT}": "kaffay"}, "Café", "Kaffay"),
            ({"seconds": "sekkends"}, "5 s", "5 sekkends"),
            ({"Q&A": "kew"}, "a q & a", "a kew"),
            ({"": "x", "...": "x", "a": "!"}, "a ...b", "a, b"),
            ({"a.b": "x"}, "acb", "acb"),
        ],
    )
    def test_whole_words_are_respelt_in_any_case(self, words: dict[str, str], text: str, read: str) -> None:
        assert Reading("en", words)(text) == read

    def test_french_words_that_are_taken_for_english_are_respelt(self) -> None:
        assert READINGS["fr"]("Dos, à votre rythme : le dosage.") == "Dau, à votre ritme : le dosage."
        assert READINGS["en"]("dos") == "dos"

    def test_the_routines_come_before_the_listeners_and_these_before_the_languages(self) -> None:
        head = "title: x\nlanguage: fr-CA\nsteps: [{rest: 5 s}]\n"
        assert reading_for(routine_written(head))("dos") == "dau"
        assert reading_for(routine_written(head), {"Dos": "do"})("dos") == "do"
        assert reading_for(routine_written(f"{head}pronounce: {{DOS: dohs}}\n"), {"dos": "do"})("dos") == "dohs"
        assert Reading("fr", {"dos": "1"}, {"dos": "2"})("dos rythme") == "2 ritme"

    def test_a_language_that_the_coach_does_not_speak_is_told(self) -> None:
        with pytest.raises(UnknownNameError, match="unknown language 'xx'"):
            Reading("xx")


class TestNotation:
    """The data of each language."""

    @pytest.mark.parametrize("name", ["range", "second", "measures", "symbols", "short", "numbered"])
    def test_a_language_that_lacks_a_part_does_not_load(self, name: str) -> None:
        document = read_document(BUILT_IN.parents[1] / "phrases" / "en.yaml")
        short = document.having({"reading": document.keys["reading"].lacking([name])})
        with pytest.raises(FileProblemsError, match=f"the key '{name}' is missing"):
            validated(Phrases, short)

    @pytest.mark.parametrize(
        ("old", "new", "says"),
        [
            ("{low} to {high}", "{low} to", "range must hold {low} and {high}"),
            ('"{count} grams"', '"{cuont} grams"', "unknown placeholder '{cuont}'"),
            ('point: "."', "point: x", "point"),
        ],
    )
    def test_a_mistake_is_told_at_its_line(self, old: str, new: str, says: str) -> None:
        text = (BUILT_IN.parents[1] / "phrases" / "en.yaml").read_text(encoding="utf-8")
        assert old in text
        with pytest.raises(FileProblemsError) as caught:
            validated(Phrases, parse_document("en.yaml", text.replace(old, new).encode()))
        (problem,) = caught.value.problems
        assert says in problem.message or says == "point"
        assert new.partition("{")[0].strip('"') in text.replace(old, new).splitlines()[problem.line - 1]

    @in_each_language
    def test_what_is_read_has_nothing_left_to_read(self, language: str) -> None:
        notation = phrases_for(language).reading
        for words in texts_in(notation.model_dump(include={"fractions", "symbols", "short", "closing", "numbered"})):
            assert READINGS[language](words) == words
        for measure in notation.measures.all():
            for text in (measure.one, measure.half, filled(measure.other, {"count": "2"})):
                assert not placeholders(text)
                assert READINGS[language](text) == text
