"""From a session to its bookmark, and from the bookmark to what the user asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import fields, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from voicecoach.bookmark import Bookmark, Bookmarks, Part
from voicecoach.choices import FASTEST_RATE_WPM, FEWEST_BREATHS, MOST_BREATHS, SLOWEST_RATE_WPM
from voicecoach.cli.console import signs_of_life
from voicecoach.cli.opening import Opened, Request, catalogue
from voicecoach.errors import InputError, VoicecoachError
from voicecoach.routines.terms import Guidance, Safety, Surface

if TYPE_CHECKING:
    import typer

    from voicecoach.coach import Heading

_FOR_THIS_TIME = {"routine", "begin_with", "wait"}
"""What of a request isn't among a bookmark's options."""


class Bookmarking:
    """Keeps the bookmark of a session that plays. What can't be written is no reason to stop: see `complaint`."""

    def __init__(self, bookmarks: Bookmarks | None, request: Request, found: Opened, earlier: Bookmark | None) -> None:
        """Without `bookmarks` it keeps none. `earlier` is the bookmark of a session before this one: it stays until
        this one has passed its opening."""
        from voicecoach.coach import outline

        self._bookmarks, self._request, self._found = bookmarks, request, found
        self._outline = outline(found.routine, found.choices)
        self._stays = earlier is not None and earlier.is_past_opening
        self._kept: tuple[Heading, float] | None = None
        self.complaint: VoicecoachError | None = None
        """Why the bookmark isn't kept any more."""

    def reached(self, number: int, pace: float) -> None:
        """The session is in its section of that number, counted from 1, at that pace."""
        reached = self._outline.at(number, self._found.choices.begin_at), pace
        if reached == self._kept or self._bookmarks is None:
            return
        if self._kept is None and self._stays and reached[0].begin_at is None:
            return
        self._kept = reached
        try:
            self._bookmarks.keep(self._bookmark(*reached))
        except VoicecoachError as error:
            self.complaint, self._bookmarks = error, None

    def heard_to_the_end(self) -> None:
        """The session is over: nothing is left to go on with."""
        self._kept = None
        if self._bookmarks is None:
            return
        try:
            self._bookmarks.drop()
        except VoicecoachError as error:
            self.complaint = error

    @property
    def goes_on_at(self) -> str | None:
        """The title of the section that `--resume` goes on at; None where that is the beginning."""
        if self._kept is None or self._bookmarks is None or self._kept[0].begin_at is None:
            return None
        return self._kept[0].title

    def _bookmark(self, heading: Heading, pace: float) -> Bookmark:
        options = {name: value for name, value in _values(self._request).items() if name not in _FOR_THIS_TIME}
        if pace != self._found.choices.pace:
            options["pace"] = f"{pace:g}"
            if self._request.rate:  # which no pace scales
                rate_wpm = self._request.rate * pace / self._found.choices.pace
                options["rate"] = min(max(rate_wpm, SLOWEST_RATE_WPM), FASTEST_RATE_WPM)
        beyond = Part.EXERCISE if heading.exercise else Part.CLOSING
        return Bookmark(
            routine=routine_meant(self._request.routine),
            language=self._found.routine.language,
            options=options,
            part=Part.OPENING if heading.begin_at is None else beyond,
            title=heading.title,
            exercise=heading.exercise or "",
            occurrence=heading.occurrence,
            since=datetime.now().astimezone(),
        )


def routine_meant(written: str) -> str:
    """A routine as it is found from anywhere: by its name, or a file by its absolute path. Raises InputError."""
    known = catalogue()
    path = known.find(written)
    return written if known.routines().get(written) == path else str(path.absolute())


def asked_for(request: Request, context: typer.Context, resume: bool) -> tuple[Request, Bookmark | None]:
    """What is to be played: the request, or where it is to `resume`, what the user's bookmark makes of it. Raises as
    `resumed` does."""
    if not resume:
        return request, None
    sources = {name: context.get_parameter_source(name) for name in context.params}
    given = {name for name, source in sources.items() if source and source.name == "COMMANDLINE"}
    return resumed(request, given, _bookmarks())


def tell_of_earlier(resumed: Bookmark | None) -> Bookmark | None:
    """The bookmark of a session before the one that is about to play. Says where that goes on; or where it begins anew,
    that it could have gone on."""
    console, earlier = signs_of_life(), resumed
    if resumed:
        words = f'at "{resumed.title}"' if resumed.is_past_opening else "from the beginning"
        console.print(f"Going on {words} of {resumed.routine}.", markup=False, soft_wrap=True)
    else:
        with suppress(InputError):  # that of this session takes the place of a damaged one
            earlier = _bookmarks().find()
        if earlier and earlier.is_past_opening:
            hint = f'`voicecoach play --resume` goes on at "{earlier.title}" of {earlier.routine}.'
            console.print(hint, style="dim", markup=False, soft_wrap=True)
    return earlier


def bookmarking_of(found: Opened, request: Request, earlier: Bookmark | None, can_keep: bool) -> Bookmarking:
    """What keeps the bookmark of a session that is about to play, as far as it `can_keep` one."""
    return Bookmarking(_bookmarks() if can_keep else None, request, found, earlier)


def tell_of(bookmarking: Bookmarking) -> None:
    """Where a session that has ended could go on, and what became of its bookmark."""
    if bookmarking.complaint:
        signs_of_life().print(f"The bookmark wasn't kept: {bookmarking.complaint}", markup=False, soft_wrap=True)
    elif title := bookmarking.goes_on_at:
        signs_of_life().print(
            f'`voicecoach play --resume` goes on at "{title}".', style="dim", markup=False, soft_wrap=True
        )


def _bookmarks() -> Bookmarks:
    from voicecoach import folders

    return Bookmarks(folders.bookmark_file())


def resumed(request: Request, given: set[str], bookmarks: Bookmarks) -> tuple[Request, Bookmark]:
    """The request that a bookmark stands in, and the bookmark. What is `given` of `request`, by its fields' names, wins
    over the bookmark's options. Raises InputError where there is no bookmark, or another routine or a place to begin is
    given."""
    if "begin_with" in given:
        raise InputError("--from and --resume both say where to begin; give one of them")
    bookmark = bookmarks.find()
    if bookmark is None:
        raise InputError("there is no bookmark to go on from: the last session was heard to its end, or none was begun")
    if "routine" in given and routine_meant(request.routine) != bookmark.routine:
        raise InputError(
            f"the bookmark is in {bookmark.routine}, not in {request.routine}; leave the routine out to go on there, "
            "or leave out --resume"
        )
    try:
        kept = _options(bookmark.options)
    except (ValueError, TypeError) as error:
        bookmarks.damaged(str(error))
    kept = {name: value for name, value in kept.items() if name not in given}
    return replace(request, **kept | {"routine": bookmark.routine}), bookmark


def _values(request: Request) -> dict[str, Any]:
    """What was typed: values that JSON knows."""
    return {field.name: getattr(request, field.name) for field in fields(request)}


def _options(options: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a request's fields. Raises ValueError or TypeError where one can't have been typed."""
    found: dict[str, Any] = {"seed": 0}
    for name, read in _READ.items():
        if (value := options.get(name)) is not None:
            found[name] = read(value)
    return found


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _texts(value: Any) -> list[str]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is no list")
    return [_text(item) for item in value]


def _number(low: float, high: float) -> Callable[[Any], float]:
    def read(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
            raise ValueError(f"{value!r} is no number from {low:g} to {high:g}")
        return value

    return read


def _seed(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(f"{value!r} is no seed")
    return value


_READ: dict[str, Callable[[Any], object]] = {
    **dict.fromkeys(("level", "variant", "only", "without"), _texts),
    **dict.fromkeys(("voice", "pace", "language"), _text),
    "surface": Surface,
    "guidance": Guidance,
    "safety": Safety,
    "rate": _number(SLOWEST_RATE_WPM, FASTEST_RATE_WPM),
    "breaths": _number(FEWEST_BREATHS, MOST_BREATHS),
    "seed": _seed,
}
"""How each option of a bookmark is read."""
