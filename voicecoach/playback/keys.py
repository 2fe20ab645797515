"""Single key presses, read from the terminal while a session plays."""

from __future__ import annotations

import atexit
import os
import re
import sys
import threading
from collections.abc import Callable
from types import FrameType

from voicecoach.commands import Command

RIGHT, LEFT, UP, DOWN = "\x1b[C", "\x1b[D", "\x1b[A", "\x1b[B"

BINDINGS = {
    " ": Command.PAUSE_OR_RESUME,
    "n": Command.NEXT,
    RIGHT: Command.NEXT,
    "p": Command.PREVIOUS,
    LEFT: Command.PREVIOUS,
    "r": Command.AGAIN,
    "s": Command.SKIP,
    "l": Command.LONGER,
    "-": Command.SLOWER,
    "+": Command.FASTER,
    "=": Command.FASTER,  # where + needs Shift
    UP: Command.LOUDER,
    DOWN: Command.SOFTER,
    "w": Command.WHERE,
    "?": Command.KEYS,
    "q": Command.STOP,
}
"""Letters count in both cases; arrows also as a terminal sends them in application mode, `ESC O` for `ESC [`."""

# One key as a terminal sends it: a control sequence (ECMA-48, section 5.4; `[[` is the Linux console's F1 to F5), a
# single shift (`ESC O`), another key with Alt, or one character.
KEY = re.compile(r"\x1b\[\[?[0-?]*[ -/]*[@-~]|\x1bO.|\x1b[^\[O]|[^\x1b]", re.DOTALL)

SEQUENCE_S = 0.05
"""How long the rest of a sequence may be on its way. An ESC that stands alone for longer is the Esc key."""

BACKGROUND_S = 0.5
"""How often it looks whether the terminal is ours again, after `bg` or a shell's `&`."""


def split_keys(text: str) -> tuple[list[str], str]:
    """The whole keys in what a terminal sent, and the beginning of one that isn't whole yet."""
    keys, at = [], 0
    while match := KEY.match(text, at):
        keys.append(match[0])
        at = match.end()
    return keys, text[at:]


def command_of(key: str) -> Command | None:
    """What a key asks for."""
    return BINDINGS.get(key.lower() if len(key) == 1 else key.replace("\x1bO", "\x1b["))


if sys.platform == "win32":
    import msvcrt

    WINDOWS_KEYS = {"M": RIGHT, "K": LEFT, "H": UP, "P": DOWN}
    """The second code of a key that has no character."""

    POLL_S = 0.05

    class KeyPresses:
        """A context in which each key that is pressed is handed to `send`, from a thread."""

        def __init__(self, send: Callable[[str], object]) -> None:
            self._send = send
            self._ended = threading.Event()
            self._thread: threading.Thread | None = None

        def __enter__(self) -> KeyPresses:
            if sys.stdin and sys.stdin.isatty():
                self._thread = threading.Thread(target=self._listen, name="keys", daemon=True)
                self._thread.start()
            return self

        def __exit__(self, *exception: object) -> None:
            self._ended.set()
            if self._thread:
                self._thread.join()

        def _listen(self) -> None:
            while not self._ended.wait(POLL_S):
                while msvcrt.kbhit():
                    key = msvcrt.getwch()
                    if key in "\x00\xe0":
                        key = WINDOWS_KEYS.get(msvcrt.getwch(), "")
                    self._send(key)

else:
    import select
    import signal
    import termios
    import tty

    class KeyPresses:
        """A context in which each key that is pressed is handed to `send`, from a thread. Enter it in the main thread.

        The terminal gives each key at once and echoes none; Ctrl-C and Ctrl-Z stay signals. Its settings are as before
        after the context, at the interpreter's end, and while the program is stopped. Where standard input is no
        terminal, nothing happens; while the program is in the background, keys belong to the shell.
        """

        def __init__(self, send: Callable[[str], object]) -> None:
            self._send = send
            self._terminal: int | None = None

        def __enter__(self) -> KeyPresses:
            if sys.stdin is None or not sys.stdin.isatty():
                return self
            self._terminal = sys.stdin.fileno()
            self._settings = termios.tcgetattr(self._terminal)
            self._is_set = False
            self._end_heard, self._end_said = os.pipe()
            self._handlers = {
                signal.SIGTSTP: signal.signal(signal.SIGTSTP, self._stop_process),
                signal.SIGCONT: signal.signal(signal.SIGCONT, self._continue_process),
            }
            atexit.register(self._give_back)
            self._take()
            self._thread = threading.Thread(target=self._listen, name="keys", daemon=True)
            self._thread.start()
            return self

        def __exit__(self, *exception: object) -> None:
            if self._terminal is None:
                return
            os.write(self._end_said, b"\n")
            self._thread.join()
            for number, handler in self._handlers.items():
                signal.signal(number, handler)
            self._give_back()
            atexit.unregister(self._give_back)
            os.close(self._end_heard)
            os.close(self._end_said)
            self._terminal = None

        # The terminal's settings. A program in the background that sets them is stopped by the system.

        def _in_foreground(self) -> bool:
            assert self._terminal is not None
            try:
                return os.tcgetpgrp(self._terminal) == os.getpgrp()
            except OSError:  # not the terminal that controls this program: nobody else reads from it
                return True

        def _take(self) -> None:
            assert self._terminal is not None
            if not self._is_set and self._in_foreground():
                self._is_set = True  # before it is: Ctrl-C may come between the two
                tty.setcbreak(self._terminal, termios.TCSANOW)

        def _give_back(self) -> None:
            assert self._terminal is not None
            if self._is_set and self._in_foreground():
                termios.tcsetattr(self._terminal, termios.TCSANOW, self._settings)
            self._is_set = False

        def _stop_process(self, number: int, frame: FrameType | None) -> None:
            self._give_back()
            signal.signal(signal.SIGTSTP, signal.SIG_DFL)
            signal.raise_signal(signal.SIGTSTP)
            signal.signal(signal.SIGTSTP, self._stop_process)

        def _continue_process(self, number: int, frame: FrameType | None) -> None:
            self._is_set = False  # the shell may have set the terminal in the meantime
            self._take()

        # The thread.

        def _listen(self) -> None:
            assert self._terminal is not None
            was_ours, begun = True, ""
            while True:
                is_ours = self._in_foreground()
                if is_ours and not was_ours:
                    self._is_set = False  # in the meantime the shell used it
                    self._take()
                was_ours = is_ours
                watched = [self._end_heard, self._terminal] if is_ours else [self._end_heard]
                ready, _, _ = select.select(watched, [], [], SEQUENCE_S if begun else BACKGROUND_S)
                if self._end_heard in ready:
                    return
                if not ready:
                    begun = ""
                elif self._in_foreground():
                    try:
                        received = os.read(self._terminal, 256)
                    except OSError:
                        received = b""
                    if not received:  # the terminal is gone
                        return
                    # Byte for byte: what a key sends beyond ASCII is bound to nothing.
                    keys, begun = split_keys(begun + received.decode("latin-1"))
                    for key in keys:
                        self._send(key)


class Keys(KeyPresses):
    """The same, with the keys as commands; those that ask for nothing are left out."""

    def __init__(self, send: Callable[[Command], object]) -> None:
        def heed(key: str) -> None:
            if command := command_of(key):
                send(command)

        super().__init__(heed)
