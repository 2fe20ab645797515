"""`voicecoach config`, run for real."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Command


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The config file that `voicecoach` reads; its folder isn't there."""
    return tmp_path / "config" / "config.toml"


def test_what_is_set_is_shown_with_where_it_comes_from(voicecoach: Command, file: Path) -> None:
    assert voicecoach("config", "path").stdout == f"{file}\n"
    for change in (["pace", "slow"], ["voices.en", "pyttsx3:en-gb"], ["pronounce.glute", "gloot"], ["rate", "120"]):
        result = voicecoach("config", "set", *change)
        assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    environment = {"VOICECOACH_RATE": "99", "VOICECOACH_VOICES_DE": "pyttsx3:de", "VOICECOACH_RAET": "1"}
    result = voicecoach("config", "show", "--json", **environment)
    rows = {row.pop("key"): row for row in json.loads(result.stdout)}
    assert rows["pace"] == {"value": "slow", "from": "file", "file": str(file), "line": 1}
    assert rows["rate"] == {"value": "99", "from": "variable", "variable": "VOICECOACH_RATE"}
    assert rows["voices.en"] == {"value": "pyttsx3:en-gb", "from": "file", "file": str(file), "line": 5}
    assert rows["voices.de"]["variable"] == "VOICECOACH_VOICES_DE"
    assert rows["cache.size_mb"] == {"value": 500, "from": "default"}
    assert rows["level"] == {"value": None, "from": "default"}
    assert result.stderr == "voicecoach: the variable VOICECOACH_RAET means nothing; did you mean VOICECOACH_RATE?\n"
    lines = [line.split() for line in voicecoach("config", "show", **environment).stdout.splitlines()]
    assert ["pronounce.glute", "gloot", f"{file}:8"] in lines
    assert ["rate", "99", "VOICECOACH_RATE"] in lines
    assert ["pace", "slow", f"{file}:1"] in lines


def test_get_prints_the_value_in_effect(voicecoach: Command, file: Path) -> None:
    file.parent.mkdir()
    file.write_text('pace = 0.9\n[voices]\nen-GB = "x"\n')
    values = {"pace": "0.9", "voices.en_gb": "x", "cache.size_mb": "500", "level": "", "voices.fr": ""}
    for key, value in values.items():
        result = voicecoach("config", "get", key)
        assert (result.returncode, result.stdout) == (0, f"{value}\n")
    assert voicecoach("config", "get", "pace", VOICECOACH_PACE="brisk").stdout == "brisk\n"
    for key, says in {
        "paec": "did you mean pace",
        "voices.it": "unknown language 'it'",
        "cache.size": "did you mean cache.size_mb",
        "engines.ton.x": "unknown engine 'ton'; did you mean tone?",
        "engines.tone.pitch": "unknown key 'engines.tone.pitch'",
        "": "a key is empty",
    }.items():
        result = voicecoach("config", "get", key)
        assert (result.returncode, result.stdout) == (2, "")
        assert says in result.stderr


def test_a_value_may_look_like_an_option(voicecoach: Command, file: Path) -> None:
    assert voicecoach("config", "set", "player", "-h").returncode == 0
    assert voicecoach("config", "get", "player").stdout == "-h\n"


def test_a_key_is_removed(voicecoach: Command, file: Path) -> None:
    file.parent.mkdir()
    file.write_text("# mine\npaec = 1\npace = 1\n")
    assert voicecoach("config", "unset", "paec").returncode == 0
    assert file.read_text() == "# mine\npace = 1\n"
    again = voicecoach("config", "unset", "rate")
    assert (again.returncode, again.stderr) == (0, f"voicecoach: rate isn't set in {file}\n")
    assert voicecoach("config", "unset", "paec").returncode == 2


def test_a_variable_that_wins_is_told(voicecoach: Command) -> None:
    result = voicecoach("config", "set", "voices.en-gb", "x", VOICECOACH_VOICES_EN_GB="y")
    assert result.returncode == 0
    assert "VOICECOACH_VOICES_EN_GB is set, too" in result.stderr


@pytest.mark.parametrize("command", [["show"], ["get", "pace"], ["set", "pace", "slow"]])
def test_mistakes_in_the_file_are_told_with_status_2(voicecoach: Command, file: Path, command: list[str]) -> None:
    file.parent.mkdir()
    for text, says in {"\nrate = 1\n": ":2:8: the number is too small", "x = = 1": ":1:5: ", "x": ":1:2: "}.items():
        file.write_text(text)
        result = voicecoach("config", *command)
        assert (result.returncode, result.stdout) == (2, "")
        assert f"{file}{says}" in result.stderr
        assert "Traceback" not in result.stderr
        assert file.read_text() == text


# The editor


def editor(folder: Path, *lines: str) -> str:
    """The command of an editor that does with its file what the lines of Python say."""
    script = folder / "my editor.py"
    script.write_text("\n".join(["import sys, pathlib", "file = pathlib.Path(sys.argv[-1])", *lines]))
    return f"'{sys.executable}' '{script}' --wait"


@pytest.mark.skipif(sys.platform == "win32", reason="quotes are others there")
def test_edit_opens_the_file_and_reports_mistakes(voicecoach: Command, file: Path, tmp_path: Path) -> None:
    append = editor(tmp_path, "assert sys.argv[1] == '--wait'", "file.open('a').write('pace = 3\\n')")
    result = voicecoach("config", "edit", VISUAL=append, EDITOR="no-such-editor")
    lines = file.read_text().splitlines()
    assert result.returncode == 2
    assert f"{file}:{len(lines)}:8: the pace 3 is out of range" in result.stderr
    assert "# [voices]" in lines
    right = editor(tmp_path, "file.write_text(file.read_text().replace('pace = 3', 'pace = 2'))")
    assert voicecoach("config", "edit", VISUAL="", EDITOR=right).returncode == 0
    assert file.read_text().splitlines() == [*lines[:-1], "pace = 2"]


@pytest.mark.parametrize(
    ("environment", "status", "says"),
    [
        ({"EDITOR": "no-such-editor -x"}, 2, "'no-such-editor' of the variable EDITOR can't be started"),
        ({"VISUAL": "'no end", "EDITOR": "true"}, 2, "the variable VISUAL holds no command"),
        ({"EDITOR": "false"}, 1, "the editor 'false' ended with status 1"),
        ({"PATH": ""}, 2, "set the variable EDITOR"),
    ],
)
def test_an_editor_that_fails_is_named(
    voicecoach: Command, environment: dict[str, str], status: int, says: str
) -> None:
    result = voicecoach("config", "edit", **{"VISUAL": "", "EDITOR": "", **environment})
    assert result.returncode == status
    assert says in result.stderr
    assert "Traceback" not in result.stderr
