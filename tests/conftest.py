"""What every test shares: what it needs of the machine, and how hypothesis runs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import settings

ON_CI = bool(os.environ.get("CI"))
ADDED_BY = "scripts/setup --system"
LEFT_OUT = pytest.StashKey[dict[str, int]]()

settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if ON_CI else "local")


@pytest.fixture(autouse=True, scope="session")
def _nothing_of_the_developer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test sees what the developer chose for themselves, in a file or in variables, or is seen on their desktop."""
    with pytest.MonkeyPatch.context() as environment:
        for name in [name for name in os.environ if name.startswith("VOICECOACH_")]:
            environment.delenv(name)
        environment.setenv("VOICECOACH_CONFIG_DIR", str(tmp_path_factory.mktemp("config")))
        environment.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/dev/null")
        yield


@pytest.fixture(scope="session")
def clip_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for all: the same words are spoken once, and a voice is measured once."""
    return tmp_path_factory.mktemp("cache")


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option by which `scripts/test` learns what was left out."""
    parser.addoption("--left-out", type=Path, help="append the names of what tests missed to this file, one a line")


def pytest_configure(config: pytest.Config) -> None:
    """The markers."""
    config.stash[LEFT_OUT] = {}
    config.addinivalue_line("markers", "needs(*programs): leave the test out where a program is missing; fail on CI")
    config.addinivalue_line("markers", "needs_module(*names): leave the test out where a module is missing; fail on CI")
    config.addinivalue_line("markers", "once: takes long and is no matter of the Python: run on one of them alone")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave a test out, or fail it on CI, where something that it is marked to need is missing."""
    programs = [name for mark in item.iter_markers("needs") for name in mark.args if not shutil.which(name)]
    modules = [name for mark in item.iter_markers("needs_module") for name in mark.args if not find_spec(name)]
    missing = sorted({*programs, *modules})
    if not missing:
        return
    reason = f"{', '.join(missing)} not installed; {ADDED_BY} installs what tests need"
    if ON_CI:
        pytest.fail(reason, pytrace=False)
    left_out = item.config.stash[LEFT_OUT]
    for name in missing:
        left_out[name] = left_out.get(name, 0) + 1
    pytest.skip(reason)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say in one paragraph what was left out, and which command adds it."""
    left_out = config.stash[LEFT_OUT]
    if not left_out:
        return
    counts = ", ".join(f"{name} ({count})" for name, count in sorted(left_out.items()))
    terminalreporter.section("left out")
    terminalreporter.line(f"Tests were left out for what this machine lacks: {counts}. This adds it: {ADDED_BY}")
    if file := config.getoption("left_out"):
        with file.open("a", encoding="utf-8") as names:
            names.writelines(f"{name}\n" for name in left_out)
