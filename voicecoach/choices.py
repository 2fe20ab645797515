"""What a listener chooses: pace, level, guidance, and which of a routine's exercises."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from voicecoach.documents.duration import BREATH_S, Duration, parse_duration
from voicecoach.errors import InputError, UnknownNameError, suggestion
from voicecoach.routines.terms import Guidance, Level, Safety, Surface
from voicecoach.tempo import RATE_WPM

PACES = {"slow": 0.8, "steady": 1.0, "brisk": 1.2}
SLOWEST_PACE, FASTEST_PACE = 0.5, 2.0
BREATHS_A_MINUTE = 60 / BREATH_S
SLOWEST_RATE_WPM, FASTEST_RATE_WPM = 60, 300
FEWEST_BREATHS, MOST_BREATHS = 3.0, 15.0
SHORTEST_WAIT_S, LONGEST_WAIT_S = 1.0, 3600.0


@dataclass(frozen=True, slots=True)
class Choices:
    """What is None is the routine's own.

    `pace` scales speech and the room to move, 0.5 to 2; `rate_wpm`, 60 to 300, is the rate of speech alone, whatever
    the pace. `levels` and `variants` are those of single exercises; `only` and `without` leave some out. All four mean
    an exercise by its name or its title. `seed` turns the phrases that take turns. `breaths_a_minute`, 3 to 15, is how
    slowly the listener breathes in a hold that is counted in breaths.

    `begin_at` is how many of the exercises that these leave are done already: the session begins with the next one,
    after a short opening, or where there is none with the closing; where it is None, at the beginning. `wait`, 1 s to
    1 h, comes before all that.
    """

    pace: float = 1.0
    rate_wpm: float | None = None
    level: Level | None = None
    levels: tuple[tuple[str, Level], ...] = ()
    variants: tuple[tuple[str, str], ...] = ()
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    surface: Surface | None = None
    guidance: Guidance | None = None
    safety: Safety = Safety.FULL
    seed: int = 0
    breaths_a_minute: float = BREATHS_A_MINUTE
    begin_at: int | None = None
    wait: Duration | None = None

    @property
    def speech_wpm(self) -> float:
        """The rate of speech that these choices ask for, in words a minute."""
        return self.rate_wpm or RATE_WPM * self.pace


def parse_pace(written: str) -> float:
    """A pace from its name or factor. Raises InputError."""
    bounds = f"a factor from {SLOWEST_PACE:g} to {FASTEST_PACE:g}"
    try:
        factor = PACES[written] if written in PACES else float(written)
    except ValueError as error:
        raise UnknownNameError("pace", written, PACES, f"or take {bounds}") from error
    if not SLOWEST_PACE <= factor <= FASTEST_PACE:  # false for nan, too
        raise InputError(f"the pace {written} is out of range; take {bounds}")
    return factor


def parse_levels(written: Iterable[str]) -> tuple[Level | None, tuple[tuple[str, Level], ...]]:
    """The level for all, and those of single exercises, from `gentle` and `knee-rolls=gentle`; the last one wins.
    Raises InputError."""
    whole: Level | None = None
    single: dict[str, Level] = {}
    for item in written:
        name, equals, level = item.rpartition("=")
        if level not in [known.value for known in Level]:
            names = [known.value for known in Level]
            raise InputError(
                f"unknown level {level!r}; {suggestion(level, names, 'or write EXERCISE=LEVEL for one exercise')}"
            )
        if equals:
            single[name] = Level(level)
        else:
            whole = Level(level)
    return whole, tuple(single.items())


def parse_variants(written: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The variants of single exercises, from `knees-to-chest=one-leg`; the last one wins. Raises InputError."""
    variants: dict[str, str] = {}
    for item in written:
        name, equals, variant = item.partition("=")
        if not equals:
            raise InputError(f"{item!r} is no variant of an exercise; write both, such as knees-to-chest=one-leg")
        variants[name] = variant
    return tuple(variants.items())


def parse_wait(written: str, breath_s: float = BREATH_S) -> Duration:
    """How long a session waits before it begins, from `30s` or `2 min`; one breath takes `breath_s`. Raises
    InputError."""
    try:
        wait = parse_duration(written)
    except ValueError as error:
        raise InputError(f"{written!r} is no time to wait; write it as 30s or '2 min', an hour at most") from error
    if not SHORTEST_WAIT_S <= wait.s(breath_s) <= LONGEST_WAIT_S:
        raise InputError(f"the time to wait, {written}, is out of range; take 1 s to {LONGEST_WAIT_S / 60:.0f} min")
    return wait
