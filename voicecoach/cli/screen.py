"""The screen of `play`: a picture of where the session stands that fills the terminal."""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import suppress
from dataclasses import replace
from types import FrameType
from typing import TYPE_CHECKING

from rich.console import Console
from rich.control import Control
from rich.segment import ControlType
from rich.text import Text

from voicecoach.cli.console import signs_of_life
from voicecoach.cli.lettering import faces_for
from voicecoach.cli.picture import CLAPS, NO_CLAPS, Row, Terminal, View, knows_signs, picture, view_of
from voicecoach.cli.plain import Plain

if TYPE_CHECKING:
    from voicecoach.phrases.model import Phrases
    from voicecoach.playback.clapping import Clapping
    from voicecoach.playback.transport import Moment
    from voicecoach.session import Session

CALM_S = 0.2
"""The least time between two changes of the screen."""

BEGIN = f"{Control.alt_screen(True)}{Control.show_cursor(False)}"
END = f"{Control.home()}{Control.clear()}{Control.show_cursor(True)}{Control.alt_screen(False)}"
"""Resized meanwhile, tmux takes what isn't cleared over to what was there before."""

UNKNOWN_SIZE = (80, 24)
"""Of a terminal that doesn't tell its own."""


def open_screen(session: Session, phrases: Phrases, plain: bool, clapping: Clapping | None = None) -> Screen | Plain:
    """What shows a session's moments, as a context manager: a screen in the session's language, or a line for each cue
    where `plain` asks for it, or where standard output is no terminal that can do more. `clapping`: whether claps are
    heard is shown, too."""
    console = Console(highlight=False)
    if plain or not sys.stdout.isatty() or console.is_dumb_terminal or console.legacy_windows:
        return Plain(session, clapping)
    return Screen(session, phrases, console, clapping)


class Screen:
    """Shows a session's moments in the whole terminal, which is as before after it; a context manager.

    Enter it, and show, in the main thread, and enter it after the keys: while the program is stopped (Ctrl-Z), or in
    the background, the terminal is the shell's.
    """

    def __init__(self, session: Session, phrases: Phrases, console: Console, clapping: Clapping | None = None) -> None:
        self._session, self._phrases, self._console, self._clapping = session, phrases, console, clapping
        self._shown: tuple[View, Terminal] | None = None
        self._rows: list[Row] = []
        self._has_begun = False
        self._changed_at = float("-inf")

    def __enter__(self) -> Screen:
        if sys.platform != "win32":
            self._handlers = {
                signal.SIGTSTP: signal.signal(signal.SIGTSTP, self._stop_process),
                signal.SIGCONT: signal.signal(signal.SIGCONT, self._continue_process),
            }
        return self

    def __exit__(self, *exception: object) -> None:
        if sys.platform != "win32":
            for number, handler in self._handlers.items():
                signal.signal(number, handler)
        self._give_back()
        if self._clapping and self._clapping.trouble:  # there was no room for it
            signs_of_life().print(self._clapping.trouble, markup=False, soft_wrap=True)

    def show(self, moment: Moment) -> None:
        """Show where the session stands, if something that is to be seen changed."""
        if time.monotonic() - self._changed_at < CALM_S:
            return
        terminal = self._terminal()  # the first time it loads the letters, in the silence that a session begins with
        if not _in_foreground():
            return
        view = view_of(self._session.scene(moment.frame), moment.state, self._phrases, terminal.width)
        if self._clapping:
            view = replace(view, claps=CLAPS if self._clapping.is_listening else NO_CLAPS)
        if self._has_begun and (view, terminal) == self._shown:
            return
        start = "" if self._has_begun else BEGIN
        before = self._rows
        if start or not self._shown or self._shown[1] != terminal:
            start += str(Control.clear())
            before = [()] * terminal.height
        self._rows = picture(view, terminal)
        changes = (self._drawn(row, at) for at, row in enumerate(self._rows) if row != before[at])
        text = start + "".join(changes)
        self._has_begun, self._shown, self._changed_at = True, (view, terminal), time.monotonic()
        sys.stdout.write(text)
        sys.stdout.flush()

    def _drawn(self, row: Row, at: int) -> str:
        """What draws one row in the place of what was there."""
        with self._console.capture() as drawn:
            self._console.print(Text.assemble(*row), end="", no_wrap=True, overflow="ignore", crop=False)
        return f"{Control.move_to(0, at)}{Control((ControlType.ERASE_IN_LINE, 2))}{drawn.get()}"

    def _terminal(self) -> Terminal:
        size = os.get_terminal_size(sys.stdout.fileno())
        encoding = sys.stdout.encoding
        width, height = size if all(size) else UNKNOWN_SIZE
        return Terminal(width, height, faces_for(encoding), ascii_only=not knows_signs(encoding))

    def _give_back(self) -> None:
        """Show again what was there before. This may interrupt a write of the stream's own, so it bypasses it."""
        if self._has_begun:
            self._has_begun = False
            with suppress(OSError):  # the terminal may be gone
                os.write(sys.stdout.fileno(), END.encode("ascii"))

    if sys.platform != "win32":

        def _stop_process(self, number: int, frame: FrameType | None) -> None:
            self._give_back()
            stop = self._handlers[signal.SIGTSTP]
            if callable(stop):
                stop(number, frame)  # returns when the program goes on
            else:
                signal.signal(signal.SIGTSTP, stop)
                signal.raise_signal(signal.SIGTSTP)
            signal.signal(signal.SIGTSTP, self._stop_process)

        def _continue_process(self, number: int, frame: FrameType | None) -> None:
            self._has_begun = False  # the shell may have drawn over it
            goes_on = self._handlers[signal.SIGCONT]
            if callable(goes_on):
                goes_on(number, frame)


def _in_foreground() -> bool:
    if sys.platform == "win32":
        return True
    try:
        return os.tcgetpgrp(sys.stdout.fileno()) == os.getpgrp()
    except OSError:  # not the terminal that controls this program: no shell waits there
        return True
