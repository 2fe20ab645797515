"""Writing by libsndfile: what goes wrong in the file isn't lost in a library of C."""

from __future__ import annotations

import errno
import os
import signal
import sys
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from voicecoach.clip import GRID
from voicecoach.export.libsndfile import write_sound

if TYPE_CHECKING:
    from types import FrameType

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


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is no signal there")
@pytest.mark.parametrize(("container", "codec"), [("FLAC", "PCM_16"), ("OGG", "VORBIS"), ("OGG", "OPUS")])
def test_a_signal_amid_a_call_from_c_is_not_lost(container: str, codec: str, studio: Studio) -> None:
    interrupted: list[bool] = []

    def look(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_name == "vio_write" and not interrupted:
            interrupted.append(True)
            signal.raise_signal(signal.SIGINT)  # before any code of ours is reached that could keep it

    islands = studio.islands([(3, 500, "noise")])
    sys.setprofile(look)
    try:
        with pytest.raises(KeyboardInterrupt):
            write_sound(BytesIO(), 600 * GRID, islands, container=container, codec=codec)
    finally:
        sys.setprofile(None)
    assert interrupted
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
