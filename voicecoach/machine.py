"""The machine: what is installed, and where files can be kept."""

from __future__ import annotations

import platform
import re
import shutil
import tempfile
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from voicecoach.errors import InputError
from voicecoach.finding import Seen

LITTLE_MB = 100
"""Under this much room, a session's clips or an export may no longer fit."""

_BYTES_PER_MB = 1_000_000


def python_version() -> str:
    """Python's version and kind: `CPython 3.12.4`."""
    return f"{platform.python_implementation()} {platform.python_version()}"


def system() -> str:
    """The operating system and the processor, such as `Linux-6.1-x86_64`."""
    return platform.platform()


def package_versions() -> dict[str, str]:
    """The versions of voicecoach and of each package that it names and that is installed, those of extras too."""
    names = [match[0] for line in requires("voicecoach") or () if (match := re.match(r"[\w.-]+", line))]
    found = {}
    for name in ("voicecoach", *sorted({*names})):
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # of an extra, or of another system
            continue
    return found


def try_folder(folder: Path, variable: str) -> Seen:
    """Write in a folder, or else, where it is yet to be made, in the nearest one around it; nothing is left there.

    Raises InputError where that can't be done; `variable` of the environment names another folder.
    """
    around = folder
    try:
        while not around.exists() and around != around.parent:
            around = around.parent
        with tempfile.TemporaryFile(dir=around) as file:
            file.write(b"voicecoach")
        free_mb = shutil.disk_usage(around).free / _BYTES_PER_MB
    except OSError as error:
        another = f"make it writable, or name another folder in {variable}"
        raise InputError(f"{folder} can't be written ({error.strerror}); {another}") from error
    if free_mb < LITTLE_MB:
        raise InputError(f"{folder} has {free_mb:.0f} MB of room; free some, or name another folder in {variable}")
    missing = "" if around == folder else ", which is made when it is needed"
    return Seen(f"{folder}{missing}; {free_mb / 1000:.1f} GB free", {"path": str(folder), "free_mb": round(free_mb)})
