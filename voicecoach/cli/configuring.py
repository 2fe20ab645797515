"""`voicecoach config`: what you choose for good."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voicecoach.cli.options import JsonOption

if TYPE_CHECKING:
    from voicecoach.config.effect import Effect

app = typer.Typer(
    name="config",
    help="What you choose for good: pace, voices, what plays … An option on a command goes before it.",
    no_args_is_help=True,
)

KeyArgument = Annotated[
    str, typer.Argument(metavar="KEY", help="Such as pace, voices.en or pronounce.glute; `show` lists them.")
]


@app.command()
def show(as_json: JsonOption = False) -> None:
    """Show every key, its value, and where that comes from: the file, a variable, or nowhere."""
    from voicecoach.cli.console import output
    from voicecoach.config.effect import effects
    from voicecoach.config.keys import dotted
    from voicecoach.config.loading import load
    from voicecoach.config.variables import unknown_variables

    found = list(effects(load().document))
    for name, nearest in unknown_variables().items():
        hint = f"; did you mean {nearest}?" if nearest else ""
        typer.echo(f"voicecoach: the variable {name} means nothing{hint}", err=True)
    if as_json:
        rows = [{"key": dotted(one.path), "value": one.value, **_origin(one)} for one in found]
        print(json.dumps(rows, ensure_ascii=False, indent=2, default=str))
        return
    console = output()
    rows_of_text = [(dotted(one.path), _on_one_line(one.value), _source(one)) for one in found]
    key_width, value_width = (min(24, max(len(row[column]) for row in rows_of_text)) for column in (0, 1))
    for key, value, source in rows_of_text:
        console.print(f"{key:<{key_width}}  {value:<{value_width}}  {source}", markup=False)


@app.command()
def get(key: KeyArgument) -> None:
    """Print the value of one key that is in effect; nothing where the routine or the player decides."""
    from voicecoach.config.effect import effect
    from voicecoach.config.keys import check_known, found, parse_key
    from voicecoach.config.loading import load

    path, document = parse_key(key), load().document
    if found(document, path) is None:
        check_known(path)
    print(_bare(effect(document, path).value))


@app.command(context_settings={"allow_interspersed_args": False})  # a value may look like an option, such as -t
def set(  # noqa: A001  # the command's name; nothing here needs Python's own
    key: KeyArgument,
    values: Annotated[
        list[str],
        typer.Argument(metavar="VALUE…", help='Text, a number, or TOML such as ["a", "b"]; several are a list.'),
    ],
) -> None:
    """Set one key in the file. Comments, and all else in it, stay."""
    import os

    from voicecoach.config.changing import set_key
    from voicecoach.config.keys import parse_key
    from voicecoach.config.variables import variable_of
    from voicecoach.folders import config_file

    path = parse_key(key)
    set_key(config_file(), path, values)
    if os.environ.get(variable_of(path)):
        typer.echo(f"voicecoach: the variable {variable_of(path)} is set, too, and wins", err=True)


@app.command()
def unset(key: KeyArgument) -> None:
    """Remove one key, or a whole table, from the file."""
    from voicecoach.config.changing import remove_key
    from voicecoach.config.keys import check_known, parse_key
    from voicecoach.folders import config_file

    path, file = parse_key(key), config_file()
    if not remove_key(file, path):
        check_known(path)
        typer.echo(f"voicecoach: {key} isn't set in {file}", err=True)


@app.command()
def edit() -> None:
    """Open the file in your editor, and check it afterwards."""
    from voicecoach.cli.editor import open_in_editor
    from voicecoach.config.changing import make_folder
    from voicecoach.config.keys import starter
    from voicecoach.config.loading import config_of
    from voicecoach.documents.toml_document import parse_document, read_text
    from voicecoach.files import save
    from voicecoach.folders import config_file

    file = config_file()
    if not file.exists():
        make_folder(file)
        save(file, starter(), overwrite=False)
    open_in_editor(file)
    config_of(parse_document(str(file), read_text(file, "config file") or ""))


@app.command()
def path() -> None:
    """Print where the file is, or would be."""
    from voicecoach.folders import config_file

    print(config_file())


def _source(effect: Effect) -> str:
    if effect.mark is None:
        return f"default: {effect.otherwise}" if effect.otherwise else "default"
    return f"{effect.mark.file}:{effect.mark.line}" if effect.mark.line else effect.mark.file


def _origin(effect: Effect) -> dict[str, Any]:
    if effect.mark is None:
        return {"from": "default"}
    if effect.mark.line:
        return {"from": "file", "file": effect.mark.file, "line": effect.mark.line}
    return {"from": "variable", "variable": effect.mark.file}


def _on_one_line(value: object) -> str:
    return " ".join(_bare(value).split()) or "-"


def _bare(value: object) -> str:
    """A value for people: text without quotes, and what is no single value as it stands in the file."""
    from voicecoach.config.writing import literal

    if value is None:
        return ""
    return value if isinstance(value, str) else literal(value)
