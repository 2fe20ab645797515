"""What a listener types → which of some things that go by several names: a name, a title, a number."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from unicodedata import normalize


def index_named(written: str, names: Sequence[Collection[str]]) -> int | None:
    """The index of the first thing that goes by the name `written`; None where none does. `names` are those of each
    thing. What is written exactly so comes first; else case, accents and all but letters and digits don't matter."""
    for index, own in enumerate(names):
        if written in own:
            return index
    bare = _bare(written)
    for index, own in enumerate(names):
        if bare and bare in map(_bare, own):
            return index
    return None


def _bare(name: str) -> str:
    return "".join(filter(str.isalnum, normalize("NFKD", name.casefold())))
