"""Reads `seed.yaml`: what a dataset is, which engines it has data for, and the migrations that it was made at."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from previewctl.diagnostics.catalogue import INVALID_SEED
from previewctl.diagnostics.excerpt import quoted
from previewctl.seeds.files import ENGINES
from previewctl.source.scalars import Plain
from previewctl.source.suggest import nearest
from previewctl.spec.patterns import IMAGE, SERVICE_NAME, VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from previewctl.diagnostics.model import Diagnostic
    from previewctl.source.document import Data, KeyPath, SourceDocument

LONGEST_VERSION = 40
_KEYS = ("name", "version", "engines", "migrations", "allow")
_ENGINE_KEYS = ("version", "image")
ALLOW_KEYS = ("emailDomains", "columns", "texts")
_MIGRATION = re.compile(r"[A-Za-z0-9_]+")
_PARTS = {"postgres": 2, "redis": 3, "mongodb": 3}
"""How many numbers name one release of each engine: `17.7`, `7.4.7`."""
_NUMBERS = re.compile(r"[0-9]+(?:\.[0-9]+)*")


class SeedEngineSpec(NamedTuple):
    """An engine that a dataset has data for: its release series (`17`, `7.4`) and the exact image that loads it."""

    name: str
    version: str
    image: str


class Allowed(NamedTuple):
    """What looks like personal data or a secret and is none: domains of addresses, columns, and texts as they stand.

    A column is `table.column`, `collection.field`, or the column alone for every table.
    """

    email_domains: frozenset[str] = frozenset()
    columns: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()


class Declaration(NamedTuple):
    """What a seed.yaml says. `migrations` has for each Django app the last ones that were applied, mostly one."""

    name: str
    version: str
    engines: tuple[SeedEngineSpec, ...]
    migrations: Mapping[str, tuple[str, ...]]
    allowed: Allowed


def read_declaration(document: SourceDocument) -> Declaration | list[Diagnostic]:
    """What the document says, or everything that is wrong with it."""
    reader = _Reader(document)
    declaration = reader.declaration()
    return reader.problems or declaration


class _Reader:
    def __init__(self, document: SourceDocument) -> None:
        self.problems: list[Diagnostic] = []
        self._document = document

    def declaration(self) -> Declaration:
        self._known_keys((), _KEYS)
        return Declaration(
            self._text(("name",), SERVICE_NAME, "the directory's name, such as `orders`"),
            self._text(("version",), VERSION, "a version such as `2026.11.1`, in quotes if it reads as a number"),
            tuple(self._engines()),
            self._migrations(),
            self._allowed(),
        )

    def _engines(self) -> Iterator[SeedEngineSpec]:
        engines = self._mapping(("engines",), "`engines: {postgres: {version: …, image: …}}`")
        self._known_keys(("engines",), ENGINES)
        for name in ENGINES:
            if name not in engines:
                continue
            path = ("engines", name)
            self._mapping(path, "`{version: …, image: …}`")
            self._known_keys(path, _ENGINE_KEYS)
            version = self._text((*path, "version"), VERSION, 'the release series in quotes, such as `"17"`')
            image = self._text((*path, "image"), IMAGE, "the exact image, such as `postgres:17.7-bookworm`")
            self._exact((*path, "image"), name, version, image)
            yield SeedEngineSpec(name, version, image)

    def _exact(self, path: KeyPath, engine: str, version: str, image: str) -> None:
        """An image that can change under its tag could change the order of texts under the indexes in the data."""
        name, _, digest = image.partition("@")
        tag = name.rpartition(":")[2] if ":" in name.rpartition("/")[2] else ""
        if not version or not image:
            return
        found = _NUMBERS.match(tag)
        numbers = found.group() if found else ""
        if numbers and not f"{numbers}.".startswith(f"{version}."):
            self._problem(
                path, f"`{tag}` is not {engine} {version}", f"name an image of {version}, or change `version`"
            )
        elif not digest and numbers.count(".") + 1 < _PARTS[engine]:
            self._problem(
                path,
                f"the tag {quoted(tag)} can come to mean another image",
                "name the patch release, as in `postgres:17.7-bookworm`, or add its digest",
            )

    def _migrations(self) -> dict[str, tuple[str, ...]]:
        if not self._document.has(("migrations",)):
            return {}
        found = {}
        for app, value in self._mapping(("migrations",), "`migrations: {orders: 0001_initial}`").items():
            names = tuple(_texts(value))
            if not names or not all(_MIGRATION.fullmatch(name) for name in names) or not _MIGRATION.fullmatch(app):
                self._problem(("migrations", app), f"`{app}` names no migration", "write the last one, `0001_initial`")
            found[app] = names
        return found

    def _allowed(self) -> Allowed:
        if not self._document.has(("allow",)):
            return Allowed()
        self._mapping(("allow",), "`allow: {emailDomains: […], columns: […], texts: […]}`")
        self._known_keys(("allow",), ALLOW_KEYS)
        domains, columns, texts = (self._list(("allow", key)) for key in ALLOW_KEYS)
        lower = frozenset(domain.lower().removeprefix("@") for domain in domains)
        return Allowed(lower, frozenset(name.lower() for name in columns), frozenset(texts))

    def _list(self, path: KeyPath) -> tuple[str, ...]:
        if not self._document.has(path):
            return ()
        value = self._document.value(path)
        if not isinstance(value, list) or any(isinstance(item, dict | list) for item in value):
            self._problem(path, f"`{path[-1]}` is no list of texts", f"write `{path[-1]}: [one, another]`")
            return ()
        return tuple(_texts(value))

    def _mapping(self, path: KeyPath, form: str) -> dict[str, Data]:
        value = self._document.value(path)
        if isinstance(value, dict):
            return value
        what = "is missing" if not self._document.has(path) else "is no mapping"
        self._problem(path, f"`{path[-1]}` {what}", f"write {form}")
        return {}

    def _text(self, path: KeyPath, pattern: str, form: str) -> str:
        if not self._document.has(path[:-1]):
            return ""
        if not self._document.has(path):
            self._problem(path, f"`{path[-1]}` is missing", f"write {form}")
            return ""
        found = next(_texts(self._document.value(path)), "")
        # The patterns end in `$`, which matches before a line break too.
        if re.fullmatch(pattern, found) and not found.endswith("\n") and len(found) <= _longest(path):
            return found
        self._problem(path, f"`{path[-1]}` is {quoted(found) if found else 'no text'}", f"write {form}")
        return ""

    def _known_keys(self, path: KeyPath, known: tuple[str, ...]) -> None:
        value = self._document.value(path)
        for key in value if isinstance(value, dict) else ():
            if key not in known:
                guess = nearest(key, known)
                solution = f"did you mean `{guess}`?" if guess else "known: " + ", ".join(f"`{name}`" for name in known)
                where = self._document.key_location((*path, key))
                self.problems.append(INVALID_SEED.at(where, f"there is no key {quoted(key)} here", help=solution))

    def _problem(self, path: KeyPath, message: str, solution: str) -> None:
        self.problems.append(INVALID_SEED.at(self._document.value_location(path), message, help=solution))


def _longest(path: KeyPath) -> int:
    return LONGEST_VERSION if path[-1] == "version" else 255


def _texts(value: Data | None) -> Iterator[str]:
    """The texts of a value or of a list of values, numbers as they are written."""
    items: Iterable[Data | None] = value if isinstance(value, list) else (value,)
    for item in items:
        if isinstance(item, Plain) and item.value is not None:
            yield item.text
        elif isinstance(item, str):
            yield item
