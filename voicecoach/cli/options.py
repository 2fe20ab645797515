"""The options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

from voicecoach.routines.level import Level

DEFAULT_ROUTINE = "lower-back"

RoutineArgument = Annotated[
    str,
    typer.Argument(
        metavar="[ROUTINE]",
        help="A built-in routine's name, the name of a file in your routines folder, or a path to a file.",
    ),
]
VoiceOption = Annotated[
    str | None,
    typer.Option("--voice", metavar="VOICE", help="Who speaks, such as en-gb; `voicecoach voices` lists all."),
]
PaceOption = Annotated[
    str,
    typer.Option(
        "--pace",
        metavar="PACE",
        help="slow, steady, brisk, or a factor from 0.5 to 2: speech and the room to move. Holds never change.",
    ),
]
LevelOption = Annotated[Level | None, typer.Option("--level", help="How much is asked of you. Default: the routine's.")]
OnlyOption = Annotated[
    list[str] | None, typer.Option("--only", metavar="EXERCISE", help="Do just this exercise (can be repeated).")
]
WithoutOption = Annotated[
    list[str] | None, typer.Option("--without", metavar="EXERCISE", help="Leave this exercise out (can be repeated).")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
FilesArgument = Annotated[list[str], typer.Argument(metavar="FILE…", help="Routine files, or routines' names.")]
