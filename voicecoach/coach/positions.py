"""The way from one position to another, in stages that a sore back can follow."""

from __future__ import annotations

from voicecoach.phrases.model import Phrases
from voicecoach.routines.terms import Position, Surface

_UP_TO_SITTING: dict[Position | None, tuple[str, ...]] = {
    Position.BACK: ("roll_over", "sit_up"),
    Position.SIDE: ("sit_up",),
}
_UP_TO_STANDING: dict[Position | None, tuple[str, ...]] = {
    Position.BACK: ("roll_over", "sit_up", "kneel_up", "foot_forward", "stand_up"),
    Position.SIDE: ("sit_up", "kneel_up", "foot_forward", "stand_up"),
    Position.FRONT: ("kneel_up", "foot_forward", "stand_up"),
    Position.KNEELING: ("kneel_up", "foot_forward", "stand_up"),
    Position.SITTING: ("kneel_up", "foot_forward", "stand_up"),
    None: ("stand_up",),
}
_UP_FROM_BED: dict[Position | None, tuple[str, ...]] = {
    Position.SIDE: ("bed_sit_up", "bed_steady", "bed_stand_up"),
    Position.SITTING: ("bed_steady", "bed_stand_up"),
}
_ANY_UP_FROM_BED = ("bed_roll_over", "bed_sit_up", "bed_steady", "bed_stand_up")


def way(origin: Position | None, target: Position, surface: Surface, phrases: Phrases) -> tuple[str, ...]:
    """What leads from `origin` (None where it isn't known) into `target`, stage by stage; nothing where one is there.

    The way up goes over the side, the arms and the knees; onto a bed, or from one, over its edge.
    """
    if origin is target:
        return ()
    on_bed = surface is Surface.BED
    stages: tuple[str, ...] = ()
    if target is Position.STANDING:
        stages = _UP_FROM_BED.get(origin, _ANY_UP_FROM_BED) if on_bed else _UP_TO_STANDING[origin]
    elif target is Position.SITTING:
        stages = _UP_TO_SITTING.get(origin, ())
    if stages:
        return tuple(getattr(phrases.get_up, stage) for stage in stages)
    came_from = "bed" if on_bed and origin is Position.STANDING else origin and origin.value
    return (phrases.moves.into(target.value, came_from),)
