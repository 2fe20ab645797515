"""Items made by a real Dask cluster: a scheduler and its workers, each a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.batch.makers import make
from voicecoach.batch import cluster
from voicecoach.batch.cluster import made_there
from voicecoach.batch.item import Item, State
from voicecoach.errors import InputError

ROOT = Path(__file__).parents[2]
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start one of Dask's commands, and wait until it has said what it is to say first."""
    with ExitStack() as stack:

        def start(first: str, command: str, *arguments: str, **environment: str) -> subprocess.Popen[str]:
            process = subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.dask_{command}", *arguments, "--no-dashboard"],
                cwd=tmp_path,
                env=os.environ | {"PYTHONPATH": str(ROOT), "DASK_TEMPORARY_DIRECTORY": str(tmp_path)} | environment,
                stderr=subprocess.PIPE,
                text=True,
            )
            stack.callback(process.communicate)
            stack.callback(process.kill)
            assert process.stderr
            for line in process.stderr:
                if found := re.search(first, line):
                    process.args = found[0]
                    return process
            raise AssertionError(f"it ended before it said {first}")

        yield start


@pytest.fixture
def address(start: Start) -> str:
    """The address of a scheduler."""
    return str(start(r"tcp://\S+", "scheduler", "--host", "127.0.0.1", "--port", "0").args)


def start_worker(start: Start, address: str, name: str, **environment: str) -> subprocess.Popen[str]:
    """A worker that makes one item at a time, and that nobody starts anew when it dies."""
    arguments = [address, "--name", name, "--nthreads", "1", "--no-nanny"]
    return start("Registered to", "worker", *arguments, **environment)


def items_in(folder: Path, *routines: str) -> tuple[Item, ...]:
    return tuple(
        Item(path=str(folder / f"{number}"), routine=routine, seed=number, level=("gentle",))
        for number, routine in enumerate(routines)
    )


def test_two_workers_make_each_item_once(start: Start, address: str, tmp_path: Path) -> None:
    workers = [start_worker(start, address, name) for name in ("one", "two")]
    items = items_in(tmp_path, "a", "bb", "ccc", "dddd", "eeeee", "ffffff")
    outcomes = dict(made_there(make, items, address))
    assert [outcomes[index].length_s for index in range(6)] == [1, 2, 3, 4, 5, 6]
    assert [outcomes[index].size_bytes for index in range(6)] == [0, 1, 2, 3, 4, 5]
    assert {outcome.state for outcome in outcomes.values()} == {State.MADE}
    assert {Path(item.path).read_text() for item in items} == {str(worker.pid) for worker in workers}


def test_an_item_on_which_every_worker_dies_is_told_of(
    start: Start, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "NO_WORKER_S", 2.0)
    for name in ("one", "two"):
        start_worker(start, address, name)
    outcomes = dict(made_there(make, items_in(tmp_path, "deadly", "deadly"), address))
    assert [outcomes[index].state for index in range(2)] == [State.FAILED] * 2
    assert "no worker is left" in outcomes[0].reason


def test_the_items_of_a_worker_that_dies_are_made_by_the_others(start: Start, address: str, tmp_path: Path) -> None:
    items = items_in(tmp_path, "a", "endless")
    amid = Path(items[1].path)
    os.mkfifo(amid)
    dying = start_worker(start, address, "one")
    with closing(made_there(make, items, address)) as outcomes:
        assert next(outcomes)[0] == 0
        assert amid.read_text() == str(dying.pid)
        amid.unlink()
        dying.kill()
        other = start_worker(start, address, "two")
        ((index, outcome),) = outcomes
    assert (index, outcome.state) == (1, State.MADE)
    assert amid.read_text() == str(other.pid)


def test_a_worker_without_voicecoach_is_told_of(start: Start, address: str, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['voicecoach'] = None\n")
    start_worker(start, address, "one", PYTHONPATH=os.pathsep.join([str(tmp_path), str(ROOT)]))
    ((_, outcome),) = made_there(make, items_in(tmp_path, "a"), address)
    assert outcome.state is State.FAILED
    assert "a worker can't make it" in outcome.reason
    assert "voicecoach" in outcome.reason


def test_a_scheduler_that_dies_is_told_of(start: Start, tmp_path: Path) -> None:
    scheduler = start(r"tcp://\S+", "scheduler", "--host", "127.0.0.1", "--port", "0")
    address = str(scheduler.args)
    start_worker(start, address, "one")
    items = items_in(tmp_path, "a", "endless")
    os.mkfifo(items[1].path)
    with closing(made_there(make, items, address)) as outcomes:
        assert next(outcomes)[0] == 0
        Path(items[1].path).read_text()
        scheduler.kill()
        ((index, outcome),) = outcomes
    assert (index, outcome.state) == (1, State.FAILED)
    assert "the scheduler has lost it" in outcome.reason


def test_a_scheduler_without_workers_is_bad_input(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "ANSWER_S", 1.0)
    with pytest.raises(InputError, match=f"has no workers; start one: dask worker {address}"):
        next(made_there(make, (), address))


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nowhere", "127.0.0.1:x", "foo://127.0.0.1:1"])
def test_no_scheduler_is_bad_input(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "ANSWER_S", 1.0)
    with pytest.raises(InputError, match=f"no scheduler answers at {address}"):
        next(made_there(make, (), address))
