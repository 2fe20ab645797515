"""What is no TOML: told in plain words, at its place, with what to write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.documents.toml_document import parse_document
from voicecoach.errors import FileProblemsError

IN_WORDS = [
    ("a = 1\npace = slow", '2:8: text belongs in quotes; write "slow"'),
    ("language = [en, de]", '1:13: text belongs in quotes; write "en"'),
    ("folder = my music # here", '1:10: text belongs in quotes; write "my music"'),
    ("folder = C:\\music", "1:10: text belongs in quotes; write 'C:\\music'"),
    ("pace =\nrate = 1", '1:7: a value is missing here, such as "text" or 64'),
    ("a = [1,\n  # none\n", "2:9: the list before this isn't closed"),
    ("pace = True", "1:8: write true in small letters"),
    ("pace = “slow”", '1:8: these quotes are typographic; write straight ones, such as "text"'),
    ("bitrate = 64k", '1:13: this is no number; write 64 alone, or text in quotes: "64k"'),
    ("wait = 2 min", '1:10: this is no number; write 2 alone, or text in quotes: "2 min"'),
    ("bitrate = 064", "1:12: a number begins with no zero; write 64"),
    ("pace = 1,5", "1:9: a number has a point; write 1.5"),
    ('a = "x",\nb = 1', "1:8: nothing follows a value; take out the comma"),
    ("a = 1 b = 2", "1:7: each key begins a line of its own"),
    (
        'a = "x" "y"',
        '1:9: nothing follows a value but # and a comment; several values are a list, such as ["one", "two"]',
    ),
    ("pace: slow", '1:5: write = in the place of the colon, such as pace = "slow"'),
    ("my pace = 1", "1:4: after a key, which is one word, = and a value belong"),
    ("pace", "1:5: after a key, which is one word, = and a value belong"),
    ("// pace", "1:1: a comment begins with #"),
    ("- pace", "after a key, which is one word, = and a value belong"),
    ("= 1", '1:1: a key and a value belong here, such as pace = "slow"'),
    ("[[export]\na = 1", "1:9: a bracket is missing; write [[export]]"),
    ("[cache\na = 1", "1:7: a bracket is missing; write [cache]"),
    ("a = { b = 1, b = 2 }", "a key is given twice in these braces; keep one"),
    ("a = { b = 1\nc = 2", "the braces before this aren't closed"),
    ('a = "x\nb = 1', "1:7: the text has no closing quotation mark in its line"),
    ("a = 'x\nb = 1", "1:5: the text that begins here has no ' at its end"),
    ("a = 'x\nb = 'y'", "1:7: the text has no closing quotation mark in its line"),
    ("a = 1\nb = '''x\ny", "2:5: the text that begins here has no ''' at its end"),
    ('a = """x', "the text has no closing quotation mark"),
    ('a = "C:\\music"', "a backslash in double quotes stands for something else"),
    ('a = "C:\\users"', "a backslash in double quotes stands for something else"),
    ('a = "x"\nb = 1\n  a = "y"', "3:3: the key 'a' is given twice, in line 1 as well; keep one"),
    ("[[e]]\na = 1\n[[e]]\na = 1\na = 2", "5:1: the key 'a' is given twice, in line 4 as well"),
    ("[e]\na = 1\n[f]\n[e]\nb = 1", "4:1: [e] is given twice, in line 1 as well; put its keys together"),
    ("[e]\na = 1\n[[e]]\na = 1", "3:1: [[e]] can't stand here, since [e] stands in line 1; write [[e]] each time"),
    ("[[e]]\na = 1\n[e]\na = 1", "3:1: [e] can't stand here, since [[e]] stands in line 1; write [[e]] each time"),
    ("e = 1\n[e]\na = 1", "2:1: [e] is given twice, in line 1 as well"),
    ("a = 1\na.b = 2", "2:8: this is no valid TOML: "),
    ("a = 1\na.b = 2\n[", "2:8: this is no valid TOML: "),
]


@pytest.mark.parametrize(("text", "said"), IN_WORDS)
@pytest.mark.parametrize("end_of_line", ["\n", "\r\n"])
def test_what_is_no_toml_is_told_in_plain_words(text: str, said: str, end_of_line: str) -> None:
    with pytest.raises(FileProblemsError) as caught:
        parse_document("plan.toml", text.replace("\n", end_of_line))
    assert said in str(caught.value)


PIECES = [
    "a",
    "pace",
    "=",
    "= ",
    '"',
    "'",
    '"""',
    "[",
    "]",
    "[[",
    "]]",
    "{",
    "}",
    ",",
    ".",
    "\\",
    "\n",
    "\r\n",
    "#",
    "0",
    "1",
]
PIECES += ["64k", "true", "True", ":", " ", "“", "\\u", "-", "a = 1\n", "[a]\n", "[[a]]\n", "\0", "2012-12-12"]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_whatever_is_written_is_read_or_told_with_a_place_in_it(text: str) -> None:
    try:
        parse_document("plan.toml", text)
    except FileProblemsError as error:
        (problem,) = error.problems
        assert 1 <= problem.line <= text.count("\n") + 1
        assert problem.column >= 1
        assert problem.message
