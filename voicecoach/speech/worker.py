"""One process that speaks, apart from the one that plays: an engine that crashes or hangs there can be done without.

Here is the parent's side; `serving.py` is the child's.
"""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, NoReturn

from voicecoach.clip import Clip
from voicecoach.errors import InputError, NotSetUpError, SpeechError, UnknownNameError
from voicecoach.speech.engine import Voice
from voicecoach.speech.serving import Message, kill_group

CUE_TIMEOUT_S = 20.0
START_TIMEOUT_S = 60.0
"""For the first request to a process, which brings the engine up."""
MORE_TIMEOUT_S = 0.02
"""For each character of a cue's text besides."""

ATTEMPTS = 2
"""A process that hung or gave no sound is started anew once a cue."""

DEATHS = 5
"""How often the process may die in a cue. Mostly that says nothing about the cue: memory was short, or somebody ended
the process. A cue that always ends it is an error after this many starts, which are quick."""

_ADVICE = "try other words or another voice"

_CHILD_PROGRAM = "import json, sys; sys.path[:] = json.loads(sys.argv.pop()); "
_CHILD_PROGRAM += "from voicecoach.speech.serving import main; main()"


class Worker:
    """Speaks in a process of its own, started by the first request. One request at a time; any thread may close it."""

    def __init__(
        self,
        engine: str,
        settings: Mapping[str, Any] | None = None,
        *,
        cue_timeout_s: float = CUE_TIMEOUT_S,
        start_timeout_s: float = START_TIMEOUT_S,
    ) -> None:
        """`settings` are the engine's own, fields of its Settings."""
        self._engine, self._settings = engine, dict(settings or {})
        self._cue_timeout_s, self._start_timeout_s = cue_timeout_s, start_timeout_s
        self._child: _Child | None = None
        self._closed = False
        self._lock = threading.Lock()  # holds `_child` and `_closed` together

    def clip(self, text: str, voice: str, speed: float) -> Clip:
        """The sound of `text`, conformed, as loud as the engine gives it; `speed` is on the engine's own scale.

        Raises UnknownNameError for the voice, InputError for a text without words, SpeechError where no sound came.
        """
        _, samples = self._ask({"clip": [text, voice, speed]}, f"can't speak {text[:80]!r}", len(text) * MORE_TIMEOUT_S)
        return Clip(samples)

    def voices(self) -> list[Voice]:
        """Every voice of the engine, in its order."""
        answer, _ = self._ask({"voices": []}, "can't list the voices")
        return [Voice(**voice) for voice in answer["voices"]]

    def close(self) -> None:
        """End the process; a request under way ends in SpeechError. Calling it twice is harmless."""
        with self._lock:
            self._closed = True
            self._drop_child()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def _ask(self, request: Message, failure: str, more_timeout_s: float = 0.0) -> tuple[Message, bytes]:
        error: _ChildFailedError
        failures = deaths = 0
        while failures < ATTEMPTS and deaths < DEATHS:
            child, timeout_s = self._running_child()
            try:
                return child.ask(request, timeout_s + more_timeout_s)
            except InputError:
                raise
            except _ChildFailedError as failed:
                error = failed
                deaths += error.died
                failures += not error.died
                with self._lock:
                    self._drop_child()
            except BaseException:  # such as Ctrl-C: its answer would be taken for the next request's
                with self._lock:
                    self._drop_child()
                raise
        raise SpeechError(f"{failure}: {error}") from error

    def _running_child(self) -> tuple[_Child, float]:
        """The process, started where there is none, and how long it may take for its next answer."""
        with self._lock:
            if self._closed:
                raise SpeechError("speech has ended; it was closed in the meantime")
            if self._child is None:
                self._child = _Child(self._engine, self._settings)
                return self._child, self._start_timeout_s
            return self._child, self._cue_timeout_s

    def _drop_child(self) -> None:
        if self._child is not None:
            self._child.stop()
            self._child = None


class _ChildFailedError(Exception):
    """The process died, didn't answer in time, or its engine gave no sound."""

    def __init__(self, message: str, *, died: bool = False) -> None:
        super().__init__(message)
        self.died = died


class _Child:
    """The parent's side of one process. Threads read what it writes, so that waiting for it can end."""

    def __init__(self, engine: str, settings: Mapping[str, Any]) -> None:
        # The child imports from where its parent does, and nothing from the folder it happens to be started in.
        paths = json.dumps([path or str(Path.cwd()) for path in sys.path])
        command = [sys.executable, "-I", "-c", _CHILD_PROGRAM, engine, json.dumps(settings), paths]
        pipe = subprocess.PIPE
        try:
            self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, start_new_session=True)
        except OSError as error:
            raise SpeechError(f"the process that speaks can't be started ({error})") from error
        self._answers: queue.Queue[tuple[Message, bytes] | None] = queue.Queue()
        self._last_words: deque[bytes] = deque(maxlen=20)
        targets = (self._read_answers, self._read_complaints)
        self._readers = [threading.Thread(target=target, daemon=True) for target in targets]
        for reader in self._readers:
            reader.start()

    def ask(self, request: Message, timeout_s: float) -> tuple[Message, bytes]:
        """The answer to a request. Raises _ChildFailedError, or InputError where the request itself was wrong."""
        stdin = _opened(self._process.stdin)
        try:
            stdin.write(json.dumps(request).encode() + b"\n")
            stdin.flush()
        except (OSError, ValueError) as error:  # ValueError: another thread closed it
            raise self._death() from error
        try:
            answer = self._answers.get(timeout=timeout_s)
        except queue.Empty:
            raise _ChildFailedError(f"the engine didn't answer within {timeout_s:g} s; {_ADVICE}") from None
        if answer is None:
            raise self._death()
        if "error" in answer[0]:
            _raise(answer[0]["error"])
        return answer

    def stop(self) -> None:
        """End the process, whatever it does, with every program that its engine runs, and wait until it has ended."""
        kill_group(self._process.pid)
        self._process.kill()
        self._process.wait()
        with suppress(OSError):  # a request that the process never read
            _opened(self._process.stdin).close()
        for reader in self._readers:
            reader.join(timeout=1.0)

    def _death(self) -> _ChildFailedError:
        self._readers[1].join(timeout=1.0)
        lines = b"".join(self._last_words.copy()).decode(errors="replace").split("\n")
        said = next((line for line in reversed(lines) if line.strip()), "without a word")
        return _ChildFailedError(f"the engine's process died ({said}); {_ADVICE}", died=True)

    def _read_answers(self) -> None:
        with _opened(self._process.stdout) as stdout, suppress(ValueError):  # ValueError: half a line, at its death
            for line in stdout:
                answer = json.loads(line)
                samples = stdout.read(answer["bytes"])
                if len(samples) == answer["bytes"]:
                    self._answers.put((answer, samples))
        self._answers.put(None)

    def _read_complaints(self) -> None:
        with _opened(self._process.stderr) as stderr:
            self._last_words.extend(stderr)


def _opened(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None, "the process was started with pipes"
    return stream


def _raise(error: Message) -> NoReturn:
    """Raise again what was raised in the child."""
    match error:
        case {"kind": kind, "name": name, "known": known}:
            raise UnknownNameError(kind, name, known)
        case {"not_set_up": message}:
            raise NotSetUpError(message)
        case {"input": message}:
            raise InputError(message)
        case _:
            raise _ChildFailedError(error["message"])
