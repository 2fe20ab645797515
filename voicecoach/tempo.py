"""The rates and times that the rules of the score fix, for those who write them out and those who check them."""

RATE_WPM = 130
"""Speech at the steady pace, in words a minute; 120 to 150 are comfortable for instructions."""

COUNTDOWN_RATE_WPM = 130
"""The least rate of a countdown's numbers, so that each is over before its second is."""

COUNTDOWN_S = 3.0
"""How long before a hold's end its countdown begins."""

COUNTDOWN_FROM_S = 6.0
"""The shortest hold that has a countdown."""


def spoken_s(words: int, rate_wpm: float) -> float:
    """How many seconds a number of words takes to say at a rate, on average."""
    return words * 60 / rate_wpm
