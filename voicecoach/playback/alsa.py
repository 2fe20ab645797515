"""ALSA's own messages, which say nothing to a listener."""

from __future__ import annotations

import ctypes
import sys
from functools import cache


@cache
def silence_alsa() -> None:
    """Keep ALSA's library from writing to standard error, for the life of the process. Harmless where there is none.

    Both players reach ALSA through a C library; where there's no device it prints a dozen lines of its own.
    Source: snd_lib_error_set_handler, alsa-lib's error.h.
    """
    if sys.platform != "linux":
        return
    try:
        alsa = ctypes.CDLL("libasound.so.2")
    except OSError:
        return
    # The handler's arguments are variable; ignoring them all is safe in C, and getpid ignores them without Python.
    alsa.snd_lib_error_set_handler(ctypes.cast(ctypes.CDLL(None).getpid, ctypes.c_void_p))
