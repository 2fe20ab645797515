"""The scripts, run for real on a small package in a checkout of its own, whose path holds a space."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.once

SCRIPTS = Path(__file__).parents[1] / "scripts"

PYPROJECT = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "voicecoach"
version = "0"
optional-dependencies = { simpleaudio = [], mpris = [], piper = ["piper @ file:///nowhere/piper.whl"] }
scripts = { voicecoach = "voicecoach:main" }

[tool.hatch.metadata]
allow-direct-references = true

[dependency-groups]
dev = []
piper = []
"""

PROGRAM = """
import json, os, sys

def main():
    print(json.dumps({"arguments": sys.argv[1:], "folder": os.getcwd(), "cache": os.environ["VOICECOACH_CACHE_DIR"]}))
"""


class Checkout:
    """A checkout of the scripts and a package that says how it was run; `home` is an empty home directory."""

    def __init__(self, root: Path, home: Path) -> None:
        self.root, self.home = root, home
        self.stamp = root / ".venv/ready"

    def start(
        self, script: Path | str, *arguments: str, folder: Path | None = None, **env: str
    ) -> subprocess.Popen[str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VOICECOACH"))}
        return subprocess.Popen(
            [self.root / script, *arguments],
            cwd=folder or self.root,
            env={**inherited, "HOME": str(self.home), "PATH": os.defpath, "PYTHON": sys.executable, **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, script: Path | str, *arguments: str, folder: Path | None = None, **env: str) -> tuple[int, str, str]:
        process = self.start(script, *arguments, folder=folder, **env)
        out, err = process.communicate()
        return process.returncode, out, err

    def say(self, *arguments: str) -> Any:
        status, out, err = self.run("scripts/voicecoach", *arguments)
        assert (status, err) == (0, "")
        return json.loads(out)


@pytest.fixture(scope="module")
def new_checkout(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    folder = tmp_path_factory.mktemp("scripts")
    home, root = folder / "home", folder / "check out"
    home.mkdir()
    shutil.copytree(SCRIPTS, root / "scripts")
    (root / "voicecoach").mkdir()
    (root / "voicecoach/__init__.py").write_text(PROGRAM)
    (root / "pyproject.toml").write_text(PYPROJECT)
    return Checkout(root, home)


@pytest.fixture(scope="module")
def first_run(new_checkout: Checkout) -> tuple[int, str, str]:
    return new_checkout.run("scripts/voicecoach", "--version")


@pytest.fixture
def checkout(new_checkout: Checkout, first_run: tuple[int, str, str]) -> Checkout:
    assert first_run[0] == 0, first_run
    return new_checkout


def test_the_first_run_says_what_it_does_and_leaves_the_output_to_the_program(
    new_checkout: Checkout, first_run: tuple[int, str, str]
) -> None:
    status, out, err = first_run
    assert status == 0, err
    assert json.loads(out)["arguments"] == ["--version"]
    assert f"setup: making {new_checkout.root}/.venv with " in err
    assert list(new_checkout.home.iterdir()) == []


def test_the_second_setup_does_nothing(checkout: Checkout) -> None:
    made = checkout.stamp.stat().st_mtime_ns
    assert checkout.run("scripts/setup") == (0, "", "")
    assert checkout.stamp.stat().st_mtime_ns == made


def test_a_changed_project_is_installed_again(checkout: Checkout) -> None:
    (checkout.root / "pyproject.toml").write_text(PYPROJECT + "# changed\n")
    _, _, err = checkout.run("scripts/setup")
    assert "installing" in err
    assert "making" not in err
    assert checkout.run("scripts/setup") == (0, "", "")


def test_an_extra_that_cannot_be_installed_is_told_and_left_out(checkout: Checkout) -> None:
    status, _, err = checkout.run("scripts/setup", "--dev", "--venv", ".venv-dev")
    assert status == 0, err
    assert "setup: the extra [piper] failed, as pip says above; going on without it\n" in err
    assert "the extra [simpleaudio]" not in err
    assert "the extra [mpris]" not in err
    assert checkout.run("scripts/setup", "--dev", "--venv", ".venv-dev") == (0, "", "")
    assert checkout.run(".venv-dev/bin/voicecoach", VOICECOACH_CACHE_DIR="/any")[0] == 0


def test_the_program_runs_where_it_was_called_with_what_it_was_given(checkout: Checkout, tmp_path: Path) -> None:
    (tmp_path / "coach").symlink_to(checkout.root / "scripts/voicecoach")
    arguments = ("export", "a routine", "-o", "$HOME/*.mp3", "")
    status, out, err = checkout.run(tmp_path / "coach", *arguments, folder=tmp_path)
    assert (status, err) == (0, "")
    cache = str(checkout.root / ".cache")
    assert json.loads(out) == {"arguments": list(arguments), "folder": str(tmp_path), "cache": cache}


def test_a_cache_of_the_users_own_is_kept(checkout: Checkout) -> None:
    _, out, _ = checkout.run("scripts/voicecoach", VOICECOACH_CACHE_DIR="/elsewhere")
    assert json.loads(out)["cache"] == "/elsewhere"


@pytest.mark.needs("flock")
def test_an_interrupted_setup_is_repaired_by_the_next_even_by_two_at_once(checkout: Checkout) -> None:
    checkout.stamp.unlink()
    interrupted = checkout.start("scripts/setup")
    assert interrupted.stderr
    assert any("installing" in line for line in interrupted.stderr)
    os.killpg(interrupted.pid, signal.SIGKILL)
    interrupted.communicate()
    assert not checkout.stamp.exists()

    both = [checkout.start("scripts/setup") for _ in range(2)]
    said = "".join(process.communicate()[1] for process in both)
    assert [process.returncode for process in both] == [0, 0], said
    assert said.count("making") == 1
    assert checkout.say("list")["arguments"] == ["list"]


def test_a_copied_checkout_is_set_up_again(checkout: Checkout, tmp_path: Path) -> None:
    copy = Checkout(tmp_path / "copy", checkout.home)
    shutil.copytree(checkout.root, copy.root, symlinks=True)
    status, _, err = copy.run("scripts/voicecoach", "list")
    assert status == 0
    assert f"making {copy.root}/.venv" in err
    assert str(copy.root) in (copy.root / ".venv/bin/voicecoach").read_text()


def test_a_python_that_cannot_be_used_is_refused_in_one_line(checkout: Checkout) -> None:
    status, out, err = checkout.run("scripts/setup", PYTHON="/bin/false")
    assert (status, out) == (1, "")
    assert err.startswith("setup: no Python 3.10 to 3.13")
    assert "apt-get install python3-venv" in err
    assert err.count("\n") == 1
    assert checkout.stamp.exists()


@pytest.mark.parametrize(("absent", "installed"), [("mpg123|*tmux", " mpg123 tmux"), ("none", "")])
def test_only_missing_system_packages_are_installed(
    checkout: Checkout, tmp_path: Path, absent: str, installed: str
) -> None:
    programs = {
        "dpkg-query": f'case "$*" in *{absent}) exit 1 ;; *) printf installed ;; esac',
        "apt-get": f'echo "$@" >>"{tmp_path}/asked"',
        "sudo": 'exec "$@"',
    }
    for name, text in programs.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{text}\n")
        (tmp_path / name).chmod(0o755)
    assert checkout.run("scripts/setup", "--system", PATH=f"{tmp_path}:{os.defpath}")[0] == 0
    asked = (tmp_path / "asked").read_text().splitlines() if installed else []
    assert asked == (["-qq update", f"-qq install -y --no-install-recommends{installed}"] if installed else [])
    assert (tmp_path / "asked").exists() == bool(installed)


@pytest.mark.parametrize("option", ["--help", "--venv"])
def test_a_wrong_option_is_named(checkout: Checkout, option: str) -> None:
    status, _, err = checkout.run("scripts/setup", option)
    assert status != 0
    assert option in err


@pytest.mark.parametrize("script", ["setup", "test", "voicecoach", "../.ci/run"])
def test_scripts_are_valid_for_a_plain_shell(script: str) -> None:
    subprocess.run(["sh", "-n", SCRIPTS / script], check=True)
