"""M4B: the same as M4A, as an audiobook, whose place a player keeps."""

from __future__ import annotations

from typing import ClassVar

from voicecoach.export.m4a_encoder import M4aEncoder
from voicecoach.export.mp4_tags import AUDIOBOOK


class M4bEncoder(M4aEncoder):
    """An M4A file under the ending and with the kind of an audiobook."""

    suffix: ClassVar[str] = ".m4b"

    _brand: ClassVar[str] = "M4B "
    _kind: ClassVar[int | None] = AUDIOBOOK
