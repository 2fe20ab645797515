"""From the file and the variables to a config: what they say, and every mistake in them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from voicecoach.config import load_config
from voicecoach.config.keys import KEYS, starter
from voicecoach.config.loading import config_of
from voicecoach.config.model import Config
from voicecoach.config.variables import unknown_variables
from voicecoach.documents.node import MAX_BYTES
from voicecoach.documents.toml_document import parse_document
from voicecoach.errors import FileProblemsError, InputError

WHOLE = """\
language = "de-AT"
level = "gentle"
guidance = "brief"
safety = "short"
pace = "slow"
rate = 120.5
breaths = 5
player = "silent"
clap = true

[voices]
en = "pyttsx3:en-gb"
de = "pyttsx3:de"
de_CH = "swiss"

[pronounce]
glute = "gloot"

[cache]
size_mb = 20

[practice]
log = false
aim = 3
ask = true
step_sessions = 8
step_days = 14
"""

MISTAKES = """\
# a comment
pace = "slwo"
rate = 500
paec = 1
level = "gentel"
voices.it = "x"
voices.en = 5
cache = { size_mb = true }
player = \"\"

[pronounce]
glute = [
  "gloot",
]
[engines.reciter]
folder = 1
comand = ["a"]
command = [
  "say",
  # a comment
  5,
]
[engines.recitr]
[engines.tone]
pitch = 1
"""

SAID = """\
2:8: unknown pace 'slwo'; did you mean slow? Or take a factor from 0.5 to 2
3:8: the number is too large; write 300 or less
4:1: unknown key 'paec'; did you mean pace or player?
5:9: 'gentel' is none of gentle, regular, challenge; did you mean gentle?
6:1: the coach has no words in 'it'; known are de, en, es, fr
7:13: text belongs here; put it in quotes
8:9: a number belongs here
9:10: this is empty; write a word at least
12:9: text belongs here; put it in quotes
16:10: text belongs here; put it in quotes
17:1: unknown key 'comand'; did you mean command?
18:11: text belongs here; put it in quotes
23:1: unknown engine 'recitr'; did you mean reciter?
25:1: the engine 'tone' has no settings"""


def write(file: Path, text: str | bytes) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())


def test_without_a_file_nothing_is_set(config_file: Path) -> None:
    assert load_config() == Config()
    assert (load_config().pace, load_config().voices, load_config().cache.size_mb) == (None, {}, 500)
    config_file.parent.write_text("a file in the place of the folder")
    assert load_config() == Config()


def test_what_the_file_says_is_read(config_file: Path) -> None:
    write(config_file, WHOLE)
    config = load_config()
    read = json.loads(config.model_dump_json())
    assert read == {
        "language": "de-AT",
        "level": "gentle",
        "guidance": "brief",
        "safety": "short",
        "pace": 0.8,
        "rate": 120.5,
        "breaths": 5,
        "player": "silent",
        "clap": True,
        "voices": {"en": "pyttsx3:en-gb", "de": "pyttsx3:de", "de-ch": "swiss"},
        "pronounce": {"glute": "gloot"},
        "cache": {"size_mb": 20},
        "practice": {"log": False, "aim": 3, "ask": True, "step_sessions": 8, "step_days": 14},
        "engines": {},
    }
    spoken = [config.voice_for(tag) for tag in ("en", "EN_US", "de-AT", "de-CH", "de-ch-1996", "fr", "")]
    assert spoken == ["pyttsx3:en-gb", "pyttsx3:en-gb", "pyttsx3:de", "swiss", "swiss", None, None]


@pytest.mark.usefixtures("reciter")
def test_every_mistake_is_told_at_once_where_it_stands(config_file: Path) -> None:
    write(config_file, MISTAKES)
    with pytest.raises(FileProblemsError) as caught:
        load_config()
    assert str(caught.value).replace(f"{config_file}:", "") == SAID
    write(config_file, MISTAKES.replace("\n", "\r\n"))
    with pytest.raises(FileProblemsError) as caught:
        load_config()
    assert str(caught.value).replace(f"{config_file}:", "") == SAID


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pace = 1\nrate = \n", "2:8: a value is missing here"),
        ("pace = 1\nrate = [1,\n", "2:11: the list before this isn't closed"),
        ("pace = 1\npace = 2", "2:1: the key 'pace' is given twice, in line 1 as well"),
        (b"# r\xfccken\npace = 1\n# \xfc", "1:1: this is no text in UTF-8"),
        ("a = " + "[" * 5000, "this is no valid TOML: "),
        ("x = " + "[" * 30 + "]" * 30, "1:5: this is nested more than 20 deep"),
        (f"a{'.a' * 50} = 1", "1:105: this is nested more than 20 deep"),
        (f"a{'.a' * 5000} = 1", " deep"),
        (f"rate = {'9' * 5000}", "this is no valid TOML: "),
        (f"pace = {'9' * 400}", "1:8: the pace "),
        (f"cache.size_mb = {'9' * 400}.5", "1:17: "),
        ("rate = nan", "1:8: a finite number belongs here"),
        ("pace = true", "1:8: a pace belongs here"),
        ("breaths = 2012-12-12", "1:11: a number belongs here"),
        ("voices = 5", "1:10: a table of keys belongs here"),
        ("[[engines]]", "1:1: a table of keys belongs here"),
        ("engines.tone = 1", "1:16: a table of keys belongs here"),
        ('voices = { EN = "a", en = "b" }', "1:10: a language is given twice"),
    ],
)
def test_what_is_no_config_is_told_where(config_file: Path, text: str | bytes, said: str) -> None:
    write(config_file, text)
    with pytest.raises(FileProblemsError) as caught:
        load_config()
    assert f"{config_file}:" in str(caught.value)
    assert said in str(caught.value)


def test_what_can_not_be_read_is_told(config_file: Path) -> None:
    config_file.mkdir(parents=True)
    with pytest.raises(InputError, match="is a folder"):
        load_config()
    config_file.rmdir()
    write(config_file, "#" * (MAX_BYTES + 1))
    with pytest.raises(InputError, match="more than 262,144 bytes"):
        load_config()
    write(config_file, "#" * MAX_BYTES)
    assert load_config() == Config()
    config_file.unlink()
    config_file.symlink_to(config_file)
    with pytest.raises(InputError, match=r"can't be read: .*symbolic links"):
        load_config()


def test_a_mark_that_editors_put_at_the_beginning_does_no_harm(config_file: Path) -> None:
    write(config_file, b"\xef\xbb\xbfpace = 1.5\n")
    assert load_config().pace == 1.5


# Engines


@pytest.mark.usefixtures("reciter")
def test_an_engine_is_given_what_is_set_of_it_and_nothing_else(config_file: Path) -> None:
    write(config_file, '[engines.reciter]\ncommand = ["say", "{text}"]\nvoices = { anna = "de" }\nloudness = 2\n')
    config = load_config()
    assert config.engine_settings("reciter") == {
        "command": ["say", "{text}"],
        "voices": {"anna": "de"},
        "loudness": 2.0,
    }
    assert config.engine_settings("tone") == {}


@pytest.mark.usefixtures("reciter")
def test_what_an_engine_refuses_is_told_at_its_table(config_file: Path) -> None:
    write(config_file, 'pace = 1\n\n[engines.reciter]\nvoices = { anna = "de" }\n')
    with pytest.raises(FileProblemsError) as caught:
        load_config()
    assert str(caught.value) == f"{config_file}:3:1: voices are of no use without a command"


@pytest.mark.usefixtures("reciter")
def test_an_engine_whose_package_is_missing_keeps_nothing_from_being_read(config_file: Path) -> None:
    write(config_file, "pace = 2\nengines.dumb.x = 1\n")
    assert load_config().engine_settings("dumb") == {"x": 1}


# Variables

FOR_EACH_KEY = {
    "VOICECOACH_LANGUAGE": "fr",
    "VOICECOACH_LEVEL": "challenge",
    "VOICECOACH_GUIDANCE": "full",
    "VOICECOACH_SAFETY": "full",
    "VOICECOACH_PACE": "1.1",
    "VOICECOACH_RATE": "99",
    "VOICECOACH_BREATHS": "4.5",
    "VOICECOACH_PLAYER": "5",
    "VOICECOACH_CLAP": "true",
    "VOICECOACH_CACHE_SIZE_MB": "7",
    "VOICECOACH_PRACTICE_LOG": "true",
    "VOICECOACH_PRACTICE_AIM": "4",
    "VOICECOACH_PRACTICE_ASK": "false",
    "VOICECOACH_PRACTICE_STEP_SESSIONS": "9",
    "VOICECOACH_PRACTICE_STEP_DAYS": "21",
}


def test_variables_lie_over_the_file(config_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(config_file, WHOLE)
    beside = {"VOICECOACH_VOICES_DE_CH": "grisons", "VOICECOACH_VOICES_FR": "pyttsx3:fr"}
    for name, value in {**FOR_EACH_KEY, **beside}.items():
        monkeypatch.setenv(name, value)
    config = load_config()
    assert len(FOR_EACH_KEY) == len(KEYS)
    assert (config.language, config.level, config.guidance, config.safety) == ("fr", "challenge", "full", "full")
    assert (config.pace, config.rate, config.breaths, config.player) == (1.1, 99, 4.5, "5")
    assert (config.cache.size_mb, config.clap, config.practice.log, config.practice.aim) == (7, True, True, 4)
    assert config.practice.ask is False
    assert (config.practice.step_sessions, config.practice.step_days) == (9, 21)
    assert config.voices == {"en": "pyttsx3:en-gb", "de": "pyttsx3:de", "de-ch": "grisons", "fr": "pyttsx3:fr"}
    for name in os.environ:
        if name in {*FOR_EACH_KEY, *beside}:
            monkeypatch.setenv(name, "")
    assert load_config().pace == 0.8


def test_a_mistake_in_a_variable_names_it_beside_those_of_the_file(
    config_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(config_file, "rate = 500\n")
    monkeypatch.setenv("VOICECOACH_PACE", "snail")
    monkeypatch.setenv("VOICECOACH_RATE", "100")
    monkeypatch.setenv("VOICECOACH_VOICES_IT", "x")
    with pytest.raises(FileProblemsError) as caught:
        load_config()
    words = str(caught.value)
    assert "VOICECOACH_PACE: unknown pace 'snail'" in words
    assert "VOICECOACH_VOICES_IT: the coach has no words in 'it'" in words
    assert f"{config_file}:1:8: the number is too large" in words
    assert words.count("\n") == 2


def test_variables_that_mean_nothing_are_known_and_do_no_harm(
    config_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOICECOACH_PAEC", "slow")
    monkeypatch.setenv("VOICECOACH_ZZZZZZZZZZZZZZZZZZZZ", "1")
    monkeypatch.setenv("VOICECOACH_CACHE_DIR", "/somewhere")
    monkeypatch.setenv("VOICECOACH_VOICES_EN", "x")
    assert load_config().pace is None
    assert unknown_variables() == {"VOICECOACH_PAEC": "VOICECOACH_PACE", "VOICECOACH_ZZZZZZZZZZZZZZZZZZZZ": None}


# What a new file holds


def test_a_new_file_sets_nothing_and_shows_every_key() -> None:
    assert config_of(parse_document("new", starter())) == Config()
    uncommented = "\n".join(line.removeprefix("# ") for line in starter().splitlines()[1:])
    config = config_of(parse_document("new", uncommented))
    unset = {name for name in Config.model_fields if getattr(config, name) == getattr(Config(), name)}
    assert unset == {"engines"}
