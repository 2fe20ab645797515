"""Back ends by name: engines, players and encoders plug in through entry points.

A package adds one by an entry point in the group `voicecoach.engines`, `voicecoach.players` or
`voicecoach.encoders`; the entry point names a class that fulfils the protocol of that room.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from voicecoach.errors import InputError, NotSetUpError, UnknownNameError


@cache
def _found(group: str) -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=group)}


def backend_names(kind: str) -> tuple[str, ...]:
    """The names of all back ends of a kind: `engine`, `player` or `encoder`."""
    return tuple(sorted(_found(f"voicecoach.{kind}s")))


def load_backend(kind: str, name: str) -> Any:
    """The class of one back end; nothing is imported before.

    Raises UnknownNameError for a name that no package brings, NotSetUpError where the package of an extra is missing,
    InputError where it can't be imported all the same.
    """
    point = _found(f"voicecoach.{kind}s").get(name)
    if point is None:
        raise UnknownNameError(kind, name, backend_names(kind))
    try:
        return point.load()
    except Exception as error:  # a package of somebody else's may raise anything
        package = point.dist.name if point.dist else "the package that brings it"
        extras = point.dist.metadata.get_all("Provides-Extra") or () if point.dist else ()
        failure = f"the {kind} {name!r} can't be loaded ({error}); try: pip install"
        if name in extras and isinstance(error, ImportError):
            raise NotSetUpError(f"{failure} '{package}[{name}]'") from error
        raise InputError(f"{failure} --force-reinstall {package}") from error
