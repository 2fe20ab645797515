"""Keys, pressed for real on a pseudo-terminal that controls a process of its own."""

from __future__ import annotations

import os
import pty
import select
import signal
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.commands import Command
from voicecoach.playback.keys import BINDINGS, Keys, command_of, split_keys

# The program under test: it says each command, and ends, in the way that it's asked to, when it has heard STOP.
PROGRAM = """
import queue, sys
from contextlib import ExitStack, suppress
from voicecoach.playback.keys import Keys
from voicecoach.commands import Command
commands = queue.SimpleQueue()
with ExitStack() as stack:
    stack.enter_context(Keys(commands.put))
    print("<ready>", flush=True)
    command = None
    while command is not Command.STOP:
        with suppress(queue.Empty):  # a signal's handler has its turn between commands, as in the transport
            command = commands.get(timeout=0.1)
            print(f"<{command.name}>", flush=True)
    if sys.argv[1] == "error":
        raise ZeroDivisionError
    if sys.argv[1] == "atexit":
        forgotten = stack.pop_all()
"""

# What a shell does for it: a process group of its own (an orphan can't be stopped), in the foreground or not.
SHELL = """
import os, signal, sys
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
job = os.fork()
if job == 0:
    os.setpgid(0, 0)
    os.tcsetpgrp(0, os.getpid())
    signal.signal(signal.SIGTTOU, signal.SIG_DFL)
    os.execv(sys.executable, [sys.executable, "-c", *sys.argv[1:]])

def go_on(number, frame):
    os.tcsetpgrp(0, job if number == signal.SIGUSR1 else os.getpid())
    os.kill(job, signal.SIGCONT)

signal.signal(signal.SIGUSR1, go_on)
signal.signal(signal.SIGUSR2, go_on)
while not os.WIFEXITED(status := os.waitpid(job, os.WUNTRACED)[1]) and not os.WIFSIGNALED(status):
    os.tcsetpgrp(0, os.getpid())
    print("<stopped>", flush=True)
print("<ended>", flush=True)
signal.pause()
"""

FOREGROUND, BACKGROUND = signal.SIGUSR1, signal.SIGUSR2
ANSWER_S = 20
SILENCE_S = 0.3


class Terminal:
    """A terminal with the program in it, seen from the side of whoever presses its keys."""

    def __init__(self, ending: str) -> None:
        self.shell, self.keyboard = pty.fork()
        if self.shell == 0:
            os.execv(sys.executable, [sys.executable, "-c", SHELL, PROGRAM, ending])  # noqa: S606  (pty.fork needs it)
        self.before = self.settings()
        self.shown = ""

    def press(self, keys: str) -> None:
        os.write(self.keyboard, keys.encode())

    def go_on(self, where: signal.Signals) -> None:
        os.kill(self.shell, where)

    def wait_for(self, text: str) -> None:
        """Until the text has been shown; it and what came before it are dropped."""
        while text not in self.shown:
            assert self.shows_more(ANSWER_S), f"{text} was never shown, but {self.shown!r}"
        self.shown = self.shown.partition(text)[2]

    def shows_more(self, within_s: float) -> bool:
        ready, _, _ = select.select([self.keyboard], [], [], within_s)
        if ready:
            self.shown += os.read(self.keyboard, 1024).decode()
        return bool(ready)

    def settings(self) -> list[object]:
        return list(termios.tcgetattr(self.keyboard))

    def close(self) -> None:
        os.close(self.keyboard)  # hangs up: whatever still runs in it ends
        os.waitpid(self.shell, 0)


@contextmanager
def terminal(ending: str = "return") -> Iterator[Terminal]:
    opened = Terminal(ending)
    try:
        opened.wait_for("<ready>\r\n")
        yield opened
    finally:
        opened.close()


def test_each_key_is_a_command_at_once_and_is_not_echoed() -> None:
    with terminal() as opened:
        for key, command in BINDINGS.items():
            if command is Command.STOP:
                continue
            for pressed in key, key.upper(), key.replace("\x1b[", "\x1bO"):
                opened.press(pressed)
                opened.wait_for(f"<{command.name}>")
        assert opened.shown.strip() == ""
        opened.press("q")
        opened.wait_for("<ended>")


def test_other_keys_are_swallowed_whole() -> None:
    with terminal() as opened:
        # Ctrl-right, Delete, F1 (twice), Page down, Alt-n, an umlaut, a lone letter: none is bound.
        opened.press("\x1b[1;5C\x1b[3~\x1bOP\x1b[[A\x1b[6~\x1bnäx" + "r")
        opened.wait_for("<AGAIN>")
        opened.press("q")
        assert opened.shown.strip() == ""
        opened.wait_for("<ended>")


def test_a_lone_escape_does_not_swallow_what_is_pressed_later() -> None:
    with terminal() as opened:
        opened.press("\x1b")
        assert not opened.shows_more(SILENCE_S)
        opened.press("n")
        opened.wait_for("<NEXT>")


@pytest.mark.parametrize("ending", ["return", "error", "atexit"])
def test_the_terminal_is_as_before_however_it_ends(ending: str) -> None:
    with terminal(ending) as opened:
        assert opened.settings() != opened.before
        opened.press("q")
        if ending == "error":
            opened.wait_for("ZeroDivisionError")
        opened.wait_for("<ended>")
        assert opened.settings() == opened.before


def test_control_c_stays_a_signal() -> None:
    with terminal() as opened:
        opened.press("\x03")
        opened.wait_for("KeyboardInterrupt")
        opened.wait_for("<ended>")
        assert opened.settings() == opened.before


def test_control_z_gives_the_terminal_back_until_the_program_goes_on() -> None:
    with terminal() as opened:
        during = opened.settings()
        for _ in range(2):
            opened.press("\x1a")
            opened.wait_for("<stopped>\r\n")
            assert opened.settings() == opened.before
            opened.go_on(FOREGROUND)
            opened.press("n")
            opened.wait_for("<NEXT>")
            assert opened.settings() == during
        opened.press("q")
        opened.wait_for("<ended>")
        assert opened.settings() == opened.before


def test_in_the_background_keys_and_terminal_belong_to_the_shell() -> None:
    with terminal() as opened:
        during = opened.settings()
        opened.press("\x1a")
        opened.wait_for("<stopped>\r\n")
        opened.go_on(BACKGROUND)
        opened.press("n")
        opened.wait_for("n")  # the terminal's echo
        assert not opened.shows_more(SILENCE_S), "it's neither heard nor stopped"
        assert opened.settings() == opened.before
        opened.go_on(FOREGROUND)
        opened.wait_for("<NEXT>")
        assert opened.settings() == during


def test_without_a_terminal_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    heard, pressed = os.pipe()
    with os.fdopen(heard) as stdin, os.fdopen(pressed, "w") as keyboard:
        monkeypatch.setattr(sys, "stdin", stdin)
        handler = signal.getsignal(signal.SIGTSTP)
        with Keys(lambda command: pytest.fail(f"{command} out of nothing")):
            keyboard.write("n")
            keyboard.flush()
            assert signal.getsignal(signal.SIGTSTP) == handler
        assert os.read(heard, 10) == b"n"


@given(st.lists(st.sampled_from([*BINDINGS, "\x1b[1;5C", "\x1bOP", "\x1bx", "ä", "\x1b[[B"])), st.data())
def test_keys_are_the_same_however_they_arrive(keys: list[str], data: st.DataObject) -> None:
    sent, begun, found = "".join(keys), "", []
    while sent:
        size = data.draw(st.integers(1, len(sent)))
        whole, begun = split_keys(begun + sent[:size])
        found += whole
        sent = sent[size:]
    # The console's F2 could be a whole sequence after "ESC [ [", where the B comes later: it's bound to nothing.
    assert [c for key in found if (c := command_of(key))] == [c for key in keys if (c := command_of(key))]
