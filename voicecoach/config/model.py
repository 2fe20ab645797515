"""What the config holds: plain data, validated. What isn't set is None, or empty."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from voicecoach.choices import FASTEST_RATE_WPM, FEWEST_BREATHS, MOST_BREATHS, SLOWEST_RATE_WPM, parse_pace
from voicecoach.documents.model import Model
from voicecoach.errors import InputError
from voicecoach.practice.usual import (
    FEWEST_STEP_SESSIONS,
    MOST_A_DAY,
    MOST_STEPS,
    USUAL_AIM,
    USUAL_STEP_DAYS,
    USUAL_STEP_SESSIONS,
)
from voicecoach.routines.fields import AGuidance, ALanguage, ALevel, ASafety

USUAL_CACHE_MB = 500


def canonical_tag(language: str) -> str:
    """A language's tag as the config's table of voices knows it: `de-at` for `de_AT`."""
    return language.replace("_", "-").lower()


def _is_no_switch(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("a number belongs here")
    return value


def pace_factor(value: object) -> float:
    """A pace, as it stands in a file: its name, or a factor. Raises ValueError."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise ValueError("a pace belongs here: slow, steady, brisk, or a factor from 0.5 to 2")
    try:
        return parse_pace(str(value))
    except InputError as error:
        raise ValueError(str(error)) from error


def _by_canonical_tag(voices: dict[str, str]) -> dict[str, str]:
    found = {canonical_tag(language): voice for language, voice in voices.items()}
    if len(found) < len(voices):
        raise ValueError("a language is given twice, once in capitals; keep one")
    return found


NoSwitch = BeforeValidator(_is_no_switch)
"""True and false are numbers for Python, and not for the author of a file."""

_Text = Annotated[str, Field(min_length=1)]


class Cache(Model):
    """The table `cache`: what is kept so that it needn't be spoken twice."""

    size_mb: Annotated[int, NoSwitch, Field(ge=1)] = USUAL_CACHE_MB
    """How much of it at most, in megabytes."""


class Practice(Model):
    """The table `practice`: what is kept of the sessions that are played."""

    log: bool = True
    """Whether anything is."""
    aim: Annotated[int, NoSwitch, Field(ge=1, le=MOST_A_DAY)] = USUAL_AIM
    """How many sessions a day the listener wants."""
    ask: bool | None = None
    """Whether `play` asks how the back feels, before and after. None: it offers that first."""
    step_sessions: Annotated[int, NoSwitch, Field(ge=FEWEST_STEP_SESSIONS, le=MOST_STEPS)] = USUAL_STEP_SESSIONS
    """How many sessions must have gone well before more is suggested."""
    step_days: Annotated[int, NoSwitch, Field(ge=USUAL_STEP_DAYS, le=MOST_STEPS)] = USUAL_STEP_DAYS
    """Within how many days."""


class Config(Model):
    """What the user chose for good."""

    language: ALanguage | None = None
    """The tag of the words' and the voice's language."""
    level: ALevel | None = None
    guidance: AGuidance | None = None
    safety: ASafety | None = None
    pace: Annotated[float, BeforeValidator(pace_factor)] | None = None
    """A factor, 0.5 to 2."""
    rate: Annotated[float, NoSwitch, Field(ge=SLOWEST_RATE_WPM, le=FASTEST_RATE_WPM)] | None = None
    """Words a minute, 60 to 300."""
    breaths: Annotated[float, NoSwitch, Field(ge=FEWEST_BREATHS, le=MOST_BREATHS)] | None = None
    """A minute, 3 to 15."""
    player: _Text | None = None
    clap: bool | None = None
    """Whether two claps pause a session that plays, and let it go on."""
    voices: Annotated[dict[ALanguage, _Text], AfterValidator(_by_canonical_tag)] = Field(default_factory=dict)
    """A voice for each language, by its tag in lower case."""
    pronounce: dict[_Text, _Text] = Field(default_factory=dict)
    """Words, and how a voice is to be given them."""
    cache: Cache = Cache()
    practice: Practice = Practice()
    engines: dict[str, dict[str, Any]] = Field(default_factory=dict)
    """Each engine's own settings, as far as they are set, checked against its class: values that JSON knows."""

    def voice_for(self, language: str) -> str | None:
        """The voice that was chosen for a language, a tag in any case: that of `de` for `de-AT`, unless `de-AT` has one
        of its own."""
        tag = canonical_tag(language)
        while tag and tag not in self.voices:
            tag = tag.rpartition("-")[0]
        return self.voices.get(tag)

    def engine_settings(self, name: str) -> dict[str, Any]:
        """What is set of the engine called `name`; nothing where nothing is."""
        return dict(self.engines.get(name, {}))
