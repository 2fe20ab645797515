"""`voicecoach doctor`, run for real: without a sound device, with a sound server, and with back ends that crash, hang
and say nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Command
from tests.playback.conftest import SoundServer, sound_server

pytestmark = pytest.mark.once

__all__ = ["sound_server"]  # a fixture: pytest finds it by its name here

AILING = """
[voicecoach.engines]
healthy = ailing_back_ends:HealthyEngine
mute = ailing_back_ends:MuteEngine
voiceless = ailing_back_ends:VoicelessEngine
crashing = ailing_back_ends:CrashingEngine
hanging = ailing_back_ends:HangingEngine
raising = ailing_back_ends:RaisingEngine
extra = no_such_module:Engine
lost = no_such_module:Engine

[voicecoach.players]
crashing = ailing_back_ends:CrashingPlayer
leaving = ailing_back_ends:LeavingPlayer
frozen = ailing_back_ends:FrozenPlayer

[voicecoach.encoders]
empty = ailing_back_ends:EmptyEncoder
strange = ailing_back_ends:StrangeEncoder
half = ailing_back_ends:HalfEncoder
"""

HEALTHY = """
[voicecoach.engines]
healthy = ailing_back_ends:HealthyEngine
mute = ailing_back_ends:MuteEngine
"""

HANGING = """
[voicecoach.engines]
a-hanging-one = ailing_back_ends:HangingEngine
"""

TIMEOUT_S = 15
"""What a hanging engine costs; a healthy one needs a second of it on a quiet machine."""

NO_DEVICE = {
    "PULSE_SERVER": "unix:/nonexistent",
    "ALSA_CONFIG_PATH": "/dev/null",
    "DBUS_SESSION_BUS_ADDRESS": "nonexistent",
}

ANSWER_S = 30

Finding = dict[str, Any]
Bring = Callable[[str], None]


@pytest.fixture
def no_device(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without a sound device, and without a desktop."""
    for name, value in NO_DEVICE.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def bring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bring:
    """Install a package with these entry points."""

    def install(entry_points: str) -> None:
        package = tmp_path / "packages" / "ailing-1.dist-info"
        package.mkdir(parents=True)
        (package / "METADATA").write_text("Metadata-Version: 2.1\nName: ailing\nVersion: 1\nProvides-Extra: extra\n")
        (package / "entry_points.txt").write_text(entry_points)
        paths = [package.parent, Path(__file__).parent, os.environ.get("PYTHONPATH")]
        monkeypatch.setenv("PYTHONPATH", os.pathsep.join(str(path) for path in paths if path))

    return install


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The config file, to be written."""
    (tmp_path / "config").mkdir()
    return tmp_path / "config" / "config.toml"


def examined(voicecoach: Command, status: int, **environment: str) -> tuple[dict[str, Any], dict[str, Finding]]:
    """What `--json` says, and the findings of it by kind and name."""
    result = voicecoach("doctor", "--json", "--timeout", TIMEOUT_S, **environment)
    assert "Traceback" not in result.stderr
    assert result.returncode == status, result.stderr
    report = json.loads(result.stdout)
    return report, {f"{finding['kind']} {finding['name']}": finding for finding in report["findings"]}


def states(findings: dict[str, Finding]) -> dict[str, str]:
    return {name: finding["state"] for name, finding in findings.items()}


@pytest.mark.usefixtures("no_device")
def test_each_thing_is_told_in_words_a_line_each(voicecoach: Command, tmp_path: Path) -> None:
    result = voicecoach("doctor")
    assert result.returncode == 0
    lines = result.stdout.splitlines()
    assert lines[0].startswith("voicecoach 0.")
    assert "lameenc 1." in lines[1]
    told = [line.split(maxsplit=1)[1].strip() for line in lines if line.startswith("  ") and line[2] in "✓\N{EN DASH}✗"]
    for start in (
        "works      file         ",
        "works      cache        /",
        "not set up command      the engine 'command' has no command",
        "works      pyttsx3      ",
        "works      es           pyttsx3:es spoke ",
        "no device  miniaudio    miniaudio found no sound device",
        "works      silent       played 0.3 s of silence",
        "not set up mpris        ",
        "works      mp3          wrote 1.0 s of sound",
    ):
        assert any(line.startswith(start) for line in told), start
    assert lines[-1].startswith("A session can be spoken and exported here. There is no sound device")
    signs = result.stderr.splitlines()
    assert {"Trying the engine pyttsx3 …", "Trying the voice fr …", "Trying the encoder mp3 …"} <= {*signs}
    assert not (tmp_path / "data").exists(), "it leaves nothing behind"
    assert not (tmp_path / "config").exists()


@pytest.mark.usefixtures("no_device")
def test_json_tells_the_same_with_figures(voicecoach: Command, clip_cache: Path) -> None:
    report, findings = examined(voicecoach, 0)
    assert report.keys() == {
        *("python", "system", "packages", "findings"),
        *("speaks", "writes", "player", "has_device"),
    }
    assert report["packages"]["voicecoach"].startswith("0.")
    assert report["packages"]["pyttsx3"]
    assert "pytest" not in report["packages"]
    verdict = {name: report[name] for name in ("speaks", "writes", "player", "has_device")}
    assert verdict == {"speaks": True, "writes": True, "player": None, "has_device": False}
    for finding in report["findings"]:
        assert finding.keys() == {"kind", "name", "state", "seen", "remedy", "figures"}
        assert finding["state"] in {"works", "not set up", "no device", "broken"}
        assert finding["seen"]
        assert (finding["remedy"] is None) == (finding["state"] == "works")
    engine = findings["engine pyttsx3"]["figures"]
    assert engine["voices"] > 50
    assert engine["voice"] == "pyttsx3:en-us"
    assert 1 < engine["sound_s"] < 5
    assert 0 < engine["took_s"] < TIMEOUT_S
    for language in ("de", "en", "es", "fr"):
        voice = findings[f"voice {language}"]["figures"]
        assert voice["measured"]
        assert voice["slowest_wpm"] < 130 < voice["fastest_wpm"]
        assert -10 < voice["gain_db"] < 10
        assert 1 < voice["sound_s"] < 5
    assert findings["folder cache"]["figures"]["path"] == str(clip_cache)
    assert findings["folder cache"]["figures"]["free_mb"] > 0
    for name in ("mp3", "wav"):
        encoder = findings[f"encoder {name}"]["figures"]
        assert encoder["suffix"] == f".{name}"
        assert encoder["size_bytes"] > 1000
        assert encoder["read_s"] == pytest.approx(1.0, abs=0.1)


@pytest.mark.needs("pulseaudio", "pactl", "parec")
@pytest.mark.needs_module("simpleaudio")
def test_players_play_where_there_is_a_sound_server(voicecoach: Command, sound_server: SoundServer) -> None:
    report, findings = examined(voicecoach, 0)
    assert report["player"] == "miniaudio"
    assert findings["player miniaudio"]["state"] == findings["player simpleaudio"]["state"] == "works"
    figures = findings["player miniaudio"]["figures"]
    assert figures["device"] == "PulseAudio"
    assert figures["took_s"] >= figures["sound_s"] == 0.3


@pytest.mark.usefixtures("no_device")
def test_a_back_end_that_ails_is_named_and_harms_nothing_else(voicecoach: Command, bring: Bring) -> None:
    bring(AILING)
    _, findings = examined(voicecoach, 0)
    assert states(findings) | {
        "engine healthy": "works",
        "engine mute": "broken",
        "engine voiceless": "not set up",
        "engine crashing": "broken",
        "engine hanging": "broken",
        "engine raising": "broken",
        "engine extra": "not set up",
        "engine lost": "broken",
        "engine pyttsx3": "works",
        "player crashing": "broken",
        "player leaving": "broken",
        "player frozen": "broken",
        "player silent": "works",
        "encoder empty": "broken",
        "encoder strange": "works",
        "encoder half": "broken",
        "encoder mp3": "works",
    } == states(findings)
    for name, seen, remedy in (
        ("engine mute", "only silence came out", None),
        ("engine voiceless", "it has no voices", "voicecoach voices install"),
        ("engine crashing", "died", None),
        ("engine hanging", f"it didn't end within {TIMEOUT_S} s", "--timeout"),
        ("engine raising", "LookupError: no speed at all", "report it to whoever wrote it"),
        ("engine extra", "No module named 'no_such_module'", "pip install 'ailing[extra]'"),
        ("engine lost", "No module named 'no_such_module'", "pip install --force-reinstall ailing"),
        ("player crashing", "SIGSEGV", "report it"),
        ("player leaving", "status 7", "report it"),
        ("player frozen", "stood still after 0.00 s", "another program"),
        ("encoder empty", "an empty file", "another format"),
        ("encoder strange", "7 bytes, which can't be read back here", None),
        ("encoder half", "0.50 s of other sound", "another format"),
    ):
        assert seen in findings[name]["seen"]
        assert (remedy or "") in (findings[name]["remedy"] or "")


@pytest.mark.usefixtures("no_device")
def test_a_folder_that_cant_be_written_is_told(voicecoach: Command, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    environment = {"VOICECOACH_CACHE_DIR": str(tmp_path / "file" / "cache")}
    _, findings = examined(voicecoach, 0, **environment)
    cache = findings["folder cache"]
    assert cache["state"] == "broken"
    assert f"{tmp_path / 'file' / 'cache'} can't be written (Not a directory)" in cache["seen"]
    assert "VOICECOACH_CACHE_DIR" in cache["remedy"]
    assert findings["folder data"]["state"] == "works"


@pytest.mark.usefixtures("no_device")
def test_a_config_with_mistakes_is_reported_and_the_rest_is_tried(voicecoach: Command, file: Path) -> None:
    file.write_text("paec = 1\nrate = 0\n")
    report, findings = examined(voicecoach, 2, VOICECOACH_RAET="1")
    assert findings["config file"]["state"] == "broken"
    mistakes = findings["config file"]["seen"].splitlines()
    assert [mistake.partition(": ")[0] for mistake in mistakes] == [f"{file}:1:1", f"{file}:2:8"]
    assert findings["config VOICECOACH_RAET"]["remedy"] == "did you mean VOICECOACH_RATE?"
    assert report["speaks"]
    assert report["writes"]


@pytest.mark.usefixtures("no_device")
def test_what_the_config_chose_is_what_counts(voicecoach: Command, file: Path, bring: Bring) -> None:
    bring(HEALTHY)
    file.write_text(
        'language = "de"\nplayer = "miniaudoi"\n'
        '[voices]\nde = "mute:tone"\nen = "healthy:tone"\nfr = "pyttsx3:no-such"\n'
    )
    report, findings = examined(voicecoach, 1)
    assert findings["voice de"]["state"] == "broken"
    assert findings["voice en"]["seen"].startswith("healthy:tone spoke 1.0 s of sound; not measured yet")
    assert findings["voice en"]["figures"]["measured"] is False
    assert findings["voice fr"]["state"] == "broken"
    assert "unknown voice 'pyttsx3:no-such'" in findings["voice fr"]["seen"]
    assert findings["player miniaudoi"]["seen"] == "unknown player 'miniaudoi'"
    assert "miniaudio" in findings["player miniaudoi"]["remedy"]
    assert not report["speaks"]
    assert report["has_device"], "a player that isn't there says nothing of the device"
    file.write_text('player = "silent"\n[voices]\nde = "mute:tone"\n')
    report, findings = examined(voicecoach, 0)
    assert findings["voice de"]["state"] == "broken"
    assert report["player"] == "silent"


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
@pytest.mark.parametrize(
    ("number", "kill", "status"), [(signal.SIGINT, os.killpg, 130), (signal.SIGTERM, os.kill, 143)]
)
def test_a_signal_ends_it_with_what_it_tries(
    tmp_path: Path, bring: Bring, number: signal.Signals, kill: Callable[[int, int], None], status: int
) -> None:
    """Ctrl-C goes to every process of the group, as a terminal sends it; the other one to the first alone."""
    bring(HANGING)
    command = [sys.executable, "-m", "voicecoach.cli", "doctor", "--timeout", "3600"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=tmp_path, stdout=pipe, stderr=pipe, start_new_session=True) as process:
        try:
            assert process.stderr
            while b"a-hanging-one" not in (line := process.stderr.readline()):
                assert line
            kill(process.pid, number)
            _, complaints = process.communicate(timeout=ANSWER_S)
        finally:
            process.kill()
    assert b"Traceback" not in complaints
    assert process.returncode == status
    assert is_gone(process.pid)


def is_gone(group: int) -> bool:
    """Whether all processes of a group end: one that had only just begun to start does when its input closes."""
    until = time.monotonic() + ANSWER_S
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        os.sched_yield()
    return False
