"""Settings of a repository: `[tool.previewctl]` in pyproject.toml, or `.previewctl.toml`."""

from __future__ import annotations

import os
import re
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from previewctl.cli.discovery import is_below, refuse_escape, repository_root, upwards
from previewctl.diagnostics.catalogue import BY_NAME, INVALID_SETTINGS
from previewctl.diagnostics.excerpt import quoted
from previewctl.diagnostics.model import FILE_START, Diagnostic, Location
from previewctl.errors import UsageError
from previewctl.reporters.findings.workflow_log import inert
from previewctl.source.places import Places
from previewctl.source.read import read_source
from previewctl.source.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.source.read import SourceText

OWN, SHARED = ".previewctl.toml", "pyproject.toml"
_LONGEST = 1 << 16
_MOST_FINDINGS = 20
_NAMED = re.compile(r"previewctl")
_MAY_BE_NAMED = re.compile(r"tool[^\n]*previewctl|\[[ \t]*[\"']?tool[\"']?[ \t]*\]|\\[uU]")
"""Whatever way TOML has to write the table's name: with dots, in brackets, inline, in quotes, with escapes.

A key with all its parts, and an inline table, stand on one line; else the table `tool` itself has a header.
"""
_TABLE = re.compile(r"^[ \t]*\[+[ \t]*[\"']?tool[\"']?[ \t]*\.[ \t]*[\"']?previewctl[\"']?[ \t]*[].]", re.MULTILINE)
_BEGIN = re.compile(r"previewctl(?=[\"']?[ \t]*[=.\]])")
_PART = r"(?:[\w-]+|\"[^\"\n]*\"|'[^'\n]*')[ \t]*\.[ \t]*"
_LONG_KEY = re.compile(rf"(?<![\w-]){_PART}(?:{_PART}){{31}}")
"""A key of this many parts is nobody's, and the reader of TOML takes the square of their number."""


class Settings(NamedTuple):
    """What a repository has set. `path` is the file, as messages show it, None where there is none.

    `platform` is a path or a Git URL.
    """

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


class RunSettings:
    """The settings of every file of a run: for each file those that are closest to it."""

    def __init__(self) -> None:
        """Without any file."""
        self._files: dict[str, Settings] = {}

    def add(self, shown: str, settings: Settings) -> None:
        """Remembers the settings of a file, by the path that findings have."""
        self._files[shown] = settings

    def of(self, shown: str) -> Settings:
        """The settings of a file; of one that the run has only come across, those closest to it that can be read."""
        if shown not in self._files:
            found = read_settings(os.path.dirname(shown) or ".")
            self._files[shown] = NO_SETTINGS if isinstance(found, list) else found
        return self._files[shown]

    @property
    def path(self) -> str | None:
        """The files that settings came from, as messages show them; None where there is none."""
        return inert(", ".join(dict.fromkeys(item.path for item in self._files.values() if item.path))) or None


Found: TypeAlias = "Settings | list[Diagnostic]"


def read_settings(start: str, known: dict[str, Found] | None = None) -> Found:
    """The settings closest to the directory `start`, up to the root of its Git repository.

    `known` keeps what was found for the directories on the way, for the next file of the same run.
    """
    known = {} if known is None else known
    passed = []
    found: Found | None = None
    for directory in upwards(start):
        found = known.get(directory)
        if found is not None:
            break
        passed.append(directory)
        found = _read_in(directory)
        if found is not None or os.path.lexists(os.path.join(directory, ".git")):
            break
    result = NO_SETTINGS if found is None else found
    known.update(dict.fromkeys(passed, result))
    return result


def _read_in(directory: str) -> Found | None:
    for name in (OWN, SHARED):
        path = os.path.join(directory, name)
        found = _read(path, name) if os.path.isfile(path) else None
        if found is not None:
            return found
    return None


def _read(path: str, name: str) -> Settings | list[Diagnostic] | None:
    """None for a pyproject.toml that says nothing about previewctl."""
    refuse_escape(path)
    source = read_source(os.path.relpath(path))
    if isinstance(source, Diagnostic):
        return [source]
    if name == SHARED and not _MAY_BE_NAMED.search(source.text):
        return None
    if problem := _too_much(source):
        return [problem] if name == OWN or _NAMED.search(source.text) else None
    data = _parsed(source)
    if isinstance(data, Diagnostic):
        return [data] if name == OWN or _NAMED.search(source.text) else None
    values = data if name == OWN else _table(data, source)
    if values is None or isinstance(values, Diagnostic):
        return values and [values]
    _refuse_credentials(values.get("platform"), source.path)
    problems = list(islice(_problems(source, os.path.dirname(path), values), _MOST_FINDINGS))
    return problems or _settings(source.path, os.path.dirname(path), values)


def _too_much(source: SourceText) -> Diagnostic | None:
    """Why this text is not even parsed."""
    if len(source.data) > _LONGEST:
        message = f"this file is larger than {_LONGEST // 1024} KiB, which no settings are"
        return INVALID_SETTINGS.at(Location(source.path, FILE_START), message, help=f"keep them in `{OWN}`")
    if found := _LONG_KEY.search(source.text):
        where = Places(source.path, source.text).first_line(found.start(), found.start() + 60)
        return INVALID_SETTINGS.at(where, "this key has more parts than any setting", help="remove it")
    return None


def _parsed(source: SourceText) -> dict[str, Any] | Diagnostic:
    import tomllib

    try:
        return tomllib.loads(source.text)
    except RecursionError:
        return _unreadable(source, "it is nested too deeply")
    except ValueError as error:  # also where a number has more digits than Python reads
        known = isinstance(error, tomllib.TOMLDecodeError)
        return _unreadable(source, str(error) if known else "a number in it has too many digits")


def _unreadable(source: SourceText, reason: str) -> Diagnostic:
    place = re.search(r"\(at line (\d+), column (\d+)\)", reason)
    places = Places(source.path, source.text)
    where = places.location(len(source.text.rstrip()), len(source.text.rstrip()))
    if place:
        offset = places.line_starts[min(int(place[1]), len(places.line_starts)) - 1] + int(place[2]) - 1
        where = places.location(offset, offset + 1)
    words = reason.partition(" (at ")[0]
    return INVALID_SETTINGS.at(where, f"this file is not TOML: {words[:1].lower()}{words[1:]}", help="mend it here")


def _table(data: dict[str, Any], source: SourceText) -> dict[str, Any] | Diagnostic | None:
    """`[tool.previewctl]` of a pyproject.toml; None where there is none."""
    tool = data.get("tool", {})
    if not isinstance(tool, dict):
        return _no_table(source, "tool") if _NAMED.search(source.text) else None
    if "previewctl" not in tool:
        return None
    values = tool["previewctl"]
    return values if isinstance(values, dict) else _no_table(source, "tool.previewctl")


def _no_table(source: SourceText, name: str) -> Diagnostic:
    return INVALID_SETTINGS.at(_begin(source), f"`{name}` must be one table", help="write `[tool.previewctl]`, once")


def _settings(shown: str, directory: str, values: dict[str, Any]) -> Settings:
    platform = values.get("platform")
    return Settings(
        shown,
        _location(platform, directory) if platform else None,
        values.get("offline", False),
        tuple(dict.fromkeys(values.get("select", ()))),
        tuple(dict.fromkeys(values.get("ignore", ()))),
    )


def _location(platform: str, directory: str) -> str:
    from previewctl.integrations.platform_url import is_git_url

    return platform if is_git_url(platform) else os.path.relpath(os.path.join(directory, platform))


def _refuse_credentials(platform: object, shown: str) -> None:
    """Before any finding: it would show the line. Raises UsageError."""
    from previewctl.integrations.platform_url import is_git_url, parse_platform_url

    try:
        if isinstance(platform, str) and is_git_url(platform):
            parse_platform_url(platform)
    except UsageError as error:
        raise UsageError(f"`platform` in {shown}: {error}", hint=error.hint) from None


def _problems(source: SourceText, directory: str, values: dict[str, Any]) -> Iterator[Diagnostic]:
    for key, value in values.items():
        where = _place(source, key)
        if key not in _KINDS:
            guess = nearest(key, _KINDS)
            remedy = f"did you mean `{guess}`?" if guess else "known here: " + ", ".join(f"`{name}`" for name in _KINDS)
            yield INVALID_SETTINGS.at(where, f"unknown setting {quoted(key)}", help=remedy)
        elif not _fits(key, value):
            yield INVALID_SETTINGS.at(where, f"`{key}` must be {_KINDS[key]}", help=f"write {_KINDS[key]}")
        elif key == "platform":
            yield from _platform_problems(where, directory, value)
        elif isinstance(value, list):
            for name in dict.fromkeys(value):
                yield from _code_problems(where, key, name)


def _fits(key: str, value: Any) -> bool:
    match key:
        case "platform":
            return isinstance(value, str) and "\0" not in value
        case "offline":
            return isinstance(value, bool)
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _platform_problems(where: Location, directory: str, platform: str) -> Iterator[Diagnostic]:
    """Findings about a platform.yaml show lines of it, and a pull request brings its settings along."""
    from previewctl.integrations.platform_url import is_git_url, is_local_url

    home = repository_root(directory) or directory
    outside = not is_below(os.path.realpath(os.path.join(directory, platform)), home)
    if is_local_url(platform) or (outside and not is_git_url(platform)):
        message = f"{quoted(platform)} is outside of this repository"
        yield INVALID_SETTINGS.at(where, message, help="name a file in it or a Git URL here, or pass --platform")


def _code_problems(where: Location, key: str, name: str) -> Iterator[Diagnostic]:
    matching = codes_of(name)
    if not matching:
        yield INVALID_SETTINGS.at(where, f"there is no code {quoted(name)}", help=remedy_for(name))
    elif key == "ignore" and not any(BY_NAME[code].ignorable for code in matching):
        message = f"{quoted(name)} cannot be ignored here: it protects the platform, or nothing works without it"
        yield INVALID_SETTINGS.at(where, message, help="remove it")


def _place(source: SourceText, key: str) -> Location:
    table = _TABLE.search(source.text)
    if table or os.path.basename(source.path) == OWN:
        pattern = re.compile(rf"^[ \t]*[\"']?({re.escape(key)})[\"']?[ \t]*[=.\]]", re.MULTILINE)
        if found := pattern.search(source.text, table.end() if table else 0):
            return Places(source.path, source.text).location(*found.span(1))
    return _begin(source)


def _begin(source: SourceText) -> Location:
    """Where the settings begin, as far as that can be seen."""
    found = _TABLE.search(source.text) or _BEGIN.search(source.text)
    return Places(source.path, source.text).first_line(*found.span()) if found else Location(source.path, FILE_START)


def remedy_for(name: str) -> str:
    """What to do about a code that does not exist. Of another number nobody can say which one was meant."""
    guess = None if re.fullmatch(r"PV\d*", name, re.IGNORECASE) else nearest(name, BY_NAME)
    return f"did you mean `{guess}`?" if guess else "`previewctl rules` lists all codes"


def codes_of(name: str) -> frozenset[str]:
    """The codes that `PV203`, `unknown-service`, or the start of codes such as `PV2` stands for; none for anything else."""
    if name in BY_NAME:
        return frozenset({BY_NAME[name].code})
    if not re.fullmatch(r"PV\d{0,2}", name):
        return frozenset()
    return frozenset(code.code for code in BY_NAME.values() if code.code.startswith(name))
