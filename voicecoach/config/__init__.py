"""What the user chose for good: a file in TOML, and variables of the environment that lie over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voicecoach.config.model import Config


def load_config() -> Config:
    """What the user's config file and the environment's variables say.

    A file that doesn't exist says nothing. Raises FileProblemsError, with every mistake in the file and in variables,
    and InputError where the file can't be read.
    """
    from voicecoach.config.loading import load

    return load().config
