"""The lint for the ear: each rule fires at its place, and good prose passes in every language."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicecoach.documents.node import Node, overlaid
from voicecoach.documents.texts import filled, sentences
from voicecoach.documents.yaml_document import parse_document
from voicecoach.errors import Problem
from voicecoach.phrases import LANGUAGES, phrases_for
from voicecoach.reading import Reading
from voicecoach.routines.catalogue import Catalogue
from voicecoach.routines.ear import exercise_warnings, warnings_in
from voicecoach.routines.exercise import Variant
from voicecoach.routines.misreading import sentence_problems
from voicecoach.routines.reader import routine_of, whole_exercise, whole_routine

in_each_language = pytest.mark.parametrize("language", LANGUAGES)

HEAD = "title: Mine\nsteps:\n"
SAID = f"{HEAD}- say: >-\n"
BRIDGE = "title: Bridge\nhurts: Rest.\nrelease: Lower your hips.\nhold: 8 s\n"
SIDED = f"{BRIDGE}sides: alternating\n"
EIGHTEEN = "Lift your hips as high as feels good to you and keep on breathing slowly in and out."
LONG = "write several, of at most 18 words"
ABBREVIATED = "is abbreviated; write the whole word"
CAPITALS = "is in capitals, which a voice may spell; write small letters, or the words that it stands for"
GENERAL = "If it hurts, come out of it slowly, and rest."
ADDRESS = "is an address, which nobody can follow by ear; leave it out"
LOOKING = "asks the listener to look; say where, and which way, in words"
HEALTH_WORKER = "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{STAFF OF AESCULAPIUS}\N{VARIATION SELECTOR-16}"
ENDLESS = "this doesn't end as a sentence does; end it with . ! or ?"


def shown(problems: tuple[Problem, ...]) -> list[str]:
    return [f"{problem.line}:{problem.column}: {problem.message}" for problem in problems]


def of_routine(text: str) -> list[str]:
    """The warnings of a routine, those in the built-in files with them."""
    whole = whole_routine(parse_document("my.yaml", text.encode()), Catalogue())
    return shown(warnings_in(whole, routine_of(whole, Catalogue())))


def of_exercise(text: str, language: str = "en") -> list[str]:
    return shown(exercise_warnings(whole_exercise(parse_document("my.yaml", text.encode())), language))


def texts_in(data: Any) -> Iterator[str]:
    """Every text in plain data."""
    if isinstance(data, dict | list | tuple):
        for inner in data.values() if isinstance(data, dict) else data:
            yield from texts_in(inner)
    elif isinstance(data, str):
        yield data


def too_long(begins: str, count: int) -> str:
    return f"the sentence that begins {begins!r} has {count} words; {LONG}"


class TestSentences:
    """One spoken sentence, with nothing left to fill in."""

    @pytest.mark.parametrize(
        ("sentence", "messages"),
        [
            (EIGHTEEN[:-1] + " again.", [too_long("Lift your hips as high", 19)]),
            ("Lift it, As  shown.", [f"'As shown' {LOOKING}"]),
            ("Hold on for approx. ten breaths.", [f"'approx.' {ABBREVIATED}"]),
            ("Knees, ankles, etc.", [f"'etc.' {ABBREVIATED}"]),
            ("Lift a leg, e.g. the left one.", [f"'e.g.' {ABBREVIATED}"]),
            ("Bend knee no. five.", [f"'no.' {ABBREVIATED}"]),
            ("Hold for ten sec and rest.", [f"'ten sec' {ABBREVIATED}"]),
            ("Hold for 10 sec.", ["'10 sec' is in digits; write 'ten seconds'"]),
            ("Hold for one sec.", [f"'one sec' {ABBREVIATED}"]),
            ("Hold for 0 s.", ["'0 s' is in digits; write it in words"]),
            ("Hold for 10s.", ["'10s' is in digits; write 'ten seconds'"]),
            ("Lift it 10cm.", ["'10cm' is in digits; write it in words"]),
            ("Lift it 10 cm.", ["'10 cm' is in digits; write it in words"]),
            ("Bend it by 90°.", ["'90°' is in digits; write it in words"]),
            ("Lift it half-way, or 50%.", ["'50%' is in digits; write it in words"]),
            ("Do it 5-10 times.", ["'5-10' is in digits; write it in words"]),
            ("Do it 5\N{EN DASH}10 times.", ["'5\N{EN DASH}10' is in digits; write it in words"]),
            ("Do it 5 times.", ["'5' is in digits; write 'five'"]),
            ("Do it 12345 times.", ["'12345' is in digits; write it in words"]),
            ("Do it for 1.5 rounds.", ["'1.5' is in digits; write it in words"]),
            ("Lift your LEFT leg.", [f"'LEFT' {CAPITALS}"]),
            ("The ÄRZTE say so.", [f"'ÄRZTE' {CAPITALS}"]),
            ("The A\N{COMBINING DIAERESIS}RZTE say so.", [f"'ÄRZTE' {CAPITALS}"]),
            (
                "Go to https://www.nhs.uk/back/, and read.",
                [f"'https://www.nhs.uk/back/' {ADDRESS}"],
            ),
            (f"See www.{'nhs' * 20}.uk.", [f"'www.{'nhs' * 12}…' {ADDRESS}"]),
            ("Ask me@nhs.uk.", [f"'me@nhs.uk' {ADDRESS}"]),
            (
                "Lift it.Then rest.",
                ["'it.Then' has a full stop inside; write the words out, or a space after the full stop"],
            ),
            (
                "Arms & legs (both) up/down.",
                [
                    "'&' may be read as 'and'; write the words that you mean",
                    "'/' may be read as 'or'; write the words that you mean",
                    "an ear can't tell '(' ')'; leave it out, or write words",
                ],
            ),
            ("Well done \N{THUMBS UP SIGN}\N{EMOJI MODIFIER FITZPATRICK TYPE-5}.", [
                "an ear can't tell '\N{THUMBS UP SIGN}\N{EMOJI MODIFIER FITZPATRICK TYPE-5}';"
                " leave it out, or write words"
            ]),
            (
                f"Well done {HEALTH_WORKER}.",
                [f"an ear can't tell {HEALTH_WORKER!r}; leave it out, or write words"],
            ),
            ("Do it 5 times, 5 times.", ["'5' is in digits; write 'five'"]),
        ],
    )  # fmt: skip
    def test_what_sounds_wrong_is_told_with_what_to_write(self, sentence: str, messages: list[str]) -> None:
        assert list(sentence_problems(sentence, "en")) == messages

    @pytest.mark.parametrize("symbol", [*"&%/+=*#@_()[]<>°½~|\\", "\N{MULTIPLICATION SIGN}", "\N{RIGHTWARDS ARROW}"])
    def test_every_symbol_is_told(self, symbol: str) -> None:
        (message,) = sentence_problems(f"Arms {symbol} legs.", "en")
        read_as = Reading("en")(f"Arms {symbol} legs.").removeprefix("Arms ").removesuffix(" legs.")
        if read_as.isalpha():
            assert message == f"{symbol!r} may be read as {read_as!r}; write the words that you mean"
        else:
            assert message == f"an ear can't tell {symbol!r}; leave it out, or write words"

    @pytest.mark.parametrize(
        ("language", "sentence"),
        [
            ("en", EIGHTEEN),
            ("en", EIGHTEEN.replace("slowly", "\N{EN DASH} slowly")),
            ("en", "Foresee below."),
            ("en", "No."),
            ("en", "Say no. "),
            ("en", "Don\N{RIGHT SINGLE QUOTATION MARK}t stretch to the max."),
            ("en", "“Good,” they say — and it's only half-way…"),
            ("en", "I'm OK: a T-shirt will do; won't it?"),
            ("en", "Do ten reps, a sector or a minute apart."),
            ("en", "See how it feels, and look within."),
            ("de", "„Gut“, sagst du \N{EN DASH} und ruhst dich aus."),
            ("de", "Das Knie minimal heben, nicht maximal, ein Bein nach dem anderen."),
            ("es", "¿Notas un tirón? ¡Muy bien!"),
            ("es", "Los dos no se tocan, y uno no se mueve. No."),
            ("fr", "Ça va\N{NO-BREAK SPACE}? Posez l\N{RIGHT SINGLE QUOTATION MARK}épaule."),
            ("fr", "Allez-y «\N{NO-BREAK SPACE}doucement\N{NO-BREAK SPACE}»."),
            ("fr", "Œuvrez d'une main, et c'est l'une ou l'autre\N{NARROW NO-BREAK SPACE}!"),
        ],
    )
    def test_good_prose_passes(self, language: str, sentence: str) -> None:
        assert list(sentence_problems(sentence, language)) == []

    @pytest.mark.parametrize(
        ("language", "sentence", "message"),
        [
            ("de", "Halte es 10 min.", "'10 min' is in digits; write 'zehn Minuten'"),
            ("de", "Ein Bein, z. B. das linke.", f"'z. B.' {ABBREVIATED}"),
            ("de", "Ein Bein, z.B. das linke.", f"'z.B.' {ABBREVIATED}"),
            ("de", "Halte es zehn Sek lang.", f"'zehn Sek' {ABBREVIATED}"),
            ("es", "Hazlo 21 veces.", "'21' is in digits; write 'veintiuno'"),
            ("es", "Levanta el brazo izdo. Etc.", f"'Etc.' {ABBREVIATED}"),
            ("fr", "Sur l\N{RIGHT SINGLE QUOTATION MARK}image, on voit.", f"\"Sur l'image\" {LOOKING}"),
            ("en-GB", "Do it 5 times.", "'5' is in digits; write 'five'"),
        ],
    )  # fmt: skip
    def test_each_language_has_its_own_words(self, language: str, sentence: str, message: str) -> None:
        assert list(sentence_problems(sentence, language)) == [message]

    @in_each_language
    def test_what_the_coach_says_passes(self, language: str) -> None:
        phrases = phrases_for(language)
        counted = {"times": phrases.how_often(21), "hold": phrases.duration(21), "time": phrases.duration(95)}
        counted |= {"minutes_left": phrases.minutes(1380), "ordinal": phrases.ordinal(21), "count": phrases.number(21)}
        for text in texts_in(phrases.model_dump(exclude={"language", "name", "reviewed", "grammar", "ear", "reading"})):
            for sentence in sentences(filled(text, counted)):
                assert list(sentence_problems(sentence, language)) == []


class TestRoutines:
    """Every spoken text of a routine, at its place."""

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("title: Do 5\nsteps:\n- rest: 5 s\n", ["1:8: '5' is in digits; write 'five'"]),
            (f"title: {'go ' * 19}\nsteps:\n- rest: 5 s\n", ["1:8: " + too_long("go go go go go", 19)]),
            (f"{HEAD}- rest: 5 s\n- say: Do 5.\n", ["4:8: '5' is in digits; write 'five'"]),
            (f"{HEAD}- say: Go on\n", [f"3:8: {ENDLESS}"]),
            (f"{HEAD}- say: Now, {{next}}\n", [f"3:8: {ENDLESS}"]),
            (f"{SAID}    Rest a little.\n    Do 5.\n    And rest.\n", ["3:8: '5' is in digits; write 'five'"]),
            (f"{SAID}    Go to bed, see\n    below.\n", [
                f"3:8: 'see below' {LOOKING}"
            ]),
            (
                f"{HEAD}- repeat: 2\n  steps:\n  - rest: 5 s\n  - repeat: 2\n    steps:\n    - say: Do 5.\n",
                ["8:12: '5' is in digits; write 'five'"],
            ),
            (f"{HEAD}- exercise: pelvic-tilt\n  hold: 1.5 s\n", [
                "4:9: a hold of 1.5 s is over before it is felt; write 2 s or more"
            ]),
            (f"{HEAD}- say: Do 6, or 5 of 6.\n- say: Do 7.\n", [
                "3:8: '6' is in digits; write 'six'",
                "3:8: '5' is in digits; write 'five'",
                "4:8: '7' is in digits; write 'seven'",
            ]),
        ],
    )  # fmt: skip
    def test_what_sounds_wrong_is_told_at_its_place(self, text: str, found: list[str]) -> None:
        assert of_routine(text) == found

    @pytest.mark.parametrize(
        "text",
        [
            "title: Do five\nabout: 5 & 6 (see below)\nsteps:\n- rest: 5 s\n",
            f"{HEAD}- exercise: pelvic-tilt\n  hold: 2 s\n",
            f"{HEAD}- say: “Go on!”\n",
            f"{HEAD}- say: Now {{next}}, for {{minutes_left}}.\n",
            f"{SAID}    {EIGHTEEN}\n    {EIGHTEEN}\n",
        ],
    )
    def test_what_sounds_right_passes(self, text: str) -> None:
        assert of_routine(text) == []

    @pytest.mark.parametrize(
        ("language", "exercise", "name", "words"),
        [
            ("en", "knees-to-chest", "exercise", 3),
            ("en", "knees-to-chest", "next", 3),
            ("en", "tilt", "next", 2),  # the end
            ("en", "tilt", "minutes_left", 4),  # less than a minute
            ("fr", "tilt", "minutes_left", 4),  # vingt et une minutes
        ],
    )
    def test_a_name_in_braces_counts_as_the_words_that_it_becomes(
        self, language: str, exercise: str, name: str, words: int
    ) -> None:
        rest = "go " * (18 - words)
        head = f"language: {language}\nexercises: {{tilt: {{extends: pelvic-tilt, title: Tilt}}}}\n{HEAD}"
        steps = f"{head}- exercise: tilt\n- exercise: {exercise}\n"
        assert of_routine(f"{steps}- say: {rest}{{{name}}}.\n") == []
        assert of_routine(f"{steps}- say: {rest}go {{{name}}}.\n") == ["7:8: " + too_long("go go go go go", 19)]

    def test_an_exercise_that_it_writes_down_is_heard_too(self) -> None:
        text = "exercises:\n  bridge: {title: Bridge, instruction: Lift 5., hurts: Rest., release: Lower., hold: 5 s}\n"
        assert of_routine(f"{text}{HEAD}- rest: 5 s\n") == ["2:40: '5' is in digits; write 'five'"]

    def test_a_change_of_a_built_in_exercise_is_told_where_it_is_written(self) -> None:
        text = "exercises:\n  pelvic-tilt:\n    levels: {gentle: {hold: 1 s}}\n    release: Go back, e.g. slowly.\n"
        assert of_routine(f"{text}{HEAD}- exercise: pelvic-tilt\n") == [
            "3:29: a hold of 1 s is over before it is felt; write 2 s or more",
            f"4:14: 'e.g.' {ABBREVIATED}",
        ]

    def test_the_hold_of_a_step_counts_in_the_exercises_words(self) -> None:
        ready = "go " * 17
        text = f"exercises:\n  tilt: {{extends: pelvic-tilt, ready: '{ready}{{hold}}.'}}\n{HEAD}- exercise: tilt\n"
        assert of_routine(text) == ["2:39: " + too_long("go go go go go", 19)]
        assert of_routine(f"{text}  hold: 1 min 30 s\n") == ["2:39: " + too_long("go go go go go", 22)]


class TestLines:
    """Words of the author inside a hold."""

    @pytest.mark.parametrize(
        ("dose", "at", "hold", "latest"),
        [
            ("hold: 10 s", "half", "10 s", "6.0 s"),  # the countdown begins at 7 s
            ("hold: 5 s", "half", "5 s", "4.0 s"),  # no countdown
            ("hold: 5 breaths", "45 s", "50 s", "46.0 s"),
            ("level: challenge", "half", "10 s", "6.0 s"),
            ("rest: 5 s", "half", "5 s", "4.0 s"),  # the shortest is that of the gentle level
        ],
    )
    def test_one_that_does_not_fit_the_shortest_hold_is_told(self, dose: str, at: str, hold: str, latest: str) -> None:
        line = f"{{at: {at}, say: 'Let your shoulders stay heavy.'}}"
        (found,) = of_routine(f"{HEAD}- exercise: knees-to-chest\n  {dose}\n  lines:\n  - {line}\n")
        assert found.startswith(f"6:{len(at) + 17}: this line doesn't fit a hold of {hold}: it would end ")
        assert found.endswith(f" s into it, {latest} is the latest; say less, say it earlier, or hold longer")

    def test_one_that_falls_on_another_is_told(self) -> None:
        lines = "- {at: 5 s, say: Let your shoulders sink.}\n  - {at: 6 s, say: Breathe out.}\n"
        assert of_routine(f"{HEAD}- exercise: pelvic-tilt\n  hold: 30 s\n  lines:\n  {lines}\n") == [
            "7:20: this line falls on the one before it, so it isn't heard; say it at another time"
        ]

    @pytest.mark.parametrize(("words", "fits"), [(2, True), (3, False)])
    def test_words_are_reckoned_at_the_steady_pace(self, words: int, fits: bool) -> None:
        say = " ".join(["Go"] * words)
        found = of_routine(f"{HEAD}- exercise: pelvic-tilt\n  hold: 10 s\n  lines:\n  - at: 5 s\n    say: {say}.\n")
        assert found == ([] if fits else [
            "7:10: this line doesn't fit a hold of 10 s: it would end 6.4 s into it, 6.0 s is the latest;"
            " say less, say it earlier, or hold longer"
        ])  # fmt: skip

    def test_its_words_are_heard(self) -> None:
        lines = "lines:\n  - at: 5 s\n    say: Do 5\n"
        assert of_routine(f"{HEAD}- exercise: pelvic-tilt\n  hold: 30 s\n  {lines}") == [
            "7:10: '5' is in digits; write 'five'",
            f"7:10: {ENDLESS}",
        ]


class TestExercises:
    """Every spoken text of an exercise, and what it leaves unsaid."""

    @pytest.mark.parametrize("name", ["hurts", *Variant.words])
    def test_every_text_of_a_variant_is_heard(self, name: str) -> None:
        texts = {"instruction": "Lift.", "release": "Lower.", "hurts": "Rest.", name: "Do 5."}
        keys = "".join(f"{key}: {text}\n" for key, text in texts.items())
        line = list(texts).index(name) + 3
        assert of_exercise(f"title: Bridge\nhold: 5 s\n{keys}") == [
            f"{line}:{len(name) + 3}: '5' is in digits; write 'five'"
        ]

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("title: Bridge, 5 times\n" + BRIDGE[14:], ["1:8: '5' is in digits; write 'five'"]),
            (f"{BRIDGE}cautions:\n- Do it slowly.\n- Do 5.\n", ["7:3: '5' is in digits; write 'five'"]),
            (f"{BRIDGE}tips: [Do it slowly., Do 5.]\n", ["5:23: '5' is in digits; write 'five'"]),
            (
                BRIDGE.replace("hurts: Rest.\n", ""),
                ["1:8: nothing says what to do if it hurts, so the coach says, " + f"{GENERAL!r}; write hurts"],
            ),
            (
                f"{BRIDGE}levels:\n  gentle: {{hold: 1 s}}\n",
                ["6:18: a hold of 1 s is over before it is felt; write 2 s or more"],
            ),
            (
                BRIDGE.replace("8 s", "0.1 breaths"),
                ["4:7: a hold of 1 s is over before it is felt; write 2 s or more"],
            ),
        ],
    )
    def test_what_sounds_wrong_is_told_at_its_place(self, text: str, found: list[str]) -> None:
        assert of_exercise(f"{text}instruction: Lift your hips.\n") == found

    def test_sources_and_what_is_only_read_pass(self) -> None:
        read = "sources: [{title: 'A & B (2020)', url: https://nhs.uk}]\nsurface_source: 'NHS, 5.'\nsource: 5-10 sec\n"
        assert of_exercise(f"{BRIDGE}{read}instruction: Lift your hips.\n") == []

    def test_what_holds_for_several_variants_and_levels_is_told_once(self) -> None:
        text = BRIDGE.replace("8 s", "1 s") + "instruction: Lift 5.\nvariants: {low: {}, high: {}}\n"
        assert of_exercise(text) == [
            "4:7: a hold of 1 s is over before it is felt; write 2 s or more",
            "5:14: '5' is in digits; write 'five'",
        ]

    def test_a_variant_without_a_release_is_told(self) -> None:
        text = "title: Bridge\nhurts: Rest.\nhold: 5 s\nvariants:\n  low: {instruction: Lift., release: Lower.}\n"
        assert of_exercise(f"{text}  high:\n    instruction: Lift high.\n") == [
            "7:18: nothing leads out of this stretch, so the coach says, 'Slowly come back.'; write release"
        ]

    @pytest.mark.parametrize(
        ("text", "named"),
        [
            ("instruction: Lift a leg.\n", False),
            ("instruction: Lift a leg.\nagain: Lift it.\nstart: The {side} one.\n", False),
            ("instruction: Lift your {side} leg.\n", True),
            ("instruction: Lift your {right} leg.\nagain: Lift it.\n", True),
            ("instruction: Lift a leg.\nagain: Lift your {other} leg.\n", True),
            ("instruction: Lift both.\nsides: both\n", True),
        ],
    )
    def test_a_side_that_is_never_named_is_told(self, text: str, named: bool) -> None:
        head = SIDED.replace("sides: alternating\n", "" if "sides" in text else "sides: in turn\n")
        line = 5 if "sides" in text else 6
        message = "sides is 'in turn', but the side is never named; write {side} for it"
        assert of_exercise(head + text) == ([] if named else [f"{line}:14: {message}"])

    def test_the_side_is_asked_for_in_the_languages_own_forms(self) -> None:
        (found,) = of_exercise(f"{SIDED}instruction: Heb ein Bein.\n", "de")
        assert found.endswith("write {side} or {linke} or {linken} or {linkes} for it")

    @pytest.mark.parametrize(
        ("dose", "name", "words"),
        [
            ("hold: 90 s", "hold", 2),  # ninety seconds
            ("hold: 1 min 30 s", "hold", 5),  # a minute and a half
            ("hold: 1.5 breaths", "hold", 6),  # one and a half slow breaths
            ("hold: 3 s\nlevels: {gentle: {hold: 1 min 30 s}}", "hold", 5),
            ("hold: 3 s\nrepetitions: 100", "repetition", 2),
            ("hold: 3 s", "exercise", 2),
            ("hold: 3 s", "next", 2),
            ("hold: 3 s", "side", 1),
        ],
    )
    def test_a_name_in_braces_counts_as_the_words_that_it_becomes(self, dose: str, name: str, words: int) -> None:
        head = f"title: The bridge\nhurts: Rest.\nrelease: Lower.\nsides: in turn\n{dose}\n"
        line = head.count("\n") + 1
        text = f"{'go ' * (17 - words)}{{{name}}}."
        assert of_exercise(f"{head}instruction: '{{left}} {text}'\n") == []
        assert of_exercise(f"{head}instruction: '{{left}} go {text}'\n") == [
            f"{line}:14: " + too_long("{left} go go go go", 19)
        ]

    def test_a_form_of_the_side_counts_as_its_longer_one(self) -> None:
        head = f"{SIDED}instruction: {'va ' * 16}"
        assert of_exercise(f"{head}{{genou gauche}}.\n", "fr") == []
        assert len(of_exercise(f"{head}va {{genou gauche}}.\n", "fr")) == 1

    def test_words_in_another_file_are_told_in_that_file(self) -> None:
        base = parse_document("bridge.yaml", b"hold: 1 s\nvariants:\n  low: {move: 5 s}\n")
        words = parse_document("bridge.de.yaml", b"title: Bridge\nvariants:\n  low:\n    instruction: Heb 5.\n")
        found = exercise_warnings(whole_exercise(overlaid(base, words)), "de")
        assert [(one.file, one.line, one.column) for one in found] == [
            ("bridge.de.yaml", 1, 8),  # nothing says what to do if it hurts
            ("bridge.de.yaml", 4, 18),
            ("bridge.de.yaml", 4, 18),
            ("bridge.yaml", 1, 7),
        ]


class TestBuiltIn:
    """What is built in sounds right in every language."""

    @in_each_language
    @pytest.mark.parametrize("name", sorted(Catalogue().routines()))
    def test_routines(self, name: str, language: str) -> None:
        catalogue = Catalogue()
        whole = whole_routine(catalogue.routine(name, language, "."), catalogue)
        assert warnings_in(whole, routine_of(whole, catalogue)) == ()

    @in_each_language
    @pytest.mark.parametrize("name", Catalogue().exercise_names())
    def test_exercises(self, name: str, language: str) -> None:
        assert exercise_warnings(whole_exercise(Catalogue().exercise(name, language)), language) == ()


TRAPS = st.sampled_from(["5", "5-10 sec", "no.", "e.g.", "NHS", "www.", "@", "½", "as shown", "Siehe Bild:"])
ANYTHING = st.text(st.characters(exclude_categories=["C"], exclude_characters="{}"), max_size=8)
TITLES = st.lists(TRAPS | ANYTHING, max_size=8).map(lambda words: " ".join(["Go", *words]))
NAMES = st.sampled_from(["{exercise}", "{next}", "{minutes_left}"])
SPOKEN = st.lists(TRAPS | ANYTHING | NAMES, max_size=12).map(lambda words: " ".join(["Go", *words]))
EXERCISE_NAMES = NAMES | st.sampled_from(["{hold}", "{repetition}", "{repetitions}", "{side}", "{other}"])
TEXTS = st.lists(TRAPS | ANYTHING | EXERCISE_NAMES, max_size=12).map(lambda words: " ".join(["Go", *words]))
SECONDS = st.integers(1, 90).map("{} s".format) | st.sampled_from(["0.1 breaths", "7 breaths", "1 min 30 s"])
DOSES = st.fixed_dictionaries({"hold": SECONDS}, optional={"repetitions": st.integers(1, 100), "rest": SECONDS})
VARIANTS = st.fixed_dictionaries(
    {"instruction": TEXTS}, optional={name: TEXTS for name in Variant.words if name != "instruction"}
)
EXERCISES = st.fixed_dictionaries(
    {"title": TITLES, "hold": SECONDS, "sides": st.sampled_from(["alternating", "in turn"]), "instruction": TEXTS},
    optional={
        "hurts": TEXTS,
        "tips": st.lists(TEXTS, max_size=2),
        "variants": st.dictionaries(st.sampled_from(["low", "high"]), VARIANTS, min_size=1),
        "levels": st.dictionaries(st.sampled_from(["gentle", "challenge"]), DOSES),
    },
)
LINES = st.lists(st.fixed_dictionaries({"at": SECONDS | st.just("half"), "say": TEXTS}), max_size=2)
STEPS = st.recursive(
    st.builds(lambda dose, lines: {"exercise": "bridge", "lines": lines, **dose}, DOSES, LINES)
    | st.builds(lambda text: {"say": text}, SPOKEN)
    | st.sampled_from([{"rest": "5 s"}, {"exercise": "pelvic-tilt"}]),
    lambda steps: st.builds(lambda inner: {"repeat": 2, "steps": inner}, st.lists(steps, min_size=1, max_size=2)),
    max_leaves=3,
)
ROUTINES = st.fixed_dictionaries(
    {
        "title": TITLES,
        "language": st.sampled_from(LANGUAGES),
        "exercises": st.fixed_dictionaries({"bridge": EXERCISES}),
        "steps": st.lists(STEPS, min_size=1, max_size=3),
    }
)


def marks_in(node: Node) -> set[tuple[str, int, int]]:
    """The places of every piece of a document."""
    inner = [*node.keys.values(), *node.items]
    return {(node.mark.file, node.mark.line, node.mark.column)}.union(*map(marks_in, inner))


@settings(max_examples=60, deadline=None)
@given(ROUTINES)
def test_any_routine_that_is_read_is_linted(routine: dict[str, Any]) -> None:
    text = json.dumps(routine, ensure_ascii=False)
    whole = whole_routine(parse_document("my.yaml", text.encode()), Catalogue())
    found = warnings_in(whole, routine_of(whole, Catalogue()))
    assert {(one.file, one.line, one.column) for one in found} <= marks_in(whole)
    assert len(set(found)) == len(found)
    assert [(one.line, one.column) for one in found] == sorted((one.line, one.column) for one in found)


@settings(max_examples=60, deadline=None)
@given(st.text(), st.sampled_from(LANGUAGES))
def test_any_sentence_is_linted(sentence: str, language: str) -> None:
    assert all(sentence_problems(sentence, language))
