"""Lists that were written for something else: what becomes of each line, and what is said to be left out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.documents.node import MAX_BYTES
from voicecoach.documents.yaml_document import parse_document
from voicecoach.errors import FileProblemsError
from voicecoach.phrases import LANGUAGES
from voicecoach.routines.catalogue import Catalogue
from voicecoach.routines.ear import warnings_in
from voicecoach.routines.importing import Imported, imported
from voicecoach.routines.known import Known, known_in
from voicecoach.routines.reader import routine_of, whole_routine
from voicecoach.routines.writing import imported_routine

SCHEMA = "file:///routine.schema.json"


@pytest.fixture(scope="module")
def known() -> Known:
    """The built-in exercises."""
    return known_in(Catalogue())


def read(known: Known, text: str | bytes, language: str | None = None) -> Imported:
    raw = text.encode() if isinstance(text, str) else text
    return imported("list.txt", raw, known, language=language, usual_title="list")


def left_of(parts: Imported) -> list[str]:
    """What is left out: line and words."""
    return [f"{problem.line}: {problem.message}" for problem in parts.left]


def warnings_about(parts: Imported) -> list[str]:
    """What an ear could not follow in what is written."""
    whole = whole_routine(parse_document("my.yaml", imported_routine(parts, "list.txt", SCHEMA).encode()), Catalogue())
    return [str(problem) for problem in warnings_in(whole, routine_of(whole, Catalogue()))]


# Lines


@pytest.mark.parametrize(
    ("line", "title", "repetitions", "notes"),
    [
        ("Bird dog 3 x 8, 5 s", "Bird dog", 24, []),
        ("Liegestütz 3x10, 2 s", "Liegestütz", 30, []),
        ("Plank, -5 s", "Plank", None, ["a time can't be negative; 5 s was taken"]),
        ("Nap, 3 hours, 5 s", "Nap, three hours", None, ["'3 hours' was taken for a part of the name"]),
    ],
)
def test_what_could_be_meant_otherwise_is_told(
    known: Known, line: str, title: str, repetitions: int | None, notes: list[str]
) -> None:
    parts = read(known, line)
    (exercise,) = parts.exercises.values()
    assert exercise["title"] == title
    assert parts.steps[0].get("repetitions") == repetitions
    assert [problem.message for problem in parts.left] == notes


@pytest.mark.parametrize(
    ("line", "title", "exercise", "step"),
    [
        ("Cat stretch, 30 s", "Cat stretch", {"hold": "30 s"}, {}),
        ("- Cat stretch: 30 sec", "Cat stretch", {"hold": "30 s"}, {}),
        ("3. Cat stretch (30 seconds)", "Cat stretch", {"hold": "30 s"}, {}),
        ("* [ ] Hold cat stretch for 30sec.", "Cat stretch", {"hold": "30 s"}, {}),
        ("Cat stretch....30s", "Cat stretch", {"hold": "30 s"}, {}),
        ('Cat stretch 30"', "Cat stretch", {"hold": "30 s"}, {}),
        ("Cat stretch 1:30", "Cat stretch", {"hold": "1 min 30 s"}, {}),
        ("Cat stretch \u2013 1 min 30 s", "Cat stretch", {"hold": "1 min 30 s"}, {}),
        ("Cat stretch, 1m30s", "Cat stretch", {"hold": "1 min 30 s"}, {}),
        ("Katze, 1,5 Minuten", "Katze", {"hold": "1 min 30 s"}, {}),
        ("2 min cat stretch", "Cat stretch", {"hold": "2 min"}, {}),
        ("Cat stretch, 5 slow breaths", "Cat stretch", {"hold": "5 breaths"}, {}),
        ("Katze, 5 Atemzüge", "Katze", {"hold": "5 breaths"}, {}),
        ("Cat stretch, 3 x 30 s", "Cat stretch", {"hold": "30 s"}, {"repetitions": 3}),
        ("Cat stretch 30s x3", "Cat stretch", {"hold": "30 s"}, {"repetitions": 3}),
        ("Gato, 30 segundos, 3 veces", "Gato", {"hold": "30 s"}, {"repetitions": 3}),
        ("Cat stretch, 2 sets of 5 reps, 4 s", "Cat stretch", {"hold": "4 s"}, {"repetitions": 10}),
        ("Low lunge 30s each side", "Low lunge", {"hold": "30 s", "sides": "alternating"}, {}),
        ("Low lunge, 30 s per leg", "Low lunge", {"hold": "30 s", "sides": "alternating"}, {}),
        ("Low lunge 2x30s/side", "Low lunge", {"hold": "30 s", "sides": "alternating"}, {"repetitions": 2}),
        ("Ausfallschritt, 30 Sek. pro Seite", "Ausfallschritt", {"hold": "30 s", "sides": "alternating"}, {}),
        ("Zancada, 30 s por cada lado", "Zancada", {"hold": "30 s", "sides": "alternating"}, {}),
        ("Fente, 30 s de chaque côté", "Fente", {"hold": "30 s", "sides": "alternating"}, {}),
        ("Plank, 20 s, rest 10 s", "Plank", {"hold": "20 s"}, {"rest": "10 s"}),
        ("Plank 20s (10s rest)", "Plank", {"hold": "20 s"}, {"rest": "10 s"}),
        ("Warrior 2, 30 s", "Warrior two", {"hold": "30 s"}, {}),
        ("PLANK & BRIDGE (slow), 30 s", "Plank and Bridge, slow", {"hold": "30 s"}, {}),
    ],
)
def test_a_line_becomes_an_exercise(
    known: Known, line: str, title: str, exercise: dict[str, Any], step: dict[str, Any]
) -> None:
    parts = read(known, line)
    (own,) = parts.exercises.values()
    assert (own["title"], {key: own[key] for key in ("hold", "sides") if key in own}) == (title, exercise)
    (written,) = parts.steps
    assert {key: value for key, value in written.items() if key != "exercise"} == step
    assert (parts.left, warnings_about(parts)) == ((), [])


@pytest.mark.parametrize(
    ("line", "step"),
    [
        ("Knee rolls, 20 sec each side", {"exercise": "knee-rolls", "repetitions": 1, "hold": "20 s"}),
        ("childs-pose 3 breaths", {"exercise": "childs-pose", "repetitions": 1, "hold": "3 breaths"}),
        ("Child\u2019s pose", {"exercise": "childs-pose"}),
        ("Beckenkippen, 10 Wdh", {"exercise": "pelvic-tilt", "repetitions": 10}),
        (
            "Knees to chest, 10 s each leg",
            {"exercise": "knees-to-chest", "variant": "one-leg", "repetitions": 1, "hold": "10 s"},
        ),
    ],
)
def test_a_known_exercise_is_used_under_any_of_its_names(known: Known, line: str, step: dict[str, Any]) -> None:
    parts = read(known, line)
    assert (parts.steps, parts.exercises, parts.left) == ([step], {}, ())


def test_every_title_in_every_language_is_known(known: Known) -> None:
    for language in LANGUAGES:
        for name, exercise in known.exercises[language].items():
            assert read(known, f"{exercise.title}, 5 s", language).steps[0]["exercise"] == name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_an_own_exercise_are_in_the_routines_language(known: Known, language: str) -> None:
    parts = read(known, "Yoga, 30 s\nPilates, 30 s per side", language)
    assert parts.language == language
    assert len({exercise["instruction"] for exercise in parts.exercises.values()}) == 2
    assert warnings_about(parts) == []


def test_a_whole_list(known: Known) -> None:
    text = """# My morning

    1. Cat stretch, 30 s
    2. Rest 10 s
    Second half:
    - Pigeon, 20 s per side
    - Pause: 15 Sek
    - Cat stretch, 1 min
    Lie still, and breathe.
    Bridge
    Squats x10
    Rest 20 s
    Calf stretch 20-30 s
    Rest
    30 s
    Neck roll | 25
    """
    parts = read(known, text)
    assert parts.title == "My morning"
    assert parts.steps == [
        {"exercise": "cat-stretch", "rest": "10 s"},
        {"exercise": "pigeon"},
        {"rest": "15 s"},
        {"exercise": "cat-stretch", "hold": "1 min"},
        {"say": "Lie still, and breathe."},
        {"exercise": "bridge"},
        {"exercise": "squats", "repetitions": 10},
        {"rest": "20 s"},
        {"exercise": "calf-stretch", "rest": "10 s"},
        {"exercise": "neck-roll"},
    ]
    assert parts.exercises["neck-roll"]["hold"] == "25 s"
    assert left_of(parts) == [
        "5: the heading 'Second half:' was left out",
        "10: Bridge: there is no time in this; a hold of 10 s was written",
        "11: Squats: there is no time in this; a hold of 3 s was written",
        "13: 20-30 s is a range; the lower end was taken",
        "14: a rest without a time; 10 s was written",
        "15: a time without a name was left out",
        "16: 25 has no unit; it was taken for seconds",
    ]
    assert warnings_about(parts) == []


def test_a_list_can_name_its_language(known: Known) -> None:
    assert read(known, "# language: fr\nYoga, 30 s").language == "fr"
    assert read(known, "# language: fr\nYoga, 30 s", "de").language == "de"
    parts = read(known, "# language: it\nYoga, 30 s")
    assert (parts.language, len(parts.left)) == ("en", 1)


def test_what_is_longer_than_a_hold_can_be_is_shortened_and_said(known: Known) -> None:
    parts = read(known, "Sit, 20 min\nRest 15 min\nLie, 0 s\nSwing 500 times, 5 s")
    assert [parts.exercises[name]["hold"] for name in ("sit", "lie", "swing")] == ["10 min", "10 s", "5 s"]
    assert [line.split(":")[0] for line in left_of(parts)] == ["1", "2", "3", "3", "4"]


def test_what_is_far_too_long_is_left_out_at_once_and_said(known: Known) -> None:
    line = "1 s, (" * 40_000
    parts = read(known, f"Yoga, 30 s\n{line}\n")
    assert (len(parts.steps), [problem.line for problem in parts.left]) == (1, [2])
    parts = read(known, json.dumps([{"text": "Go."}, {"text": line}]))
    assert (len(parts.steps), len(parts.left)) == (1, 1)


def test_exercises_with_long_names_stay_apart(known: Known) -> None:
    names = [f"{'Very ' * 250} {end}" for end in ("far", "near")]
    parts = read(known, json.dumps({"exercises": [{"name": name, "duration": "5s"} for name in names]}))
    assert len(parts.exercises) == 2
    assert parse_document("my.yaml", imported_routine(parts, "list.txt", SCHEMA).encode()).keys[
        "exercises"
    ].keys.keys() == {step["exercise"] for step in parts.steps}


def test_steps_beyond_the_most_are_left_out_and_said(known: Known) -> None:
    parts = read(known, "Yoga, 30 s\n" * 202)
    assert len(parts.steps) == 200
    assert [problem.line for problem in parts.left] == [201, 202]


def test_a_list_under_a_heading_is_a_list_of_lines(known: Known) -> None:
    parts = read(known, "exercises:\n- Yoga, 30 s\n- Pilates: 40 s\n")
    assert [exercise["hold"] for exercise in parts.exercises.values()] == ["30 s", "40 s"]


# Workouts of w2a

WORKOUT = """\
tts:
  espeak_ng_voice: 'de'
audio_format: 'mp3'
before_workout_announce: 'Es sind {{ .WorkoutExercisesCount }} Übungen. Das dauert {{ .WorkoutDuration }}.'
after_workout_announce: 'Gut gemacht!'
pause:
  text: 'Mach dich bereit für {{ .ExerciseName }}'
  duration: '10s'
half_time:
  text: 'Wechsel bei {{ .ExerciseName }}'
  duration: '4s'
exercise_beginning: '{{ .ExerciseName }}'
squats_ex: &squats
  name: Kniebeugen
  duration: '1m30s'
exercises:
  - name: 'Aufwärmen'
    duration: '12s'
    texts:
      - 'Kopf rollen'
      - 'Das hier sind viel zu viele Worte, um sie in dem zu sagen, was von zwölf Sekunden noch übrig ist'
  - <<: *squats
    half_time: true
    pause_duration: '1m'
  - name: Knierollen
    duration: 30s
    colour: green
  - <<: *squats
"""


def test_a_workout_of_w2a(known: Known) -> None:
    parts = read(known, WORKOUT)
    assert parts.language == "de"
    assert parts.steps == [
        {"say": "Es sind vier Übungen."},
        {"exercise": "aufwärmen", "lines": [{"at": "2 s", "say": "Kopf rollen."}], "rest": "1 min"},
        {"exercise": "kniebeugen", "lines": [{"at": "half", "say": "Wechsel bei Kniebeugen."}], "rest": "10 s"},
        {"exercise": "knee-rolls", "repetitions": 1, "hold": "30 s"},
        {"rest": "10 s"},
        {"exercise": "kniebeugen"},
        {"say": "Gut gemacht!"},
    ]
    assert {name: own["hold"] for name, own in parts.exercises.items()} == {
        "aufwärmen": "12 s",
        "kniebeugen": "1 min 30 s",
    }
    assert [line.split(" was ")[0] for line in left_of(parts)] == [
        "1: tts",
        "3: audio_format",
        "4: 'Das dauert {{ .WorkoutDuration }}.'",
        "7: pause.text",
        "11: half_time.duration",
        "12: exercise_beginning",
        "21: there is no room for this text in the hold; it",
        "27: colour",
    ]
    assert warnings_about(parts) == []


def test_the_language_of_a_workout_is_that_of_its_seconds_where_no_voice_tells_it(known: Known) -> None:
    text = "i18n: {second: {singular: segundo, plural: segundos}}\nexercises: [{name: Plancha, duration: 30s}]"
    assert read(known, text).language == "es"


# Lists of text and duration_seconds


@pytest.mark.parametrize("shape", ["list", "object", "tabs", "yaml"])
def test_a_list_of_texts_and_seconds(known: Known, shape: str) -> None:
    items = [
        {"text": "Welcome, friends \U0001f600", "duration_seconds": 10},
        {"text": "Knee rolls", "duration_seconds": 20},
        "Breathe",
        {"text": "Warm-up: arm circles for 30 seconds", "duration_seconds": 60.5},
        {"text": "Rest", "duration_seconds": "a while"},
    ]
    whole = {"language": "en", "background_urls": ["https://example.org/music"], "instructions": items}
    text = {
        "list": json.dumps(items),
        "object": json.dumps(whole, indent=2),
        "tabs": json.dumps(whole, indent="\t"),
        "yaml": "- text: Welcome, friends\n  duration_seconds: 10\n- {text: Knee rolls, duration_seconds: 20}\n"
        "- Breathe\n"
        "- text: 'Warm-up: arm circles for 30 seconds'\n  duration_seconds: 60.5\n- text: Rest\n",
    }[shape]
    parts = read(known, text)
    assert parts.steps == [
        {"say": "Welcome, friends.", "lasts": "10 s"},
        {"exercise": "knee-rolls", "repetitions": 1, "hold": "20 s"},
        {"say": "Breathe."},
        {"say": "Warm-up: arm circles for thirty seconds.", "lasts": "60.5 s"},
        {"say": "Rest."},
    ]
    assert warnings_about(parts) == []


def test_a_note_names_the_line_in_json_too(known: Known) -> None:
    text = (
        '{"background_urls": [],\n "instructions": [\n {"text": "Go on"},\n {"duration_seconds": 5},\n {"text": "!"}]}'
    )
    assert left_of(read(known, text)) == [
        "1: background_urls was left out: there is no music here",
        "4: there is no text in this; it was left out",
        "5: there is no word to be said in this, or far too many; it was left out",
    ]


def test_a_json_list_of_lines_is_a_list_of_lines(known: Known) -> None:
    assert read(known, '["Yoga, 30 s", "Rest 10 s"]').steps == [{"exercise": "yoga", "rest": "10 s"}]


# What can't be used


@pytest.mark.parametrize(
    ("raw", "place", "reason"),
    [
        ("", "1:1", "nothing here can be used"),
        ("Dear diary\nToday I slept.\n", "1:1", "nothing here can be used"),
        ("exercises: []\n", "1:1", "nothing here can be used"),
        (b"Yoga, 30 s\n\xff\xfe\n", "2:1", "no text in UTF-8"),
        (b"x" * (MAX_BYTES + 1), "1:1", "bytes"),
        ("title: Mine\nsteps:\n- rest: 5 s\n", "1:1", "a routine already"),
        ('[{"text": "Go",\n "duration_seconds": 5', "2:", "no valid YAML"),
        ("exercises:\n- name: 'Plank\n  duration: 30s\n", "", "no valid YAML"),
        ("exercises: &a\n- {name: Yoga, duration: 30s, texts: *a}\n", "2:", "alias"),
    ],
)
def test_what_means_nothing_is_refused_with_its_place(known: Known, raw: str | bytes, place: str, reason: str) -> None:
    with pytest.raises(FileProblemsError) as caught:
        read(known, raw)
    assert any(
        str(problem).startswith(f"list.txt:{place}") and reason in problem.message for problem in caught.value.problems
    )


def test_aliases_that_unfold_into_something_huge_are_refused(known: Known) -> None:
    many = "\n".join(
        ["x: &x [" + "a, " * 5000 + "]", "exercises:", *["- {name: Yoga, duration: 30s, texts: *x}"] * 100]
    )
    with pytest.raises(FileProblemsError, match="huge"):
        read(known, many)


# Anything at all

_WORDS = [
    "Cat stretch",
    "Knee rolls",
    "rest",
    "30 s",
    "1:30",
    "each side",
    "3 x",
    "{side}",
    "{{ .ExerciseName }}",
    "#",
    "-",
    "…",
]
_KEYS = [
    "name",
    "duration",
    "text",
    "duration_seconds",
    "texts",
    "half_time",
    "pause",
    "exercises",
    "instructions",
    "<<",
]
_fragments = st.sampled_from(
    [*_WORDS, "\n", ", ", ": ", "\n- ", "| 30", "0 s", "9999 min", "500 reps", "\U0001f600", "x" * 70]
)
_scalars = st.text(max_size=20) | st.sampled_from(_WORDS) | st.integers() | st.floats() | st.booleans() | st.none()
_trees = st.recursive(
    _scalars,
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.sampled_from(_KEYS) | st.text(max_size=5), inner, max_size=5)
        | st.fixed_dictionaries({"text": inner, "duration_seconds": inner})
        | st.fixed_dictionaries(
            {"name": inner, "duration": inner}, optional={"texts": inner, "half_time": st.just(True)}
        )
    ),
    max_leaves=20,
)
_sources = (
    st.text().map(str.encode)
    | st.binary()
    | st.lists(_fragments, max_size=30).map(lambda parts: "".join(parts).encode())
    | _trees.map(lambda tree: json.dumps(tree).encode())
    | st.fixed_dictionaries({"exercises": st.lists(_trees, max_size=5), "half_time": _trees}).map(
        lambda tree: json.dumps(tree).encode()
    )
)


@given(raw=_sources, language=st.sampled_from(LANGUAGES))
def test_whatever_comes_is_refused_or_makes_a_routine(
    known: Known, tmp_path_factory: pytest.TempPathFactory, raw: bytes, language: str
) -> None:
    try:
        parts = read(known, raw, language)
    except FileProblemsError:
        return
    path = tmp_path_factory.getbasetemp() / "imported.yaml"
    path.write_text(imported_routine(parts, "list.txt", SCHEMA), encoding="utf-8")
    routine = Catalogue().load(str(path))
    assert (routine.language, len(routine.steps)) == (language, len(parts.steps))
