"""Any routine that is put together from valid parts is read as it was written."""

from __future__ import annotations

import json
from collections.abc import Callable
from enum import Enum
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from tests.routines.conftest import Folder
from voicecoach.chimes import CHIMES
from voicecoach.documents.duration import Duration
from voicecoach.documents.model import Model
from voicecoach.routines.catalogue import built_in_exercises
from voicecoach.routines.exercise import OF_VARIANTS, Dose, Exercise, Variant
from voicecoach.routines.model import Routine
from voicecoach.routines.terms import Guidance, Level, Position, Surface

Data = dict[str, Any]

word = st.text(st.characters(categories=("L", "Nd", "Po")), min_size=1, max_size=8)
words = st.tuples(st.lists(word, max_size=5), st.from_regex(r"[A-Za-zäñé]{1,8}", fullmatch=True)).map(
    lambda parts: " ".join((*parts[0], parts[1]))
)
session_words = st.tuples(words, st.sampled_from(["", " {exercise}", " {next}.", " {minutes_left}"])).map("".join)
exercise_words = st.tuples(words, st.sampled_from(["", " {hold}.", " {repetition} / {repetitions}"])).map("".join)


spelt = st.from_regex("[a-z]{1,9}( [a-z]{1,9})?", fullmatch=True)


def durations(low: int, high: int) -> st.SearchStrategy[str]:
    """Between two numbers of seconds, in the form that `plain` gives them."""
    seconds = st.integers(low * 2, high * 2).map(lambda half: f"{half / 2:g} s")
    return seconds | st.integers(-(-low // 10), high // 10).map(lambda count: f"{count} breaths")


def some_of(model: type[Model], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Data]:
    """A map with any of the fields of a model."""
    assert fields.keys() <= model.model_fields.keys()
    return st.fixed_dictionaries({}, optional=fields)


levels = st.sampled_from([level.value for level in Level])
doses = some_of(Dose, hold=durations(1, 600), repetitions=st.integers(1, 100), rest=durations(0, 600), source=words)
variants = some_of(
    Variant,
    surface=st.sampled_from([surface.value for surface in Surface]),
    position=st.sampled_from([position.value for position in Position]),
    sides=st.sampled_from(["both", "alternating", "in turn"]),
    change=durations(0, 600),
    leave=durations(0, 600),
    move=durations(0, 600),
    out=durations(0, 600),
    **dict.fromkeys(Variant.words, exercise_words),
)
lines = st.fixed_dictionaries({"at": st.just("half") | durations(0, 600), "say": exercise_words})


@st.composite
def exercises(draw: st.DrawFn) -> Data:
    """An exercise as its author may write it: much or little at the top, much or little in its variants and levels."""
    top = draw(some_of(Exercise, hurts=exercise_words, tips=st.lists(exercise_words, max_size=2)))
    top |= draw(variants) | draw(doses)
    top |= {"title": draw(words), "hold": draw(durations(1, 600)), "instruction": draw(exercise_words)}
    names = draw(st.lists(st.from_regex("[a-z]{1,6}", fullmatch=True), max_size=3, unique=True))
    if names:
        top["variants"] = {name: draw(variants) for name in names}
        dosed = st.tuples(doses, st.fixed_dictionaries({}, optional={"variant": st.sampled_from(names)}))
        top["levels"] = draw(st.dictionaries(levels, dosed.map(lambda parts: parts[0] | parts[1])))
    return top


def exercise_steps(known: dict[str, Data]) -> st.SearchStrategy[Data]:
    """A step that does one of the built-in exercises, or of the routine's own."""
    built_in = {name: list(exercise.variants) for name, exercise in built_in_exercises().items()}
    of = built_in | {name: list(exercise.get("variants", ["usual"])) for name, exercise in known.items()}
    fields = {
        "level": levels,
        "repetitions": st.integers(1, 100),
        "hold": durations(1, 600),
        "rest": durations(0, 600),
        "lines": st.lists(lines, min_size=1, max_size=3),
    }
    return st.sampled_from(sorted(of)).flatmap(
        lambda name: st.fixed_dictionaries(
            {"exercise": st.just(name)}, optional={**fields, "variant": st.sampled_from(of[name])}
        )
    )


@st.composite
def routines(draw: st.DrawFn) -> Data:
    """A routine of parts that are each valid."""
    own = draw(st.dictionaries(st.from_regex("own-[a-z]{1,6}", fullmatch=True), exercises(), max_size=2))
    step = (
        exercise_steps(own)
        | st.fixed_dictionaries({"say": session_words}, optional={"lasts": durations(0, 600)})
        | st.fixed_dictionaries({"rest": durations(0, 600)})
        | st.fixed_dictionaries({"chime": st.sampled_from(sorted(CHIMES))})
    )
    circuit = st.fixed_dictionaries({"repeat": st.integers(1, 20), "steps": st.lists(step, min_size=1, max_size=3)})
    head = some_of(
        Routine,
        about=words,
        language=st.sampled_from(["en", "en-GB"]),
        pronounce=st.dictionaries(spelt, spelt, max_size=3),
        level=levels,
        guidance=st.sampled_from([guidance.value for guidance in Guidance]),
        settle=durations(0, 600),
    )
    steps = draw(st.lists(step | circuit, min_size=1, max_size=3))
    return draw(head) | {"title": draw(words), "exercises": own, "steps": steps}


def in_blocks(data: Data) -> str:
    """Data as people write it."""
    yaml, text = YAML(), StringIO()
    yaml.dump(data, text)
    return text.getvalue()


def in_braces(data: Data) -> str:
    """Data as programs write it."""
    return json.dumps(data, ensure_ascii=False)


def plain(value: Any) -> Any:
    """What was given to a model, as it is written in a file."""
    match value:
        case Duration():
            return f"{value.breaths:g} breaths" if value.breaths else f"{value.seconds:g} s"
        case Enum():
            return value.value
        case Model():
            return {name: plain(getattr(value, name)) for name in value.model_fields_set}
        case dict():
            return {plain(key): plain(inner) for key, inner in value.items()}
        case tuple():
            return [plain(inner) for inner in value]
    return value


def whole(exercise: Data) -> Data:
    """An exercise with everything that its variants and levels inherit written out, reckoned as the docs say it."""
    own_variants: Data = exercise.get("variants", {"usual": {}})
    own_levels: Data = exercise.get("levels", {})
    others: Data = {} if "hold" in exercise else next(iter(own_levels.values()), {})
    missing: Data = own_levels.get("regular", others)
    first = next(iter(own_variants))
    top = {name: value for name, value in exercise.items() if name not in ("variants", "levels")}
    of_variants = {name: value for name, value in top.items() if name in OF_VARIANTS}
    of_doses = {name: value for name, value in top.items() if name in Dose.model_fields}
    rest = {name: value for name, value in top.items() if name not in {**of_variants, **of_doses}}
    return rest | {
        "variants": {name: of_variants | own for name, own in own_variants.items()},
        "levels": {
            level.value: {"variant": first} | of_doses | own_levels.get(level.value, missing) for level in Level
        },
    }


def breathless(value: Any) -> Any:
    """No breath is no second."""
    if isinstance(value, dict):
        return {key: breathless(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [breathless(inner) for inner in value]
    return "0 s" if value == "0 breaths" else value


@settings(max_examples=100)
@given(routines(), st.sampled_from([in_blocks, in_braces]))
def test_a_routine_is_read_as_it_was_written(data: Data, written: Callable[[Data], str]) -> None:
    with TemporaryDirectory() as name:
        routine = Folder(Path(name)).load(written(data))
    expected = breathless(data)
    found = plain(routine)
    own = {name: found["exercises"][name] for name in data["exercises"]}
    assert own == {name: whole(exercise) for name, exercise in expected["exercises"].items()}
    assert found | {"exercises": own} == expected | {"exercises": own}
    named = {step.exercise for step in routine.exercise_steps()}
    assert routine.exercises.keys() == data["exercises"].keys() | named
    for name in named & built_in_exercises().keys():
        assert routine.exercises[name].variants == built_in_exercises()[name].variants
