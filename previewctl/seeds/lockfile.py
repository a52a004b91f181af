"""`seed.lock`: what a version of a dataset consists of, pinned; and in what a dataset differs from it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

from previewctl.seeds.content import RECIPE, file_digests, hash_of
from previewctl.seeds.declaration import SeedEngineSpec
from previewctl.source.scalars import Plain
from previewctl.spec.patterns import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from previewctl.seeds.dataset import Dataset
    from previewctl.source.document import Data

HEAD = "# Written by `previewctl seed lock`: what the images of this dataset are made of and named by.\n"
_HASH = re.compile(r"[0-9a-f]{64}")
_COUNT = re.compile(r"[0-9]{1,18}")
_DIGEST_DIGITS = 16
_PLAIN = re.compile(r"[A-Za-z][\w.-]*(?:[/:][\w.-]+)*|[0-9]+_[A-Za-z]\w*|[0-9]+\.[0-9]+\.[0-9][\w.-]*", re.ASCII)
_WORDS = frozenset(["y", "yes", "n", "no", "on", "off", "true", "false", "null"])
"""What YAML 1.1 or 1.2 reads as something else than a text."""


class SeedLock(NamedTuple):
    """What a lock pins. `recipe` is None, and `files` and `rows` are empty, where a lock does not say.

    `files` has for each data file the first digits of its SHA-256, to say what has changed. `rows` has by engine the
    rows of each table, the documents of each collection and the number of keys, as servers have counted them.
    """

    dataset: str
    version: str
    content_hash: str
    recipe: int | None
    engines: tuple[SeedEngineSpec, ...]
    migrations: Mapping[str, tuple[str, ...]]
    files: Mapping[str, str]
    rows: Mapping[str, Mapping[str, int]]


def current_lock(dataset: Dataset) -> SeedLock:
    """The lock of a dataset as it is now, without counts. Raises OSError where a file cannot be read."""
    digests = file_digests(dataset.directory)
    return SeedLock(
        dataset.name,
        dataset.version,
        hash_of(digests, dataset.images),
        RECIPE,
        dataset.engines,
        dataset.migrations,
        {path: digest[:_DIGEST_DIGITS] for path, digest in digests.items()},
        {},
    )


def with_counts_of(lock: SeedLock, other: SeedLock | None) -> SeedLock:
    """The lock with the counts of an older one, if that is about the same content."""
    return lock._replace(rows=other.rows) if other and other.content_hash == lock.content_hash else lock


def drift(lock: SeedLock, now: SeedLock) -> tuple[str, ...]:
    """In what a dataset has left its lock, each as a sentence; nothing where it has not."""
    found = [*_changed("`version`", lock.version, now.version), *_changed("`name`", lock.dataset, now.dataset)]
    if lock.recipe is not None:
        found += _changed("the recipe of images", str(lock.recipe), str(now.recipe))
    old, new = ({engine.name: engine for engine in item.engines} for item in (lock, now))
    for name in sorted(old.keys() | new.keys()):
        for field in ("version", "image"):
            before, after = (str(getattr(engines.get(name), field, "")) for engines in (old, new))
            found += _changed(f"`engines.{name}.{field}`", before, after)
    for app in sorted(lock.migrations.keys() | now.migrations.keys()):
        before, after = (", ".join(item.migrations.get(app, ())) for item in (lock, now))
        found += _changed(f"`migrations.{app}`", before, after)
    images = [{engine.name: engine.image for engine in item.engines} for item in (lock, now)]
    if lock.files:
        found += _file_drift(lock.files, now.files)
    elif lock.content_hash != now.content_hash and images[0] == images[1] and lock.recipe in {None, now.recipe}:
        found.append("the content of its files is another one")
    if not found and lock.content_hash != now.content_hash:
        found.append("`contentHash` is another one")
    return tuple(found)


def _changed(what: str, before: str, after: str) -> list[str]:
    if before == after:
        return []
    return [
        f"{what} was {f'`{before}`' if before else 'not there'}, and is {f'`{after}`' if after else 'not there'} now"
    ]


def _file_drift(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    for path in sorted(before.keys() | after.keys()):
        if path not in after:
            yield f"`{path}` is gone"
        elif path not in before:
            yield f"`{path}` is new"
        elif before[path] != after[path]:
            yield f"`{path}` has changed"


def written(lock: SeedLock) -> str:
    """The text of a lock: the same for the same content."""
    lines = [HEAD, f"dataset: {_scalar(lock.dataset)}\n", f"version: {_scalar(lock.version)}\n"]
    lines.append(f"contentHash: {_scalar(lock.content_hash)}\n")
    if lock.recipe is not None:
        lines.append(f"recipe: {lock.recipe}\n")
    lines.append("engines:\n" if lock.engines else "engines: {}\n")
    lines += [
        f"  {engine.name}: {{version: {json.dumps(engine.version)}, image: {_scalar(engine.image)}}}\n"
        for engine in sorted(lock.engines)
    ]
    lines += _mapping("migrations", {app: _names(names) for app, names in lock.migrations.items()})
    lines += _mapping("files", {path: json.dumps(digest) for path, digest in lock.files.items()})
    if lock.rows:
        lines.append("rows:\n")
        for engine_name in sorted(lock.rows):
            counts = {name: str(count) for name, count in lock.rows[engine_name].items()}
            lines += [f"  {line}" for line in _mapping(engine_name, counts)] or [f"  {engine_name}: {{}}\n"]
    return "".join(lines)


def _mapping(name: str, values: Mapping[str, str]) -> list[str]:
    if not values:
        return []
    return [f"{name}:\n", *(f"  {_scalar(key)}: {values[key]}\n" for key in sorted(values))]


def _names(names: tuple[str, ...]) -> str:
    return _scalar(names[0]) if len(names) == 1 else f"[{', '.join(_scalar(name) for name in names)}]"


def _scalar(text: str) -> str:
    """Bare where every YAML reader takes it for this very text."""
    bare = _PLAIN.fullmatch(text) and text.lower() not in _WORDS
    return text if bare else json.dumps(text)


def lock_of(data: Mapping[str, Data]) -> SeedLock | None:
    """The lock that a document is; None for one that is none."""
    version, digest = _text(data.get("version")), _text(data.get("contentHash"))
    engines, migrations, files = data.get("engines"), data.get("migrations", {}), data.get("files", {})
    rows = _rows(data.get("rows", {}))
    fits = (
        re.fullmatch(VERSION, version)
        and _HASH.fullmatch(digest)
        and isinstance(engines, dict)
        and isinstance(migrations, dict)
        and isinstance(files, dict)
        and rows is not None
    )
    if not fits:
        return None
    assert isinstance(engines, dict)
    assert isinstance(migrations, dict)
    assert isinstance(files, dict)
    recipe = _number(data.get("recipe"))
    return SeedLock(
        _text(data.get("dataset")),
        version,
        digest,
        recipe,
        tuple(_engine(name, engines[name]) for name in sorted(engines)),
        {app: _texts(names) for app, names in migrations.items()},
        {path: _text(found) for path, found in files.items()},
        rows or {},
    )


def _engine(name: str, data: Data) -> SeedEngineSpec:
    """Locks say `postgres: {version: "17", image: postgres:17.7-bookworm}`, or the version alone."""
    if isinstance(data, dict):
        return SeedEngineSpec(name, _text(data.get("version")), _text(data.get("image")))
    return SeedEngineSpec(name, _text(data), "")


def _rows(data: Data) -> dict[str, dict[str, int]] | None:
    if not isinstance(data, dict):
        return None
    found: dict[str, dict[str, int]] = {}
    for engine, tables in data.items():
        if not isinstance(tables, dict):
            return None
        counts = {name: number for name, count in tables.items() if (number := _number(count)) is not None}
        if len(counts) < len(tables):
            return None
        found[engine] = counts
    return found


def _number(data: Data | None) -> int | None:
    return int(data.text) if isinstance(data, Plain) and _COUNT.fullmatch(data.text) else None


def _texts(data: Data) -> tuple[str, ...]:
    items = data if isinstance(data, list) else [data]
    return tuple(text for item in items if (text := _text(item)))


def _text(data: Data | None) -> str:
    if isinstance(data, Plain):
        return data.text if data.value is not None else ""
    return data if isinstance(data, str) else ""
