"""Setting and removing keys: what was asked for, and nothing else."""

from __future__ import annotations

import stat
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.config.changing import remove_key, set_key
from voicecoach.config.effect import effect
from voicecoach.config.keys import dotted, parse_key
from voicecoach.config.writing import literal
from voicecoach.documents.toml import loads
from voicecoach.documents.toml_document import parse_document
from voicecoach.errors import FileProblemsError, InputError

COMMENTED = """\
# Mine. Keep!

pace = "slow"   # evenings

# who speaks
[voices]
de = "pyttsx3:de" # Anna
"en-GB" = 'pyttsx3:en-gb'

[engines.pyttsx3]
# nothing yet
[pronounce]
"""

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=12)
PATHS = [
    ("pace",),
    ("rate",),
    ("player",),
    ("cache", "size_mb"),
    ("practice", "log"),
    ("practice", "aim"),
    ("practice", "ask"),
    ("voices", "en-gb"),
    ("voices", "fr"),
]


def read(file: Path) -> str:
    return file.read_bytes().decode()


@given(st.lists(WORDS, min_size=1, max_size=4).map(tuple))
def test_a_key_that_was_written_is_the_key_that_is_read(path: tuple[str, ...]) -> None:
    assert parse_key(dotted(path)) == path


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("voices.en", ("voices", "en")),
        ("voices . 'en'", ("voices", "en")),
        ("pronounce.fließend", ("pronounce", "fließend")),
        ("pronounce.cat cow", ("pronounce", "cat cow")),
        ('pronounce."e.g."', ("pronounce", "e.g.")),
        ("pronounce.L4/L5", ("pronounce", "L4/L5")),
        ("pronounce.knee's", ("pronounce", "knee's")),
    ],
)
def test_a_key_is_read_as_it_is_meant(written: str, path: tuple[str, ...]) -> None:
    assert parse_key(written) == path


@pytest.mark.parametrize("written", ["", " ", ".", "a.", ".a", "a..b", 'a."b', 'a."b"c', "a\nb = 1", 'a."\\x"'])
def test_what_is_no_key_is_refused(written: str) -> None:
    with pytest.raises(InputError, match="key"):
        parse_key(written)


@pytest.mark.parametrize(
    ("key", "written", "value"),
    [
        ("pace", ["brisk"], "brisk"),
        ("pace", ["0.8"], 0.8),
        ("rate", ["120"], 120),
        ("rate", ["120.5"], 120.5),
        ("player", ["120"], "120"),
        ("player", ["true"], "true"),
        ("player", ["1\npace = 2"], "1\npace = 2"),
        ("pronounce.now", ["2020-01-01"], "2020-01-01"),
        ("pronounce.glute", ['"gloot"'], "gloot"),
        ("voices", ['{ en = "a", de = "b" }'], {"en": "a", "de": "b"}),
        ("engines.reciter.command", ['["say", "-t"]'], ["say", "-t"]),
        ("engines.reciter.command", ["say", "-t", "5"], ["say", "-t", "5"]),
        ("engines.reciter.folder", ["5"], "5"),
        ("engines.reciter.careful", ["true"], True),
    ],
)
@pytest.mark.usefixtures("reciter")
def test_what_is_set_is_what_one_expects(config_file: Path, key: str, written: list[str], value: object) -> None:
    path = parse_key(key)
    set_key(config_file, path, written)
    in_file: Any = loads(read(config_file))
    for part in path:
        in_file = in_file[part]
    assert in_file == value
    assert type(in_file) is type(value)
    assert [other.name for other in config_file.parent.iterdir()] == ["config.toml"]


@st.composite
def settings(draw: st.DrawFn) -> tuple[tuple[str, ...], object]:
    """A key, and a value that it may have."""
    path = draw(st.sampled_from(PATHS) | st.tuples(st.just("pronounce"), WORDS))
    numbers = {
        ("pace",): st.floats(0.5, 2) | st.sampled_from(["slow", "brisk"]),
        ("rate",): st.integers(60, 300) | st.floats(60, 300),
        ("cache", "size_mb"): st.integers(1, 2**40),
        ("practice", "log"): st.booleans(),
        ("practice", "aim"): st.integers(1, 24),
        ("practice", "ask"): st.booleans(),
    }
    return path, draw(numbers.get(path, WORDS))


@given(st.lists(settings(), min_size=1, max_size=6), st.sampled_from(["", COMMENTED, "[voices]\r\n", "# end"]))
def test_what_was_set_is_in_effect_and_the_rest_stays(changes: list[tuple[tuple[str, ...], object]], text: str) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder, "config.toml")
        file.write_bytes(text.encode())
        for path, value in changes:
            set_key(file, path, [literal(value)])
        document = parse_document(str(file), read(file))
        for path, value in dict(changes).items():
            assert effect(document, path).value == value
        comments = [line for line in text.splitlines() if line.startswith("#")]
        assert [line for line in read(file).splitlines() if line in comments] == comments
        for path, _ in changes:
            remove_key(file, path)
        left = parse_document(str(file), read(file))
        assert {effect(left, path).mark for path, _ in changes} == {None}


def test_a_change_touches_its_line_alone(config_file: Path) -> None:
    config_file.parent.mkdir()
    config_file.write_bytes(COMMENTED.encode())
    set_key(config_file, ("pace",), ["brisk"])
    set_key(config_file, ("voices", "de"), ["pyttsx3:de-at"])
    set_key(config_file, ("voices", "en-gb"), ["new"])
    expected = COMMENTED.replace('"slow"', '"brisk"').replace('"pyttsx3:de"', '"pyttsx3:de-at"')
    assert read(config_file) == expected.replace("'pyttsx3:en-gb'", '"new"')
    assert remove_key(config_file, ("voices", "en_GB"))
    assert not remove_key(config_file, ("voices", "en-gb"))
    assert read(config_file) == expected.replace("\"en-GB\" = 'pyttsx3:en-gb'\n", "")


@pytest.mark.parametrize("text", ["voices.de = 'a'\npace = 1\n", "voices = { de = 'a' }\n", "[voices]\nde = 'a'"])
def test_a_table_may_be_written_in_any_way(config_file: Path, text: str) -> None:
    config_file.parent.mkdir()
    config_file.write_text(text)
    set_key(config_file, ("voices", "en"), ["b"])
    assert loads(read(config_file)) == {**loads(text), "voices": {"de": "a", "en": "b"}}


@pytest.mark.parametrize("text", ["engines = {}\n", "engines = { tone = {} }", "[engines]", "[engines.tone]\n[voices]"])
@pytest.mark.parametrize(
    ("key", "written", "value"),
    [
        ("command", ["a", "b"], {"command": ["a", "b"]}),
        ("voices", ["{}"], {"voices": {}}),
        ("voices", ["{ anna = 'de' }"], {"voices": {"anna": "de"}}),
        ("voices.anna", ["de"], {"voices": {"anna": "de"}}),
    ],
)
@pytest.mark.usefixtures("reciter")
def test_tables_are_made_wherever_the_ones_around_them_are(
    config_file: Path, text: str, key: str, written: list[str], value: object
) -> None:
    config_file.parent.mkdir()
    config_file.write_text(text)
    set_key(config_file, parse_key(f"engines.dumb.{key}"), written)
    assert loads(read(config_file))["engines"]["dumb"] == value


@pytest.mark.parametrize(
    ("key", "written", "says"),
    [
        ("pace", ["fast"], "pace: unknown pace 'fast'"),
        ("pace", ["1\nlevel = 2"], "pace: unknown pace '1\\nlevel = 2'"),
        ("rate", ["500"], "rate: the number is too large; write 300 or less"),
        ("paec", ["slow"], "paec: unknown key 'paec'; did you mean pace"),
        ("cache.size", ["5"], "cache.size: unknown key 'size'; did you mean size_mb?"),
        ("pace.x", ["5"], "pace is no table, and so has no key 'x'"),
        ("voices", ["x"], "voices: a table of keys belongs here"),
        ("voices.it", ["x"], "voices.it: the coach has no words in 'it'"),
        ("engines.recitr.folder", ["x"], "unknown engine 'recitr'; did you mean reciter"),
        ("engines.reciter.command", ["say"], "engines.reciter.command: a list belongs here"),
        ("engines.reciter.voices.anna", ["de"], "engines.reciter.voices.anna: voices are of no use without a command"),
        ("rate", ["1", "2"], "rate: a number belongs here"),
    ],
)
@pytest.mark.usefixtures("reciter")
def test_what_can_not_be_is_refused_and_the_file_stays(
    config_file: Path, key: str, written: list[str], says: str
) -> None:
    config_file.parent.mkdir()
    config_file.write_bytes(COMMENTED.encode())
    with pytest.raises(InputError) as caught:
        set_key(config_file, parse_key(key), written)
    assert says in str(caught.value)
    assert read(config_file) == COMMENTED


def test_other_mistakes_in_the_file_are_told_where_they_stand(config_file: Path) -> None:
    config_file.parent.mkdir()
    broken = "breaths = 99\nlevel = 'x'\n"
    config_file.write_text(broken)
    with pytest.raises(FileProblemsError) as caught:
        set_key(config_file, ("pace",), ["slow"])
    assert [problem.line for problem in caught.value.problems] == [1, 2]
    assert read(config_file) == broken
    assert remove_key(config_file, ("breaths",))
    set_key(config_file, ("level",), ["gentle"])
    assert read(config_file) == 'level = "gentle"\n'


@pytest.mark.usefixtures("reciter")
def test_what_the_rest_needs_is_not_removed(config_file: Path) -> None:
    config_file.parent.mkdir()
    text = '[engines.reciter]\ncommand = ["say"]\nvoices = { anna = "de" }\n'
    config_file.write_text(text)
    with pytest.raises(InputError, match="command can't be removed: voices are of no use"):
        remove_key(config_file, ("engines", "reciter", "command"))
    assert read(config_file) == text
    assert remove_key(config_file, ("engines", "reciter"))
    assert "reciter" not in loads(read(config_file)).get("engines", {})


@pytest.mark.skipif(sys.platform == "win32", reason="a file's mode means little there")
def test_links_permissions_and_the_mark_at_the_beginning_stay(config_file: Path, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles.toml"
    real.write_bytes(b"\xef\xbb\xbfpace = 1\n")
    real.chmod(0o600)
    config_file.parent.mkdir()
    config_file.symlink_to(real)
    set_key(config_file, ("pace",), ["2"])
    assert config_file.is_symlink()
    assert real.read_bytes() == b"\xef\xbb\xbfpace = 2\n"
    assert stat.S_IMODE(real.stat().st_mode) == 0o600


def test_a_folder_that_can_not_be_made_is_told(config_file: Path) -> None:
    config_file.parent.write_text("")
    with pytest.raises(InputError, match="can't be made"):
        set_key(config_file, ("pace",), ["slow"])
