"""The rows and tables that SQL statements say in so many words: INSERT, COPY, CREATE TABLE, primary keys."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from previewctl.seeds.csv_rows import records
from previewctl.seeds.sql_cursor import Cursor
from previewctl.seeds.sql_tokens import Kind, Statement, Token, value_of
from previewctl.seeds.text_lines import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

_CONSTRAINTS = frozenset({"check", "constraint", "exclude", "foreign", "like", "primary", "unique"})
"""Words that start an item of CREATE TABLE which is no column."""
_ESCAPE = re.compile(r"\\(?:([0-7]{1,3})|x([0-9a-fA-F]{1,2})|(.))", re.DOTALL)
_LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_BREAK = re.compile(r"\r\n|\n|\r")
_PASSED = ("overriding", "system", "user", "value", "as")


class Rows(NamedTuple):
    """The rows that a statement adds to a table; `columns` is None where it does not name them."""

    table: str
    columns: tuple[str, ...] | None
    values: Iterator[tuple[str | None, ...]]


class TableShape(NamedTuple):
    """What a statement says of a table: its columns, and those of its primary key; either may be empty."""

    table: str
    columns: tuple[str, ...] = ()
    key: tuple[str, ...] = ()


def rows_of(text: str, statement: Statement) -> Rows | None:
    """The rows of `INSERT … VALUES` or of a COPY with its data; None for any other statement."""
    cursor = Cursor(text, statement.tokens)
    if statement.data:
        cursor.accept("copy")
        table, columns = cursor.name(), cursor.names()
        return Rows(table, columns, _copied(text, statement))
    if not cursor.accept("insert", "into"):
        return None
    cursor.accept("only")
    table = cursor.name()
    columns = cursor.names()
    while cursor.written() in _PASSED:
        cursor.index += 1
    return Rows(table, columns, _inserted(cursor)) if cursor.accept("values") else None


def _inserted(cursor: Cursor) -> Iterator[tuple[str | None, ...]]:
    while (items := cursor.group()) is not None:
        yield tuple(_value(cursor.text, item) for item in items)
        if not cursor.accept(","):
            return


def _value(text: str, item: list[Token]) -> str | None:
    if len(item) == 1:
        found = value_of(text, item[0])
        return None if item[0].kind is Kind.WORD and found == "null" else found
    return text[item[0].start : item[-1].end] if item else ""


def _copied(text: str, statement: Statement) -> Iterator[tuple[str | None, ...]]:
    assert statement.data is not None
    data = text[statement.data.start : statement.data.end]
    words = {value_of(text, token) for token in statement.tokens if token.kind is Kind.WORD}
    if "csv" in words:
        found = (record.values for record in records(_lines(data)))
        if "header" in words:
            next(found, None)
        yield from found
        return
    for line in _lines(data):
        yield tuple(_copied_value(part) for part in line.text.rstrip("\r\n").split("\t"))


def _copied_value(part: str) -> str | None:
    if "\\" not in part:
        return part
    return None if part == "\\N" else _ESCAPE.sub(_unescaped, part)


def _unescaped(found: re.Match[str]) -> str:
    octal, digits, letter = found.groups()
    if octal:
        return chr(int(octal, 8) & 0xFF)
    return chr(int(digits, 16)) if digits else _LETTERS.get(letter, letter)


def _lines(text: str) -> Iterator[Line]:
    position, number = 0, 1
    while position < len(text):
        found = _BREAK.search(text, position)
        end = found.end() if found else len(text)
        yield Line(number, position, text[position:end])
        position, number = end, number + 1


def shape_of(text: str, statement: Statement) -> TableShape | None:
    """What `CREATE TABLE`, or `ALTER TABLE … PRIMARY KEY`, says of a table."""
    cursor = Cursor(text, statement.tokens)
    if cursor.accept("alter", "table"):
        cursor.accept("if", "exists")
        cursor.accept("only")
        table = cursor.name()
        if cursor.accept("add", "constraint"):
            cursor.name()
        else:
            cursor.accept("add")
        return TableShape(table, key=cursor.names() or ()) if cursor.accept("primary", "key") else None
    if not cursor.accept("create"):
        return None
    cursor.accept("unlogged")
    if not cursor.accept("table"):
        return None
    cursor.accept("if", "not", "exists")
    table = cursor.name()
    items = cursor.group() if cursor.written() == "(" else None
    return None if items is None else _created(text, table, items)


def _created(text: str, table: str, items: list[list[Token]]) -> TableShape:
    columns: list[str] = []
    key: tuple[str, ...] = ()
    for item in items:
        cursor = Cursor(text, item)
        words = [cursor.written(ahead) for ahead in range(len(item))]
        place = next((at for at, word in enumerate(words[:-1]) if word == "primary" and words[at + 1] == "key"), None)
        first = cursor.written()
        if first not in _CONSTRAINTS and item:
            columns.append(value_of(text, item[0]))
            key = (columns[-1],) if place is not None else key
        elif place is not None:
            key = Cursor(text, item, place + 2).names() or key
    return TableShape(table, tuple(columns), key)
