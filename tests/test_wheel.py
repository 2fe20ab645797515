"""The wheel: it holds all that the checkout does, and works in an environment that knows nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
import soundfile

pytestmark = pytest.mark.once

CHECKOUT = Path(__file__).parents[1]
PIP_ENVIRONMENT = os.environ | {"PIP_CACHE_DIR": str(CHECKOUT / ".cache/pip"), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--wheel-dir", folder, CHECKOUT], check=True, env=PIP_ENVIRONMENT)
    (file,) = folder.iterdir()
    return file


def test_the_wheel_holds_the_package_and_its_data(wheel: Path) -> None:
    package = {
        path.relative_to(CHECKOUT).as_posix()
        for path in (CHECKOUT / "voicecoach").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    audio = {f"voicecoach/audio/{path.name}" for path in (CHECKOUT / "audio").iterdir()}
    held = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert held == package | audio
    assert audio
    assert "voicecoach/py.typed" in held
    assert any(name.startswith("voicecoach/routines/data/") and name.endswith(".yaml") for name in held)


def test_the_wheel_exports_a_routine_in_a_new_environment(wheel: Path, tmp_path: Path) -> None:
    home, environment = tmp_path / "home", tmp_path / "environment"
    home.mkdir()
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    pip = [sys.executable, "-m", "pip", "--quiet", "--python", str(environment / "bin/python")]
    subprocess.run([*pip, "install", str(wheel)], check=True, env=PIP_ENVIRONMENT)

    subprocess.run(
        [environment / "bin/voicecoach", "export", "lower-back-short", "-o", "routine.mp3"],
        check=True,
        cwd=tmp_path,
        env={"HOME": str(home), "PATH": os.defpath},
    )
    assert soundfile.info(tmp_path / "routine.mp3").duration > 60
