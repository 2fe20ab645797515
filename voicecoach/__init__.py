"""voicecoach: a routine file becomes a spoken, timed session, played aloud or exported for a phone."""

from __future__ import annotations
