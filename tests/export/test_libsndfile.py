"""Writing by libsndfile: what goes wrong in the file isn't lost in a library of C."""

from __future__ import annotations

import errno
import os
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from voicecoach.clip import GRID
from voicecoach.export.libsndfile import write_sound

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

    from tests.export.conftest import Studio


@pytest.mark.parametrize(("container", "codec"), [("FLAC", "PCM_16"), ("OGG", "VORBIS"), ("OGG", "OPUS")])
@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), KeyboardInterrupt()], ids=repr)
def test_what_a_write_raises_passes_through(
    error: BaseException, container: str, codec: str, studio: Studio, capfd: pytest.CaptureFixture[str]
) -> None:
    class Failing(BytesIO):
        def write(self, data: ReadableBuffer) -> int:
            if self.tell() > 10_000:
                raise error
            return super().write(data)

    with pytest.raises(type(error)) as raised:
        write_sound(Failing(), 600 * GRID, studio.islands([(3, 500, "noise")]), container=container, codec=codec)
    assert raised.value is error
    assert capfd.readouterr() == ("", "")
