"""Routines as a test writes them."""

from __future__ import annotations

from voicecoach.documents.yaml_document import parse_document
from voicecoach.routines.catalogue import Catalogue
from voicecoach.routines.model import Routine
from voicecoach.routines.reader import routine_in


def routine_written(text: str, name: str = "mine.yaml") -> Routine:
    """The routine in a file's text, with the built-in exercises to hand."""
    return routine_in(parse_document(name, text.encode()), Catalogue())


def routine_of_steps(*steps: str, head: str = "") -> Routine:
    """A routine of steps in YAML's flow style."""
    return routine_written(f"title: Mine\n{head}\nsteps:\n" + "".join(f"- {step}\n" for step in steps))
