"""Changes to the text of a config file, which keep its comments and its order; the home of tomlkit."""

from __future__ import annotations

from typing import Any

from voicecoach.config.keys import Path
from voicecoach.errors import InputError


def with_value(text: str, path: Path, value: Any) -> str:
    """The text of a TOML document with the key at `path` set. Raises InputError where a key on the way holds no
    table."""
    import tomlkit
    from tomlkit.items import InlineTable

    document = _document(text)
    table: Any = document
    rest = list(path)
    while len(rest) > 1 and rest[0] in table:
        table = table[rest.pop(0)]
        if not isinstance(table, dict):
            raise InputError(f"{'.'.join(path[: -len(rest)])} is no table, and so has no key {rest[0]!r}")
    key, *within = rest
    for number, name in enumerate(reversed(within)):
        around = tomlkit.inline_table() if isinstance(table, InlineTable) else tomlkit.table(number > 0)
        around[name] = value
        value = around
    table[key] = value
    return tomlkit.dumps(document)


def without(text: str, path: Path) -> str:
    """The text of a TOML document without the key at `path`, which is there."""
    import tomlkit

    document = _document(text)
    table: Any = document
    for part in path[:-1]:
        table = table[part]
    del table[path[-1]]
    return tomlkit.dumps(document)


def literal(value: Any) -> str:
    """A value as it stands behind a key, on one line."""
    import tomlkit

    item: Any = tomlkit.item(value)
    if isinstance(value, dict):
        item = tomlkit.inline_table()
        item.update(value)
    return str(item.as_string())


def _document(text: str) -> Any:
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        return tomlkit.parse(text)
    except TOMLKitError as error:  # the reader takes a newer TOML than the writer
        raise InputError(
            f"the config file can't be changed here ({error}); `voicecoach config edit` opens it"
        ) from error
