"""A file appears whole or not at all, and nothing is left beside it."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from voicecoach.documents.saving import save
from voicecoach.errors import ExportError, InputError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_text_is_written_as_it_is(tmp_path: Path) -> None:
    save(tmp_path / "mine.yaml", "title: Über\n", overwrite=False)
    assert (tmp_path / "mine.yaml").read_bytes() == "title: Über\n".encode()
    assert names(tmp_path) == ["mine.yaml"]


def test_what_exists_is_kept_unless_it_may_be_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("mine")
    with pytest.raises(InputError, match=r"mine\.yaml exists; overwrite it with --force"):
        save(path, "other", overwrite=False)
    assert path.read_text() == "mine"
    save(path, "other", overwrite=True)
    assert (path.read_text(), names(tmp_path)) == ("other", ["mine.yaml"])


def test_a_symbolic_link_stays_and_its_target_is_written(tmp_path: Path) -> None:
    (tmp_path / "real.yaml").write_text("old")
    (tmp_path / "link.yaml").symlink_to("real.yaml")
    save(tmp_path / "link.yaml", "new", overwrite=True)
    assert (tmp_path / "link.yaml").is_symlink()
    assert (tmp_path / "real.yaml").read_text() == "new"


def test_a_file_that_came_meanwhile_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "mine.yaml"
    monkeypatch.setattr(os, "fsync", lambda _: path.write_text("theirs"))
    with pytest.raises(InputError, match="exists"):
        save(path, "mine", overwrite=False)
    assert (path.read_text(), names(tmp_path)) == ("theirs", ["mine.yaml"])


def test_a_full_disk_is_named_and_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path = tmp_path / "mine.yaml"
    path.write_text("mine")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportError, match=r"mine\.yaml couldn't be written: the disk is full"):
        save(path, "other", overwrite=True)
    assert (path.read_text(), names(tmp_path)) == ("mine", ["mine.yaml"])


def under_a_file(folder: Path) -> Path:
    """A path whose folder is a file."""
    (folder / "file").touch()
    return folder / "file" / "mine.yaml"


def read_only(folder: Path) -> Path:
    """A file that may not be written."""
    (folder / "kept.yaml").touch(0o444)
    return folder / "kept.yaml"


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        (lambda folder: folder, "is a folder; name a file in it"),
        (lambda folder: folder / "none" / "mine.yaml", "none doesn't exist; create it first"),
        (lambda folder: folder / f"{'x' * 300}.yaml", os.strerror(errno.ENAMETOOLONG)),
        (under_a_file, os.strerror(errno.ENOTDIR)),
        (read_only, "is read-only"),
        (lambda _: Path(os.devnull), "device"),
        (lambda _: Path("/proc/mine.yaml"), "/proc"),
    ],
    ids=["folder", "no folder", "long name", "file as folder", "read-only", "device", "unwritable folder"],
)
def test_a_path_that_cannot_work_is_refused(place: Callable[[Path], Path], reason: str, tmp_path: Path) -> None:
    path = place(tmp_path)
    before = names(tmp_path)
    with pytest.raises(InputError, match=reason):
        save(path, "mine", overwrite=True)
    assert names(tmp_path) == before
