"""How often somebody wants to stretch. It stands alone, since the config, which every session reads, knows it."""

USUAL_AIM = 2
"""Sessions a day."""

MOST_A_DAY = 24
