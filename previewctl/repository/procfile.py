"""Reads a Procfile: https://devcenter.heroku.com/articles/procfile."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from previewctl.repository.collecting import Collector
from previewctl.repository.commands import (
    as_command,
    doubt_about,
    ends_by_itself,
    is_for_development,
    listening_port,
    process_name,
    uses_port_variable,
)

if TYPE_CHECKING:
    from previewctl.repository.files import Repository
    from previewctl.repository.reading import Reading

_LINE = re.compile(r"(?P<name>[A-Za-z0-9_-]+)\s*:\s*(?P<command>\S.*)")
_MIGRATES = re.compile(
    r"^\s*(?:(?:poetry|uv|pipenv) run )?(?:python3? )?(?:\./)?[\w/]*manage\.py migrate(?: -[\w-]+)*\s*$"
)
DEFAULT_PORT = 8000
ENDS = "it ends by itself, and the processes of a preview stay up"
_MOST_LINES = 200
_LONGEST = 4_000


def read_procfile(repository: Repository, path: str) -> Reading:
    """The processes of a Procfile; its `release` becomes `migrations` where it only migrates, else `hooks.release`."""
    found = Collector(path)
    text = repository.text(path)
    if text is None:
        found.note(f"`{path}` could not be read")
        return found.reading()
    for number, line in enumerate(text.splitlines()[:_MOST_LINES], 1):
        matched = _LINE.fullmatch(line.strip())
        if matched and not line.lstrip().startswith("#"):
            _process(found, matched["name"], matched["command"].strip(), number)
    return found.reading()


def _process(found: Collector, name: str, command: str, line: int) -> None:
    if len(command) > _LONGEST:
        found.dropped(name, "it is too long for a command", line)
        return
    if name in {"release", "postdeploy"}:  # Scalingo's: https://doc.scalingo.com/platform/app/postdeploy-hook
        release(found, name, command, line)
        return
    process = process_name(name)
    if not process:
        found.dropped(name, "a process has a name with a letter in it", line)
        return
    if is_for_development(command):
        found.dropped(name, "it starts a server for development, and a preview runs the image's own command", line)
        if process == "web":
            found.conclude(("processes", "web"), {}, line)
        return
    if ends_by_itself(command):
        found.dropped(name, ENDS, line)
        return
    port = listening_port(command) or (DEFAULT_PORT if process == "web" or uses_port_variable(command) else None)
    found.take(name, ("processes", process, "command"), as_command(command, port), line, doubt_about(command))
    if port:
        found.conclude(("processes", process, "port"), port, line)


def release(found: Collector, key: str, command: str, line: int) -> None:
    """A command that runs before the app starts: the migrations, where it does nothing else."""
    if _MIGRATES.match(command):
        found.take(key, ("migrations", "command"), as_command(command), line)
        return
    first, separator, rest = (part.strip() for part in command.partition("&&"))
    if separator and rest and _MIGRATES.match(first) and "$" not in rest:
        found.take(key, ("migrations", "command"), as_command(first), line)
        found.take(key, ("hooks", "release"), as_command(rest), line)
    elif "manage.py migrate" in command:
        found.take(key, ("migrations", "command"), as_command(command), line)
    else:
        found.take(key, ("hooks", "release"), as_command(command), line)
