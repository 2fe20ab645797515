"""The JSON Schemas of routine and exercise files, by which editors complete keys, explain them and mark mistakes.

They are made from the models, which say what a whole routine is and a whole exercise. A file may say less, since the
rest may be in what it builds on or beside it; and an exercise says at its top what its variants or its levels share.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
from collections.abc import Iterator
from copy import deepcopy
from itertools import pairwise
from pathlib import Path
from textwrap import dedent
from typing import Any, Literal, get_args

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from voicecoach.documents.duration import Duration
from voicecoach.documents.model import Model
from voicecoach.routines.catalogue import Catalogue
from voicecoach.routines.changes import Extension
from voicecoach.routines.exercise import OF_DOSES, OF_VARIANTS, Dose, Exercise, Variant
from voicecoach.routines.model import ExerciseStep, Routine
from voicecoach.routines.terms import Level

Kind = Literal["routine", "exercise"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""What a file can hold."""

SCHEMAS = Path(__file__).parent / "schema"
"""The folder of the schemas as they are shipped, KIND.schema.json."""

_WORDS = ("title", "about", "language", "pronounce", "exercises")
"""The keys of a file that holds a routine's words in another language."""


def json_schema(kind: Kind) -> dict[str, Any]:
    """The JSON Schema, draft 2020-12, of a file of that kind."""
    root = _of_model(Routine if kind == "routine" else Exercise)
    definitions = root.pop("$defs")
    if kind == "routine":
        extension = _of_model(Extension)
        definitions = {**extension.pop("$defs"), **definitions}
        _as_routines_are_written(root, extension, definitions[ExerciseStep.__name__])
    exercise = root if kind == "exercise" else definitions[Exercise.__name__]
    _as_exercises_are_written(exercise, definitions[Variant.__name__], definitions[Dose.__name__])
    for definition in (root, *definitions.values()):
        definition["title"] = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", definition["title"]).lower()
        definition["description"] = " ".join(definition["description"].split())  # editors break lines themselves
    named = {"$schema": _Explained.schema_dialect, "title": f"voicecoach {kind}"}
    return {**named, **root, **named, "$defs": definitions}


def schema_text(kind: Kind) -> str:
    """The text of the file that is shipped."""
    return json.dumps(json_schema(kind), indent=2, ensure_ascii=False) + "\n"


def _of_model(model: type[Model]) -> dict[str, Any]:
    return model.model_json_schema(schema_generator=_Explained)


def _as_exercises_are_written(exercise: dict[str, Any], variant: dict[str, Any], dose: dict[str, Any]) -> None:
    extends = {
        "type": "string",
        "description": "The exercise that this one begins from; what is written here is laid over it.",
        "examples": [*Catalogue().exercise_names()],
    }
    shared = {name: variant["properties"][name] for name in OF_VARIANTS}
    shared |= {name: dose["properties"][name] for name in OF_DOSES}
    exercise["properties"] = {"extends": extends, **exercise["properties"], **deepcopy(shared)}
    for definition in (exercise, variant, dose):
        del definition["required"]
    for inheriting in (*variant["properties"].values(), *dose["properties"].values()):
        inheriting.pop("default", None)  # what is written at the exercise's top comes first
    levels = exercise["properties"]["levels"]
    exercise["properties"]["levels"] = {
        "type": levels["type"],
        "description": levels["description"],
        "properties": {level.value: levels["additionalProperties"] for level in Level},  # editors complete these alone
        "additionalProperties": False,
    }


def _as_routines_are_written(routine: dict[str, Any], extension: dict[str, Any], step: dict[str, Any]) -> None:
    routine["properties"] = {**extension["properties"], **routine["properties"]}
    routine["properties"]["extends"]["examples"] = sorted(Catalogue().routines())
    step["properties"]["exercise"]["examples"] = [*Catalogue().exercise_names()]
    routine["anyOf"] = [
        {"required": routine.pop("required")},
        {"required": extension["required"]},
        {"propertyNames": {"enum": [*_WORDS]}},
    ]
    routine["if"] = {"required": ["changes"]}
    routine["then"] = {"required": extension["required"], "properties": {"steps": False}}


class _Explained(GenerateJsonSchema):
    """Pydantic's schema with the docstrings of fields and of the members of enums, and defaults as a file has them."""

    def model_schema(self, schema: Any) -> JsonSchemaValue:
        made = super().model_schema(schema)
        for name, text in _docstrings(schema["cls"]):
            if name in made["properties"]:
                made["properties"][name]["description"] = text
        return made

    def enum_schema(self, schema: Any) -> JsonSchemaValue:
        made = super().enum_schema(schema)
        texts = dict(_docstrings(schema["cls"]))
        if texts:
            made["enumDescriptions"] = [texts.get(member.name, "") for member in schema["members"]]
        return made

    def nullable_schema(self, schema: Any) -> JsonSchemaValue:
        made = self.generate_inner(schema["schema"])
        return {**made, "type": [made["type"], "null"]} if "type" in made else super().nullable_schema(schema)

    def default_schema(self, schema: Any) -> JsonSchemaValue:
        made = super().default_schema(schema)
        if made.get("default") in (None, "", []):
            made.pop("default", None)
        return made

    def encode_default(self, dft: Any) -> Any:
        return f"{dft.seconds:g} s" if isinstance(dft, Duration) else super().encode_default(dft)

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False  # it would be the key again


def _docstrings(cls: type) -> Iterator[tuple[str, str]]:
    """The name of each field, or member, of a class, and the docstring below it."""
    (definition,) = ast.parse(dedent(inspect.getsource(cls))).body
    assert isinstance(definition, ast.ClassDef)
    for field, below in pairwise(definition.body):
        target = field.target if isinstance(field, ast.AnnAssign) else getattr(field, "targets", [None])[0]
        text = below.value.value if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant) else None
        if isinstance(target, ast.Name) and isinstance(text, str):
            yield target.id, " ".join(text.split())
