"""What would surely fail is told with the other mistakes of a plan, before anything is made."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.batch.conftest import Read
from voicecoach.batch.plan import read_plan
from voicecoach.cli.batching import foresight
from voicecoach.errors import FileProblemsError

TINY = "title: Tiny\nsteps:\n- say: Hello.\n"
LOWER_BACK = 'routine = "lower-back"\n'

FORESEEN = [
    ('language = ["en", "de"]\nroutine = "./tiny.yaml"', ["1:12: ", "tiny.yaml has words in en only"]),
    (f'{LOWER_BACK}voice = "tone:sin"', ["2:9: unknown voice 'tone:sin'; did you mean tone:sine"]),
    (f'{LOWER_BACK}voice = ["tone:sine", "ton:sine"]', ["2:9: unknown engine 'ton'"]),
    (f'{LOWER_BACK}voice = "nobody-at-all"', ["2:9: unknown voice 'nobody-at-all'"]),
    (
        f'{LOWER_BACK}without = ["childs-pos", "knee-rols"]',
        [
            "2:11: lower-back: unknown exercise of this routine 'childs-pos'; did you mean childs-pose",
            "2:11: lower-back: unknown exercise of this routine 'knee-rols'; did you mean knee-rolls",
        ],
    ),
    (f'{LOWER_BACK}only = "knee-rols"', ["2:8: lower-back: unknown exercise"]),
    (f'{LOWER_BACK}level = ["gentle", "knee-rols=gentle"]', ["2:9: lower-back: unknown exercise"]),
    (f'{LOWER_BACK}variant = "knee-rols=easy"', ["2:11: lower-back: unknown exercise"]),
    (f'{LOWER_BACK}variant = "knee-rolls=eas"', ["2:11: lower-back: unknown variant of knee-rolls 'eas'"]),
    (f'{LOWER_BACK}surface = "bed"', ["2:11: lower-back: ", "can't be done on a bed here"]),
    (
        f'{LOWER_BACK}only = "knee-rolls"\nwithout = "knee-rolls"',
        ["3:11: lower-back: no exercise of the routine is left"],
    ),
    ('folder = "tiny.yaml"\nroutine = "lower-back"', ["1:10: ", "tiny.yaml is no folder"]),
    ('folder = "tiny.yaml/x"\nroutine = "lower-back"', ["1:10: ", "tiny.yaml/x lies in what is no folder"]),
    ('folder = "a\\u0000b"\nroutine = "lower-back"', ["1:10: no path holds a NUL; write another one"]),
    ('folder = "~nobody-at-all/x"\nroutine = ["lower-back", "a\\u0000b"]', ["1:10: ", "2:11: a name can't hold a NUL"]),
    (
        'routine = ["lower-back", "lower-bak"]\npase = "slow"\nlanguage = ["xx", "de"]\nformat = ["mp33", "mp3"]\n'
        'voice = "tone:sin"\nrate = [10, 60]\n[[export]]\nonly = "knee-rols"\n[[export]]\nseed = "one"',
        [
            "1:11: unknown routine 'lower-bak'",
            "2:1: unknown key 'pase'; did you mean pace",
            "3:12: the coach has no words in 'xx'",
            "4:10: unknown format 'mp33'",
            "5:9: unknown voice 'tone:sin'",
            "6:8: the number is too small",
            "8:8: lower-back: unknown exercise of this routine 'knee-rols'",
            "10:8: ",
        ],
    ),
]


@pytest.fixture
def _tiny(tmp_path: Path) -> None:
    (tmp_path / "tiny.yaml").write_text(TINY)


GOOD_AND_BAD = {
    "language": ('"de"', '"xx"'),
    "level": ('"gentle"', '"knee-rols=gentle"'),
    "pace": ('"slow"', '"fast"'),
    "rate": ("100", '"64k"'),
    "seed": ("1", "-1"),
    "format": ('"wav"', '"wave"'),
    "without": ('"knee-rolls"', '"knee-rols"'),
    "variant": ('"knees-to-chest=one-leg"', '"knees-to-ches=one-leg"'),
    "transcript": ('"txt"', '"text"'),
    "unknown": ("", "1"),
}
KINDS = st.fixed_dictionaries({key: st.sampled_from(["none", "good", "bad", "both"]) for key in GOOD_AND_BAD})


@settings(max_examples=15)  # each reads a routine
@given(KINDS, st.booleans())
def test_no_mistake_hides_another_one(
    tmp_path_factory: pytest.TempPathFactory, kinds: dict[str, str], own: bool
) -> None:
    lines, wrong = [LOWER_BACK.strip(), "[[export]]" if own else ""], []
    for key, kind in kinds.items():
        good, bad = GOOD_AND_BAD[key]
        if kind == "none" or (kind == "good" and not good):
            continue
        lines.append(f"{key} = [{', '.join({'good': [good], 'bad': [bad], 'both': [bad, good]}[kind])}]")
        wrong += [len(lines)] if kind != "good" else []
    plan = tmp_path_factory.getbasetemp() / "plan.toml"
    plan.write_text("\n".join(lines))
    told: list[int] = []
    try:
        read_plan(plan, foresight(elsewhere=True))
    except FileProblemsError as error:
        told = sorted({problem.line for problem in error.problems})
    assert told == wrong


@pytest.mark.usefixtures("_tiny")
@pytest.mark.parametrize(("text", "messages"), FORESEEN)
def test_what_would_surely_fail_is_told_at_its_place(read: Read, text: str, messages: list[str]) -> None:
    with pytest.raises(FileProblemsError) as error:
        read(text)
    told = str(error.value)
    for message in messages:
        assert message in told
    assert [line for line in told.splitlines() if not any(message in line for message in messages)] == []


def test_a_mistake_of_a_routine_is_told_where_it_stands(read: Read, tmp_path: Path) -> None:
    (tmp_path / "tiny.yaml").write_text("title: Tiny\nsteps: 3\n")
    with pytest.raises(FileProblemsError) as error:
        read('routine = ["./tiny.yaml", "lower-bak"]\nlanguage = ["en", "de"]\nvoice = "tone:sin"')
    files = [(Path(problem.file).name, problem.line, problem.column) for problem in error.value.problems]
    assert files == [("plan.toml", 1, 11), ("plan.toml", 3, 9), ("tiny.yaml", 2, 8)]


def test_what_the_config_gets_wrong_is_told_at_the_plans_table(
    read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config.toml").write_text('voices = { en = "tone:sin" }\n')
    monkeypatch.setenv("VOICECOACH_CONFIG_DIR", str(tmp_path))
    with pytest.raises(FileProblemsError, match=r":1:1: the config's voice for en: unknown voice 'tone:sin'"):
        read('routine = "lower-back"')
    assert len(read('routine = "lower-back"\nvoice = "tone:sine"')) == 1


def test_others_have_voices_and_levels_of_their_own(tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text(f'{LOWER_BACK}voice = "tone:sin"\nsurface = "bed"\n')
    assert len(read_plan(plan, foresight(elsewhere=True))) == 1
    plan.write_text(f'{LOWER_BACK}voice = "tone:sin"\nlevel = "regular"\nsurface = "bed"\nwithout = "x"\n')
    with pytest.raises(FileProblemsError, match=r":5:11: lower-back: unknown exercise of this routine 'x'"):
        read_plan(plan, foresight(elsewhere=True))


def test_an_engine_that_waits_for_something_is_told_when_a_file_is_made(read: Read) -> None:
    assert len(read(f'{LOWER_BACK}voice = "command:nothing-is-configured"')) == 1
