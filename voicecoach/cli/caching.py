"""`voicecoach cache`: what is kept so that it needn't be spoken and measured twice."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import typer

from voicecoach.cli.options import JsonOption
from voicecoach.cli.speech import BYTES_PER_MB

if TYPE_CHECKING:
    from voicecoach.cache import Cache, Usage

app = typer.Typer(
    name="cache",
    help="What was spoken, measured and encoded, kept so that it needn't be made twice.",
    no_args_is_help=True,
)


@app.command()
def info(as_json: JsonOption = False) -> None:
    """Say where it is kept, how much there is, and how much there may be."""
    cache = _cache()
    usage = cache.usage()
    if as_json:
        kinds = {kind: {"entries": usage.entries[kind], "bytes": usage.sizes[kind]} for kind in usage.entries}
        facts = {"folder": str(cache.folder), "bytes": usage.total_bytes, "most_bytes": cache.most_bytes}
        print(json.dumps({**facts, "kinds": kinds}, ensure_ascii=False, indent=2))
        return
    print(f"{cache.folder}\n{_told(usage)}; at most {cache.most_bytes / BYTES_PER_MB:g} MB (cache.size_mb)")


@app.command()
def clear() -> None:
    """Empty it. What is needed again is made again."""
    print(f"removed {_told(_cache().clear())}")


def _cache() -> Cache:
    from voicecoach.cli.speech import Speech
    from voicecoach.config import load_config

    return Speech(load_config()).cache


def _told(usage: Usage) -> str:
    entries = ", ".join(f"{count} {kind}{'s' * (count != 1)}" for kind, count in sorted(usage.entries.items()))
    return f"{entries or 'nothing'}: {usage.total_bytes / BYTES_PER_MB:.1f} MB" if entries else "nothing"
