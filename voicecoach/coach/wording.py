"""Texts → cues at a listener's pace: one a sentence, with all filled in that is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from voicecoach.choices import Choices
from voicecoach.cues import Anchor, Speech
from voicecoach.documents.texts import filled, sentences
from voicecoach.phrases import phrases_for
from voicecoach.phrases.model import Phrases
from voicecoach.prescription import Prescription
from voicecoach.tempo import spoken_s

SENTENCE_GAP_S = 0.45
THOUGHT_GAP_S = 0.9
CHIME_GAP_S = 1.5
"""From a chime's onset to the words that follow it."""
READY_S = 1.5
"""From the last word of an instruction to what it leads to."""


class Wording:
    """The words of one session: its language, its pace, and the phrases that take turns in it."""

    def __init__(self, language: str, choices: Choices, rates_wpm: tuple[float, float]) -> None:
        """`rates_wpm` are the lowest and the highest rate that the voice can do."""
        self.phrases: Phrases = phrases_for(language)
        self.breath_s = 60 / choices.breaths_a_minute
        self._pace, self._seed = choices.pace, choices.seed
        self._asked_wpm = choices.speech_wpm
        self._rates_wpm = rates_wpm
        self._turns: dict[tuple[str, ...], int] = {}

    @property
    def rate_wpm(self) -> int:
        """The rate of speech, in words a minute: the one that was asked for, or the nearest that the voice can do."""
        slowest_wpm, fastest_wpm = self._rates_wpm
        return round(min(max(self._asked_wpm, slowest_wpm), fastest_wpm))

    def _lag_s(self, words: str) -> float:
        """How much longer the words would take at the rate that was asked for, where the voice can't speak as slowly:
        the pause after them makes up for it."""
        count = len(words.split())
        return max(0.0, spoken_s(count, self._asked_wpm) - spoken_s(count, self.rate_wpm))

    def room_s(self, room_s: float) -> float:
        """The room to move that the pace gives."""
        return room_s / self._pace

    def turn(self, phrases: tuple[str, ...]) -> str:
        """The phrase whose turn it is. The seed says which of them is the first."""
        count = self._turns.get(phrases, self._seed)
        self._turns[phrases] = count + 1
        return phrases[count % len(phrases)]

    def title_of(self, prescription: Prescription | None) -> str:
        """An exercise's title as it reads inside a sentence; where there is none, that the end comes."""
        if prescription is None:
            return self.phrases.nothing_next
        return self.phrases.inside_sentence(prescription.title)

    def counted(self, number: int, count: int) -> dict[str, str]:
        """What a phrase that tells a place in a row holds: the `number` of `count`, from 1 on."""
        phrases = self.phrases
        return {"ordinal": phrases.ordinal(number), "number": phrases.number(number), "count": phrases.number(count)}

    def said(
        self,
        text: str | None,
        values: Mapping[str, str] | None = None,
        anchor: Anchor = Anchor.AFTER,
        gap_s: float = SENTENCE_GAP_S,
    ) -> Iterator[Speech]:
        """The cues of a text; none where there is none. `gap_s` is the offset of the first; the others follow at a
        sentence's distance."""
        following = Anchor.BEFORE if anchor is Anchor.BEFORE else Anchor.AFTER
        for index, sentence in enumerate(sentences(text or "")):
            words = filled(sentence, values or {})
            if sentence.startswith("{"):
                words = words[:1].upper() + words[1:]
            if index:
                anchor, gap_s = following, self.room_s(SENTENCE_GAP_S)
            yield Speech(words, self.rate_wpm, anchor, gap_s, self._lag_s(words))
