"""Routines → the text of their files: a new one from a few wishes, and a copy of one to edit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from voicecoach.documents.model import Model, validated
from voicecoach.documents.node import Mark, Node
from voicecoach.documents.texts import Words
from voicecoach.documents.writer import Commented, comment, with_keys, written
from voicecoach.documents.yaml_document import parse_document
from voicecoach.errors import FileProblemsError, InputError
from voicecoach.routines.catalogue import Catalogue
from voicecoach.routines.exercise import OF_DOSES, OF_VARIANTS, Exercise, Variant
from voicecoach.routines.importing import Imported
from voicecoach.routines.terms import Level, Position, Sides, Surface

TITLES = {"de": "Meine Dehnübungen", "en": "My stretches", "es": "Mis estiramientos", "fr": "Mes étirements"}
"""What a routine is called for whose title nobody cares."""

_SETTLE = {Surface.FLOOR: "40 s", Surface.BED: "20 s"}

_SCHEMA_LINE = "# yaml-language-server: "


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody wants of a new routine. `exercises` are names, in order."""

    title: str
    language: str
    level: Level
    surface: Surface
    exercises: tuple[str, ...]


def new_routine(
    wishes: Wishes, known: Mapping[str, Exercise], repetitions: Mapping[str, int] | None, schema: str
) -> str:
    """The file of a new routine of `known` exercises, done as often as `repetitions` says, else as their level does.

    `schema` is where the JSON Schema of routines lies. Raises InputError where the surface refuses an exercise.
    """
    head = {
        "title": wishes.title,
        "language": wishes.language,
        "level": Commented(
            wishes.level.value,
            above=("How much is asked of you: gentle, regular or challenge. `--level` asks for another one.",),
        ),
        "surface": Commented(
            wishes.surface.value, above=("Where you lie: floor, or bed, which refuses some exercises.",)
        ),
        "settle": Commented(_SETTLE[wishes.surface], above=("Time to get down and lie ready.",)),
        "steps": Commented(
            [_step(wishes, name, known[name], repetitions) for name in wishes.exercises],
            above=(
                "A step begins with exercise, say, rest, chime or repeat. In the step of an exercise, variant,",
                "repetitions, hold and rest take the place of what its level says. More to try:",
                "  - say: Lie still for a little while.",
                "    lasts: 20 s",
            ),
        ),
    }
    about = "A routine for voicecoach. `voicecoach check` tells mistakes in it, `voicecoach play` plays it."
    return f"{schema_line(schema)}\n{comment(about)}\n{written(head)}"


def _step(wishes: Wishes, name: str, exercise: Exercise, repetitions: Mapping[str, int] | None) -> Commented:
    """The step of an exercise. What its level says isn't repeated, so that another level can say otherwise."""
    dose, variant = exercise.levels[wishes.level], variant_for(exercise, wishes.level, wishes.surface)
    if variant is None:
        raise InputError(f"{name} can't be done on a {wishes.surface.value}; leave it out, or choose the floor")
    step: dict[str, Any] = {"exercise": name}
    if variant != dose.variant:
        forms = [form for form, one in exercise.variants.items() if _is_done_on(one, wishes.surface)]
        step["variant"] = Commented(variant, beside=f"safe here: {', '.join(forms)}")
    if repetitions is not None:
        step["repetitions"] = Commented(repetitions[name], beside=f"1 to {most_repetitions(exercise, wishes.level)}")
    held = f"{dose.hold.breaths:g} breaths" if dose.hold.breaths else f"{dose.hold.seconds:g} s"
    each = "" if exercise.variants[variant].sides is Sides.BOTH else " on each side"
    usual = f"{exercise.title}: {dose.repetitions} times{each} at the level {wishes.level.value}, held for {held}."
    return Commented(step, above=(usual,))


class _Titled(Model):
    title: Words


def checked_title(title: str) -> str:
    """A routine's title. Raises InputError where it can't be spoken."""
    mark = Mark("title")
    try:
        return validated(_Titled, Node({"title": Node(title, mark)}, mark)).title
    except FileProblemsError as error:
        raise InputError(f"the title {title!r} can't be spoken: {error.problems[0].message}") from error


def variant_for(exercise: Exercise, level: Level, surface: Surface) -> str | None:
    """The variant that a level asks for, else one that can be done on the surface, with the same sides if possible;
    None where there is none."""
    usual = exercise.levels[level].variant
    done = [name for name, variant in exercise.variants.items() if _is_done_on(variant, surface)]
    alike = [name for name in done if exercise.variants[name].sides is exercise.variants[usual].sides]
    return usual if usual in done else next(iter((*alike, *done)), None)


def _is_done_on(variant: Variant, surface: Surface) -> bool:
    return surface is Surface.FLOOR or variant.surface is Surface.BED


def in_order(exercises: Mapping[str, Exercise], level: Level) -> tuple[str, ...]:
    """The names of exercises with as few changes of position between them as can be, lying down first."""
    positions = [None, *Position]

    def position(name: str) -> int:
        return positions.index(exercises[name].variant_at(level).position)

    return tuple(sorted(exercises, key=position))


def most_repetitions(exercise: Exercise, level: Level) -> int:
    """How often an exercise may be done at most: what its sources say for the challenge."""
    return max(exercise.levels[each].repetitions for each in (level, Level.CHALLENGE))


def repetitions_near(
    length_s: float, most: Mapping[str, int], reckoned_s: Callable[[Mapping[str, int]], float]
) -> dict[str, int]:
    """How often each exercise is done, from once up to its `most`, all raised alike, so that the length that
    `reckoned_s` tells of it is nearest to `length_s`."""
    shares = sorted({0.0, *(count / (top - 1) for top in most.values() for count in range(1, top))})
    choices = [{name: 1 + int(share * (top - 1) + 1e-9) for name, top in most.items()} for share in shares]
    return min(choices, key=lambda choice: abs(reckoned_s(choice) - length_s))


def imported_routine(parts: Imported, source: str, schema: str) -> str:
    """The file of a routine that was imported from the file called `source`."""
    invitation = (
        "These exercises have a few words that fit anything. Your own make them better: how to lie or stand (start),",
        "which part of the body moves which way (instruction), how it should feel (feel), what to do if it hurts",
        "(hurts), and the way back (release).",
    )
    data: dict[str, Any] = {"title": parts.title, "language": parts.language}
    if parts.exercises:
        data["exercises"] = Commented(parts.exercises, above=invitation)
    head = (schema_line(schema), comment(f"Imported from {source}. `voicecoach check` tells mistakes in it."))
    return "\n".join((*head, written(data | {"steps": parts.steps})))


def schema_line(schema: str) -> str:
    """The first line of a file, by which an editor finds the JSON Schema at the URL `schema`."""
    return f"{_SCHEMA_LINE}$schema={schema}"


def copied(text: str, words: Node, exercises: Node | None, schema: str) -> str:
    """The text of a routine's file with its comments, to be edited elsewhere: with `words` of one language in it, and
    `exercises`, where they are given, written out."""
    document = parse_document("", text.encode())
    changed = {name: node.plain() for name, node in words.keys.items() if node.plain() != _plain(document, name)}
    if "pronounce" in document.keys and "pronounce" not in words.keys:
        changed["pronounce"] = {}  # it belongs to the words that these are laid over
    if exercises is not None:
        mine = document.keys.get("exercises", document).keys
        built_in = set(Catalogue().exercise_names()).difference(mine)
        written_out = {name: _compact(node, built_in=name in built_in) for name, node in exercises.keys.items()}
        above = "Every word of the exercises; what you change here holds in this routine alone."
        changed["exercises"] = Commented(written_out, above=(above,))
    lines = [line for line in text.splitlines(keepends=True) if not line.startswith(_SCHEMA_LINE)]
    bare = "".join(lines).lstrip("\ufeff\n")
    new = with_keys(bare, parse_document("", bare.encode()), changed)
    if not _means(new, {**words.plain(), **_unwrapped(changed)}):  # not in block style, say
        new = written({**words.plain(), **changed})
    return f"{schema_line(schema)}\n{new}"


def _means(text: str, data: Mapping[str, Any]) -> bool:
    try:
        return bool(parse_document("", text.encode()).plain() == data)
    except FileProblemsError:
        return False


def _unwrapped(changed: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.value if isinstance(value, Commented) else value for name, value in changed.items()}


def _plain(document: Node, name: str) -> Any:
    return document.keys[name].plain() if name in document.keys else None


def _compact(exercise: Node, *, built_in: bool) -> dict[str, Any]:
    """A whole exercise with what all its variants, or all its levels, share written once, above them; of one that is
    `built_in`, without what it says of its own words."""
    plain: dict[str, Any] = exercise.lacking(["language", "reviewed"] if built_in else []).plain()
    for part in ("variants", "levels"):
        forms = plain.pop(part)
        first, *others = forms.values()
        alike = {name: value for name, value in first.items() if all(form.get(name) == value for form in others)}
        shared = {name: value for name, value in alike.items() if name in (*OF_VARIANTS, *OF_DOSES)}
        plain |= shared
        plain[part] = {
            name: {key: value for key, value in form.items() if key not in shared} for name, form in forms.items()
        }
    fields = [*Exercise.model_fields, *OF_VARIANTS, *OF_DOSES]
    order = [*(field for field in fields if field not in ("variants", "levels")), "variants", "levels"]
    return dict(sorted(plain.items(), key=lambda item: order.index(item[0])))
