"""Who may import whom: the rooms of the house, held against every import that the code makes."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "voicecoach"

MAY_IMPORT = {
    "__init__": "",
    "errors": "",
    "clip": "",
    "cues": "",
    "commands": "",
    "clock": "",
    "folders": "",
    "tempo": "",
    "parts": "",
    "files": "errors parts",
    "cache": "parts",
    "memory": "files",
    "naming": "errors",
    "bookmark": "errors files",
    "running": "errors files",
    "backends": "errors",
    "finding": "errors",
    "machine": "errors finding",
    "conform": "errors clip",
    "loudness": "clip",
    "cover": "cache",
    "chimes": "errors cache clip conform loudness",
    "speech": "errors backends cache clip conform finding loudness",
    "documents": "errors",
    "phrases": "errors documents",
    "reading": "phrases",
    "routines": "errors naming tempo chimes documents phrases",
    "choices": "errors tempo documents routines",
    "prescription": "errors cues naming routines choices",
    "practice": "errors files cover routines choices prescription",
    "config": "errors folders files backends documents phrases practice routines choices",
    "coach": "errors cues naming tempo documents phrases routines choices prescription",
    "timeline": "clip cues",
    "amending": "clip cues tempo timeline",
    "mixer": "errors clip cues timeline",
    "course": "clip cues timeline amending mixer",
    "stream": "clip conform cues mixer",
    "scene": "cues timeline course",
    "tally": "cues course",
    "session": "clip cues timeline course stream scene tally",
    "following": "cues course",
    "steering": "clip cues commands coach course following session",
    "hearing": "clip",
    "playback": "errors clip commands backends finding hearing",
    "export": "errors cache clip conform cues timeline backends files finding",
    "batch": "errors choices naming config documents routines prescription export",
    "feed": "errors clip files export",
    "reminders": "errors files",
    "share": "errors clip clock documents phrases export",
    "cli": (
        "errors batch clip clock cues commands naming tempo finding folders config machine memory bookmark practice "
        "running files backends cache chimes cover speech documents phrases reading routines choices coach timeline "
        "scene tally session steering playback export feed share reminders"
    ),
}
"""What each room, a module or a folder of voicecoach, imports beside itself. A new one is placed here on purpose."""

BACKEND_MAY_IMPORT = {
    "_engine.py": "errors clip conform",
    "_player.py": "errors clip",
    "_encoder.py": "errors cache clip",
}
"""What a back end, known by its file's name, may import beside its own room."""

SPREAD = {
    "miniaudio": {"playback"},  # it plays, and it listens
    "PIL": {"cover", "practice"},  # a routine's cover, and what sessions add up to
    "mutagen": {"export"},  # each kind of file has tags of its own
    "numpy": {"conform", "export", "hearing", "loudness", "speech"},  # sound is an array wherever it is reckoned with
    "piper": {"speech"},  # it speaks, and it fetches voices
    "pydantic": {"batch", "config", "documents", "phrases", "routines", "share"},
    "rich": {"cli"},
    "soundfile": {"conform", "export"},  # one reads sound of any kind, one writes files
    "starlette": {"share"},
    "typer": {"cli"},
    "uvicorn": {"share"},
}
"""Third-party packages at home in whole rooms; every other one is at home in a single module."""

LOADED_LATE = {
    "PIL",
    "asyncio",
    "dbus_fast",
    "distributed",
    "filelock",
    "ifaddr",
    "imageio_ffmpeg",
    "font_manrope",
    "icalendar",
    "miniaudio",
    "mutagen",
    "num2words",
    "numpy",
    "onnxruntime",
    "piper",
    "pydantic",
    "pydub",
    "pyfiglet",
    "pyloudnorm",
    "pyttsx3",
    "segno",
    "soundfile",
    "soxr",
    "sqlite3",
    "starlette",
    "tomlkit",
    "tzlocal",
    "uvicorn",
    "yaml",
}
"""What the command line must not import before it needs it."""


def modules() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE), ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.Module) -> Iterator[str]:
    """Every imported name, dotted: inside functions and under TYPE_CHECKING too, for to name a type is to know it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module, "imports are absolute"
            assert not node.level, f"imports are absolute: {node.module}"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(path: Path) -> str:
    return path.parts[0].removesuffix(".py")


def allowed(path: Path) -> set[str]:
    room = room_of(path)
    for ending, rooms in BACKEND_MAY_IMPORT.items():
        if path.name.endswith(ending):
            return {room, *rooms.split()}
    return {room, *MAY_IMPORT.get(room, "").split()}


def test_every_room_has_its_place() -> None:
    assert {room_of(path) for path, _ in modules()} <= MAY_IMPORT.keys()


def test_imports_point_one_way() -> None:
    wrong = [
        f"{path} imports {name}"
        for path, tree in modules()
        for name in imports(tree)
        if name.split(".")[0] == "voicecoach" and name.split(".")[1] not in allowed(path)
    ]
    assert wrong == []


def test_no_room_may_import_what_it_does_not() -> None:
    used: defaultdict[str, set[str]] = defaultdict(set)
    for path, tree in modules():
        if not path.name.endswith(tuple(BACKEND_MAY_IMPORT)):
            names = [name.split(".") for name in imports(tree)]
            used[room_of(path)] |= {parts[1] for parts in names if parts[0] == "voicecoach"} - {room_of(path)}
    assert {room: used[room] for room in MAY_IMPORT} == {room: set(names.split()) for room, names in MAY_IMPORT.items()}


def test_a_third_party_package_has_one_home() -> None:
    homes = defaultdict(set)
    for path, tree in modules():
        for package in {name.split(".")[0] for name in imports(tree)} - sys.stdlib_module_names - {"voicecoach"}:
            homes[package].add(room_of(path) if package in SPREAD else path.as_posix())
    assert {package: places for package, places in homes.items() if package not in SPREAD and len(places) > 1} == {}
    assert {package: homes[package] for package in SPREAD} == SPREAD


def test_only_the_command_line_prints() -> None:
    printing = {
        path.as_posix()
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    }
    assert {path for path in printing if not path.startswith("cli/")} == set()


def test_the_command_line_starts_without_what_it_needs_later() -> None:
    program = "import sys, voicecoach.cli; print(*{name.split('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.split()
    assert "typer" in loaded
    assert LOADED_LATE.intersection(loaded) == set()


def test_miniaudio_comes_without_what_nobody_here_uses_of_it() -> None:
    program = """
import sys
from voicecoach.playback.miniaudio_devices import load_miniaudio
load_miniaudio()
import miniaudio
assert miniaudio.get_enabled_backends()
print(*sys.modules)
"""
    loaded = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.split()
    assert {"miniaudio", "numpy", "urllib.request"}.intersection(loaded) == {"miniaudio"}
