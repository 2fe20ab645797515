"""What a routine that extends another one changes of its steps."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Discriminator, Field, SkipValidation, Tag, WithJsonSchema

from voicecoach.documents.model import Model, validated
from voicecoach.documents.node import Node
from voicecoach.errors import FileProblemsError, suggestion
from voicecoach.routines.model import Step

_Steps = Annotated[tuple[SkipValidation[Step], ...], Field(min_length=1)]
"""Steps, which are validated where they end up."""

_Named = Annotated[str | int, WithJsonSchema({"type": ["string", "integer"]})]
"""A step of the other routine: its exercise, or its number from 1."""


class LeaveOut(Model):
    """A step goes."""

    tag: ClassVar[str] = "leave_out"

    leave_out: _Named
    """The step of the other routine: its exercise, or its number from 1."""


class Replace(Model):
    """A step gives way to others."""

    tag: ClassVar[str] = "replace"

    replace: _Named
    """The step of the other routine: its exercise, or its number from 1."""
    by: _Steps
    """The steps that take its place."""


class AddBefore(Model):
    """Steps are added before one."""

    tag: ClassVar[str] = "before"

    before: _Named
    """The step of the other routine: its exercise, or its number from 1."""
    add: _Steps
    """The steps that come before it."""


class AddAfter(Model):
    """Steps are added after one."""

    tag: ClassVar[str] = "after"

    after: _Named
    """The step of the other routine: its exercise, or its number from 1."""
    add: _Steps
    """The steps that come after it."""


_CHANGES = (LeaveOut, Replace, AddBefore, AddAfter)


def _change_tag(change: Any) -> str | None:
    if isinstance(change, dict):
        return next((f"<{one.tag}>" for one in _CHANGES if one.tag in change), None)
    return None


Change = Annotated[
    Annotated[LeaveOut, Tag("<leave_out>")]
    | Annotated[Replace, Tag("<replace>")]
    | Annotated[AddBefore, Tag("<before>")]
    | Annotated[AddAfter, Tag("<after>")],
    Discriminator(
        _change_tag,
        custom_error_type="no_change",
        custom_error_message=f"this is no change; it begins with one of {', '.join(one.tag for one in _CHANGES)}",
    ),
]


class Extension(Model):
    """The keys of a routine that builds on another one."""

    extends: str
    """The routine that this one builds on: its name, or a path, which counts from this file's folder."""
    changes: tuple[Change, ...] = ()
    """What becomes of the other routine's steps, one change after the other."""


def changed_steps(steps: Node, extension: Node) -> Node:
    """The list `steps` with the changes of `extension` (a map with the keys of Extension) made, one after the other.

    A step that a change names is found among the steps as they are then; its number is that in the other routine.
    Raises FileProblemsError.
    """
    validated(Extension, extension)
    numbered: list[tuple[int | None, Node]] = [(number, step) for number, step in enumerate(steps.items, 1)]
    changes = extension.keys.get("changes")
    for change in changes.items if changes else ():
        (named,) = (change.keys[one.tag] for one in _CHANGES if one.tag in change.keys)
        index = _index(numbered, named)
        added = [(None, step) for key in ("by", "add") if key in change.keys for step in change.keys[key].items]
        first = index + 1 if "after" in change.keys else index
        gone = 1 if {"leave_out", "replace"} & change.keys.keys() else 0
        numbered[first : first + gone] = added
    return Node([step for _, step in numbered], (changes or steps).mark, (changes or steps).key_mark)


def _index(numbered: list[tuple[int | None, Node]], named: Node) -> int:
    exercises = [step.keys["exercise"].text if "exercise" in step.keys else None for _, step in numbered]
    if isinstance(named.value, int) and not isinstance(named.value, bool):
        known = [number for number, _ in numbered]
        if named.value in known:
            return known.index(named.value)
        raise FileProblemsError([named.mark.problem(f"there is no step {named.value}, or a change has left it out")])
    found = [index for index, name in enumerate(exercises) if name == named.value]
    circuits = [number for number, step in numbered if "steps" in step.keys and str(named.value) in _inside(step)]
    if not found and circuits:
        message = f"{named.value} is done inside a circuit, step {circuits[0]}; name that step to change it as a whole"
        raise FileProblemsError([named.mark.problem(message)])
    if not found:
        known_names = suggestion(str(named.value), {name for name in exercises if name})
        raise FileProblemsError([named.mark.problem(f"no step does the exercise {named.value!r}; {known_names}")])
    if len(found) > 1:
        numbers = " and ".join(str(numbered[index][0] or "one that a change added") for index in found)
        message = f"{named.value} is done by several steps, {numbers}; write the step's number"
        raise FileProblemsError([named.mark.problem(message)])
    return found[0]


def _inside(circuit: Node) -> set[str]:
    """The exercises that a circuit does."""
    steps = circuit.keys["steps"].items
    names = {str(step.keys["exercise"].value) for step in steps if "exercise" in step.keys}
    return names.union(*(_inside(step) for step in steps if "steps" in step.keys))
