"""Documents → routines: what a routine builds on is put together, then every mistake is found at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from voicecoach.documents.model import validated
from voicecoach.documents.node import Node, overlaid
from voicecoach.errors import FileProblemsError, InputError, UnknownNameError, suggestion
from voicecoach.phrases import base_language
from voicecoach.routines.changes import Extension, changed_steps
from voicecoach.routines.exercise import OF_DOSES, OF_VARIANTS, Exercise
from voicecoach.routines.model import ExerciseStep, Routine, surface_refusal
from voicecoach.routines.terms import Level

_USUAL = "usual"
"""The variant of an exercise that writes none down."""

MOST_BASES = 10
"""How many routines may build on each other."""


class Library(Protocol):
    """Where a routine's file finds what it builds on."""

    def exercise_names(self) -> tuple[str, ...]:
        """The names of all exercises."""
        ...

    def exercise(self, name: str, language: str) -> Node:
        """An exercise as it is written, with its words in `language`. Raises InputError."""
        ...

    def routine(self, name: str, language: str | None, beside: str) -> Node:
        """A routine as it is written, with its words in `language`, else in its own. A path counts from the folder of
        the file `beside`. Raises InputError."""
        ...


def routine_in(document: Node, library: Library) -> Routine:
    """The routine that a document, with its words in one language, means. Raises FileProblemsError."""
    return routine_of(whole_routine(document, library), library)


def routine_of(whole: Node, library: Library) -> Routine:
    """The routine that a whole document means. Raises FileProblemsError."""
    names = {*library.exercise_names(), *whole.keys.get("exercises", whole).keys}
    routine = validated(Routine, whole, {"language": language_of(whole), "names": names})
    refusals = [
        name.mark.problem(refusal)
        for step, name in zip(routine.exercise_steps(), _naming_steps(whole.keys["steps"]), strict=True)
        if (refusal := refusal_of(routine, step))
    ]
    if refusals:
        raise FileProblemsError(refusals)
    return routine


def whole_routine(document: Node, library: Library) -> Node:
    """The document with all that it builds on put into it: the routine that it extends, and under `exercises` every
    exercise that its steps name or that it writes down, each whole. Each piece still knows its own file. Raises
    FileProblemsError."""
    if not isinstance(document.value, dict):
        return document
    document = _based(document, library)
    return document.having({"exercises": _exercises(document, library, language_of(document))})


def refusal_of(routine: Routine, step: ExerciseStep) -> str | None:
    """Why a step of the routine can't be done on its surface; None where it can."""
    exercise = routine.exercises[step.exercise]
    variant = exercise.variant_at(step.level or routine.level, step.variant)
    return surface_refusal(step.exercise, exercise, variant, routine.surface)


def exercise_in(document: Node, language: str) -> Exercise:
    """The exercise that a document, with its words in `language`, means. Raises FileProblemsError."""
    return validated(Exercise, whole_exercise(document), {"language": language})


def whole_exercise(document: Node) -> Node:
    """The exercise with each variant and each level written out: what is written above holds for each that doesn't say
    otherwise; a level that isn't there is as the regular one, else has the dose above; a dose without a variant takes
    the first."""
    if not isinstance(document.value, dict):
        return document
    shared = {name: node for name, node in document.keys.items() if name in OF_VARIANTS}
    dosed = {name: node for name, node in document.keys.items() if name in OF_DOSES}
    nothing = _nothing(document)
    written = document.keys.get("variants", nothing.having({_USUAL: nothing}))
    variants = {name: _under(node, shared) for name, node in written.keys.items()}
    levels = document.keys.get("levels", nothing)
    others = nothing if "hold" in dosed else next(iter(levels.keys.values()), nothing)
    regular = levels.keys.get(Level.REGULAR.value, others)
    first = {"variant": Node(next(iter(variants), _USUAL), written.mark)}
    filled = {level.value: levels.keys.get(level.value, regular) for level in Level}
    return document.lacking({*shared, *dosed}).having(
        {
            "variants": _with_keys(written, variants),
            "levels": _with_keys(
                levels,
                {name: _under(node, {**first, **dosed}) for name, node in {**levels.keys, **filled}.items()},
            ),
        }
    )


def exercise_over(base: Node, over: Node) -> Node:
    """The exercise `over` laid over `base`: what it writes at its top holds for every variant and level of `base`."""
    for part, fields in (("variants", OF_VARIANTS), ("levels", OF_DOSES)):
        said = over.keys.keys() & set(fields)
        if said and part in base.keys:
            forms = base.keys[part]
            base = base.having({part: _with_keys(forms, {key: form.lacking(said) for key, form in forms.keys.items()})})
    return overlaid(base, over)


def _with_keys(node: Node, keys: dict[str, Node]) -> Node:
    """The map with other keys; what is no map is left for the model to refuse."""
    return Node(keys, node.mark, node.key_mark) if isinstance(node.value, dict) else node


def _under(node: Node, shared: dict[str, Node]) -> Node:
    return _with_keys(node, {**shared, **node.keys})


def _nothing(document: Node) -> Node:
    """An empty map in the document's place."""
    return Node({}, document.mark)


def language_of(document: Node) -> str:
    """The language to read the texts in; one that isn't known is left for the model to refuse."""
    try:
        return base_language(document.keys["language"].text or "")
    except (KeyError, UnknownNameError):
        return "en"


def _based(document: Node, library: Library) -> Node:
    """The document with the routine that it extends under it."""
    documents = [document]
    while "extends" in documents[-1].keys:
        base, language = documents[-1].keys["extends"], documents[-1].keys.get("language")
        if len(documents) > MOST_BASES:
            raise FileProblemsError([base.mark.problem("routines extend each other without end; break the circle")])
        if base.text is None:
            raise FileProblemsError([base.mark.problem("this is no routine; write its name, or the path of its file")])
        try:
            documents.append(library.routine(base.text, language.text if language else None, base.mark.file))
        except FileProblemsError:
            raise
        except InputError as error:
            raise FileProblemsError([base.mark.problem(str(error))]) from error
    whole = documents.pop()
    if "changes" in whole.keys:
        mark = whole.keys["changes"].key_mark or whole.mark
        raise FileProblemsError([mark.problem("changes need a routine to change; write extends: and its name")])
    for extension in reversed(documents):
        whole = _extended(whole, extension)
    return whole


def _extended(base: Node, document: Node) -> Node:
    """`base` with what `document` says laid over it; steps are replaced as a whole, or changed one by one."""
    parts = {name: document.keys[name] for name in Extension.model_fields if name in document.keys}
    if "changes" in parts and "steps" in document.keys:
        mark = document.keys["steps"].key_mark or document.mark
        raise FileProblemsError([mark.problem("write either steps, in the place of the other routine's, or changes")])
    steps = changed_steps(base.keys.get("steps", Node([], base.mark)), _with_keys(document, parts))
    return overlaid(base.having({"steps": steps}), document.lacking(Extension.model_fields))


def _exercises(document: Node, library: Library, language: str) -> Node:
    """Every exercise that the document's steps name or that it writes down, each whole."""
    written = document.keys.get("exercises", _nothing(document))
    if not isinstance(written.value, dict):
        return written
    known = set(library.exercise_names())
    found: dict[str, Node] = {}
    for name, node in written.keys.items():
        found[name] = _exercise(name, node, library, known, language)
    for step in _naming_steps(document.keys.get("steps")):
        name = str(step.value)
        if name in known and name not in found:
            found[name] = whole_exercise(library.exercise(name, language))
    return Node(found, written.mark, written.key_mark)


def _exercise(name: str, node: Node, library: Library, known: set[str], language: str) -> Node:
    """An exercise that a routine writes down: a new one, or what it changes of one in the library."""
    extends = node.keys.get("extends")
    base = str(extends.plain()) if extends else name
    if base in known:
        node = exercise_over(library.exercise(base, language), node.lacking(["extends"]))
    elif extends:
        raise FileProblemsError([extends.mark.problem(f"unknown exercise {base!r}; {suggestion(base, known)}")])
    return whole_exercise(node)


def _naming_steps(steps: Node | None) -> Iterator[Node]:
    for step in steps.items if steps else ():
        if "exercise" in step.keys:
            yield step.keys["exercise"]
        yield from _naming_steps(step.keys.get("steps"))
