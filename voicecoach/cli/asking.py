"""How the back feels: asked aloud before a session and after it, and answered by one key."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import closing, nullcontext, suppress
from queue import Empty, Queue
from time import monotonic
from typing import TYPE_CHECKING

from voicecoach.cli.console import signs_of_life
from voicecoach.cli.opening import Opened
from voicecoach.clip import s_from_frames
from voicecoach.errors import VoicecoachError
from voicecoach.phrases import phrases_for
from voicecoach.practice.feeling import is_much, is_much_worse
from voicecoach.practice.model import SILENT
from voicecoach.routines.terms import Level

if TYPE_CHECKING:
    from voicecoach.cli.practising import Practising
    from voicecoach.cli.suggesting import Less
    from voicecoach.config.model import Config
    from voicecoach.cues import Section
    from voicecoach.playback.player import Player
    from voicecoach.practice.model import PlayedSession
    from voicecoach.session import Session

WAIT_S = 30.0
"""How long an answer is waited for, from the end of the words on. After a session it's asked twice: whoever lies on the
floor needs time to come to the keys."""

CORRECTION_S = 1.0
"""How long after a digit another takes its place: keys are missed in the dark, and on the floor."""

LOOK_S = 0.1
"""How often it looks for a key, and whether the device is still there."""

ENTER, END, NO, DIGITS = "\n\r", "q", "n", "0123456789"
YES = "yjso"
"""Yes, ja, sí and oui: the coach names one of them."""
PAIN, CHOICE = DIGITS + ENTER + END, YES + NO + ENTER + END

_ASKED = "You are asked from now on; `voicecoach config set practice.ask false` ends that."
_NOT_ASKED = "You aren't asked; `voicecoach config set practice.ask true` changes that."


class Asking:
    """Asks the listener how the back feels, and whether it is to be less, or more. Nothing that goes wrong with it
    costs the session: the words stand on the terminal, too, and no answer is one as well."""

    def __init__(
        self,
        found: Opened,
        config: Config,
        *,
        asks: bool,
        offers: bool,
        less: Callable[[], Less | None] | None = None,
        more: Callable[[PlayedSession], Sequence[str]] | None = None,
        wait_s: float = WAIT_S,
    ) -> None:
        """`offers`: offer first to ask from now on. `less` and `more` are those of Suggesting, where that is to be."""
        self.found = found
        """What is to be heard, at the level that the listener has chosen."""
        self.pain_before: int | None = None
        """How the back felt before the session, if that was told."""
        self._wait_s, self._config = wait_s, config
        self._asks, self._offers = asks, offers
        self._find_less, self._find_more = less, more
        phrases = phrases_for(found.routine.language)
        self._words, self._step_words = phrases.feeling, phrases.steps
        self._spoken: dict[str, Session] = {}
        self._less: tuple[str, Level] | None = None  # the question, and the level that it is about

    # What is said

    def prepare(self) -> None:
        """Have the words ready that come before the session."""
        if self._find_less and (less := self._find_less()):
            why = self._step_words.away if less.was_away else self._step_words.hurt
            self._less = f"{why} {self._step_words.easier}", less.level
        offers, asks = self._offers, self._asks or self._offers
        self._speak([*self._questions(self._words.offer) * offers, *self._questions(self._words.before) * asks])
        self._speak(self._questions(self._less[0]) if asks and self._less else [])
        self._speak([self.found.coaching.answered(self._care)] * asks)

    def prepare_on(self) -> None:
        """Have those ready that come after it: by then nothing speaks any more."""
        if self._asks:
            self._speak([*self._questions(self._words.after, self._words.once_more), *self._answers()])
            self._speak(self._questions(self._step_words.more) if self._find_more else [])

    def _questions(self, *texts: str) -> list[Section]:
        return [self.found.coaching.asked(text) for text in texts]

    def _answers(self) -> list[Section]:
        return [self.found.coaching.answered(text) for text in (self._words.thanks, self._advice)]

    @property
    def _care(self) -> str:
        """What is said to who comes with much pain."""
        return f"{self._words.much} {self._words.doctor}"

    @property
    def _advice(self) -> str:
        """What is said to who feels much worse."""
        words = self._words
        return f"{words.worse} {words.less if self.found.level is Level.GENTLE else words.gentler} {words.doctor}"

    def _speak(self, sections: Sequence[Section]) -> None:
        with suppress(VoicecoachError):  # the words stand on the terminal
            for section in sections:
                spoken = self.found.session_of((section,))
                spoken.timeline()
                self._spoken[section.title] = spoken

    # What is asked

    def before(self, device: Player) -> bool:
        """Ask before a session, which is about to play on the device. False where the listener ended it."""
        if self._offers:
            key = self._key(self._words.offer, device, CHOICE)
            if key == END:
                return False
            self._asks = key in tuple(YES)
            if key:  # who doesn't answer may have missed it
                _keep("practice.ask", "true" if self._asks else "false", _ASKED if self._asks else _NOT_ASKED)
        if self._asks:
            key = self._key(self._words.before, device, PAIN)
            if key == END:
                return False
            self.pain_before = int(key) if key.isdigit() else None
            if is_much(self.pain_before) and self._key(self._care, device, ENTER + END, waits=False) == END:
                return False
        if self._asks and self._less:
            question, level = self._less
            key = self._key(question, device, CHOICE, f"Easier is the {level.value} level.")
            if key == END:
                return False
            if key in tuple(YES):
                self.found = self.found.at_level(level)
            _tell(f"It is the {self.found.level.value} level today.")
        return True

    def after(self, practising: Practising, reopen: Callable[[], Player]) -> None:
        """Ask after a session, where some of it was exercised, on a device that `reopen` gives."""
        if not (self._asks and practising.is_exercised):
            return
        device: Player | None = None
        with suppress(VoicecoachError):
            device = reopen()
        with closing(device) if device else nullcontext():
            key = self._key(self._words.after, device, PAIN) or self._key(self._words.once_more, device, PAIN)
            if not key.isdigit():
                return
            practising.felt_after(int(key))
            if is_much_worse(self.pain_before, int(key)):
                self._advise(device)
            elif more := self._find_more and self._find_more(practising.kept):
                self._suggest(more, practising, device)
            else:
                self._key(self._words.thanks, device, ENTER + END, waits=False)

    def _suggest(self, more: Sequence[str], practising: Practising, device: Player | None) -> None:
        """Ask whether it is to be more next time, and tell how."""
        practising.asked_more()
        if self._key(self._step_words.more, device, CHOICE) in tuple(YES):
            _tell(*more)
        _tell("`voicecoach level` shows it, and why.")

    def _advise(self, device: Player | None) -> None:
        """Say what to do next time, and offer to keep that."""
        if Level.GENTLE in (self.found.level, self._config.level):
            self._key(self._advice, device, ENTER + END, waits=False)
            return
        offered = "Make gentle your usual level? Press y for yes, or Enter for no."
        if self._key(self._advice, device, CHOICE, offered) in tuple(YES):
            _keep(
                "level",
                Level.GENTLE.value,
                "Gentle is your usual level now; `voicecoach config unset level` ends that.",
            )
        else:
            print("`voicecoach config set level gentle` does it later.")

    def _key(self, words: str, device: Player | None, wanted: str, more: str = "", *, waits: bool = True) -> str:
        """The key, of those that are wanted, that is pressed while words are said, with `more` to be read, or, where it
        `waits`, for a while after them; empty where none is. Another digit at once takes the place of the first."""
        from voicecoach.playback.keys import KeyPresses

        _tell(*filter(None, (words, more)))
        pressed: Queue[str] = Queue()
        digit = ""
        with KeyPresses(pressed.put), closing(_Speaking(device, self._spoken.get(words))) as speaking:
            until = monotonic() + speaking.length_s + self._wait_s * waits
            while (left_s := until - monotonic()) > 0:
                speaking.look()
                with suppress(Empty):
                    key = pressed.get(timeout=min(left_s, LOOK_S)).lower()
                    if key.isdigit() and key in wanted:
                        digit, until = key, monotonic() + CORRECTION_S
                        _tell(f"  {digit}")
                    elif key in tuple(wanted):
                        return key if key == END else digit or key
                    elif waits:
                        _tell("A number from 0 to 9, or Enter." if wanted == PAIN else "y for yes, or Enter for no.")
        return digit


class _Speaking:
    """Words that sound on a device, as long as that goes well: a failure is no reason to stop."""

    def __init__(self, device: Player | None, spoken: Session | None) -> None:
        self._device = device if spoken else None
        self.length_s = 0.0
        if device and spoken:
            with suppress(VoicecoachError):
                spoken.sound.keep_near(0)
                device.play(spoken.sound, 0)
                self.length_s = s_from_frames(spoken.sound.length or 0)

    def look(self) -> None:
        """See whether the device still sounds."""
        if self._device:
            try:
                _ = self._device.position
            except VoicecoachError:
                self.close()

    def close(self) -> None:
        """Fall silent."""
        device, self._device = self._device, None
        if device:
            device.stop()


def asking_of(
    found: Opened,
    meant: str,
    config: Config,
    player: str,
    asked_for: bool | None,
    *,
    suggests_less: bool,
    suggests_more: bool,
) -> Asking:
    """What asks in a session that is about to play: nothing without a terminal, or where nothing sounds. `asked_for` is
    what the command line says, None where it says nothing, `meant` the routine's name, or its absolute path. Less or
    more is suggested to who isn't spared questions."""
    is_possible = sys.stdin.isatty() and sys.stdout.isatty() and player != SILENT
    if asked_for and not is_possible:
        signs_of_life().print("Nobody is asked: that needs a terminal, and a player that sounds.", soft_wrap=True)
    is_wanted = config.practice.ask if asked_for is None else asked_for
    suggesting = None
    if (suggests_less or suggests_more) and is_possible and is_wanted is not False:
        from voicecoach.cli.suggesting import Suggesting

        suggesting = Suggesting(meant, found.routine, found.level, config)
    asks, offers = is_possible and bool(is_wanted), is_possible and is_wanted is None
    return Asking(
        found,
        config,
        asks=asks,
        offers=offers,
        less=suggesting.less if suggesting and suggests_less else None,
        more=suggesting.more if suggesting and suggests_more else None,
    )


def _tell(*lines: str) -> None:
    """Print lines, as far as a terminal can show them, and broken between words."""
    from voicecoach.cli.console import output
    from voicecoach.cli.picture import printable

    for line in lines:
        output().print(printable(line), markup=False, soft_wrap=False)
    sys.stdout.flush()


def _keep(key: str, value: str, told: str) -> None:
    """Keep a choice in the config, and tell that; what hinders it is said instead."""
    from voicecoach.cli.configuring import set as set_key

    try:
        set_key(key, [value])
    except VoicecoachError as error:
        signs_of_life().print(f"Your choice wasn't kept: {error}", markup=False, soft_wrap=True)
    else:
        print(told)
