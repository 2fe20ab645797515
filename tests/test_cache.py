"""The cache gives back exactly what it was given, or nothing."""

from __future__ import annotations

import multiprocessing
import resource
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.clip import Clip
from voicecoach.speech.cache import ClipCache, clip_key

KEY = clip_key("engine", "1", "voice", 140, "Breathe in.")
CLIP = Clip(bytes(range(256)) * 20)


LONG_CLIP = Clip(CLIP.samples * 200)
KEYS = [clip_key("engine", "1", "voice", 140, f"Breathe {number} times.") for number in range(100)]


def put_all(folder: Path) -> None:
    for key in KEYS:
        ClipCache(folder).put(key, LONG_CLIP)


def test_a_clip_comes_back_as_it_was(tmp_path: Path) -> None:
    cache = ClipCache(tmp_path / "made" / "with the first clip")
    assert cache.get(KEY) is None
    cache.put(KEY, CLIP)
    assert cache.get(KEY) == CLIP
    assert cache.get(clip_key("engine", "1", "voice", 140, "Breathe out.")) is None


def test_all_that_changes_the_sound_changes_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = {
        KEY,
        clip_key("motor", "1", "voice", 140, "Breathe in."),
        clip_key("engine", "2", "voice", 140, "Breathe in."),
        clip_key("engine", "1", "voicer", 140, "Breathe in."),
        clip_key("engine", "1", "voice", 141, "Breathe in."),
        clip_key("engine", "1", "voice", 140, "Breathe in"),
        clip_key("engine", "1", "voice 140", 140, "Breathe in."),
    }
    assert len(keys) == 7
    for constant in ("CONFORM_VERSION", "FRAME_RATE", "FRAME_BYTES"):
        with monkeypatch.context() as changed:
            changed.setattr(f"voicecoach.speech.cache.{constant}", 99)
            keys.add(clip_key("engine", "1", "voice", 140, "Breathe in."))
    assert len(keys) == 10


@given(st.lists(st.text(), min_size=4, max_size=4), st.lists(st.text(), min_size=4, max_size=4))
def test_keys_are_equal_only_for_equal_cues(one: list[str], other: list[str]) -> None:
    keys = [clip_key(engine, version, voice, 140, text) for engine, version, voice, text in (one, other)]
    assert (keys[0] == keys[1]) == (one == other)


@pytest.fixture
def entry(tmp_path: Path) -> Path:
    """The only file of a cache in `tmp_path`."""
    ClipCache(tmp_path).put(KEY, CLIP)
    (file,) = tmp_path.iterdir()
    return file


@pytest.mark.parametrize("length", [0, 1, 11, 12, 100, -1])
def test_a_truncated_entry_reads_as_none_and_is_made_again(entry: Path, length: int) -> None:
    entry.write_bytes(entry.read_bytes()[:length])
    cache = ClipCache(entry.parent)
    assert cache.get(KEY) is None
    cache.put(KEY, CLIP)
    assert cache.get(KEY) == CLIP


@pytest.mark.parametrize("at", [0, 4, 8, 12, 1000, -1])
def test_an_entry_with_a_flipped_bit_reads_as_none(entry: Path, at: int) -> None:
    spoilt = bytearray(entry.read_bytes())
    spoilt[at] ^= 1
    entry.write_bytes(spoilt)
    assert ClipCache(entry.parent).get(KEY) is None


def test_an_entry_with_more_behind_it_reads_as_none(entry: Path) -> None:
    entry.write_bytes(entry.read_bytes() + b"\0\0")
    assert ClipCache(entry.parent).get(KEY) is None


def test_processes_that_put_the_same_clips_never_show_half_of_one(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=put_all, args=(tmp_path,)) for _ in range(2)]
    for process in processes:
        process.start()
    sizes = set()
    while any(process.is_alive() for process in processes):
        sizes |= {entry.stat().st_size for entry in tmp_path.glob("*.clip")}
    assert [process.exitcode for process in processes] == [0, 0]
    assert len(sizes) == 1
    assert [ClipCache(tmp_path).get(key) for key in KEYS] == [LONG_CLIP] * len(KEYS)
    assert len(list(tmp_path.iterdir())) == len(KEYS)


@pytest.mark.parametrize("folder", ["file/clips", "/proc/self"])
def test_a_folder_that_cant_be_written_keeps_nothing(tmp_path: Path, folder: str) -> None:
    (tmp_path / "file").touch()
    cache = ClipCache(tmp_path / folder)
    cache.put(KEY, CLIP)
    assert cache.get(KEY) is None


def test_a_full_disk_keeps_nothing_and_leaves_no_scraps(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        ClipCache(tmp_path).put(KEY, CLIP)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []


def test_an_entry_that_cant_be_replaced_leaves_no_scraps(tmp_path: Path) -> None:
    obstacle = tmp_path / f"{KEY}.clip"
    obstacle.mkdir()
    cache = ClipCache(tmp_path)
    cache.put(KEY, CLIP)
    assert cache.get(KEY) is None
    assert list(tmp_path.iterdir()) == [obstacle]
