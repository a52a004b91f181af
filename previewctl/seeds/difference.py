"""What two versions of a dataset differ in: rows and columns, documents and keys, and what is said about them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from previewctl.seeds.content import content_hash
from previewctl.seeds.extended_json import canonical
from previewctl.seeds.rows import collections, keys
from previewctl.seeds.tables import Table, read_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from previewctl.seeds.dataset import Dataset


_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class Entries(NamedTuple):
    """The entries of a table or collection that came, went, or changed, by their keys; a changed one with its fields."""

    name: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: Mapping[str, tuple[str, ...]] = {}
    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()
    present: tuple[bool, bool] = (True, True)
    """Whether the first and the second version have it at all."""

    @property
    def differs(self) -> bool:
        """Whether anything differs."""
        return any(self[1:6]) or self.present[0] != self.present[1]


class Said(NamedTuple):
    """A fact about the whole dataset in both versions, empty where one does not say: its version, an image, a migration."""

    what: str
    before: str
    after: str


class Difference(NamedTuple):
    """Everything that differs; `same` says that the images of both would be the same."""

    same: bool
    said: tuple[Said, ...]
    tables: tuple[Entries, ...]
    collections: tuple[Entries, ...]
    keys: Entries
    statements_added: tuple[str, ...]
    statements_removed: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        shown = (self.said, self.tables, self.collections, self.statements_added, self.statements_removed)
        return not any(shown) and not self.keys.differs


def difference(before: Dataset, after: Dataset) -> Difference:
    """Compares two versions. Raises ValueError where a file is no UTF-8, OSError where one cannot be read."""
    old, new = read_tables(before), read_tables(after)
    tables = [_tables(name, old.tables.get(name), new.tables.get(name)) for name in _either(old.tables, new.tables)]
    documents = [_collections(before), _collections(after)]
    found = [
        _compared(name, documents[0].get(name), documents[1].get(name), _changed_fields) for name in _either(*documents)
    ]
    redis = _compared("keys", _keys(before), _keys(after), _changed_command)
    return Difference(
        content_hash(before.directory, before.images) == content_hash(after.directory, after.images),
        tuple(_said(before, after)),
        tuple(item for item in tables if item.differs),
        tuple(item for item in found if item.differs),
        redis,
        tuple((Counter(new.statements) - Counter(old.statements)).elements()),
        tuple((Counter(old.statements) - Counter(new.statements)).elements()),
    )


def _said(before: Dataset, after: Dataset) -> Iterable[Said]:
    sides = [_facts(before), _facts(after)]
    for what in dict.fromkeys((*sides[0], *sides[1])):
        old, new = (side.get(what, "") for side in sides)
        if old != new:
            yield Said(what, old, new)


def _facts(dataset: Dataset) -> dict[str, str]:
    found = {"name": dataset.name, "version": dataset.version}
    for engine in dataset.engines:
        found[f"engines.{engine.name}.version"] = engine.version
        found[f"engines.{engine.name}.image"] = engine.image
    return found | {f"migrations.{app}": ", ".join(names) for app, names in sorted(dataset.migrations.items())}


def _either(*sides: Mapping[str, object]) -> list[str]:
    return sorted({name for side in sides for name in side})


def _tables(name: str, before: Table | None, after: Table | None) -> Entries:
    old, new = before or Table(), after or Table()
    both = [column for column in old.columns if column in new.columns]
    key = new.key if new.rows or not old.rows else old.key
    rows = [table.by_key(key) for table in (old, new)]
    presence = (before is not None, after is not None)
    added_columns = tuple(column for column in new.columns if column not in old.columns) if all(presence) else ()
    removed_columns = tuple(column for column in old.columns if column not in new.columns) if all(presence) else ()
    if rows[0] is None or rows[1] is None:
        entries = _unkeyed(name, old, new, both)
    else:
        places = [[table.columns.index(column) for column in both] for table in (old, new)]

        def changed(one: tuple[str | None, ...], other: tuple[str | None, ...]) -> tuple[str, ...]:
            return tuple(column for column, at, to in zip(both, *places, strict=True) if one[at] != other[to])

        entries = _compared(name, rows[0], rows[1], changed)
    return entries._replace(columns_added=added_columns, columns_removed=removed_columns, present=presence)


def _unkeyed(name: str, old: Table, new: Table, both: list[str]) -> Entries:
    """Rows without a key of their own are the same or not: none of them has changed."""
    counts = []
    for table in (old, new):
        columns = [table.columns.index(column) for column in both or table.columns]
        counts.append(Counter(tuple(row[at] for at in columns) for row in table.rows))
    added, removed = counts[1] - counts[0], counts[0] - counts[1]
    return Entries(name, tuple(_text(row) for row in added.elements()), tuple(_text(row) for row in removed.elements()))


def _compared(
    name: str,
    before: Mapping[_Key, _Value] | None,
    after: Mapping[_Key, _Value] | None,
    changed: Callable[[_Value, _Value], tuple[str, ...]],
) -> Entries:
    """Compares two mappings by their keys; None where a version does not have it."""
    old, new = before or {}, after or {}
    fields = {_text(key): found for key, value in old.items() if key in new and (found := changed(value, new[key]))}
    return Entries(
        name,
        tuple(_text(key) for key in new if key not in old),
        tuple(_text(key) for key in old if key not in new),
        fields,
        present=(before is not None, after is not None),
    )


def _text(key: object) -> str:
    if isinstance(key, tuple):
        return ", ".join("NULL" if part is None else str(part) for part in key)
    return str(key)


def _collections(dataset: Dataset) -> dict[str, dict[str, dict[str, str]]]:
    """By collection and `_id` the fields of each document; one without `_id` is known by all that it holds."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for name, documents in collections(dataset):
        entries = found.setdefault(name, {})
        for document in documents:
            fields = {key: canonical(value) for key, value in document.items()}
            entries[fields.get("_id") or canonical(document)] = fields
    return found


def _changed_fields(one: dict[str, str], other: dict[str, str]) -> tuple[str, ...]:
    return tuple(name for name in dict.fromkeys((*one, *other)) if one.get(name) != other.get(name))


def _keys(dataset: Dataset) -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for key, command in keys(dataset):
        found[key] = (*found.get(key, ()), command)
    return found


def _changed_command(one: tuple[tuple[str, ...], ...], other: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    return () if one == other else tuple(dict.fromkeys(command[0] for command in other))
