"""What comes of a trial: something is tried for real, apart from this process, and whatever becomes of it is a finding.

A trial is a function that gives what was seen, or raises. It runs in a process of its own, which may crash, hang, print
and load libraries of C without harm.
"""

from __future__ import annotations

import faulthandler
import json
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from voicecoach.errors import FileProblemsError, NoDeviceError, NotSetUpError, VoicecoachError

_PROGRAM = "import json, sys; sys.path[:] = json.loads(sys.argv.pop()); from voicecoach.finding import main; main()"

_LAST_CALL_S = 5.0

Figure = float | int | str | bool | None


class State(Enum):
    """How something stands, in words for people."""

    WORKS = "works"
    NOT_SET_UP = "not set up"
    """It waits for something of the user's: a package, a setting, a voice."""
    NO_DEVICE = "no device"
    """It found nothing to sound with."""
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a trial that succeeded saw: in words for people, and as figures for programs, whose names say their unit."""

    words: str
    figures: Mapping[str, Figure] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of trying one thing. `kind` and `name` say which; `remedy`, what to do, is empty where it works, and
    where nobody knows."""

    kind: str
    name: str
    state: State
    seen: str
    remedy: str = ""
    figures: Mapping[str, Figure] = field(default_factory=dict)


def try_apart(kind: str, name: str, timeout_s: float, trial: Callable[..., Seen], *arguments: Any) -> Finding:
    """Call `trial` in a process of its own; it may take `timeout_s` from its start. `trial` is a module's own function,
    and its arguments can be pickled. Whatever happens is a finding; nothing is raised."""
    task = pickle.dumps((kind, name, timeout_s, trial, arguments))
    paths = json.dumps([path or str(Path.cwd()) for path in sys.path])  # it imports from where this process does
    command = [sys.executable, "-I", "-c", _PROGRAM, paths]
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    try:
        process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nowhere)
    except OSError as error:
        return failure(kind, name, error)
    with process:
        try:
            report, _ = process.communicate(task, timeout_s)
        except subprocess.TimeoutExpired:
            remedy = f"give it more time (--timeout), or use another {kind}"
            return Finding(kind, name, State.BROKEN, f"it didn't end within {timeout_s:g} s", remedy)
        finally:
            process.kill()
            process.wait()  # leaving `with` by Ctrl-C waits a quarter of a second at most
    if process.returncode or not report:
        return Finding(kind, name, State.BROKEN, f"its process {_end(process.returncode)}", _report_it(kind))
    finding: Finding = pickle.loads(report)  # noqa: S301  # our own process wrote it
    return finding


def main() -> None:
    """Be the process: what is printed in it goes nowhere."""
    task, report = sys.stdin.buffer.read(), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    kind, name, timeout_s, trial, arguments = pickle.loads(task)  # noqa: S301  # our own process wrote it
    faulthandler.dump_traceback_later(timeout_s + _LAST_CALL_S, exit=True)  # where its parent was killed meanwhile
    try:
        seen = trial(*arguments)
        finding = Finding(kind, name, State.WORKS, seen.words, figures=seen.figures)
    except Exception as error:
        finding = failure(kind, name, error)
    report.write(pickle.dumps(finding))
    report.flush()
    os._exit(0)  # whatever threads a library left


def failure(kind: str, name: str, error: Exception) -> Finding:
    """What an error means. The message of a VoicecoachError ends in what to do, behind its last semicolon."""
    if isinstance(error, FileProblemsError):  # a mistake a line
        return Finding(kind, name, State.BROKEN, str(error))
    if isinstance(error, VoicecoachError):
        seen, _, remedy = str(error).rpartition("; ")
        return Finding(kind, name, _state(error), seen or remedy, remedy if seen else "")
    if isinstance(error, OSError):
        return Finding(kind, name, State.BROKEN, str(error))
    words = " ".join(str(error).split())
    return Finding(kind, name, State.BROKEN, f"{type(error).__name__}: {words}", _report_it(kind))


def _state(error: VoicecoachError) -> State:
    match error:
        case NotSetUpError():
            return State.NOT_SET_UP
        case NoDeviceError():
            return State.NO_DEVICE
        case _:
            return State.BROKEN


def _report_it(kind: str) -> str:
    return f"this is a mistake in the {kind}, not yours: report it to whoever wrote it"


def _end(status: int) -> str:
    """How a process ended, in words; a negative status is a signal's number."""
    if status >= 0:
        return f"ended by itself, with status {status}"
    try:
        return f"was ended by the signal {signal.Signals(-status).name}"
    except ValueError:  # one without a name
        return f"was ended by the signal {-status}"
