"""The Python packages that a repository asks for: requirements files, pyproject.toml, Pipfile and setup.cfg."""

from __future__ import annotations

import posixpath
import re
from itertools import islice
from typing import TYPE_CHECKING, Any

from previewctl.repository.reading import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.repository.files import Repository

_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[([^\]]*)\])?\s*(?:[<>=!~;@#,(]|$|\s)")
_INCLUDED = re.compile(r"\s*(?:-r|--requirement)[ =]\s*(\S+)")
_EXTRAS = {("celery", "redis"): "redis", ("kombu", "redis"): "redis", ("channels", "daphne"): "daphne"}
"""Packages that an extra of another one brings."""
_MOST_FILES = 40
_MOST_PACKAGES = 1_000
_LONGEST = 500


def read_packages(repository: Repository, directory: str = "") -> dict[str, Evidence]:
    """By normalised name (`psycopg2-binary`): the first place that asks for a package."""
    found: dict[str, Evidence] = {}
    prefixes = dict.fromkeys(["", f"{directory}/" if directory else ""])
    paths = repository.walk()
    for prefix in prefixes:
        for path in paths:
            inner = path.removeprefix(prefix)
            if path.startswith(prefix) and _is_requirements(inner):
                _requirements(repository, path, found, set())
        for name, read in (("pyproject.toml", _pyproject), ("Pipfile", _pipfile), ("setup.cfg", _setup)):
            text = repository.text(prefix + name)
            for package in islice(read(text), _MOST_PACKAGES) if text is not None else ():
                found.setdefault(_normalised(package), Evidence(prefix + name, _line(text or "", package)))
    return found


def _is_requirements(path: str) -> bool:
    """`requirements.txt`, `requirements-dev.txt`, `requirements/production.txt`, `requirements.in`."""
    return bool(re.fullmatch(r"(?:requirements?/)?[\w.-]+\.(?:txt|in)", path)) and "requirement" in path


def _normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _requirements(repository: Repository, path: str, found: dict[str, Evidence], seen: set[str]) -> None:
    if path in seen or len(seen) >= _MOST_FILES:
        return
    seen.add(path)
    for number, written in enumerate((repository.text(path) or "").splitlines(), 1):
        line = written[:_LONGEST]
        included = _INCLUDED.match(line)
        if included:
            _requirements(
                repository, posixpath.normpath(posixpath.join(posixpath.dirname(path), included[1])), found, seen
            )
        elif matched := _REQUIREMENT.match(line):
            for name in _with_extras(matched):
                found.setdefault(name, Evidence(path, number))
        elif "#egg=" in line:
            found.setdefault(_normalised(line.partition("#egg=")[2].strip()), Evidence(path, number))


def _with_extras(matched: re.Match[str]) -> list[str]:
    """The package of a requirement, and those that its extras bring."""
    name = _normalised(matched[1])
    extras = (matched[2] or "").split(",")
    return [name, *(_EXTRAS[name, extra.strip()] for extra in extras if (name, extra.strip()) in _EXTRAS)]


def _toml(text: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError):
        return {}


def _table(data: Any, *keys: str) -> dict[str, Any]:
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def _names(requirements: Any) -> Iterator[str]:
    for item in requirements if isinstance(requirements, list) else ():
        matched = _REQUIREMENT.match(item[:_LONGEST]) if isinstance(item, str) else None
        if matched:
            yield from (matched[1], *_with_extras(matched)[1:])


def _pyproject(text: str) -> Iterator[str]:
    """PEP 621 and 735, and the tables of Poetry, uv and PDM."""
    data = _toml(text)
    yield from _names(_table(data, "project").get("dependencies"))
    for group in (
        _table(data, "project", "optional-dependencies"),
        _table(data, "dependency-groups"),
        _table(data, "tool", "pdm", "dev-dependencies"),
    ):
        for requirements in group.values():
            yield from _names(requirements)
    yield from _names(_table(data, "tool", "uv").get("dev-dependencies"))
    poetry = _table(data, "tool", "poetry")
    for table in (
        _table(poetry, "dependencies"),
        _table(poetry, "dev-dependencies"),
        *(_table(group, "dependencies") for group in _table(poetry, "group").values()),
    ):
        yield from (name for name in table if name != "python")


def _pipfile(text: str) -> Iterator[str]:
    data = _toml(text)
    yield from _table(data, "packages")
    yield from _table(data, "dev-packages")


def _setup(text: str) -> Iterator[str]:
    import configparser

    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(text)
        written = parser.get("options", "install_requires", fallback="")
    except (configparser.Error, ValueError):
        return
    yield from _names(written.splitlines())


def _line(text: str, package: str) -> int:
    """The line that names a package; 0 where none does."""
    matched = re.search(rf"(?:^|[\"'\s\[,]){re.escape(package)}(?![\w.-])", text)
    return text.count("\n", 0, matched.end()) + 1 if matched else 0
