"""Settings of a repository: `[tool.previewctl]` in pyproject.toml, or `.previewctl.toml`."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from previewctl.diagnostics.catalogue import BY_NAME, INVALID_SETTINGS
from previewctl.diagnostics.excerpt import quoted
from previewctl.diagnostics.model import FILE_START, Diagnostic, Location
from previewctl.source.places import Places
from previewctl.source.read import read_source
from previewctl.source.suggest import nearest

if TYPE_CHECKING:
    from previewctl.source.read import SourceText

OWN, SHARED = ".previewctl.toml", "pyproject.toml"
_TABLE = re.compile(r"^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*previewctl[ \t]*\]", re.MULTILINE)


class Settings(NamedTuple):
    """What a repository has set. `path` is the file, None where there is none; `platform` is relative to it or a Git URL."""

    path: str | None = None
    platform: str | None = None
    offline: bool = False
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


NO_SETTINGS = Settings()

_KINDS = {
    "platform": "a text",
    "offline": "`true` or `false`",
    "select": "a list of codes",
    "ignore": "a list of codes",
}


def read_settings(start: str) -> Settings | list[Diagnostic]:
    """The settings closest to the directory `start`, up to the root of its Git repository."""
    directory = Path(start).resolve()
    for candidate in (directory, *directory.parents):
        for name in (OWN, SHARED):
            found = _read(os.path.relpath(candidate / name), name) if (candidate / name).is_file() else None
            if found is not None:
                return found
        if (candidate / ".git").exists():
            break
    return NO_SETTINGS


def _read(path: str, name: str) -> Settings | list[Diagnostic] | None:
    """None for a pyproject.toml that says nothing about previewctl."""
    source = read_source(path)
    if isinstance(source, Diagnostic):
        return [source]
    table = _TABLE.search(source.text)
    if name == SHARED and table is None:
        return None
    import tomllib

    try:
        data = tomllib.loads(source.text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return [_unreadable(source, str(error))]
    values = data.get("tool", {}).get("previewctl", {}) if name == SHARED else data
    problems = [item for key, value in values.items() for item in _problems(source, table, key, value)]
    if problems:
        return problems
    platform = values.get("platform")
    return Settings(
        path,
        _beside(path, platform) if platform else None,
        values.get("offline", False),
        tuple(values.get("select", ())),
        tuple(values.get("ignore", ())),
    )


def _beside(path: str, platform: str) -> str:
    from previewctl.integrations.platform_repository import is_git_url

    return platform if is_git_url(platform) else os.path.join(os.path.dirname(path), platform)


def _unreadable(source: SourceText, reason: str) -> Diagnostic:
    place = re.search(r"\(at line (\d+), column (\d+)\)", reason)
    places = Places(source.path, source.text)
    where = places.location(len(source.text.rstrip()), len(source.text.rstrip()))
    if place:
        offset = places.line_starts[min(int(place[1]), len(places.line_starts)) - 1] + int(place[2]) - 1
        where = places.location(offset, offset + 1)
    words = reason.partition(" (at ")[0]
    return INVALID_SETTINGS.at(where, f"this file is not TOML: {words[:1].lower()}{words[1:]}", help="mend it here")


def _problems(source: SourceText, table: re.Match[str] | None, key: str, value: Any) -> list[Diagnostic]:
    where = _place(source, table, key)
    if key not in _KINDS:
        guess = nearest(key, _KINDS)
        remedy = f"did you mean `{guess}`?" if guess else "known here: " + ", ".join(f"`{name}`" for name in _KINDS)
        return [INVALID_SETTINGS.at(where, f"unknown setting {quoted(key)}", help=remedy)]
    fits = {
        "platform": isinstance(value, str),
        "offline": isinstance(value, bool),
    }.get(key, isinstance(value, list) and all(isinstance(item, str) for item in value))
    if not fits:
        return [INVALID_SETTINGS.at(where, f"`{key}` must be {_KINDS[key]}", help=f"write {_KINDS[key]}")]
    return [item for name in value for item in _code_problems(where, key, name)] if isinstance(value, list) else []


def _code_problems(where: Location, key: str, name: str) -> list[Diagnostic]:
    matching = codes_of(name)
    if not matching:
        guess = nearest(name, BY_NAME)
        remedy = f"did you mean `{guess}`?" if guess else "`previewctl rules` lists all codes"
        return [INVALID_SETTINGS.at(where, f"there is no code {quoted(name)}", help=remedy)]
    if key == "ignore" and not any(BY_NAME[code].ignorable for code in matching):
        message = f"{quoted(name)} cannot be ignored here: it protects the platform, or nothing works without it"
        return [INVALID_SETTINGS.at(where, message, help="remove it")]
    return []


def _place(source: SourceText, table: re.Match[str] | None, key: str) -> Location:
    found = re.compile(rf"^[ \t]*[\"']?({re.escape(key)})[\"']?[ \t]*[=.\]]", re.MULTILINE).search(
        source.text, table.end() if table else 0
    )
    places = Places(source.path, source.text)
    return places.location(*found.span(1)) if found else Location(source.path, FILE_START)


def codes_of(name: str) -> frozenset[str]:
    """The codes that `PV203`, `unknown-service`, or the start of codes such as `PV2` stands for; none for anything else."""
    if name in BY_NAME:
        return frozenset({BY_NAME[name].code})
    if not re.fullmatch(r"PV\d{0,2}", name):
        return frozenset()
    return frozenset(code.code for code in BY_NAME.values() if code.code.startswith(name))
