"""The commands, and what bad input gets: a clear error, exit status 2, and nothing left behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from tests.cli.conftest import Command

TINY = "title: Tiny\nsettle: 0 s\nsteps:\n- say: Hello.\n"
GOOD_STEPS = "steps:\n- rest: 1 s\n"


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A routine of a few words."""
    path = tmp_path / "tiny.yaml"
    path.write_text(TINY)
    return path


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_version(voicecoach: Command) -> None:
    assert voicecoach("--version").stdout.startswith("voicecoach 0.")


COMMANDS = [
    "play",
    "export",
    "batch",
    "feed",
    "share",
    "remind",
    "level",
    "list",
    "show",
    "check",
    "new",
    "copy",
    "import",
    "schema",
    "doctor",
]
COMMANDS += ["progress", "progress forget"]
COMMANDS += ["voices", "voices try", "voices install", "voices remove", "voices calibrate", "config", "cache"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_and_stands_in_the_readme(voicecoach: Command, command: str) -> None:
    result = voicecoach(*command.split(), "--help")
    assert result.returncode == 0
    assert "Usage" in result.stdout
    assert f"voicecoach {command}" in (Path(__file__).parents[2] / "README.md").read_text()


def test_list_names_built_in_routines_and_your_own(voicecoach: Command, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "routines"
    folder.mkdir(parents=True)
    (folder / "mine.yaml").write_text(TINY)
    found = json.loads(voicecoach("list", "--json").stdout)
    assert [row["name"] for row in found] == ["lower-back", "lower-back-in-bed", "lower-back-short", "mine"]
    assert "mine" in voicecoach("list").stdout


def test_a_broken_file_of_yours_keeps_nothing_else_from_the_list(voicecoach: Command, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "routines"
    folder.mkdir(parents=True)
    (folder / "broken.yaml").write_text("x: [")
    result = voicecoach("list", "--json")
    assert result.returncode == 0
    assert "lower-back" in [row["name"] for row in json.loads(result.stdout)]
    assert f"{folder / 'broken.yaml'}:" in result.stderr


def test_check_takes_names_too(voicecoach: Command) -> None:
    result = voicecoach("check", "lower-back")
    assert (result.returncode, result.stdout.count("no mistakes")) == (0, 1)


def test_show_says_what_is_exported(voicecoach: Command, tiny: Path, tmp_path: Path) -> None:
    shown = json.loads(voicecoach("show", tiny, "--json").stdout)
    assert shown["format"] == {"frame_rate_hz": 48000, "channels": 1, "sample_bits": 16}
    assert [section["title"] for section in shown["sections"]] == ["Opening", "Closing"]
    assert "Hello." in [event["text"] for event in shown["sections"][0]["events"]]
    result = voicecoach("export", tiny, "-o", "tiny.wav")
    assert result.returncode == 0, result.stderr
    with wave.open(str(tmp_path / "tiny.wav")) as file:
        assert file.getnframes() == round(shown["length_s"] * 48000)
    assert "Hello." in voicecoach("show", tiny).stdout


def test_the_same_in_the_same_bytes_out(voicecoach: Command, tiny: Path, tmp_path: Path) -> None:
    for name in ("one.mp3", "two.mp3"):
        assert voicecoach("export", tiny, "-o", name).returncode == 0
    assert (tmp_path / "one.mp3").read_bytes() == (tmp_path / "two.mp3").read_bytes()


def test_a_file_that_exists_is_kept_unless_forced(voicecoach: Command, tiny: Path, tmp_path: Path) -> None:
    (tmp_path / "tiny.mp3").write_text("mine")
    refused = voicecoach("export", tiny)
    assert refused.returncode == 2
    assert "--force" in refused.stderr
    assert (tmp_path / "tiny.mp3").read_text() == "mine"
    assert voicecoach("export", tiny, "--force").returncode == 0
    assert (tmp_path / "tiny.mp3").read_bytes()[:3] == b"ID3"


def test_a_pace_a_voice_and_a_level_change_what_is_made(voicecoach: Command, tiny: Path) -> None:
    steady = json.loads(voicecoach("show", tiny, "--json").stdout)
    other = json.loads(
        voicecoach("show", tiny, "--json", "--pace", "slow", "--voice", "en-gb", "--level", "gentle").stdout
    )
    assert other["length_s"] > steady["length_s"]
    assert (other["voice"], other["pace"], other["level"]) == ("pyttsx3:en-gb", 0.8, "gentle")


def test_what_the_listener_chooses_is_shown(voicecoach: Command) -> None:
    options = ["--guidance", "brief", "--safety", "short", "--breaths", "5", "--seed", "2", "--language", "de"]
    shown = json.loads(
        voicecoach("show", "lower-back-short", "--json", *options, "--level", "pelvic-tilt=gentle").stdout
    )
    chosen = {
        key: shown[key] for key in ("guidance", "safety", "breaths_a_minute", "seed", "language", "level", "voice")
    }
    assert chosen == {
        "guidance": "brief",
        "safety": "short",
        "breaths_a_minute": 5,
        "seed": 2,
        "language": "de",
        "level": "regular",
        "voice": "pyttsx3:de",
    }


def test_the_warnings_are_long_unless_asked_otherwise(voicecoach: Command, tiny: Path, tmp_path: Path) -> None:
    def texts(*options: str) -> str:
        return voicecoach("show", tiny, *options).stdout

    assert "bladder" in texts()
    assert "bladder" not in texts("--safety", "short")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "listener.json").write_text('{"heard_a_session": true}')
    assert "bladder" in texts()


def warned(folder: Path, clip_cache: Path, *options: str) -> str:
    """The first words of warning that `play` says."""
    folders = {"VOICECOACH_CACHE_DIR": str(clip_cache), "VOICECOACH_DATA_DIR": str(folder / "data")}
    command = [sys.executable, "-u", "-m", "voicecoach.cli", "play", "tiny.yaml", "--player", "silent", *options]
    with subprocess.Popen(
        command, cwd=folder, env=os.environ | folders, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdout
        first = next(line for line in process.stdout if "listen to this" in line or "doctor" in line)
        process.terminate()
    return first.split("  ", 1)[1].strip()


def test_play_shortens_the_warnings_once_a_session_was_heard(tiny: Path, tmp_path: Path, clip_cache: Path) -> None:
    full, short = "Please listen to this first.", "Ask your doctor first, and if anything hurts, stop, and rest."
    assert warned(tmp_path, clip_cache) == full
    memory = tmp_path / "data" / "listener.json"
    memory.write_text('{"heard_a_session": true}')
    assert warned(tmp_path, clip_cache) == short
    assert warned(tmp_path, clip_cache, "--safety", "full") == full
    memory.write_text("[]")
    assert warned(tmp_path, clip_cache) == full


def test_check_warns_of_what_an_ear_cannot_follow(voicecoach: Command, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("title: Mine\nsteps:\n- say: Do it as shown.\n- {exercise: pelvic-tilt, hold: 1 s}\n")
    result = voicecoach("check", path)
    assert result.returncode == 0
    assert f"{path}:3:8: warning: " in result.stdout
    assert f"{path}:4:33: warning: " in result.stdout
    assert voicecoach("check", "--strict", path).returncode == 2


def test_check_without_a_file_checks_your_own(voicecoach: Command, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "routines"
    (folder / "exercises").mkdir(parents=True)
    (folder / "good.yaml").write_text(TINY)
    (folder / "exercises" / "bad.yaml").write_text("title: Bad\ninstruktion: Go.\n")
    result = voicecoach("check")
    assert result.returncode == 2
    assert f"{folder / 'good.yaml'}: no mistakes" in result.stdout
    assert (
        f"{folder / 'exercises' / 'bad.yaml'}:2:1: unknown key 'instruktion'; did you mean instruction?"
        in result.stdout
    )


@pytest.mark.parametrize("name", ["lower-back", "lower-back-short", "lower-back-in-bed", "knee-rolls", "childs-pose"])
def test_check_finds_nothing_in_what_is_built_in_in_any_language(voicecoach: Command, name: str) -> None:
    for language in ([], ["--language", "de"]):
        result = voicecoach("check", "--strict", name, *language)
        assert (result.returncode, result.stdout) == (0, f"{name}: no mistakes\n")


def test_list_names_exercises_and_their_variants(voicecoach: Command) -> None:
    rows = {row["name"]: row for row in json.loads(voicecoach("list", "--exercises", "--json").stdout)}
    assert rows["knees-to-chest"]["variants"].keys() == {"both-legs", "one-leg", "bent-knees"}
    assert rows["knees-to-chest"]["levels"]["gentle"] == "one-leg"
    assert (
        "one-leg            You bring up one leg at a time. This is the easier form.  (gentle)"
        in voicecoach("list", "--exercises").stdout
    )


@pytest.mark.parametrize("name", [".", "..", "/", "./"])
def test_a_folder_is_no_file_to_check(voicecoach: Command, name: str) -> None:
    result = voicecoach("check", name)
    assert result.returncode == 2
    assert "is a folder" in result.stderr


def test_list_says_what_nobody_has_reviewed(voicecoach: Command) -> None:
    listed = voicecoach("list").stdout
    assert "Not reviewed by a clinician yet: the words in de, en, es, fr." in listed
    assert "Not reviewed by a native speaker yet: the words in de, en, es, fr." in listed


def test_check_tells_every_mistake_of_every_file(voicecoach: Command, tmp_path: Path, tiny: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("titel: x\nsteps:\n- exercise: knee-rols\n")
    result = voicecoach("check", tiny, bad, tmp_path / "missing.yaml")
    assert result.returncode == 2
    assert f"{tiny}: no mistakes" in result.stdout
    assert f"{bad}:3:13: unknown exercise 'knee-rols'; did you mean knee-rolls?" in result.stdout
    assert f"{bad}:1:1: unknown key 'titel'; did you mean title?" in result.stdout
    assert "missing.yaml" in result.stderr


BAD_FILES = {
    "empty": b"",
    "list": b"- title\n- steps\n",
    "list for a map": b"title: [x]\n" + GOOD_STEPS.encode(),
    "unknown exercise": b"title: x\nsteps:\n- exercise: cat-stretch\n",
    "negative hold": b"title: x\nsteps:\n- exercise: knee-rolls\n  hold: -5 s\n",
    "alias bomb": b"a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n",
    "10 MB": b"title: " + b"x" * 10_000_000,
    "binary": bytes(range(256)) * 10,
    "punctuation": "title: x\nsteps:\n- say: '?! … —'\n".encode(),
    "emoji": "title: x\nsteps:\n- say: 🙂\n".encode(),
}


@pytest.mark.parametrize("kind", sorted(BAD_FILES))
def test_a_bad_file_is_named_with_line_and_column(voicecoach: Command, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_bytes(BAD_FILES[kind])
    before = files(tmp_path)
    result = voicecoach("export", path, "-o", "out.mp3")
    assert result.returncode == 2
    assert result.stderr.startswith(f"voicecoach: {path}:")
    assert "Traceback" not in result.stderr
    assert len(result.stderr) < 1000
    assert files(tmp_path) == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["lower-bakc"], "did you mean lower-back"),
        (["../lower-back"], "there is no file ../lower-back"),
        (["."], "is a folder"),
        (["lower-back", "--pace", "0"], "out of range"),
        (["lower-back", "--pace", "nan"], "out of range"),
        (["lower-back", "--pace", "slwo"], "did you mean slow"),
        (["lower-back", "--level", "hard"], "unknown level 'hard'; known are challenge, gentle, regular"),
        (["lower-back", "--level", "knee-rols=gentle"], "did you mean knee-rolls"),
        (["lower-back", "--variant", "one-leg"], "such as knees-to-chest=one-leg"),
        (["lower-back", "--surface", "bed"], "can't be done on a bed here. The article has the legs outstretched"),
        (["lower-back", "--language", "it"], "unknown language 'it'"),
        (["lower-back", "--guidance", "ful"], "full"),
        (["lower-back", "--breaths", "0"], "3"),
        (["lower-back", "--seed", "-1"], "-1 is too little; the least is 0"),
        (["lower-back", "--rate", "301"], "301 is too much; the most is 300"),
        (["lower-back", "--rate", "1,5"], "'1,5' is no number"),
        (["lower-back", "--bitrate", "64k"], "'64k' is no whole number"),
        (["lower-back", "--surface", "sofa"], "'--surface': 'sofa' is not one of"),
        (["lower-back", "--voice", "en-uk"], "unknown voice 'en-uk'; did you mean en-us"),
        (["lower-back", "--voice", "espeek:en"], "unknown engine 'espeek'"),
        (["lower-back", "--without", "child-pose"], "did you mean childs-pose"),
        (["lower-back", "-o", "no/such/folder/x.mp3"], "doesn't exist"),
        (["lower-back", "-o", "."], "is a folder; name a file in it"),
        (["lower-back", "-o", "x.ogx"], ".mp3, .ogg, .opus, .wav"),
        (["lower-back", "-o", "/proc/x.mp3"], "/proc"),
        (["lower-back", "-o", "x" * 300 + ".mp3"], "too long"),
    ],
)
def test_bad_input_is_refused_with_what_to_do(
    voicecoach: Command, tmp_path: Path, arguments: list[str], says: str
) -> None:
    before = files(tmp_path)
    command = arguments if "-o" in arguments else [*arguments, "-o", "out.mp3"]
    result = voicecoach("export", *command)
    assert result.returncode == 2, result.stderr
    assert says in result.stderr
    assert "Traceback" not in result.stderr
    assert files(tmp_path) == before


def test_without_a_sound_device_play_says_so_and_names_export(voicecoach: Command) -> None:
    result = voicecoach("play", PULSE_SERVER="unix:/nowhere", ALSA_CONFIG_PATH="/dev/null")
    assert result.returncode == 3
    (sentence,) = [line for line in result.stderr.splitlines() if line.startswith("voicecoach:")]
    assert "voicecoach export" in sentence


def test_an_unknown_player_is_refused(voicecoach: Command) -> None:
    result = voicecoach("play", "--player", "miniadio")
    assert result.returncode == 2
    assert "did you mean miniaudio" in result.stderr


def test_other_locales_do_no_harm(voicecoach: Command, tmp_path: Path) -> None:
    path = tmp_path / "rücken 🙂.yaml"
    path.write_text(TINY.replace("Tiny", "Mein Rücken"), encoding="utf-8")
    for locale in ("C", "de_DE.ISO-8859-1"):
        result = voicecoach("show", path, LC_ALL=locale, PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
        assert result.returncode == 0, result.stderr
        assert "Traceback" not in result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a folder's mode means nothing there")
def test_a_home_that_cannot_be_written_keeps_nothing_from_being_spoken(
    voicecoach: Command, tiny: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    result = voicecoach("export", tiny, VOICECOACH_CACHE_DIR=str(tmp_path / "file" / "cache"), HOME=os.devnull)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "tiny.mp3").exists()
