"""Make the JSON Schemas in voicecoach/routines/schema/ from the models.

After a change of a model, of the languages or of the built-in files' names run `python scripts/make_schemas.py`.
"""

from __future__ import annotations

from voicecoach.routines.json_schema import KINDS, SCHEMAS, schema_text

if __name__ == "__main__":
    SCHEMAS.mkdir(exist_ok=True)
    for kind in KINDS:
        (SCHEMAS / f"{kind}.schema.json").write_text(schema_text(kind), encoding="utf-8", newline="\n")
