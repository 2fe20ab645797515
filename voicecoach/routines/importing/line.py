"""A line of a list, as people write one, → what it says: `- Cat stretch, 3 x 30 sec each side`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from voicecoach.documents.duration import Duration

_NUMBER = r"\d{1,5}(?:[.,]\d{1,3})?"
_END = r"(?![^\W\d_])\.?"  # no letter follows; a dot belongs to it
_MINUTES = rf"(?:min(?:s|uten?|utes?|utos?)?|mn){_END}"
_SECONDS = rf"(?:s(?:ecs?|econds?|econdes?|ek|ekunden?|egs?|egundos?)?){_END}"
_BREATHS = rf"(?:(?:(?:slow|deep)\s)?breaths?|atemz[uü]ge?|respiraci[oó]n(?:es)?|respirations?){_END}"
_TIME = re.compile(
    rf"""(?: (?<!\w) (?<!\d[.,:]) | (?<=\d[x\u00d7]) )
    (?: (?P<low>{_NUMBER}) \s* (?:-|\u2013|\u2014|to|bis|a|à) \s* )?
    (?: (?P<min>{_NUMBER}) (?: [\s-]* {_MINUTES} | m ) \s* (?:,|and|und|y|et)? \s*
        (?P<and_s>{_NUMBER}) [\s-]* {_SECONDS}
      | (?P<clock_min>\d{{1,3}}) : (?P<clock_s>[0-5]\d) (?![\d:])
      | (?P<only_min>{_NUMBER}) [\s-]* {_MINUTES} | (?P<m>\d{{1,2}}) m {_END}
      | (?P<s>{_NUMBER}) (?: [\s-]* {_SECONDS} | \s? (?:"|\u2033|'') (?!\w) )
      | (?P<breaths>{_NUMBER}) [\s-]* {_BREATHS}
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_BARE = re.compile(r"(?:[|,;:\t]|\s[-\u2013\u2014]\s)\s*(?P<s>\d{1,4})\s*$")
_SETS = re.compile(
    rf"(?<![\w.,])(\d{{1,3}})\s*(?:sets?|rounds?|sätze|series|séries){_END}(?:\s*(?:of|à|von|de)(?!\w))?", re.IGNORECASE
)
_SETS_OF = re.compile(
    r"(?<![\w.,])(?P<sets>\d{1,2})\s*[x\u00d7\u2715*]\s*(?P<each>\d{1,3})(?![\w:]|[.,]\d)", re.IGNORECASE
)
_TIMES = re.compile(
    rf"""(?<![\w.,]) (?: (?P<before>\d{{1,3}}) \s* [x\u00d7\u2715*] {_END}
      | [x\u00d7\u2715] \s? (?P<after>\d{{1,3}}) (?!\w)
      | (?P<counted>\d{{1,3}}) \s*
        (?:reps?|repetitions?|times|mal|wiederholungen|wdh|veces|repeticiones|fois|répétitions?) {_END} )""",
    re.IGNORECASE | re.VERBOSE,
)
_EACH_SIDE = re.compile(
    r"""(?<!\w) (?:
      (?:(?:on|to|for) \s )? (?:each|every|per|both) \s (?:sides?|legs?|arms?|foot|feet|knees?|hips?)
      | (?:auf \s | für \s)? (?:je|pro|jeder?|jedes|jedem|beiden?) \s (?:seiten?|bein|arm|fuß|knie|hüfte)
      | (?:de \s | en \s | a \s | por \s | para \s)? cada \s (?:lado|pierna|brazo|pie|rodilla|cadera)
      | por \s (?:lado|pierna|brazo) | (?:a \s | por \s)? ambos \s lados
      | (?:de \s | sur \s | pour \s)? chaque \s (?:côté|jambe|bras|pied|genou|hanche) | par \s (?:côté|jambe|bras)
      | des \s deux \s côtés
      | left \s (?:and|&|/|\+) \s right | links \s (?:und|&|/|\+) \s rechts | l \s? [/+&] \s? r
    ) (?!\w)
    | / \s? (?:side|leg|arm|seite|bein|lado|pierna|brazo|côté|jambe|bras) (?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
_REST = (
    r"(?:take a )?(?:short )?(?:rest|pause|break|rest break|rest period|recover|recovery)"
    r"|ruhe|ausruhen|erholung|erholen|descanso|descansa|descansar|pausa|reposo|repos|récupération"
)
_JOIN = r"(?:[,;(+]|(?<!\w)(?:then|and|dann|und|luego|y|puis|et)(?!\w))?"
_REST_BEFORE = re.compile(rf"{_JOIN}\s*(?<!\w)(?:{_REST})[\s:]*(?:for|of|von|de)?\s*$", re.IGNORECASE)
_REST_AFTER = re.compile(rf"^\s*(?:of )?(?:{_REST})(?!\w)", re.IGNORECASE)
_IS_REST = re.compile(rf"(?:{_REST})(?: (?:for|before|between|until|vor|bis|antes|avant)(?!\w).*)?", re.IGNORECASE)
_BULLET = re.compile(r"\s*(?:[-*+•‣▪◦·\u2013\u2014]|\[[ xX]?\]|\(?\d{1,3}[.)](?!\d)|>)(?:\s+|$)")
_LEADING = re.compile(r"^(?:hold|do)\s+(?=\w)", re.IGNORECASE)
_EMPTY_BRACKETS = re.compile(r"[(\[{][\s,;:/|+\u2013\u2014-]*[)\]}]")
_TRAILING = re.compile(r"\s(?:for|of|hold|held|für|por|durante|pour|pendant|repeat|x)$", re.IGNORECASE)
_EDGES = " \t,;:|/\u2013\u2014-•*_=~+."


@dataclass(frozen=True, slots=True)
class Listed:
    """What a line says. `hold` and `rest` are as written; `notes` tell what of it could not be taken up."""

    name: str
    hold: Duration | None = None
    rest: Duration | None = None
    repetitions: int | None = None
    each_side: bool = False
    is_rest: bool = False
    notes: tuple[str, ...] = ()

    @property
    def is_timed(self) -> bool:
        """Whether it says how long or how often."""
        return self.hold is not None or self.repetitions is not None


def listed(line: str) -> Listed:
    """What a line of a list says."""
    text = line
    while bullet := _BULLET.match(text):
        text = text[bullet.end() :]
    text, sides = _EACH_SIDE.subn(" ", text)
    found, text, notes = _times(text)
    rests = [duration for duration, is_rest in found if is_rest]
    holds = [duration for duration, is_rest in found if not is_rest]
    repetitions, text = _repetitions(text)
    if not found and repetitions is None and (bare := _BARE.search(text.rstrip(_EDGES))):
        holds, text = [Duration(float(bare["s"]))], text[: bare.start()]
        notes.append(f"{bare['s']} has no unit; it was taken for seconds")
    notes += [f"a second time, {_shown(duration)}, was left out" for duration in (*holds[1:], *rests[1:])]
    name = _tidy(text)
    notes += [f"{words!r} was taken for a part of the name" for words in re.findall(r"\d+\s+\w+", name)]
    hold, rest = next(iter(holds), None), next(iter(rests), None)
    if _IS_REST.fullmatch(name) or (not name and rest and not hold):
        return Listed(name, rest=rest or hold, is_rest=True, notes=tuple(notes))
    return Listed(name, hold, rest, repetitions, bool(sides), notes=tuple(notes))


def read_time(written: str) -> Duration | None:
    """The time that a text consists of, in any of the ways in which a list may give one; None where it is none."""
    match = _TIME.fullmatch(written.strip())
    return _duration(match) if match else None


def _times(text: str) -> tuple[list[tuple[Duration, bool]], str, list[str]]:
    """The times in a text, each with whether it is that of a rest; the text without them; and notes."""
    found: list[tuple[Duration, bool]] = []
    notes: list[str] = []
    while match := _TIME.search(text):
        before, after = text[: match.start()], text[match.end() :]
        resting = (found or _TIME.search(after)) and (_REST_BEFORE.search(before) or _REST_AFTER.search(after))
        if resting:
            before, after = _REST_BEFORE.sub("", before), _REST_AFTER.sub("", after)
        if match["low"]:
            notes.append(f"{match[0].strip()} is a range; the lower end was taken")
        if before.endswith(("-", "\N{MINUS SIGN}")):
            notes.append(f"a time can't be negative; {match[0].strip()} was taken")
        found.append((_duration(match), bool(resting)))
        text = f"{before} {after}"
    return found, text, notes


def _duration(match: re.Match[str]) -> Duration:
    parts = {name: float(value.replace(",", ".")) for name, value in match.groupdict().items() if value}
    low = parts.pop("low", None)
    if "breaths" in parts:
        return Duration(breaths=low or parts["breaths"])
    minutes = sum(parts.get(name, 0) for name in ("min", "clock_min", "only_min", "m"))
    seconds = sum(parts.get(name, 0) for name in ("and_s", "clock_s", "s"))
    if low is not None:
        minutes, seconds = (low, 0) if minutes and not seconds else (0, low)
    return Duration(60 * minutes + seconds, in_minutes=bool(minutes))


def _repetitions(text: str) -> tuple[int | None, str]:
    """How often, with sets counted in, and the text without it."""
    count: int | None = None
    if match := _SETS_OF.search(text):
        return int(match["sets"]) * int(match["each"]), f"{text[: match.start()]} {text[match.end() :]}"
    for pattern in (_SETS, _TIMES):
        if match := pattern.search(text):
            count = (count or 1) * int(next(group for group in match.groups() if group))
            text = f"{text[: match.start()]} {text[match.end() :]}"
    return count, text


def _tidy(text: str) -> str:
    """What is left of a line, without what held its parts together."""
    before = None
    while text != before:
        before = text
        text = " ".join(_EMPTY_BRACKETS.sub(" ", text).split()).strip(_EDGES)
        text = _LEADING.sub("", _TRAILING.sub("", text))
        if text.count("(") != text.count(")"):
            text = text.strip("()")
        elif text.startswith("(") and text.endswith(")"):
            text = text[1:-1]
    return re.sub(r"\s+([,;:)])", r"\1", text)


def _shown(duration: Duration) -> str:
    return f"{duration.breaths:g} breaths" if duration.breaths else f"{duration.seconds:g} s"
