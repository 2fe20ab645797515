"""The cache gives back exactly what it was given, or nothing; and it stays within its bound."""

from __future__ import annotations

import multiprocessing
import os
import resource
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.cache import HEADER, Cache, entry_name

NAME = entry_name("clip", "engine", "1", "voice", 140, "Breathe in.")
CONTENT = bytes(range(256)) * 20
LONG = CONTENT * 200
NAMES = [entry_name("clip", f"Breathe {number} times.") for number in range(100)]


def put_all(folder: Path) -> None:
    for name in NAMES:
        Cache(folder).put(name, LONG)


def put_and_get_many(folder: Path, seed: int) -> None:
    cache = Cache(folder, 20 * len(CONTENT))
    for number in range(200):
        name = entry_name("clip", (number * seed) % 60)
        content = cache.get(name)
        assert content in (None, CONTENT)
        if content is None:
            cache.put(name, CONTENT)


def test_a_content_comes_back_as_it_was(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "made" / "with the first entry")
    assert cache.get(NAME) is None
    assert cache.put(NAME, CONTENT) == CONTENT
    assert cache.get(NAME) == CONTENT
    assert cache.get(entry_name("clip", "Breathe out.")) is None
    assert cache.put(NAME, b"") == CONTENT
    assert Cache(tmp_path / "empty").put(NAME, b"") == b""


INGREDIENTS = st.lists(st.text() | st.integers() | st.floats(allow_nan=False), max_size=4)


@given(INGREDIENTS, INGREDIENTS)
def test_names_are_equal_only_for_equal_ingredients(one: list[object], other: list[object]) -> None:
    same = [(type(each), each) for each in one] == [(type(each), each) for each in other]
    assert (entry_name("clip", *one) == entry_name("clip", *other)) == same
    assert entry_name("clip", *one) != entry_name("profile", *one)


@pytest.fixture
def entry(tmp_path: Path) -> Path:
    """The only file of a cache in `tmp_path`."""
    Cache(tmp_path).put(NAME, CONTENT)
    (file,) = tmp_path.iterdir()
    return file


@pytest.mark.parametrize("length", [0, 1, 11, 12, 100, -1])
def test_a_truncated_entry_reads_as_none_and_is_made_again(entry: Path, length: int) -> None:
    entry.write_bytes(entry.read_bytes()[:length])
    cache = Cache(entry.parent)
    assert cache.get(NAME) is None
    cache.put(NAME, CONTENT)
    assert cache.get(NAME) == CONTENT


@pytest.mark.parametrize("at", [0, 4, 8, 12, 1000, -1])
def test_an_entry_with_a_flipped_bit_reads_as_none(entry: Path, at: int) -> None:
    spoilt = bytearray(entry.read_bytes())
    spoilt[at] ^= 1
    entry.write_bytes(spoilt)
    assert Cache(entry.parent).get(NAME) is None


def test_an_entry_with_more_behind_it_reads_as_none(entry: Path) -> None:
    entry.write_bytes(entry.read_bytes() + b"\0\0")
    assert Cache(entry.parent).get(NAME) is None


def test_processes_that_put_the_same_never_show_half_of_it(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=put_all, args=(tmp_path,)) for _ in range(2)]
    for process in processes:
        process.start()
    sizes = set()
    while any(process.is_alive() for process in processes):
        sizes |= {entry.stat().st_size for entry in tmp_path.glob("*.clip")}
    assert [process.exitcode for process in processes] == [0, 0]
    assert len(sizes) == 1
    assert [Cache(tmp_path).get(name) for name in NAMES] == [LONG] * len(NAMES)
    assert len(list(tmp_path.iterdir())) == len(NAMES)


def test_processes_that_take_each_others_room_read_what_was_put_or_nothing(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=put_and_get_many, args=(tmp_path, seed)) for seed in (7, 11, 13)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("folder", ["file/clips", "/proc/self"])
def test_a_folder_that_cant_be_written_keeps_nothing(tmp_path: Path, folder: str) -> None:
    (tmp_path / "file").touch()
    cache = Cache(tmp_path / folder)
    assert cache.put(NAME, CONTENT) is None
    assert cache.get(NAME) is None
    assert cache.usage().total_bytes == cache.clear().total_bytes == 0


def test_a_full_disk_keeps_nothing_and_leaves_no_scraps(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        assert Cache(tmp_path).put(NAME, CONTENT) is None
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []


def test_an_entry_that_cant_be_replaced_leaves_no_scraps(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    assert Cache(tmp_path).put(NAME, CONTENT) is None
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


SIZE = len(CONTENT) + HEADER.size


def aged(folder: Path, names: list[str]) -> None:
    """Make entries old, the first the oldest."""
    for age, name in enumerate(reversed(names), 1):
        os.utime(folder / name, (1e9 - age, 1e9 - age))


def test_what_was_used_the_longest_ago_goes_first(tmp_path: Path) -> None:
    for name in NAMES[:10]:
        Cache(tmp_path).put(name, CONTENT)
    aged(tmp_path, NAMES[:10])
    assert Cache(tmp_path).get(NAMES[0]) == CONTENT  # the oldest is used again
    cache = Cache(tmp_path, 10 * SIZE)
    cache.put(NAMES[10], CONTENT)
    left = [name for name in NAMES if (tmp_path / name).exists()]
    assert left == [NAMES[0], *NAMES[3:11]]  # nine tenths of the bound


def test_nothing_is_taken_from_whoever_uses_it(tmp_path: Path) -> None:
    cache = Cache(tmp_path, 3 * SIZE)
    for name in NAMES[:20]:
        cache.put(name, CONTENT)
    assert [cache.get(name) for name in NAMES[:20]] == [CONTENT] * 20
    cache.release()
    assert len(list(tmp_path.iterdir())) == 2


@given(st.lists(st.integers(0, 30), max_size=60), st.integers(3, 8))
def test_the_bound_holds_whatever_is_put(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[int], most: int
) -> None:
    folder = tmp_path_factory.mktemp("cache")
    for number in numbers:
        Cache(folder, most * SIZE).put(NAMES[number], CONTENT)
        assert sum(path.stat().st_size for path in folder.iterdir()) <= most * SIZE


def test_what_a_killed_process_left_goes_too(tmp_path: Path) -> None:
    (tmp_path / "being-written-abc123_x.part").write_bytes(LONG)
    Cache(tmp_path, 3 * SIZE).put(NAME, CONTENT)
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_what_a_killed_process_left_goes_at_the_end_of_a_session_that_puts_nothing(tmp_path: Path) -> None:
    Cache(tmp_path).put(NAME, CONTENT)
    (tmp_path / "being-written-abc123_x.part").write_bytes(LONG)
    cache = Cache(tmp_path)
    assert cache.get(NAME) == CONTENT
    cache.release()
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_files_of_others_stay(tmp_path: Path) -> None:
    others = ["setup.lock", "letter.txt", "0" * 64, "0" * 63 + ".clip", ".part"]
    for name in others:
        (tmp_path / name).write_bytes(LONG)
    (tmp_path / f"{'0' * 64}.clip").mkdir()
    cache = Cache(tmp_path, 3 * SIZE)
    cache.put(NAME, CONTENT)
    assert cache.clear().entries == {"clip": 1}
    assert {path.name for path in tmp_path.iterdir()} == {*others, f"{'0' * 64}.clip"}


def test_it_says_what_it_holds_and_gives_it_up(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    for name in (*NAMES[:3], entry_name("profile", "a voice")):
        cache.put(name, CONTENT)
    usage = cache.usage()
    assert usage.entries == {"clip": 3, "profile": 1}
    assert usage.total_bytes == 4 * SIZE
    assert cache.clear() == usage
    assert cache.usage().total_bytes == 0
    assert list(tmp_path.iterdir()) == []
