"""The JSON Schemas: they are those that are shipped, and they let in what the reader reads."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it brings no types

from voicecoach.documents.node import Node
from voicecoach.documents.yaml_document import parse_document, read_document
from voicecoach.errors import InputError
from voicecoach.routines.catalogue import BUILT_IN, Catalogue
from voicecoach.routines.exercise import Exercise
from voicecoach.routines.json_schema import KINDS, SCHEMAS, Kind, json_schema, schema_text
from voicecoach.routines.model import Routine
from voicecoach.routines.reader import exercise_in, routine_in
from voicecoach.routines.terms import Guidance, Level, Position, Sides, Surface

FILES = sorted(BUILT_IN.rglob("*.yaml"))
HEAD = "# yaml-language-server: $schema="
VALIDATORS = {kind: Draft202012Validator(json_schema(kind)) for kind in KINDS}


def read(kind: Kind, document: Node) -> Routine | Exercise:
    """What the reader makes of a document. Raises InputError."""
    return routine_in(document, Catalogue()) if kind == "routine" else exercise_in(document, "en")


def refused(kind: Kind, document: Node) -> bool:
    try:
        read(kind, document)
    except InputError:
        return True
    return False


def complaints(kind: Kind, data: Any) -> list[str]:
    """What the schema says against data."""
    return [f"{list(error.absolute_path)}: {error.message}" for error in VALIDATORS[kind].iter_errors(data)]


def written(data: Any) -> Node:
    return parse_document("mine.yaml", json.dumps(data, ensure_ascii=False).encode())


def kind_of(path: Path) -> Kind:
    return "exercise" if path.parent.name == "exercises" else "routine"


class TestFiles:
    """The schemas beside the built-in files."""

    @pytest.mark.parametrize("kind", KINDS)
    def test_what_is_shipped_is_made_from_the_model(self, kind: Kind) -> None:
        shipped = (SCHEMAS / f"{kind}.schema.json").read_text(encoding="utf-8")
        assert shipped == schema_text(kind), "run python scripts/make_schemas.py"

    @pytest.mark.parametrize("kind", KINDS)
    def test_each_is_a_schema_of_its_draft(self, kind: Kind) -> None:
        assert json_schema(kind)["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
        Draft202012Validator.check_schema(json_schema(kind))

    @pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
    def test_the_head_of_each_built_in_file_leads_to_its_schema(self, path: Path) -> None:
        head = path.read_text(encoding="utf-8").splitlines()[0]
        assert head.startswith(HEAD)
        target = Path(os.path.normpath(path.parent / head.removeprefix(HEAD)))
        assert target == SCHEMAS / f"{kind_of(path)}.schema.json"
        assert target.is_file()

    @pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
    def test_each_built_in_file_fits(self, path: Path) -> None:
        assert complaints(kind_of(path), read_document(path).plain()) == []


def objects_in(schema: Any) -> Iterator[dict[str, Any]]:
    """Every piece of a schema that describes keys."""
    if isinstance(schema, dict):
        if "properties" in schema and "type" in schema:
            yield schema
        schema = list(schema.values())
    for inner in schema if isinstance(schema, list) else ():
        yield from objects_in(inner)


class TestInAnEditor:
    """What an editor shows and completes."""

    @pytest.mark.parametrize("kind", KINDS)
    def test_every_key_is_explained_and_no_other_is_let_in(self, kind: Kind) -> None:
        for described in objects_in(json_schema(kind)):
            assert described["additionalProperties"] is False
            for name, field in described["properties"].items():
                assert field.get("description") or "$ref" in field, name

    @pytest.mark.parametrize("kind", KINDS)
    def test_what_it_offers_fits(self, kind: Kind) -> None:
        fields = [field for described in objects_in(json_schema(kind)) for field in described["properties"].values()]
        offered = [(field, value) for field in fields for value in field.get("examples", ())]
        assert {"2 breaths", "fr"} <= {value for _, value in offered}
        for field, value in offered:
            Draft202012Validator(field).validate(value)

    def test_it_offers_the_built_in_names(self) -> None:
        routine, exercises = json_schema("routine"), list(Catalogue().exercise_names())
        assert routine["$defs"]["ExerciseStep"]["properties"]["exercise"]["examples"] == exercises
        assert json_schema("exercise")["properties"]["extends"]["examples"] == exercises
        assert set(routine["properties"]["extends"]["examples"]) == set(Catalogue().routines())

    def test_the_defaults_of_a_routine_are_the_readers(self) -> None:
        least = {"title": "Mine", "steps": [{"rest": "5 s"}]}
        defaults = defaults_in("routine")
        assert defaults.keys() == {"language", "level", "guidance", "surface", "settle"}
        assert read("routine", written(defaults | least)) == read("routine", written(least))

    def test_the_defaults_of_an_exercise_are_the_readers(self) -> None:
        least = {"title": "Bridge", "instruction": "Lift your hips.", "hold": "5 s"}
        defaults = defaults_in("exercise")
        assert defaults.keys() == {"surface", "sides", "change", "move", "out", "repetitions", "rest"}
        assert read("exercise", written(defaults | least)) == read("exercise", written(least))

    def test_what_a_variant_or_a_level_inherits_has_no_default_there(self) -> None:
        definitions = json_schema("exercise")["$defs"]
        for name in ("Variant", "Dose"):
            assert not [field for field in definitions[name]["properties"].values() if "default" in field]

    def test_the_levels_and_what_the_terms_mean_are_known(self) -> None:
        schema = json_schema("exercise")
        assert [*schema["properties"]["levels"]["properties"]] == [level.value for level in Level]
        sides = schema["$defs"]["Sides"]
        assert dict(zip(sides["enum"], sides["enumDescriptions"], strict=True))["alternating"].startswith("Left, right")


def defaults_in(kind: Kind) -> dict[str, Any]:
    properties = json_schema(kind)["properties"]
    return {name: field["default"] for name, field in properties.items() if "default" in field}


STEPS = "title: Mine\nsteps:\n"
OWN = "title: Mine\nsteps: [{rest: 5 s}]\nexercises:\n  bridge: "
BRIDGE = "title: Bridge\ninstruction: Lift your hips.\nhold: 5 s\n"


class TestMistakes:
    """What both the reader and the schema refuse."""

    @pytest.mark.parametrize(
        "text",
        [
            "titel: Mine\nsteps: [{rest: 5 s}]",
            "steps: [{rest: 5 s}]",
            "title: Mine\nlevel: gentle",
            "title: Mine\nsurface: bed\nsteps:",
            "title: 5\nsteps: [{rest: 5 s}]",
            "title:\nsteps: [{rest: 5 s}]",
            "title: Mine\nlevel: hard\nsteps: [{rest: 5 s}]",
            "title: Mine\nguidance:\nsteps: [{rest: 5 s}]",
            "title: Mine\nlanguage: xx\nsteps: [{rest: 5 s}]",
            "title: Mine\nlanguage: deu\nsteps: [{rest: 5 s}]",
            "title: Mine\nsettle: 40\nsteps: [{rest: 5 s}]",
            "title: Mine\nexercises: [bridge]\nsteps: [{rest: 5 s}]",
            "title: Mine\nsteps: {rest: 5 s}",
            "title: Mine\nsteps: []",
            STEPS + "- rest: 5 s\n" * 201,
            STEPS + "- rest: 5 s\npronounce: [glute]",
            STEPS + "- rest: 5 s\npronounce: {glute: 5}",
            STEPS + "- rest: 5 s\npronounce: {glute: " + "x" * 101 + "}",
            STEPS + "- rest: 5 s\npronounce: {" + "x" * 101 + ": gloot}",
            STEPS + "-",
            STEPS + "- 5",
            STEPS + "- {}",
            STEPS + "- wait: 5 s",
            STEPS + "- rest:",
            STEPS + "- rest: 5 s\n  say: Hello.",
            STEPS + "- say: Hello.\n  rest: 5 s",
            STEPS + "- say: " + "x" * 2001,
            STEPS + "- chime: strat",
            STEPS + "- exercise: 5",
            STEPS + "- exercise: knee-rolls\n  hold: 8",
            STEPS + "- exercise: knee-rolls\n  hold: '8'",
            STEPS + "- exercise: knee-rolls\n  hold: half a minute",
            STEPS + "- exercise: knee-rolls\n  hols: 8 s",
            STEPS + "- exercise: knee-rolls\n  level: hard",
            STEPS + "- exercise: knee-rolls\n  sides: left",
            STEPS + "- exercise: knee-rolls\n  repetitions: twice",
            STEPS + "- exercise: knee-rolls\n  repetitions: 0",
            STEPS + "- exercise: knee-rolls\n  repetitions: 101",
            STEPS + "- exercise: knee-rolls\n  repetitions: 1.5",
            STEPS + "- exercise: knee-rolls\n  lines: [half]",
            STEPS + "- exercise: knee-rolls\n  lines: [{at: 5, say: Now.}]",
            STEPS + "- exercise: knee-rolls\n  lines: [{at: halff, say: Now.}]",
            STEPS + "- exercise: knee-rolls\n  lines: [{say: Now.}]",
            STEPS + "- exercise: knee-rolls\n  lines: [{at: half, say: Now., lasts: 5 s}]",
            STEPS + "- repeat: 2",
            STEPS + "- repeat: 21\n  steps: [{rest: 5 s}]",
            STEPS + "- repeat: 2\n  steps: []",
            STEPS + "- repeat: 2\n  steps: [{wait: 5 s}]",
            "extends: 5",
            "extends: lower-back\nlevel: hard",
            "extends: lower-back\nchanges:",
            "extends: lower-back\nchanges: [{leave_out: [pelvic-tilt]}]",
            "extends: lower-back\nchanges: [{remove: pelvic-tilt}]",
            "extends: lower-back\nchanges: [{replace: pelvic-tilt}]",
            "extends: lower-back\nchanges: [{after: 1, add: []}]",
            "extends: lower-back\nchanges: [{after: 1, by: [{rest: 5 s}]}]",
            "extends: lower-back\nchanges: [{before: 1, add: [{wait: 5 s}]}]",
            "extends: lower-back\nchanges: [{leave_out: 1}]\nsteps: [{rest: 5 s}]",
            "title: Mine\nchanges: [{leave_out: 1}]",
            "title: Mine\nchanges: [{leave_out: 1}]\nsteps: [{rest: 5 s}]",
            OWN + "5",
            OWN + "{title: Bridge, instruction: Lift your hips., hold: 5}",
            OWN + "{title: Bridge, instruction: Lift your hips., hold: 5 s, level: gentle}",
        ],
    )
    def test_in_a_routine(self, text: str) -> None:
        document = parse_document("mine.yaml", text.encode())
        assert refused("routine", document)
        assert complaints("routine", document.plain())

    def test_what_changes_need_is_named(self) -> None:
        found = complaints("routine", {"title": "Mine", "changes": [{"leave_out": 1}]})
        assert "[]: 'extends' is a required property" in found

    @pytest.mark.parametrize(
        "text",
        [
            "bridge",
            BRIDGE + "titel: Bridge",
            BRIDGE + "steps: [{rest: 5 s}]",
            BRIDGE.replace("Bridge", "5"),
            BRIDGE.replace("Bridge", ""),
            BRIDGE.replace("5 s", "5"),
            BRIDGE.replace("5 s", ""),
            BRIDGE + "sides: left",
            BRIDGE + "position: on the back",
            BRIDGE + "surface:",
            BRIDGE + "repetitions: often",
            BRIDGE + "language: xx",
            BRIDGE + "tips: Go slowly.",
            BRIDGE + "cautions: [5]",
            BRIDGE + "sources: [{url: ''}]",
            BRIDGE + "sources: [{title: A book, page: 5}]",
            BRIDGE + "variants: [low]",
            BRIDGE + "variants: {low: }",
            BRIDGE + "variants: {low: {hold: 5 s}}",
            BRIDGE + "variants: {low: {move: 5}}",
            BRIDGE + "levels: [gentle]",
            BRIDGE + "levels: {hard: {}}",
            BRIDGE + "levels: {gentle: 5 s}",
            BRIDGE + "levels: {gentle: {move: 5 s}}",
            BRIDGE + "levels: {gentle: {rest: 5}}",
        ],
    )
    def test_in_an_exercise(self, text: str) -> None:
        document = parse_document("mine.yaml", text.encode())
        assert refused("exercise", document)
        assert complaints("exercise", document.plain())


WORDS = st.sampled_from(["Lift your hips.", "Yes, {next} is next.", "Heb das Becken, und atme.", "5"])
PLAIN = st.sampled_from(["Bridge", "Ein Knie", "5 \N{EN DASH} 10"])
TIMES = st.sampled_from(["5 s", " 10s", "1 min 30 s", "2 Breaths", "1.5 minutes", "1 min and 5 secs, 3 s", "8 S"])
LANGUAGES = st.sampled_from(["en", "en-GB", "EN_us", "de"])
NAMES = st.sampled_from(["low", "high"])
OPTIONAL_WORDS = st.none() | WORDS
VARIANT = {
    "surface": st.sampled_from([surface.value for surface in Surface]),
    "surface_source": st.none() | PLAIN,
    "sides": st.sampled_from([sides.value for sides in Sides]),
    "position": st.none() | st.sampled_from([position.value for position in Position]),
    **dict.fromkeys(("change", "move", "out"), TIMES),
    "leave": st.none() | TIMES,
    "title": st.none() | PLAIN,
    **dict.fromkeys(("summary", "start", "ready", "feel", "again", "held", "release"), OPTIONAL_WORDS),
    "instruction": WORDS,
}
DOSE = {"hold": TIMES, "repetitions": st.integers(1, 100), "rest": TIMES, "source": st.none() | PLAIN}
ABOUT = {
    "language": st.none() | LANGUAGES,
    "reviewed": st.lists(st.text("aé .", max_size=3), max_size=2),
    "sources": st.lists(
        st.fixed_dictionaries({"title": PLAIN}, optional={"url": st.text("aé .", max_size=3)}), max_size=2
    ),
    **dict.fromkeys(("cautions", "tips"), st.lists(WORDS, max_size=2)),
    "hurts": OPTIONAL_WORDS,
}


def some_of(fields: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


@st.composite
def exercises(draw: st.DrawFn) -> dict[str, Any]:
    """One of any shape. A variant and a level inherit everything, since what nothing inherits is never read."""
    needed = draw(st.fixed_dictionaries({"title": PLAIN, "instruction": WORDS, "hold": TIMES}))
    exercise = {**draw(some_of({**VARIANT, **DOSE, **ABOUT})), **needed}
    if draw(st.booleans()):
        exercise["variants"] = {"plain": {}, **draw(st.dictionaries(NAMES, some_of(VARIANT)))}
    dose = {**DOSE, "variant": st.sampled_from(list(exercise.get("variants", ["usual"])))}
    if draw(st.booleans()):
        levels = st.dictionaries(st.sampled_from(["gentle", "challenge"]), some_of(dose))
        exercise["levels"] = {"regular": {}, **draw(levels)}
    return exercise


STEP = {
    "level": st.none() | st.sampled_from([level.value for level in Level]),
    "repetitions": st.none() | st.integers(1, 100),
    "hold": st.none() | TIMES,
    "rest": st.none() | TIMES,
    "lines": st.lists(st.fixed_dictionaries({"at": st.just("half") | TIMES, "say": WORDS}), max_size=2),
}
A_STEP = st.recursive(
    st.one_of(
        st.fixed_dictionaries({"exercise": st.sampled_from(["bridge", "knee-rolls", "tilt"])}, optional=STEP),
        st.fixed_dictionaries(
            {"exercise": st.just("knee-rolls")},
            optional={
                "sides": st.none() | st.sampled_from(["alternating", "in turn"]),
                "variant": st.none() | st.sampled_from(["feet-down", "knees-lifted"]),
            },
        ),
        st.fixed_dictionaries({"say": WORDS}, optional={"lasts": st.none() | TIMES}),
        st.fixed_dictionaries({"rest": TIMES}),
        st.fixed_dictionaries({"chime": st.sampled_from(["start", "change-over"])}),
    ),
    lambda steps: st.fixed_dictionaries(
        {"repeat": st.integers(1, 3), "steps": st.lists(steps, min_size=1, max_size=2)}
    ),
    max_leaves=3,
)
SOME_STEPS = st.lists(A_STEP, min_size=1, max_size=3)
CHANGES = st.tuples(
    st.fixed_dictionaries({"leave_out": st.sampled_from([1, "knees-to-chest"])}),
    st.fixed_dictionaries({"replace": st.sampled_from([2, "pelvic-tilt"]), "by": SOME_STEPS}),
    st.fixed_dictionaries({"before": st.just(4), "add": SOME_STEPS}),
    st.fixed_dictionaries({"after": st.just("childs-pose"), "add": SOME_STEPS}),
).flatmap(lambda changes: st.integers(0, len(changes)).map(lambda count: [*changes[:count]]))


@st.composite
def routines(draw: st.DrawFn) -> dict[str, Any]:
    """One of any shape, of its own or built on another."""
    head = {
        "title": PLAIN,
        "about": st.none() | PLAIN,
        "language": LANGUAGES,
        "level": STEP["level"].filter(bool),
        "guidance": st.sampled_from([guidance.value for guidance in Guidance]),
        "surface": st.just("floor"),
        "settle": TIMES,
    }
    routine = draw(some_of(head))
    if draw(st.booleans()):
        routine["extends"] = "lower-back"
        routine |= draw(st.one_of(st.just({}), CHANGES.map(lambda changes: {"changes": changes})))
    if "changes" not in routine and ("extends" not in routine or draw(st.booleans())):
        routine["steps"] = draw(SOME_STEPS)
    if "extends" not in routine:
        routine.setdefault("title", "Mine")
    changed = some_of({**DOSE, **ABOUT, "levels": some_of({"gentle": some_of(DOSE)})})
    routine["exercises"] = {
        "bridge": draw(exercises()),
        "tilt": {"extends": "pelvic-tilt", **draw(changed)},
        **draw(some_of({"knee-rolls": changed})),
    }
    return routine


JUNK: tuple[Any, ...] = (
    *(None, 0, -1, 1.5, 2.0, 10**30, "", "...", "{side}", "5 s", "1 breath", "half", "both", "bed", "de", "low"),
    *("gentle", "bridge", "lower-back", [], [5], {}, {"rest": "5 s"}, {"exercise": "tilt"}, {"": ""}, {"regular": {}}),
)
"""What may stand anywhere; no truth value and no number in quotes, since the reader takes them for numbers."""


def paths_in(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path of every piece of plain data, the whole apart."""
    pieces = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, inner in pieces:
        yield (*path, key)
        yield from paths_in(inner, (*path, key))


def spoiled(data: st.DataObject, whole: dict[str, Any]) -> dict[str, Any]:
    """The same with one piece replaced, renamed, or taken out."""
    whole = deepcopy(whole)
    *above, last = data.draw(st.sampled_from([*paths_in(whole)]))
    holder: Any = whole
    for part in above:
        holder = holder[part]
    piece = holder.pop(last)
    kind = data.draw(st.sampled_from(["replaced", "renamed", "taken out"]))
    if kind == "replaced" and isinstance(holder, dict):
        holder[last] = deepcopy(data.draw(st.sampled_from(JUNK)))
    elif kind == "replaced":
        holder.insert(last, deepcopy(data.draw(st.sampled_from(JUNK))))
    elif kind == "renamed" and isinstance(holder, dict):
        holder["spare"] = piece
    return whole


A_FILE: st.SearchStrategy[tuple[Kind, dict[str, Any]]] = st.one_of(
    st.tuples(st.just("routine"), routines()), st.tuples(st.just("exercise"), exercises())
)


@settings(max_examples=60)
@given(A_FILE)
def test_what_is_right_is_read_and_fits(file: tuple[Kind, dict[str, Any]]) -> None:
    kind, whole = file
    document = written(whole)
    read(kind, document)
    assert complaints(kind, document.plain()) == []


@settings(max_examples=100)
@given(A_FILE, st.data())
def test_what_the_reader_reads_fits(file: tuple[Kind, dict[str, Any]], data: st.DataObject) -> None:
    kind, whole = file
    document = written(spoiled(data, whole))
    if not refused(kind, document):
        assert complaints(kind, document.plain()) == []
