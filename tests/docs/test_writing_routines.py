"""Every example of the author's guide works as it stands there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.cli.conftest import run_voicecoach
from voicecoach.choices import Choices
from voicecoach.coach import plan
from voicecoach.routines.catalogue import Catalogue
from voicecoach.routines.checking import warnings_of
from voicecoach.routines.terms import Guidance, Level

GUIDE = (Path(__file__).parents[2] / "docs" / "writing-routines.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
FILES = {
    match[1]: text
    for kind, text in BLOCKS
    if kind == "yaml" and (match := re.search(r"^# ([\w-]+\.yaml)$", text, re.M))
}
COMMANDS = [line for kind, text in BLOCKS if kind == "sh" for line in text.splitlines()]


def test_every_example_is_a_file_or_a_command() -> None:
    assert len(FILES) + sum(kind == "sh" for kind, _ in BLOCKS) == len(BLOCKS)


@pytest.mark.parametrize("name", sorted(FILES))
def test_an_example_is_spoken_without_a_warning(tmp_path: Path, name: str) -> None:
    for file, text in FILES.items():
        (tmp_path / file).write_text(text, encoding="utf-8")
    path = str(tmp_path / name)
    assert warnings_of(path, Catalogue()) == ()
    routine = Catalogue().load(path)
    for level in Level:
        for guidance in Guidance:
            assert len(plan(routine, Choices(level=level, guidance=guidance))) >= 3


def test_the_commands_run_in_their_order(tmp_path: Path) -> None:
    for command in COMMANDS:
        program, *arguments = shlex.split(command.partition(" > ")[0])
        assert program == "voicecoach"
        result = run_voicecoach(tmp_path, tmp_path / "cache", *arguments)
        assert result.returncode == 0, (command, result.stderr)
        assert "warning" not in result.stdout
