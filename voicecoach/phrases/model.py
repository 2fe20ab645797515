"""What the coach can say of its own: one model, which every language fills whole."""

from __future__ import annotations

from typing import ClassVar

from pydantic import model_validator

from voicecoach.documents.duration import Duration
from voicecoach.documents.model import Model
from voicecoach.documents.texts import Pronunciations, Template, Words, check_placeholders, filled, placeholders
from voicecoach.phrases.dialogue import FeelingPhrases, ReplyPhrases, StepPhrases
from voicecoach.phrases.notation import Notation
from voicecoach.phrases.numerals import Gender, Unit, number, ordinal

_FINE_S = 10  # from here on nobody counts half seconds
_IN_MINUTES_FROM_S = 100  # "ninety seconds", but "two minutes"


REVIEWERS = ("clinician", "native speaker")
"""Who should review words that are spoken to somebody in pain."""


class Grammar(Model):
    """What a language's forms depend on.

    `ordinal` is the gender of what a place in a row belongs to, a repetition or a round. `lower_titles` says whether a
    title begins with a small letter inside a sentence.
    """

    ordinal: Gender
    lower_titles: bool


class Units(Model):
    """What is counted, and how minutes and seconds are joined."""

    second: Unit
    minute: Unit
    breath: Unit
    join: Template


class Times(Model):
    """How often: once, two times. `{count}` agrees with `gender`."""

    gender: Gender = "masculine"
    one: Words
    other: Template


class Ear(Model):
    """What a text for the ear can't hold: words that ask the listener to look, and abbreviations, beside those of
    `reading`, that nobody can read in one way only."""

    looking: tuple[str, ...]
    abbreviations: tuple[str, ...]


class Moves(Model):
    """How one comes into a position, from wherever one is, or from the position that the key names first."""

    back: Words
    side: Words
    front: Words
    kneeling: Words
    sitting: Words
    standing: Words
    back_kneeling: Words
    kneeling_back: Words
    standing_back: Words
    standing_kneeling: Words
    standing_sitting: Words
    bed_back: Words
    bed_sitting: Words

    def into(self, position: str, origin: str | None) -> str:
        """How one comes into `position` from `origin`, a position or `bed`."""
        own = f"{origin}_{position}"
        words: str = getattr(self, own if own in type(self).model_fields else position)
        return words


class GetUp(Model):
    """The stages of getting up from the floor, and from a bed."""

    announced: Words
    roll_over: Words
    sit_up: Words
    kneel_up: Words
    foot_forward: Words
    stand_up: Words
    steady: Words
    bed_roll_over: Words
    bed_sit_up: Words
    bed_steady: Words
    bed_stand_up: Words


class Phrases(Model):
    """Everything that the coach says of its own. A text may hold several sentences; names in braces are filled in.

    `sides` gives each form of "left" that the language's texts need, with that of "right"; the first of them is what
    `{side}` becomes. In a text `{left}` (that is, a form of "left" in braces) means the side at hand, and the form of
    "right" the other one.
    """

    language: str
    name: str
    reviewed: tuple[str, ...]
    """Which of REVIEWERS have reviewed these words."""
    grammar: Grammar
    sides: dict[str, str]
    units: Units
    times: Times
    ear: Ear
    reading: Notation
    pronounce: Pronunciations
    """Words that voices get wrong, and how they are spelt for them."""

    opening_title: Words
    closing_title: Words
    round_title: Template
    nothing_next: Words
    """What `{next}` becomes where no exercise follows, as it reads inside a sentence."""
    less_than_a_minute: Words

    reminder: Words
    """At the times that the listener asked for, where no session begins by itself."""
    begins_in: Template
    """Before a wait, where one is asked for."""
    welcome: Template
    takes: Template
    welcome_back: Template
    """For who begins in the middle, and so `remains` and `goes_on`."""
    remains: Template
    safety_full: Words
    safety_short: Words
    pace_yourself: Words
    start_chime: Words
    end_chime: Words
    prepare_floor: Words
    prepare: Words
    settle: Template
    take_your_time: Words
    first_exercise: Template
    goes_on: Template
    change: Words
    moves: Moves

    dose: Template
    dose_each_side: Template
    held: Template  # of a hold, in what is written down
    hurts: Words
    """For an exercise that doesn't say it itself."""
    release: Words
    """For an exercise that doesn't say it itself."""
    side_first: Template
    side_next: Template
    count: Template
    round: Template
    breathe_in: Words
    breathe_out: Words
    half_way: Words
    countdown: tuple[Words, Words, Words]
    rest: tuple[Words, ...]
    done: tuple[Words, ...]
    rest_for: Template
    next_exercise: Template

    last_stretch: Words
    advice: Words
    get_up: GetUp
    farewell: Words
    feeling: FeelingPhrases
    steps: StepPhrases
    replies: ReplyPhrases

    holds: ClassVar[dict[str, tuple[str, ...]]] = {
        "round_title": ("exercise", "number"),
        "begins_in": ("time",),
        "welcome": ("routine",),
        "takes": ("minutes_left",),
        "welcome_back": ("routine",),
        "remains": ("minutes_left",),
        "settle": ("time",),
        "first_exercise": ("exercise",),
        "goes_on": ("exercise",),
        "dose": ("times", "hold"),
        "dose_each_side": ("times", "hold"),
        "held": ("time",),
        "round": ("ordinal", "number", "count"),
        "count": ("ordinal", "number", "count"),
        "rest_for": ("time",),
        "next_exercise": ("exercise",),
    }
    """What each phrase may hold, `side_first` and `side_next` apart, which hold a form of the side."""

    @model_validator(mode="after")
    def _holds_what_is_filled_in(self) -> Phrases:
        for field, known in self.holds.items():
            check_placeholders(getattr(self, field), known)
        check_placeholders(self.units.join, ("minutes", "seconds"))
        check_placeholders(self.times.other, ("count",))
        for field in ("longer", "left_of_hold", "left_of_session"):
            check_placeholders(getattr(self.replies, field), ("time",))
        named = {"side_first": self.side_first, "side_next": self.side_next, "at_side": self.replies.at_side}
        for field, text in named.items():
            if not placeholders(check_placeholders(text, self.side_forms)):
                raise ValueError(f"{field} never names the side")
        return self

    def number(self, value: int) -> str:
        """A number of 0 or more as words."""
        return number(value, self.language)

    def ordinal(self, value: int) -> str:
        """A place in a row, from 1 up, as words."""
        return ordinal(value, self.language, self.grammar.ordinal)

    def how_often(self, value: int) -> str:
        """How often, from once up, as words."""
        if value == 1:
            return self.times.one
        return self.times.other.replace("{count}", number(value, self.language, self.times.gender))

    def hold(self, hold: Duration) -> str:
        """A hold's length as words: in breaths, in minutes or in seconds, as it was written."""
        if hold.breaths:
            return self.units.breath.counted(hold.breaths, self.language)
        return self.duration(hold.seconds, in_minutes=hold.in_minutes)

    def duration(self, seconds: float, *, in_minutes: bool = False) -> str:
        """A length of time as a person says it: to the half second under ten seconds, to the second above. From 100 s
        on, and where `in_minutes` asks for it, minutes are counted."""
        whole = round(seconds)
        minutes, rest = divmod(whole, 60)
        if not minutes or (rest and not in_minutes and whole < _IN_MINUTES_FROM_S):
            return self.units.second.counted(seconds if seconds < _FINE_S else whole, self.language)
        if rest in (0, 30):
            return self.units.minute.counted(whole / 60, self.language)
        counted = {
            "minutes": self.units.minute.counted(minutes, self.language),
            "seconds": self.units.second.counted(rest, self.language),
        }
        return filled(self.units.join, counted)

    def held_for(self, seconds: float) -> str:
        """How long a stretch is held, to be read."""
        return filled(self.held, {"time": self.duration(seconds)})

    def minutes(self, seconds: float) -> str:
        """A length of time to the minute."""
        whole = int(seconds / 60 + 0.5)
        return self.units.minute.counted(whole, self.language) if whole else self.less_than_a_minute

    def inside_sentence(self, title: str) -> str:
        """A title as it reads inside a sentence."""
        return title[:1].lower() + title[1:] if self.grammar.lower_titles else title

    @property
    def side_forms(self) -> dict[str, tuple[str, str]]:
        """What may stand in braces for a side: its form where the side at hand is the left, and where it is the
        right."""
        forms: dict[str, tuple[str, str]] = {}
        for left, right in self.sides.items():
            forms.setdefault("side", (left, right))
            forms.setdefault("other", (right, left))
            forms[left] = (left, right)
            forms[right] = (right, left)
        return forms

    def side_values(self, side: str | None) -> dict[str, str]:
        """What the names in braces for a side become; nothing where no side is at hand."""
        if side is None:
            return {}
        return {name: right if side == "right" else left for name, (left, right) in self.side_forms.items()}
