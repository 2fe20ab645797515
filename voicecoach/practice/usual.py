"""What is usual where the listener chose nothing else, and how far the choice goes. It stands alone, since the config,
which every session reads, knows it."""

USUAL_AIM = 2
"""Sessions a day."""

MOST_A_DAY = 24

USUAL_STEP_SESSIONS = 6
"""How many sessions must have gone well before more is suggested."""

FEWEST_STEP_SESSIONS = 3

USUAL_STEP_DAYS = 10
"""Within how many days; fewer can't be chosen, so that pain isn't forgotten sooner."""

MOST_STEPS = 100
"""The most sessions, and the most days, that can be chosen."""
