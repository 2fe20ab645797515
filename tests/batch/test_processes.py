"""Items made by real processes, of which some die."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.batch.makers import make
from voicecoach.batch.item import Item, Outcome, State
from voicecoach.batch.processes import made_here, usable_cores


def items_in(folder: Path, *routines: str) -> tuple[Item, ...]:
    return tuple(
        Item(path=str(folder / f"{number}"), routine=routine, seed=number) for number, routine in enumerate(routines)
    )


def made(items: tuple[Item, ...], jobs: int) -> list[Outcome]:
    outcomes = dict(made_here(make, items, jobs))
    return [outcomes[index] for index in range(len(items))]


def test_each_item_is_made_once_by_as_many_processes_as_there_are_jobs(tmp_path: Path) -> None:
    items = items_in(tmp_path, "a", "bb", "ccc", "dddd", "eeeee")
    outcomes = made(items, 2)
    assert [outcome.length_s for outcome in outcomes] == [1, 2, 3, 4, 5]
    assert {outcome.state for outcome in outcomes} == {State.MADE}
    makers = [Path(item.path).read_text() for item in items]
    assert 1 <= len(set(makers)) <= 2
    assert str(os.getpid()) not in makers


def test_what_is_said_of_an_item_comes_with_it(tmp_path: Path) -> None:
    (outcome,) = made(items_in(tmp_path, "a"), 1)
    assert outcome.notes == ("said of a",)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
def test_a_process_that_dies_takes_one_item_with_it(tmp_path: Path) -> None:
    outcomes = made(items_in(tmp_path, "deadly", "a", "deadly", "b", "c", "deadly"), 2)
    states = [outcome.state.value for outcome in outcomes]
    assert states == ["failed", "made", "failed", "made", "made", "failed"]
    assert "was ended by the signal SIGKILL" in outcomes[0].reason


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes are POSIX's")
def test_what_is_under_way_tidies_up_when_the_batch_is_ended(tmp_path: Path) -> None:
    items = items_in(tmp_path, "endless", "a")
    os.mkfifo(items[0].path)
    with closing(made_here(make, items, 2)) as outcomes:
        assert next(outcomes)[0] == 1
        amid = int(Path(items[0].path).read_text())
    assert (tmp_path / "0.tidied").exists()
    with pytest.raises(ProcessLookupError):
        os.kill(amid, 0)


def test_there_is_a_core() -> None:
    assert 1 <= usable_cores() <= (os.cpu_count() or 1)
