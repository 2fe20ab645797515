"""What was made before and can be made again: clips, what was measured, and what exports are put together from. A file
each, in one folder, bounded.

A cache may lose what it was given; it never gives anything else. Threads and processes may share a folder.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
import struct
import threading
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from voicecoach.parts import new_part, sweep

HEADER = struct.Struct("<4sII")
"""Before the content: MAGIC, its number of bytes, its CRC-32."""

MAGIC = b"vcc2"

MOST_BYTES = 500_000_000

_PREFIX = "being-written-"
_PRIVATE = 0o600
_ENTRY = re.compile(r"[0-9a-f]{64}\.[a-z-]+")

_KEPT_AFTER_TRIMMING = 0.9
_SHARE_BEFORE_A_LOOK = 0.05
"""Of the bound: how much is put before the folder is looked at again, to which others add as well."""


def entry_name(kind: str, *ingredients: object) -> str:
    """The name of an entry: a digest of all that its content depends on, and its kind. `ingredients` are what JSON
    knows."""
    digest = hashlib.sha256(json.dumps([kind, *ingredients], sort_keys=True).encode()).hexdigest()
    return f"{digest}.{kind}"


@dataclass(frozen=True, slots=True)
class Usage:
    """What a cache holds: by kind, how many entries, and how many bytes they take."""

    entries: dict[str, int]
    sizes: dict[str, int]

    @property
    def total_bytes(self) -> int:
        """Bytes of all kinds."""
        return sum(self.sizes.values())


class Cache:
    """Bytes by name. The folder is made with the first entry."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        """What was used the longest ago goes first where the entries take more than `most_bytes`. What this object gave
        or was given stays, so that nobody's work is taken away amid it."""
        self.folder, self.most_bytes = folder, most_bytes
        self._used: set[str] = set()
        self._put_bytes = 0
        self._looked = False
        self._trimming = threading.Lock()

    def get(self, name: str) -> bytes | None:
        """The content of that name; None where there is none, or only a damaged one."""
        path = self.folder / name
        try:
            entry = path.read_bytes()
        except OSError:
            return None
        content = entry[HEADER.size :]
        if entry[: HEADER.size] != _header(content):
            return None
        self._used.add(name)
        with suppress(OSError):  # a folder that can only be read serves as well
            os.utime(path)
        return content

    def put(self, name: str, content: bytes) -> bytes | None:
        """Keep a content, whole or not at all, and give the one that is kept from now on: the first that came.

        So nothing changes under a process that uses it. None where the disk is full or the folder can't be written.
        """
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            with new_part(self.folder, _PREFIX, _PRIVATE) as (part, file):
                with file:
                    file.write(_header(content) + content)
                kept = self._settled(name, part, content)
            self._used.add(name)
            self._put_bytes += HEADER.size + len(content)
            if not self._looked or self._put_bytes > self.most_bytes * _SHARE_BEFORE_A_LOOK:
                self._trim()
            return kept
        return None

    def replace(self, name: str, content: bytes) -> None:
        """Keep a content in the place of the one there is. It is lost where the folder can't be written."""
        with suppress(OSError):
            (self.folder / name).unlink(missing_ok=True)
        self.put(name, content)

    def release(self) -> None:
        """What this object used may go from now on, and goes where there is more than fits; so do scraps of killed
        processes, which have nothing to do with what was used."""
        self._used.clear()
        self._trim()

    def _settled(self, name: str, part: Path, content: bytes) -> bytes:
        path = self.folder / name
        try:
            os.link(part, path)  # unlike a rename, it never overwrites
        except OSError:  # there is one already, or the file system has no hard links
            kept = self.get(name)
            if kept is not None:
                return kept
            part.replace(path)
        return content

    def _trim(self) -> None:
        """Remove what was used the longest ago, where there is more than fits."""
        with self._trimming:
            self._looked, self._put_bytes = True, 0
            sweep(self.folder, _PREFIX)
            entries = sorted(self._entries(), key=lambda entry: entry[1].st_mtime_ns)
            total_bytes = sum(status.st_size for _, status in entries)
            if total_bytes <= self.most_bytes:
                return
            for path, status in entries:
                if total_bytes <= self.most_bytes * _KEPT_AFTER_TRIMMING:
                    break
                if path.name not in self._used:
                    with suppress(OSError):
                        path.unlink()
                        total_bytes -= status.st_size

    def usage(self) -> Usage:
        """What there is."""
        entries: dict[str, int] = {}
        sizes: dict[str, int] = {}
        for path, status in self._entries():
            kind = path.suffix.removeprefix(".")
            entries[kind] = entries.get(kind, 0) + 1
            sizes[kind] = sizes.get(kind, 0) + status.st_size
        return Usage(entries, sizes)

    def clear(self) -> Usage:
        """Remove everything; what was removed. An entry that a process is about to read is made again there."""
        sweep(self.folder, _PREFIX)
        removed = self.usage()
        for path, _ in self._entries():
            path.unlink(missing_ok=True)
        return removed

    def _entries(self) -> Iterator[tuple[Path, os.stat_result]]:
        """Every entry with its status. Files of others are none of ours."""
        try:
            paths = list(self.folder.iterdir())
        except OSError:
            return
        for path in paths:
            with suppress(OSError):  # another process was quicker
                status = path.lstat()
                if _ENTRY.fullmatch(path.name) and stat.S_ISREG(status.st_mode):
                    yield path, status


def _header(content: bytes) -> bytes:
    return HEADER.pack(MAGIC, len(content), zlib.crc32(content))
