"""An episode's chapters as a file of their own, for apps that don't look for them in the sound.

Source: "JSON Chapters Format", version 1.2, of the podcast namespace.
"""

from __future__ import annotations

import json
from pathlib import Path

from voicecoach.clip import s_from_frames
from voicecoach.feed.channel import GENERATOR, Channel
from voicecoach.feed.episode import Episode

CHAPTERS_ENDING = ".chapters.json"
CHAPTERS_TYPE = "application/json+chapters"
_VERSION = "1.2.0"


def chapters_name(episode: Episode) -> str | None:
    """The name of an episode's file of chapters; None where it has none."""
    return f"{episode.name}{CHAPTERS_ENDING}" if episode.tags.chapters else None


def chapters_json(channel: Channel, episode: Episode) -> bytes:
    """The file of an episode's chapters; times are in seconds, to a millisecond."""
    content = {
        "version": _VERSION,
        "title": episode.tags.title,
        "podcastName": channel.title,
        "fileName": episode.path.name,
        "generator": GENERATOR,  # not of the format, which lets readers pass over what they don't know
        "chapters": [
            {
                "startTime": round(s_from_frames(chapter.start), 3),
                "endTime": round(s_from_frames(chapter.stop), 3),
                "title": chapter.title,
            }
            for chapter in episode.tags.chapters
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"


def are_ours(path: Path) -> bool:
    """Whether a file of chapters was written by `chapters_json`, and so can be made again from the sound."""
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(content, dict) and content.get("generator") == GENERATOR
