"""What answers a listener's commands."""

from __future__ import annotations

from voicecoach.coach.wording import SENTENCE_GAP_S, Wording
from voicecoach.cues import Anchor, Chime, Cue, Pause, Place, Speech
from voicecoach.documents.texts import filled
from voicecoach.tempo import spoken_s

ANSWER_GAP_S = 0.25
"""From what a command cuts to the words that answer it: one hears that it ended."""
CLICK_TAIL_S = 0.4


class Replies:
    """The replies of one session, as pauses to be put in, or, for a hold, as cues of which the first that fits is
    heard."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording
        self._phrases = wording.phrases
        self._own = wording.phrases.replies

    # Words of their own

    def paused(self, place: Place) -> Pause:
        """That it is paused."""
        return self.said(self._own.paused, place)

    def let_go_and_rest(self, place: Place) -> Pause:
        """That it is paused, to who holds a stretch."""
        return self.said(self._own.let_go_and_rest, place)

    def let_go(self, place: Place, room_s: float = 0.0) -> Pause:
        """To let go, with the room that it takes at the steady pace."""
        return self.said(self._own.let_go, place, room_s)

    def back_into_position(self, title: str, place: Place, room_s: float) -> Pause:
        """To take up again what was let go, an exercise's title and side, with the room for it."""
        side = [self._sentence(self._own.at_side, **self._phrases.side_values(place.side))] if place.side else []
        return self.said(" ".join([f"{title}.", *side, self._own.back_into_position]), place, room_s)

    def again(self, place: Place) -> Pause:
        """That a repetition comes once more."""
        return self.said(self._own.again, place)

    def no_hold(self, place: Place) -> Pause:
        """That there is no hold to be ended or made longer."""
        return self.said(self._own.no_hold, place)

    def sound_back(self, place: Place) -> Pause:
        """That the sound was lost and is back."""
        return self.said(self._own.sound_back, place)

    def keys(self, place: Place, *, hears_claps: bool = False) -> Pause:
        """Every key; and where claps are heard, what they do, first."""
        return self.said(f"{self._own.claps} {self._own.keys}" if hears_claps else self._own.keys, place)

    def fillers(self) -> tuple[Pause, ...]:
        """What fills a wait for words that aren't spoken yet; they take turns."""
        return tuple(self.said(words, Place(), 1.0) for words in self._own.filler)

    def click(self, place: Place) -> Pause:
        """That a command was heard."""
        return Pause(place, CLICK_TAIL_S, (Chime("click"),))

    def hold_end(self, place: Place) -> Pause:
        """That a hold ends now."""
        return Pause(place, 0, (Chime("end"),))

    # What can be said in a hold as well: as words there, as a pause elsewhere

    def pace(self, *, faster: bool, is_limit: bool) -> str:
        """That the pace is another one, or can't be."""
        if is_limit:
            return self._own.fastest if faster else self._own.slowest
        return self._own.faster if faster else self._own.slower

    def volume_limit(self, *, louder: bool) -> str:
        """That it can't be louder, or softer."""
        return self._own.loudest if louder else self._own.softest

    def longer(self, more_s: float) -> str:
        """That a hold lasts longer."""
        return self._sentence(self._own.longer, time=self._phrases.duration(more_s))

    @property
    def longest(self) -> str:
        """That a hold is long enough."""
        return self._own.longest

    def where(self, title: str, place: Place, hold_s: float | None, left_s: float | None) -> Pause:
        """Where the session stands, how much is left of a hold that was let go, and how long it all takes yet, where
        that is known."""
        words = self._at(title, place)
        if hold_s is not None:
            words.append(self._sentence(self._own.left_of_hold, time=self._phrases.duration(hold_s)))
        if left_s is not None:
            words.append(self._sentence(self._own.left_of_session, time=self._phrases.minutes(left_s)))
        return self.said(" ".join(words), place)

    def where_in_hold(self, title: str, place: Place, left_s: float) -> tuple[Cue, ...]:
        """Where the session stands in a hold that has `left_s` left when the answer begins: its last word falls on the
        second that it names."""
        answers: tuple[list[str], ...] = (self._at(title, place), self._at_side(place), [])
        return tuple(cue for words in answers for cue in self._with_time(words, left_s))

    def in_hold(self, text: str | None) -> tuple[Cue, ...]:
        """Words for a hold, if there are any."""
        return (Speech(text, self._wording.rate_wpm, clear_s=SENTENCE_GAP_S),) if text else ()

    def _with_time(self, words: list[str], left_s: float) -> tuple[Cue, ...]:
        rate_wpm = self._wording.rate_wpm
        count = sum(len(sentence.split()) for sentence in words) + 3
        seconds = round(left_s - spoken_s(count, rate_wpm))
        if seconds < 1:
            return ()
        time = self._sentence(self._own.left_of_hold, time=self._phrases.duration(seconds))
        return (Speech(" ".join([*words, time]), rate_wpm, clear_s=SENTENCE_GAP_S),)

    def _at(self, title: str, place: Place) -> list[str]:
        return [f"{title}.", *self._at_side(place)]

    def _at_side(self, place: Place) -> list[str]:
        words: list[str] = []
        if place.side:
            words.append(self._sentence(self._own.at_side, **self._phrases.side_values(place.side)))
        if place.repetition and place.repetitions and place.repetitions > 1:
            counted = self._wording.counted(place.repetition, place.repetitions)
            words.append(self._sentence(self._phrases.count, **counted))
        return words

    def _sentence(self, template: str, **values: str) -> str:
        words = filled(template, values)
        return words[:1].upper() + words[1:]

    def said(self, text: str, place: Place, room_s: float = 0.0) -> Pause:
        """Words that answer, with room to do what they say."""
        cues = tuple(self._wording.said(text, anchor=Anchor.AFTER, gap_s=ANSWER_GAP_S))
        return Pause(place, 0, cues, max(SENTENCE_GAP_S, room_s))
