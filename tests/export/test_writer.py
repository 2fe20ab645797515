"""The writer: a file appears whole or not at all, and what can't work is said before any work."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, ClassVar

import pytest

from tests.export.kinds import FLAC, KINDS, M4A, OGG, OPUS, WAV, Kind, each
from tests.sessions import session_of
from voicecoach.clip import GRID, Clip, Island
from voicecoach.errors import ExportError, InputError, SpeechError, UnknownNameError
from voicecoach.export.encoder import Encoder, Tags
from voicecoach.export.mp3_encoder import Mp3Encoder
from voicecoach.export.reader import read_exported
from voicecoach.export.wav_encoder import WavEncoder
from voicecoach.export.writer import Progress, encoder_for, encoding_ahead
from voicecoach.export.writer import export as write
from voicecoach.files import reserve, save

LENGTH = 100 * GRID
ISLANDS = [Island(start * GRID, Clip(b"\x11\x01" * 5 * GRID)) for start in (2, 20, 60)]
OLD = b"what was there before"


def export(
    path: Path,
    encoder: Encoder,
    islands: Iterable[Island],
    tags: Tags,
    *,
    overwrite: bool,
    on_progress: Progress | None = None,
) -> None:
    """Reserve a path and write to it at once."""
    with reserve(path, overwrite=overwrite) as reservation:
        write(reservation, encoder, LENGTH, islands, tags, on_progress)


def folder_of(path: Path) -> list[str]:
    """The names beside a path, hidden ones too."""
    return sorted(beside.name for beside in path.parent.iterdir())


def test_a_new_file_appears(tmp_path: Path, tags: Tags) -> None:
    path = tmp_path / "session.wav"
    export(path, WavEncoder(), ISLANDS, tags, overwrite=False)
    assert path.read_bytes()[:4] == b"RIFF"
    assert folder_of(path) == ["session.wav"]


def test_until_it_is_whole_the_old_file_stays(tmp_path: Path, tags: Tags) -> None:
    path = tmp_path / "session.wav"
    path.write_bytes(OLD)

    def looking() -> Iterator[Island]:
        for island in ISLANDS:
            assert path.read_bytes() == OLD
            part, session = folder_of(path)
            assert session == "session.wav"
            assert part.startswith(".")
            assert part.endswith(".part")
            yield island

    export(path, WavEncoder(), looking(), tags, overwrite=True)
    assert path.read_bytes()[:4] == b"RIFF"
    assert folder_of(path) == ["session.wav"]


class HearingEncoder(WavEncoder):
    """Tells of each island that it was given ahead, and in which thread."""

    def __init__(self, error: Exception | None = None) -> None:
        super().__init__()
        self.heard: list[int] = []
        self.threads: set[threading.Thread] = set()
        self._error, self._more = error, threading.Condition()

    def prepare(self, islands: Iterable[Island]) -> None:
        """Listen."""
        for island in islands:
            if self._error:
                raise self._error
            with self._more:
                self.heard.append(island.start)
                self.threads.add(threading.current_thread())
                self._more.notify()

    def wait_for(self, count: int) -> None:
        """Wait until so many were heard."""
        with self._more:
            assert self._more.wait_for(lambda: len(self.heard) >= count, timeout=60)


def test_what_is_known_is_encoded_while_the_rest_is_spoken() -> None:
    session, whole, encoder = session_of(), session_of(), HearingEncoder()
    whole.timeline()
    starts = [island.start for island in whole.sound.islands()]
    assert len(starts) > 5
    with encoding_ahead(encoder, session.sound.islands) as encode:
        while session.prepare():
            encode()
            encoder.wait_for(len([*session.sound.islands()]))  # before the next step is
    assert encoder.heard == starts
    assert threading.main_thread() not in encoder.threads
    assert not any(thread.is_alive() for thread in encoder.threads)


@pytest.mark.filterwarnings("error")  # what a thread raises is a warning
@pytest.mark.parametrize("error", [SpeechError("no sound came"), OSError(errno.EIO, "the disk is broken")])
def test_what_goes_wrong_ahead_is_left_to_the_writing(error: Exception) -> None:
    session = session_of()
    with encoding_ahead(HearingEncoder(error), session.sound.islands) as encode:
        while session.prepare():
            encode()


def test_a_file_is_the_same_encoded_ahead_or_not(tmp_path: Path, tags: Tags) -> None:
    ahead, plain = tmp_path / "ahead.mp3", tmp_path / "plain.mp3"
    for path in (ahead, plain):
        session, encoder = session_of(), Mp3Encoder()
        if path == ahead:
            with encoding_ahead(encoder, session.sound.islands) as encode:
                session.timeline(lambda done, total: encode())
        length = session.timeline().length
        with reserve(path, overwrite=False) as reservation:
            write(reservation, encoder, length, session.sound.islands(), tags)
    assert ahead.read_bytes() == plain.read_bytes()


def test_progress_is_told_in_frames(tmp_path: Path, tags: Tags) -> None:
    told: list[tuple[int, int]] = []
    path = tmp_path / "session.mp3"
    export(path, Mp3Encoder(), ISLANDS, tags, overwrite=False, on_progress=lambda *done: told.append(done))
    assert told == [(7 * GRID, LENGTH), (25 * GRID, LENGTH), (65 * GRID, LENGTH), (LENGTH, LENGTH)]


@pytest.mark.parametrize("error", [SpeechError("no voice"), KeyboardInterrupt(), MemoryError()])
@pytest.mark.parametrize("old", [OLD, None])
def test_what_ends_it_in_the_middle_changes_nothing(
    error: BaseException, old: bytes | None, tmp_path: Path, tags: Tags
) -> None:
    path = tmp_path / "session.mp3"
    if old:
        path.write_bytes(old)
    before = folder_of(path)

    def failing() -> Iterator[Island]:
        yield ISLANDS[0]
        raise error

    with pytest.raises(type(error)) as raised:
        export(path, Mp3Encoder(), failing(), tags, overwrite=True)
    assert raised.value is error
    assert folder_of(path) == before
    assert not old or path.read_bytes() == old


KILLED = """
import sys
from pathlib import Path
from voicecoach.clip import GRID, Clip, Island
from voicecoach.export.encoder import Tags
from voicecoach.export.writer import encoder_for, export
from voicecoach.files import reserve

path = Path(sys.argv[1])

def waiting():
    yield Island(0, Clip(bytes(2000 * GRID)))
    print("in the middle", flush=True)
    sys.stdin.read()

with reserve(path, overwrite=True) as reservation:
    export(reservation, encoder_for(path), 5000 * GRID, waiting(), Tags("", "", "", "en", "", ()))
"""


@each(WAV, FLAC, OGG, OPUS, M4A)
def test_a_killed_process_leaves_the_old_file_and_the_next_export_sweeps_behind_it(
    kind: Kind, tmp_path: Path, tags: Tags
) -> None:
    path, another = (tmp_path / f"{name}{kind.encoder.suffix}" for name in ("session", "another"))
    path.write_bytes(OLD)
    with python(KILLED, path) as process:
        assert process.stdout
        assert process.stdout.readline() == b"in the middle\n"
        export(another, kind.encoder(), ISLANDS, tags, overwrite=True)
        assert len(folder_of(path)) == 3  # what is being written stays
        process.kill()
    assert path.read_bytes() == OLD
    export(path, kind.encoder(), ISLANDS, tags, overwrite=True)
    assert read_exported(path).tags.title == tags.title
    assert folder_of(path) == [another.name, path.name]


NO_ROOM = """
import random, resource, sys
from pathlib import Path
from voicecoach.clip import Clip, Island
from voicecoach.errors import ExportError
from voicecoach.export.encoder import Tags
from voicecoach.export.writer import encoder_for, export
from voicecoach.files import reserve

path = Path(sys.argv[1])
noise = Island(0, Clip(random.Random(0).randbytes(2 * 1152 * 1000)))
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    with reserve(path, overwrite=True) as reservation:
        export(reservation, encoder_for(path), 1000 * 1152, [noise], Tags("", "", "", "en", "", ()))
except ExportError as error:
    print(error)
"""


@each(*KINDS)
def test_a_file_that_finds_no_room_leaves_the_old_one(kind: Kind, tmp_path: Path) -> None:
    path = tmp_path / f"session{kind.encoder.suffix}"
    path.write_bytes(OLD)
    with python(NO_ROOM, path, stderr=subprocess.PIPE) as process:
        said, complained = process.communicate(timeout=60)
    reason = (
        f"ffmpeg was ended by the signal {signal.SIGXFSZ.name}"
        if kind.programs
        else f"{path} couldn't be written: {os.strerror(errno.EFBIG)}"
    )
    assert said.decode().startswith(reason)
    assert complained == b""
    assert path.read_bytes() == OLD
    assert folder_of(path) == [path.name]


def python(program: str, path: Path, stderr: int | None = None) -> subprocess.Popen[bytes]:
    """A Python of its own that runs a program on a path."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", program, str(path)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, env=environment)


class OntoFullDisk(WavEncoder):
    """An encoder whose disk fills up."""

    suffix: ClassVar[str] = ".full"

    def write(self, file: BinaryIO, length: int, islands: Iterable[Island], tags: Tags) -> None:
        """Write a little, then fail as a full disk does."""
        file.write(bytes(length))
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_is_named(tmp_path: Path, tags: Tags) -> None:
    path = tmp_path / "session.full"
    with pytest.raises(ExportError, match="the disk is full") as raised:
        export(path, OntoFullDisk(), ISLANDS, tags, overwrite=False)
    assert isinstance(raised.value.__cause__, OSError)
    assert folder_of(path) == []


def too_long(folder: Path) -> Path:
    """A name that no file system takes."""
    return folder / ("x" * 300 + ".mp3")


def under_a_file(folder: Path) -> Path:
    """A path whose folder is a file."""
    (folder / "file").touch()
    return folder / "file" / "session.mp3"


def read_only(folder: Path) -> Path:
    """A file that may not be written."""
    (folder / "kept.mp3").touch(0o444)
    return folder / "kept.mp3"


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        (lambda folder: folder, "is a folder; name a file in it"),
        (lambda folder: folder / "none" / "session.mp3", "none doesn't exist; create it first"),
        (too_long, os.strerror(errno.ENAMETOOLONG)),
        (under_a_file, os.strerror(errno.ENOTDIR)),
        (read_only, "is read-only"),
        (lambda _: Path(os.devnull), "device"),
        (lambda _: Path("/proc/session.mp3"), "/proc"),
    ],
    ids=["folder", "no folder", "long name", "file as folder", "read-only", "device", "unwritable folder"],
)
def test_a_path_that_cannot_work_is_refused_before_any_work(
    place: Callable[[Path], Path], reason: str, tmp_path: Path, tags: Tags
) -> None:
    path = place(tmp_path)
    before = sorted(tmp_path.iterdir())

    def untouched() -> Iterator[Island]:
        pytest.fail("islands were pulled")
        yield

    with pytest.raises(InputError, match=reason) as raised:
        export(path, Mp3Encoder(), untouched(), tags, overwrite=True)
    assert raised.value.exit_status == 2
    assert str(path) in str(raised.value) or str(path.parent) in str(raised.value)
    assert sorted(tmp_path.iterdir()) == before


def test_an_existing_file_needs_force(tmp_path: Path) -> None:
    path = tmp_path / "session.mp3"
    path.write_bytes(OLD)
    with pytest.raises(InputError, match="--force"), reserve(path, overwrite=False):
        pytest.fail("the path was reserved")
    assert path.read_bytes() == OLD
    assert folder_of(path) == ["session.mp3"]


@pytest.mark.parametrize("hard_links", [True, False])
def test_a_file_that_came_in_the_meantime_stays(
    hard_links: bool, tmp_path: Path, tags: Tags, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "session.mp3"
    if not hard_links:
        monkeypatch.setattr(os, "link", refuse_links)
    with reserve(path, overwrite=False) as reservation:
        path.write_bytes(OLD)
        with pytest.raises(InputError, match="--force"):
            write(reservation, Mp3Encoder(), LENGTH, ISLANDS, tags)
    assert path.read_bytes() == OLD
    assert folder_of(path) == ["session.mp3"]


def test_a_file_system_without_hard_links_will_do(tmp_path: Path, tags: Tags, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", refuse_links)
    path = tmp_path / "session.wav"
    export(path, WavEncoder(), ISLANDS, tags, overwrite=False)
    assert path.read_bytes()[:4] == b"RIFF"
    assert folder_of(path) == ["session.wav"]


def refuse_links(source: Path, target: Path) -> None:
    """What FAT says to a hard link."""
    raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))


def test_a_reservation_that_is_given_up_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "session.mp3"
    with reserve(path, overwrite=False):
        assert len(folder_of(path)) == 1
    assert folder_of(path) == []


@pytest.mark.parametrize("there", [True, False], ids=["target exists", "broken link"])
def test_a_symbolic_link_stays_and_its_target_is_written(there: bool, tmp_path: Path, tags: Tags) -> None:
    target = tmp_path / "music" / "target.wav"
    target.parent.mkdir()
    if there:
        target.write_bytes(OLD)
    link = tmp_path / "link.wav"
    link.symlink_to(target)
    export(link, WavEncoder(), ISLANDS, tags, overwrite=there)
    assert link.is_symlink()
    assert target.read_bytes()[:4] == b"RIFF"
    assert folder_of(target) == ["target.wav"]


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o027, 0o640)])
def test_the_mode_is_that_of_a_plain_open(mask: int, mode: int, tmp_path: Path, tags: Tags) -> None:
    path = tmp_path / "session.mp3"
    before = os.umask(mask)
    try:
        export(path, Mp3Encoder(), ISLANDS, tags, overwrite=False)
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == mode


def test_a_text_is_saved_in_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    save(path, "title: Über\n", overwrite=False)
    assert path.read_bytes() == "title: Über\n".encode()
    with pytest.raises(InputError, match="--force"):
        save(path, "title: Unter\n", overwrite=False)
    save(path, "title: Unter\n", overwrite=True)
    assert path.read_bytes() == b"title: Unter\n"
    assert folder_of(path) == ["mine.yaml"]


@pytest.mark.parametrize(
    ("name", "format_name", "kind"),
    [("a.mp3", None, Mp3Encoder), ("a.WAV", None, WavEncoder), ("a.mp3", "wav", WavEncoder), ("a", "mp3", Mp3Encoder)],
)
def test_the_ending_or_the_format_names_the_encoder(name: str, format_name: str | None, kind: type) -> None:
    assert isinstance(encoder_for(Path(name), format_name), kind)


@pytest.mark.parametrize("name", ["session.xyz", "session", ".mp3"])
def test_an_unknown_ending_lists_the_known(name: str) -> None:
    with pytest.raises(InputError, match=r"known endings are \.flac, \.m4a, \.m4b, \.mp3, \.ogg, \.opus, \.wav$"):
        encoder_for(Path(name))


def test_an_unknown_format_offers_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean mp3"):
        encoder_for(Path("session.mp3"), "mp33")
