"""Finds routines and exercises: the built-in ones, the user's own, and files by their path.

A folder holds routines, `NAME.yaml`, and exercises in its folder `exercises`. Beside either, `NAME.LANGUAGE.yaml` holds
its words in another language; they are laid over it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from voicecoach.documents.node import Node, overlaid
from voicecoach.documents.yaml_document import read_document
from voicecoach.errors import FileProblemsError, InputError, UnknownNameError
from voicecoach.naming import YAML_SUFFIXES, path_meant
from voicecoach.phrases import LANGUAGES, base_language
from voicecoach.routines.exercise import Exercise, Variant
from voicecoach.routines.model import Routine
from voicecoach.routines.reader import MOST_BASES, exercise_in, exercise_over, routine_in

BUILT_IN = Path(__file__).parent / "data"
_WORDS = ("title", "pronounce", "cautions", "hurts", "tips", *Variant.words)
"""The keys of a routine or of an exercise that belong to its words' language."""


@dataclass(frozen=True)
class Catalogue:
    """The routines and exercises of the built-in folder, then of the user's `folders`: of two files with one name, the
    later routine wins, and the later exercise is laid over the earlier one."""

    folders: tuple[Path, ...] = ()

    def routines(self) -> dict[str, Path]:
        """Routine files by name."""
        return {path.stem: path for folder in (BUILT_IN, *self.folders) for path in _documents(folder)}

    def exercise_names(self) -> tuple[str, ...]:
        """The names of all exercises."""
        return tuple(sorted(self._exercise_files()))

    def _exercise_files(self) -> dict[str, list[Path]]:
        files: dict[str, list[Path]] = {}
        for folder in dict.fromkeys((BUILT_IN, *self.folders)):
            for path in _documents(folder / "exercises"):
                files.setdefault(path.stem, []).append(path)
        return files

    def exercise(self, name: str, language: str, above: tuple[str, ...] = ()) -> Node:
        """An exercise as it is written, with its words in `language`, laid over the one that it extends. Raises
        InputError; a circle where it is one of those `above`, which extend it."""
        files = self._exercise_files()
        if name not in files:
            raise UnknownNameError("exercise", name, files)
        node, *later = (_in_language(path, language, unsaid=language) for path in files[name])
        for over in later:
            node = exercise_over(node, over)
        if (extends := node.keys.get("extends")) is None:
            return node
        if extends.text in (*above, name):
            raise FileProblemsError([extends.mark.problem("exercises extend each other without end; break the circle")])
        try:
            base = self.exercise(str(extends.plain()), language, (*above, name))
        except UnknownNameError as error:
            raise FileProblemsError([extends.mark.problem(str(error))]) from error
        return exercise_over(base, node.lacking(["extends"]))

    def routine(self, name: str, language: str | None, beside: str) -> Node:
        """A routine as it is written, with its words in `language`, else in its own. A path counts from the folder of
        the file `beside`, which never means itself by its name. Raises InputError."""
        folders = (BUILT_IN, *self.folders)
        known = [path for folder in folders for path in _documents(folder) if path.stem == name]
        others = [path for path in known if path.absolute() != Path(beside).absolute()]
        path = others[-1] if others else Path(beside).parent / self.find(name)
        return _in_language(path, language, unsaid=self._unsaid(path) if language else "en")

    def find(self, routine: str) -> Path:
        """The file that ROUTINE means: a path where it looks like one, else a name. Raises InputError."""
        if path := path_meant(routine):
            return path
        files = self.routines()
        if routine not in files:
            raise UnknownNameError("routine", routine, files, "a file is given by its path, such as ./my-back.yaml")
        return files[routine]

    def find_any(self, name: str) -> tuple[Path, str | None]:
        """The file that NAME means, a routine's or an exercise's; where it is one with words in another language, the
        file that these are laid over, and the language. Raises InputError."""
        if path := path_meant(name):
            stem, _, language = path.stem.rpartition(".")
            if not stem or language not in LANGUAGES:
                return path, None
            base = path.with_name(f"{stem}{path.suffix}")
            return (base, language) if base.is_file() else (path, None)
        exercises = self._exercise_files()
        if name in exercises and name not in self.routines():
            return exercises[name][-1], None
        return self.find(name), None

    def own_files(self) -> tuple[str, ...]:
        """The paths of all routines and exercises in the user's folders."""
        folders = [inner for folder in self.folders for inner in (folder, folder / "exercises")]
        return tuple(str(path) for folder in folders for path in _documents(folder))

    def document(self, path: Path, language: str) -> Node:
        """What is written in a file of a routine or of an exercise, with its words in `language`: of an exercise in one
        of the folders, all that its name means. Raises InputError."""
        files = self._exercise_files().get(path.stem, [])
        if path.absolute() in [file.absolute() for file in files]:
            return self.exercise(path.stem, language)
        return _in_language(path, language, unsaid=language if holds_an_exercise(path) else self._unsaid(path))

    def beside(self, path: Path) -> Catalogue:
        """The same with the folder that the file of a routine, or of an exercise, belongs to: it may use what is
        there."""
        folder = path.absolute().parent.parent if holds_an_exercise(path) else path.absolute().parent
        known = [each.absolute() for each in (BUILT_IN, *self.folders)]
        return self if folder in known else Catalogue((*self.folders, folder))

    def load(self, routine: str, language: str | None = None) -> Routine:
        """The routine that ROUTINE means, in `language`, else in its own. Raises InputError."""
        path = self.find(routine)
        near = self.beside(path)
        return routine_in(_in_language(path, language, unsaid=near._unsaid(path) if language else "en"), near)

    def load_exercise(self, name: str, language: str) -> Exercise:
        """An exercise by its name, in `language`. Raises InputError."""
        return exercise_in(self.exercise(name, language), language)

    def languages(self, path: Path) -> tuple[str, ...]:
        """The languages that a file's own words are in. Raises InputError."""
        document, sidecars = _read(path), _sidecars(path)
        own = _own_language(
            document, "" if sidecars and "title" not in document.keys else self.beside(path)._unsaid(path)
        )
        return tuple(sorted({own, *sidecars} - {""}))

    def _unsaid(self, path: Path) -> str:
        """The language of a routine that names none: that of the one that it extends."""
        document = _read(path)
        for _ in range(MOST_BASES):
            extends = document.keys.get("extends")
            if extends is None or "language" in document.keys:
                break
            try:
                document = self.routine(str(extends.plain()), None, extends.mark.file)
            except InputError:
                break  # is told when the routine is read
        return _own_language(document, "en")


@cache
def built_in_exercises(language: str = "en") -> dict[str, Exercise]:
    """Every built-in exercise, by name. Callers must not change it."""
    catalogue = Catalogue()
    return {name: catalogue.load_exercise(name, language) for name in catalogue.exercise_names()}


def holds_an_exercise(path: Path) -> bool:
    """Whether a file holds an exercise, by the folder that it lies in."""
    return path.absolute().parent.name == "exercises"


def _in_language(path: Path, language: str | None, unsaid: str) -> Node:
    """A file's document with its words in `language`, else in its own; a file that names none is in `unsaid`, unless
    its words are in other files: those beside it, or those of the routine that it extends. Raises InputError."""
    document = _read(path)
    if language is None or not isinstance(document.value, dict):
        return document
    wanted, sidecars = base_language(language), _sidecars(path)
    wordless = "title" not in document.keys and bool(sidecars or "extends" in document.keys)
    own = _own_language(document, "" if wordless else unsaid)
    if wanted in sidecars:
        words = _read(sidecars[wanted])
        document = overlaid(_without_words(document, words) if own else document, words)
    elif own and own not in LANGUAGES:
        return document  # for the model to refuse
    elif wanted != own and (own or sidecars):
        has = ", ".join(sorted({own, *sidecars} - {""}))
        sidecar = path.with_name(f"{path.stem}.{wanted}{path.suffix}")
        raise InputError(f"{path} has words in {has} only; put those in {wanted} into {sidecar.name} beside it")
    return document.having({"language": Node(language, document.mark)}) if document.keys else document


def _without_words(document: Node, words: Node) -> Node:
    """The document less what is spoken, which `words` say in another language: what they lack is missing then, and not
    left in the wrong language. Raises FileProblemsError where steps have words that they don't give."""
    if "steps" not in words.keys and (say := _said_in(document.keys.get("steps"))):
        message = f"these words have no translation; write the steps into {Path(words.mark.file).name}, too"
        raise FileProblemsError([say.mark.problem(message)])
    silent = document.lacking(_WORDS)
    inner = {name: document.keys[name] for name in ("variants", "exercises") if name in document.keys}
    for name, forms in inner.items():
        kept = {key: _without_words(form, Node({}, words.mark)) for key, form in forms.keys.items()}
        silent = silent.having({name: Node(kept, forms.mark, forms.key_mark)})
    return silent


def _said_in(steps: Node | None) -> Node | None:
    """The first words that steps say themselves."""
    for step in steps.items if steps else ():
        lines = step.keys["lines"].items if "lines" in step.keys else []
        for holder in (step, *lines):
            if "say" in holder.keys:
                return holder.keys["say"]
        if found := _said_in(step.keys.get("steps")):
            return found
    return None


def _read(path: Path) -> Node:
    """The document in a file; what is built in is read once, since it doesn't change."""
    return _read_once(path) if path.is_relative_to(BUILT_IN) else read_document(path)


_read_once = cache(read_document)


def _own_language(document: Node, unsaid: str) -> str:
    """The language that a document says it is in; `unsaid` where it says none."""
    written = document.keys["language"].text if "language" in document.keys else unsaid
    try:
        return base_language(written or "")
    except UnknownNameError:
        return written or ""


def _sidecars(path: Path) -> dict[str, Path]:
    """The files beside `path` that hold its words in other languages."""
    beside = {language: path.with_name(f"{path.stem}.{language}{path.suffix}") for language in LANGUAGES}
    return {language: sidecar for language, sidecar in beside.items() if sidecar.is_file()}


def _documents(folder: Path) -> list[Path]:
    """The files in a folder that hold a routine or an exercise, sidecars left out."""
    try:
        found = sorted(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise InputError(f"the folder {folder} can't be read: {error.strerror}") from error
    files = [path for path in found if path.suffix.lower() in YAML_SUFFIXES and path.is_file()]
    names = {path.stem for path in files}
    return [path for path in files if not _is_sidecar(path.stem, names)]


def _is_sidecar(stem: str, names: set[str]) -> bool:
    name, dot, language = stem.rpartition(".")
    return bool(dot) and language in LANGUAGES and name in names
