"""Datasets as text and as data for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from previewctl.reporters.columns import aligned
from previewctl.seed_rules.limits import shown_size

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from previewctl.seeds.dataset import Dataset
    from previewctl.seeds.lockfile import SeedLock
    from previewctl.seeds.summary import Contents, LockSummary

_MOST_NAMES = 100
"""Tables that are listed: a schema may have more, and nobody reads those here."""


class Listed(NamedTuple):
    """A version as `seed list` shows it: its directory, and the dataset with its lock, unless it cannot be read."""

    name: str
    directory: str
    dataset: Dataset | None
    lock: LockSummary | None
    problem: str = ""


def listing(items: Iterable[Listed]) -> str:
    """One line for each version, in columns."""
    rows = [("DATASET", "VERSION", "ENGINES", "FILES", "SIZE", "TAG", "LOCK")]
    for item in items:
        if item.dataset is None or item.lock is None:
            rows.append((item.name, "?", "", "", "", "", item.problem))
            continue
        engines = ",".join(f"{engine.name}:{engine.version}" for engine in item.dataset.engines)
        size = shown_size(sum(file.size for file in item.dataset.files))
        files = str(len(item.dataset.files))
        rows.append((item.name, item.dataset.version, engines, files, size, item.lock.tag, item.lock.state.value))
    return "".join(f"{line}\n" for line in aligned(rows))


def listing_json(items: Iterable[Listed]) -> dict[str, Any]:
    """The same for programs."""
    return {
        "schema": 1,
        "datasets": [
            {"name": item.name, "directory": item.directory, "problem": item.problem}
            if item.dataset is None or item.lock is None
            else {
                "name": item.name,
                "directory": item.directory,
                "version": item.dataset.version,
                "engines": {
                    engine.name: {"version": engine.version, "image": engine.image} for engine in item.dataset.engines
                },
                "files": len(item.dataset.files),
                "bytes": sum(file.size for file in item.dataset.files),
                "tag": item.lock.tag,
                "lock": item.lock.state.value,
            }
            for item in items
        ],
    }


def summary(dataset: Dataset, lock: LockSummary, found: Contents, images: Mapping[str, str]) -> str:
    """Everything about one version: what it is named by, its images, files, migrations and rows."""
    lines = [f"{dataset.name} {dataset.version}", f"  directory     {dataset.shown}"]
    lines += [f"  content hash  {lock.now.content_hash}", f"  lock          {lock.state.value}", "", "engines"]
    for engine in dataset.engines:
        lines += [
            f"  {engine.name} {engine.version}",
            f"    loaded with {engine.image}",
            f"    baked into  {images[engine.name]}",
        ]
    lines += ["", "files"]
    width = max((len(file.path) for file in dataset.files), default=0)
    lines += [f"  {file.path:<{width}}  {shown_size(file.size):>8}" for file in dataset.files]
    if dataset.migrations:
        lines += ["", "migrations"]
        width = max(len(app) for app in dataset.migrations)
        lines += [f"  {app:<{width}}  {', '.join(names)}" for app, names in sorted(dataset.migrations.items())]
    lines += _rows(found, lock.lock if lock.lock and lock.lock.content_hash == lock.now.content_hash else None)
    return "\n".join(lines) + "\n"


def _rows(found: Contents, lock: SeedLock | None) -> list[str]:
    lines: list[str] = []
    counted = lock.rows if lock else {}
    groups = (("rows", "postgres", found.tables), ("documents", "mongodb", found.collections))
    for title, engine, counts in groups:
        names = sorted({name for name, count in counts.items() if count} | counted.get(engine, {}).keys())
        if names:
            lines += ["", f"{title} (in the files{', and counted by a server' if counted else ''})"]
        width = max((len(name) for name in names), default=0)
        for name in names[:_MOST_NAMES]:
            server = f"  {counted[engine][name]:>8,}" if name in counted.get(engine, {}) else ""
            lines.append(f"  {name:<{width}}  {counts.get(name, 0):>8,}{server}")
        if len(names) > _MOST_NAMES:
            lines.append(f"  … and {len(names) - _MOST_NAMES} more")
        if empty := sum(not count and name not in names for name, count in counts.items()):
            lines.append(f"  … and {empty} without any")
    if found.keys:
        lines += ["", f"{found.keys:,} Redis keys"]
    if found.other:
        lines += ["", f"{found.other:,} SQL statements change rows in ways that only a server can count"]
    return lines


def summary_json(dataset: Dataset, lock: LockSummary, found: Contents, images: Mapping[str, str]) -> dict[str, Any]:
    """The same for programs."""
    return {
        "schema": 1,
        "name": dataset.name,
        "version": dataset.version,
        "directory": dataset.shown,
        "contentHash": lock.now.content_hash,
        "tag": lock.tag,
        "lock": lock.state.value,
        "engines": {
            engine.name: {"version": engine.version, "image": engine.image, "baked": images[engine.name]}
            for engine in dataset.engines
        },
        "files": [{"path": file.path, "engine": file.engine, "bytes": file.size} for file in dataset.files],
        "migrations": {app: list(names) for app, names in sorted(dataset.migrations.items())},
        "rows": dict(sorted(found.tables.items())),
        "documents": dict(sorted(found.collections.items())),
        "keys": found.keys,
        "otherStatements": found.other,
        "counted": {engine: dict(counts) for engine, counts in lock.lock.rows.items()} if lock.lock else {},
    }
