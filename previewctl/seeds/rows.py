"""The data of a dataset as rows, documents and keys, as far as its files say so in so many words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.seeds.csv_rows import records
from previewctl.seeds.extended_json import documents
from previewctl.seeds.redis_commands import commands
from previewctl.seeds.sql_rows import TableShape, rows_of, shape_of
from previewctl.seeds.sql_tokens import Statement, statements
from previewctl.seeds.text_lines import lines_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from previewctl.seeds.dataset import Dataset
    from previewctl.seeds.extended_json import Document
    from previewctl.seeds.files import DatasetFile

Row = tuple[str | None, ...]
_PAIRS = frozenset({"MSET", "MSETNX"})
_SEVERAL = frozenset({"DEL", "UNLINK"})


class Part(NamedTuple):
    """What a file, or a statement of one, adds to a table; `columns` is None where it does not name them."""

    table: str
    columns: tuple[str, ...] | None
    rows: Iterator[Row]


class OtherStatement(NamedTuple):
    """A statement that says nothing about rows in so many words, without its comments and line breaks."""

    text: str


def tables(dataset: Dataset) -> Iterator[Part | TableShape | OtherStatement]:
    """What the PostgreSQL files hold, in load order. The rows of each part are to be read before the next part.

    Raises ValueError where a file is no UTF-8, OSError where it cannot be read.
    """
    for file in dataset.files_of("postgres"):
        path = dataset.directory / file.path
        if file.ending == ".csv":
            found = records(lines_of(path))
            header = next(found, None)
            if header is not None:
                columns = tuple(value or "" for value in header.values)
                yield Part(file.name, columns, (record.values for record in found))
        else:
            yield from _of_statements(text_of(path))


def _of_statements(text: str) -> Iterator[Part | TableShape | OtherStatement]:
    for statement in statements(text):
        if rows := rows_of(text, statement):
            yield Part(rows.table, rows.columns, rows.values())
        elif shape := shape_of(text, statement):
            yield shape
            yield OtherStatement(_normal(text, statement))
        elif statement.tokens:
            yield OtherStatement(_normal(text, statement))


def _normal(text: str, statement: Statement) -> str:
    return " ".join(text[token.start : token.end] for token in statement.tokens)


def collections(dataset: Dataset) -> Iterator[tuple[str, Iterator[Document]]]:
    """By collection its documents; lines that are none are left out."""
    for file in dataset.files_of("mongodb"):
        if file.ending == ".ndjson":
            yield file.name, _documents(dataset, file)


def _documents(dataset: Dataset, file: DatasetFile) -> Iterator[Document]:
    for item in documents(lines_of(dataset.directory / file.path)):
        if item.document is not None:
            yield item.document


def keys(dataset: Dataset) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each command that writes a Redis key: the key, and the command without it. `SELECT 2` puts `2:` before keys."""
    for file in dataset.files_of("redis"):
        prefix = ""
        for command in commands(lines_of(dataset.directory / file.path)):
            name, words = command.name, command.words[1:]
            if name == "SELECT" and words:
                prefix = "" if words[0] == "0" else f"{words[0]}:"
            elif name in _PAIRS:
                yield from ((prefix + key, ("SET", value)) for key, value in _pairs(words))
            elif name in _SEVERAL:
                yield from ((prefix + key, (name,)) for key in words)
            elif words:
                yield prefix + words[0], (name, *words[1:])


def _pairs(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    rest = iter(words)
    return zip(rest, rest, strict=False)
