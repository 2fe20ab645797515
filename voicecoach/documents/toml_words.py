"""What pydantic's kinds of error mean to the author of a TOML file, where it isn't what they mean in YAML."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_BARE = ", without quotes and without a unit, such as 64"

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "model_type": "a table of keys belongs here",
        "dict_type": "a table of keys belongs here",
        "tuple_type": 'a list belongs here, such as ["one", "two"]',
        "list_type": 'a list belongs here, such as ["one", "two"]',
        **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), f"a whole number belongs here{_BARE}"),
        **dict.fromkeys(("float_type", "float_parsing"), f"a number belongs here{_BARE}"),
    }
)
