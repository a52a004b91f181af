"""The tables of a dataset with all their rows, gathered from its files."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.seeds.rows import OtherStatement, Part, tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from previewctl.seeds.dataset import Dataset
    from previewctl.seeds.rows import Row


class Table(NamedTuple):
    """A table: its columns, the rows with a value for each, and the columns of its primary key."""

    columns: tuple[str, ...] = ()
    rows: list[Row] = []  # noqa: RUF012 - `Table()` is never written to
    key: tuple[str, ...] = ()

    def by_key(self, key: tuple[str, ...]) -> dict[tuple[str | None, ...], Row] | None:
        """The rows by the values of these columns; None where those do not tell all rows apart."""
        if not all(column in self.columns for column in key) or (not key and self.rows):
            return None if self.rows else {}
        places = [self.columns.index(column) for column in key]
        found = {tuple(row[at] for at in places): row for row in self.rows}
        return found if len(found) == len(self.rows) else None


class Tables(NamedTuple):
    """All tables by name, and the statements that say nothing about rows in so many words."""

    tables: Mapping[str, Table]
    statements: tuple[str, ...]


class _Gathered:
    def __init__(self) -> None:
        self.columns: list[str] = []
        self.declared: tuple[str, ...] = ()
        self.key: tuple[str, ...] = ()
        self.rows: list[Row] = []

    def add(self, part: Part) -> None:
        columns = part.columns or self.declared or tuple(self.columns)
        for row in part.rows:
            names = columns if len(columns) >= len(row) else (*columns, *_numbered(len(columns), len(row)))
            if list(names) == self.columns and len(row) == len(names):
                self.rows.append(row)
                continue
            self.columns += [name for name in names[: len(row)] if name not in self.columns]
            values = dict(zip(names, row, strict=False))
            self.rows.append(tuple(values.get(name) for name in self.columns))

    def table(self) -> Table:
        columns = tuple(dict.fromkeys((*self.columns, *self.declared)))
        width = len(columns)
        rows = [row if len(row) == width else (*row, *(None,) * (width - len(row))) for row in self.rows]
        return Table(columns, rows, self.key or tuple(self.columns[:1]))


def _numbered(first: int, end: int) -> tuple[str, ...]:
    return tuple(f"column {number + 1}" for number in range(first, end))


def read_tables(dataset: Dataset) -> Tables:
    """The tables of a dataset. A table without a primary key in the files is keyed by its first column."""
    gathered: dict[str, _Gathered] = {}
    statements: list[str] = []
    for item in tables(dataset):
        if isinstance(item, OtherStatement):
            statements.append(item.text)
            continue
        table = gathered.setdefault(item.table, _Gathered())
        if isinstance(item, Part):
            table.add(item)
        else:
            table.declared = item.columns or table.declared
            table.key = item.key or table.key
    return Tables({name: table.table() for name, table in gathered.items()}, tuple(statements))
