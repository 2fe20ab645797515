"""What pydantic's kinds of error mean to the author of a TOML file, where it isn't what they mean in YAML."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "model_type": "a table of keys belongs here",
        "dict_type": "a table of keys belongs here",
        "tuple_type": 'a list belongs here, such as ["one", "two"]',
        "list_type": 'a list belongs here, such as ["one", "two"]',
    }
)
