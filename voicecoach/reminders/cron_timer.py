"""cron: a block of lines in the user's crontab, which belongs to voicecoach; every other line stays as it is."""

from __future__ import annotations

import shlex
import shutil
from itertools import chain
from pathlib import Path

from voicecoach.errors import InputError, TimerError
from voicecoach.reminders.job import PATH, Job
from voicecoach.reminders.reminder import Reminder, record_of, recorded
from voicecoach.reminders.schedule import EVERY_DAY, Schedule, days_written
from voicecoach.reminders.timer import asked, reason, told

BEGIN = "# >>> reminders of voicecoach: written by `voicecoach remind`, which removes them, too >>>\n"
END = "# <<< reminders of voicecoach <<<\n"
_RECORD = "# reminder: "

_DAEMONS = {"cron", "crond", "fcron", "dcron", "cronie"}
_LONGEST = 990
"""In bytes: Debian's crontab takes commands of up to 998."""

_USUAL_PATH = "/usr/local/bin:/usr/bin:/bin"


class CronTimer:
    """The user's crontab. Its text is read and written byte by byte, whatever its encoding is: as Latin-1."""

    name = "cron"

    @property
    def absence(self) -> str | None:
        """Why it can't be used here; None where it can."""
        if not shutil.which("crontab"):
            return "cron isn't there"
        try:
            _read()
        except TimerError as error:  # a user who may not use it, say
            return str(error)
        return None if _is_running() else "cron is installed, but doesn't run"

    def installed(self) -> tuple[Reminder, ...]:
        """The reminders in the block. Raises TimerError."""
        if not shutil.which("crontab"):
            return ()
        return tuple(reminder for reminder, _ in _blocks(_split(_read())[1]))

    def install(self, reminder: Reminder, job: Job) -> None:
        """Write the reminder's lines. Raises InputError where a crontab can't hold them."""
        text = _read()
        before, block, after = _split(text)
        entries = [(known, lines) for known, lines in _blocks(block) if known.name != reminder.name]
        _write(before, [*entries, (reminder, lines_of(reminder, job))], after)

    def remove(self, reminder: Reminder) -> None:
        """Remove the reminder's lines, and with the last ones the block. Raises TimerError."""
        before, block, after = _split(_read())
        _write(before, [(known, lines) for known, lines in _blocks(block) if known.name != reminder.name], after)


def lines_of(reminder: Reminder, job: Job) -> list[str]:
    """What a reminder is in a crontab: its record, and a line for each time. Raises InputError."""
    command = _command(job)
    return [f"{_RECORD}{record_of(reminder)}\n", *(f"{when} {command}\n" for when in _when(reminder.schedule))]


def _when(schedule: Schedule) -> list[str]:
    days = "*" if days_written(schedule.days) == EVERY_DAY else ",".join(str((day + 1) % 7) for day in schedule.days)
    return [f"{at.minute} {at.hour} * * {days}" for at in schedule.times]


def _command(job: Job) -> str:
    """The command of a line. The variables are its own, so that no other line is changed by them."""
    for path in (job.environment, (*job.environment, (PATH, _USUAL_PATH))):
        variables = (f"{name}={shlex.quote(value)}" for name, value in dict(path).items())
        words = chain(["env"], variables, map(shlex.quote, job.command))
        command = f"{' '.join(words)} >{shlex.quote(str(job.log))} 2>&1"
        if any(letter in command for letter in "\\\n\r\0"):
            raise InputError("cron can't be told names with a backslash or a line break; rename the file or its folder")
        command = command.replace("%", "\\%")  # else it is a line break
        if len(command.encode(errors="surrogateescape")) <= _LONGEST:
            return command.encode(errors="surrogateescape").decode("latin-1")
    raise InputError("cron takes no line as long as this one would be; give voicecoach or the routine a shorter path")


def _is_running() -> bool:
    """Whether a process of cron's can be seen; true where none can be."""
    names = []
    for process in Path("/proc").glob("[0-9]*/comm"):
        try:
            names.append(process.read_text(encoding="utf-8", errors="replace").strip())
        except OSError:
            continue
    return not names or not _DAEMONS.isdisjoint(names)


def _read() -> str:
    """The crontab; an empty one where there is none yet."""
    run = asked("crontab", "-l")
    if not run.returncode:
        return run.stdout.decode("latin-1")
    if b"no crontab" in run.stderr.lower():
        return ""
    raise TimerError(f"the crontab can't be read: {reason(run)}")


def _split(text: str) -> tuple[str, str, str]:
    """What comes before the block, the block's inside, and what comes after it. Raises TimerError."""
    if BEGIN not in text and END not in text:
        return "", "", text
    before, begin, rest = text.partition(BEGIN)
    block, end, after = rest.partition(END)
    if not begin or not end or BEGIN in block + after or END in after:
        raise TimerError(
            "the block of voicecoach in your crontab isn't whole; remove what is left of it by `crontab -e`: its first "
            f"line is {BEGIN.strip()!r}, its last one {END.strip()!r}"
        )
    return before, block, after


def _blocks(block: str) -> list[tuple[Reminder, list[str]]]:
    """The reminders in a block, each with its lines."""
    found: list[tuple[Reminder, list[str]]] = []
    for line in block.splitlines(keepends=True):
        if line.startswith(_RECORD) and (reminder := recorded(line.removeprefix(_RECORD))):
            found.append((reminder, []))
        if found:
            found[-1][1].append(line)
    return found


def _write(before: str, entries: list[tuple[Reminder, list[str]]], after: str) -> None:
    """Put the block where it was; a new one at the top, where no variable of the crontab changes what it starts."""
    inside = "".join(line for _, lines in entries for line in lines)
    text = f"{before}{BEGIN}{inside}{END}{after}" if inside else before + after
    if text:
        told("crontab", "-", given=text.encode("latin-1"))
    else:
        told("crontab", "-r")
