"""What an error means to `doctor`, and what of it is advice."""

from __future__ import annotations

import pytest

from voicecoach import machine
from voicecoach.errors import (
    ExportError,
    FileProblemsError,
    InputError,
    NoDeviceError,
    NotSetUpError,
    Problem,
)
from voicecoach.finding import State, failure

MISTAKES = FileProblemsError([Problem("a.toml", 1, 1, "wrong; right"), Problem("a.toml", 2, 1, "wrong, too")])


@pytest.mark.parametrize(
    ("error", "state", "seen", "remedy"),
    [
        (NotSetUpError("no voice; fetch one"), State.NOT_SET_UP, "no voice", "fetch one"),
        (NoDeviceError("found none; plug one in"), State.NO_DEVICE, "found none", "plug one in"),
        (InputError("a; b; c"), State.BROKEN, "a; b", "c"),
        (ExportError("the disk is full"), State.BROKEN, "the disk is full", ""),
        (MISTAKES, State.BROKEN, "a.toml:1:1: wrong; right\na.toml:2:1: wrong, too", ""),
        (PermissionError(13, "Denied", "x"), State.BROKEN, "[Errno 13] Denied: 'x'", ""),
    ],
)
def test_an_error_is_a_state_with_its_advice_apart(error: Exception, state: State, seen: str, remedy: str) -> None:
    finding = failure("engine", "any", error)
    assert (finding.state, finding.seen, finding.remedy) == (state, seen, remedy)


def test_what_nobody_meant_to_raise_is_a_mistake_of_the_back_end() -> None:
    finding = failure("player", "any", KeyError("x"))
    assert (finding.state, finding.seen) == (State.BROKEN, "KeyError: 'x'")
    assert finding.remedy.startswith("this is a mistake in the player, not yours")


def test_packages_are_those_that_are_named_and_installed() -> None:
    versions = machine.package_versions()
    assert next(iter(versions)) == "voicecoach"
    assert {"lameenc", "pyttsx3", "typer"} <= versions.keys()
    assert not {"pytest", "mypy"} & versions.keys()
