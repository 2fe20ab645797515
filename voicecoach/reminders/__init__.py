"""Reminders: a calendar file for phones, and timers of the system that start a session or speak a sentence."""
