"""The coach's wording in English.

No clinician and no native speaker has reviewed it yet. The advice is the article's: a doctor's green light first,
slow and steady, a few times a day, consistency.
"""

from __future__ import annotations

from voicecoach.phrases import Phrases

_SMALL: tuple[str, ...] = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_SMALL += ("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_FINE_S = 10  # from here on nobody counts half seconds
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}


def number(value: float) -> str:
    """A number of 0 or more as words, where it is whole and under 100; else in digits, which every voice reads."""
    tens, ones = divmod(int(value), 10)
    if value != int(value) or tens >= len(_TENS):
        return f"{value:g}"
    if value < len(_SMALL):
        return _SMALL[int(value)]
    return _TENS[tens] + (f"-{_SMALL[ones]}" if ones else "")


def ordinal(value: int) -> str:
    """A place in a row, from 1 up, as a word: `third`, `twenty-first`; over 99 with digits."""
    tens, hyphen, last = number(value).rpartition("-")
    if last in _ORDINALS:
        last = _ORDINALS[last]
    elif last.endswith("y"):
        last = f"{last[:-1]}ieth"
    else:
        last = f"{last}th"
    return f"{tens}{hyphen}{last}"


def duration(seconds: float) -> str:
    """A length of time as a person says it, to the half second under ten seconds, to the second above."""
    seconds = round(seconds * 2) / 2 if seconds < _FINE_S else float(round(seconds))
    minutes, rest = divmod(seconds, 60)
    parts = [_counted(minutes, "minute")] if minutes else []
    if rest or not parts:
        parts.append(_counted(rest, "second"))
    return " and ".join(parts)


def _counted(count: float, unit: str) -> str:
    if count != int(count):
        half = f"{number(int(count))} and a half" if count > 1 else "half"
        return f"{half} {unit}s" if count > 1 else f"half a {unit}"
    return f"{number(count)} {unit}{'' if count == 1 else 's'}"


ENGLISH = Phrases(
    welcome="Welcome. {routine}.",
    safety=(
        "Before you start, ask your doctor whether these stretches are right for you. "
        "Go slowly and steadily. "
        "If anything hurts, stop, and rest."
    ),
    start_chime="This chime begins a stretch.",
    end_chime="And this one ends it.",
    get_down_floor=(
        "Lay out a mat, or find a carpet. "
        "Turn the volume up, and keep your phone within reach. "
        "Now come slowly down to the floor, and lie on your back."
    ),
    get_down_bed=(
        "Turn the volume up, and keep your phone within reach. Now sit down on your bed, and lie slowly back."
    ),
    settle="You have {time}.",
    take_your_time="There is still time.",
    first_exercise="Then we begin with {exercise}.",
    dose="We do this {count} times, and hold for {hold}.",
    dose_once="We do this once, and hold for {hold}.",
    dose_each_side="We do this {count} times on each side, and hold for {hold}.",
    dose_each_side_once="We do this once on each side, and hold for {hold}.",
    left="left",
    right="right",
    side_first="The {side} side first.",
    side_next="Now the {side} side.",
    count="{ordinal} of {count}.",
    done="Well done.",
    next_exercise="Next comes {exercise}.",
    closing=(
        "That was the last stretch. "
        "Rest in any way that feels good, and breathe slowly. "
        "When you are ready, get up slowly, in small steps. "
        "Do this a few times a day, slow and steady. "
        "Doing it often, day after day, gives the best results. "
        "Goodbye."
    ),
    countdown=("three", "two", "one"),
    opening_title="Opening",
    closing_title="Closing",
    number=number,
    ordinal=ordinal,
    duration=duration,
)
