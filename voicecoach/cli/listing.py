"""`voicecoach list` and `show`: what there is, before a sound is heard."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voicecoach.cli.console import output, progress
from voicecoach.cli.opening import Opened, Request, catalogue, opened
from voicecoach.cli.options import JsonOption, takes_request
from voicecoach.clock import clock_time

if TYPE_CHECKING:
    from voicecoach.routines.catalogue import Catalogue
    from voicecoach.timeline import Event, PlacedSection, Timeline


def list_routines(
    exercises: Annotated[
        bool, typer.Option("--exercises", help="List the exercises and their variants instead.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """List the routines and their exercises: the built-in ones, and those in your routines folder."""
    if exercises:
        _list_exercises(as_json)
        return
    from voicecoach import folders
    from voicecoach.errors import InputError
    from voicecoach.routines.catalogue import BUILT_IN

    known = catalogue()
    rows: list[dict[str, Any]] = []
    for name, path in sorted(known.routines().items()):
        try:
            rows.append({"name": name, "built_in": path.parent == BUILT_IN, **_listed(known, name)})
        except InputError as error:
            typer.echo(f"voicecoach: left out: {error}", err=True)
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    console = output()
    for row in rows:
        mine = "" if row["built_in"] else "  (yours)"
        console.print(f"{row['name']:<20} {row['about'] or row['title']}{mine}", markup=False)
        console.print(
            f"{'':<20} {', '.join(row['exercises'])} · {', '.join(row['languages'])}", markup=False, style="dim"
        )
    console.print(f"\nYour own routines: {folders.routines_folder()}", markup=False)
    console.print(_review(), markup=False)


def _list_exercises(as_json: bool) -> None:
    from voicecoach.errors import InputError

    known = catalogue()
    rows: list[dict[str, Any]] = []
    for name in known.exercise_names():
        try:
            exercise = known.load_exercise(name, "en")
        except InputError as error:
            typer.echo(f"voicecoach: left out: {error}", err=True)
            continue
        levels = {level.value: dose.variant for level, dose in exercise.levels.items()}
        variants = {key: variant.summary for key, variant in exercise.variants.items()}
        rows.append({"name": name, "title": exercise.title, "variants": variants, "levels": levels})
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    console = output()
    for row in rows:
        console.print(f"{row['name']:<20} {row['title']}", markup=False)
        for variant, summary in row["variants"].items():
            asked_by = ", ".join(level for level, asked in row["levels"].items() if asked == variant)
            note = f"  ({asked_by})" if asked_by else ""
            console.print(f"  {variant:<18} {summary or ''}{note}", markup=False, style="dim")


def _listed(known: Catalogue, name: str) -> dict[str, Any]:
    routine = known.load(name)
    return {
        "title": routine.title,
        "about": routine.about,
        "languages": known.languages(known.find(name)),
        "exercises": list(dict.fromkeys(step.exercise for step in routine.exercise_steps())),
    }


def _review() -> str:
    """Which words nobody who knows has reviewed yet."""
    from voicecoach.phrases import LANGUAGES, phrases_for
    from voicecoach.phrases.model import REVIEWERS
    from voicecoach.routines.catalogue import built_in_exercises

    lines = []
    for reviewer in REVIEWERS:
        missing = []
        for language in LANGUAGES:
            reviews = [phrases_for(language).reviewed]
            reviews += [exercise.reviewed for exercise in built_in_exercises(language).values()]
            if unseen := sum(reviewer not in reviewed for reviewed in reviews):
                part = "" if unseen == len(reviews) else f" ({unseen} of {len(reviews)} texts)"
                missing.append(f"{language}{part}")
        if missing:
            lines.append(f"Not reviewed by a {reviewer} yet: the words in {', '.join(missing)}.")
    return "\n".join(lines)


@takes_request
def show(request: Request, as_json: JsonOption = False) -> None:
    """Show what is said and done, and when: the same numbers that are played and exported."""
    with opened(request) as session, progress("Speaking") as on_progress:
        timeline = session.session.timeline(on_progress)
    if as_json:
        from voicecoach.export.transcripts import json_text

        print(json_text(facts(session, timeline)))
        return
    from voicecoach.clip import s_from_frames

    console = output()
    console.print(session.routine.title, style="bold", markup=False)
    for section, number in zip(timeline.sections, _numbers(session, timeline), strict=True):
        clock = clock_time(s_from_frames(section.start))
        console.print(f"\n{clock:>7}  {number}. {section.title}", style="bold", markup=False)
        for event in section.events:
            console.print(_line(event), style=None if event.kind == "speech" else "dim", markup=False)
    console.print(f"\n{clock_time(s_from_frames(timeline.length)):>7}  end", style="bold")


def _numbers(session: Opened, timeline: Timeline) -> list[int]:
    """The sections' numbers in the whole session, by which `--from` knows them, wherever this one begins."""
    left_out = session.choices.begin_at or 0
    return [1, *range(left_out + 2, left_out + len(timeline.sections) + 1)]


def _line(event: Event) -> str:
    from voicecoach.clip import s_from_frames

    start_s, length_s = s_from_frames(event.start), s_from_frames(event.stop - event.start)
    words = {"speech": event.text, "chime": f"({event.text})", "hold": f"[hold for {length_s:g} s]"}[event.kind]
    return f"{start_s:9.2f}  {words}"


def facts(session: Opened, timeline: Timeline) -> dict[str, Any]:
    """All that programs want to know of a session: what `show --json` prints, and a transcript in JSON holds."""
    from voicecoach.clip import FRAME_BYTES, FRAME_RATE, s_from_frames

    return {
        "title": session.routine.title,
        "language": session.routine.language,
        "voice": session.voice,
        "pace": session.choices.pace,
        "level": session.level.value,
        "guidance": session.guidance.value,
        "safety": session.choices.safety.value,
        "surface": session.surface.value,
        "breaths_a_minute": session.choices.breaths_a_minute,
        "seed": session.choices.seed,
        "length_s": s_from_frames(timeline.length),
        "format": {"frame_rate_hz": FRAME_RATE, "channels": 1, "sample_bits": 8 * FRAME_BYTES},
        "sections": [
            {"number": number, **_section_facts(section)}
            for section, number in zip(timeline.sections, _numbers(session, timeline), strict=True)
        ],
    }


def _section_facts(section: PlacedSection) -> dict[str, Any]:
    from voicecoach.clip import s_from_frames

    return {
        "title": section.title,
        "start_s": s_from_frames(section.start),
        "end_s": s_from_frames(section.stop),
        "events": [
            {
                "start_s": s_from_frames(event.start),
                "end_s": s_from_frames(event.stop),
                "kind": event.kind,
                "text": event.text,
                "exercise": event.place.exercise,
                "side": event.place.side,
                "repetition": event.place.repetition,
                "repetitions": event.place.repetitions,
            }
            for event in section.events
        ],
    }
