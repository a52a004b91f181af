"""Finds what looks like data of real people, or like secrets, wherever it stands in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import PERSONAL_DATA, SECRET_IN_SEED
from previewctl.diagnostics.model import Severity
from previewctl.rules.token_forms import FORMS as TOKEN_FORMS
from previewctl.rules.token_forms import find_token
from previewctl.seed_rules.collecting import span_in
from previewctl.seed_rules.columns import ColumnKind, kind_of
from previewctl.seed_rules.personal_forms import FORMS
from previewctl.seeds.csv_rows import records
from previewctl.seeds.extended_json import documents
from previewctl.seeds.sql_rows import rows_of
from previewctl.seeds.sql_tokens import statements
from previewctl.seeds.text_lines import Line, lines_of
from previewctl.source.places import Places

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import Any

    from previewctl.diagnostics.model import Span
    from previewctl.seed_rules.collecting import Findings
    from previewctl.seeds.declaration import Allowed
    from previewctl.seeds.files import DatasetFile

_LINES_AT_ONCE = 500
_ALLOW = "; if it is nobody's, list it below `allow` in seed.yaml"
_REVOKE = "revoke it, for it stays in Git's history, and write a made-up value"


def check_forms(path: Path, file: DatasetFile, allowed: Allowed, findings: Findings) -> None:
    """Addresses and numbers of people, and tokens of services, in any text."""
    for lines in _blocks(lines_of(path)):
        block = "".join(line.text for line in lines)
        for form in FORMS:
            for line in lines if form.may(block) else ():
                for hit in form.find(line.text, allowed):
                    if line.text[hit.start : hit.end] not in allowed.texts:
                        findings.add(
                            PERSONAL_DATA,
                            file.path,
                            f"this looks like {hit.what}",
                            form.solution + _ALLOW,
                            span=span_in(line, hit.start, hit.end),
                            kind=hit.what,
                            severity=form.severity,
                        )
        if any(form.mark in block for form in TOKEN_FORMS):
            _check_tokens(lines, file, allowed, findings)


def _check_tokens(lines: Iterable[Line], file: DatasetFile, allowed: Allowed, findings: Findings) -> None:
    for line in lines:
        token = find_token(line.text)
        if token and line.text[token.start : token.end] not in allowed.texts:
            span = span_in(line, token.start, token.end)
            findings.add(SECRET_IN_SEED, file.path, f"this has the form of {token.what}", _REVOKE, span=span)


def _blocks(lines: Iterable[Line]) -> Iterator[list[Line]]:
    block: list[Line] = []
    for line in lines:
        block.append(line)
        if len(block) >= _LINES_AT_ONCE:
            yield block
            block = []
    if block:
        yield block


def check_csv_columns(path: Path, file: DatasetFile, allowed: Allowed, findings: Findings) -> None:
    """The columns of a CSV file."""
    found = records(lines_of(path))
    header = next(found, None)
    named = [(index, name) for index, name in enumerate(header.values if header else ()) if name and kind_of(name)]
    if not named:
        return
    columns = _Columns(file, file.name, allowed, findings)
    for record in found:
        for index, name in named:
            value = record.values[index] if index < len(record.values) else None
            if value and columns.wants(name, value):
                start = record.starts[index]
                end = record.starts[index + 1] - 1 if index + 1 < len(record.starts) else len(record.text)
                columns.add(name, span_in(Line(record.line, record.offset, record.text), start, end))


def check_sql_columns(text: str, file: DatasetFile, allowed: Allowed, findings: Findings) -> None:
    """The columns that INSERT and COPY name."""
    places = Places("", text)
    by_table: dict[str, _Columns] = {}
    for statement in statements(text):
        rows = rows_of(text, statement)
        if rows is None or not rows.columns:
            continue
        named = [(index, name) for index, name in enumerate(rows.columns) if kind_of(name)]
        columns = by_table.setdefault(rows.table, _Columns(file, rows.table, allowed, findings))
        for row in rows.cells if named else ():
            for index, name in named:
                cell = row[index] if index < len(row) else None
                if cell and cell.value and columns.wants(name, cell.value):
                    columns.add(name, places.first_line(cell.start, cell.end).span)


def check_field_names(path: Path, file: DatasetFile, allowed: Allowed, findings: Findings) -> None:
    """The fields of MongoDB's documents, at any depth."""
    columns = _Columns(file, file.name, allowed, findings)
    for item in documents(lines_of(path)):
        for name, value in _fields(item.document or {}):
            if columns.wants(name, value):
                columns.add(name, span_in(item.line))


def _fields(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text below a field, those of types such as `{"$date": …}` too."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _fields(item, name if key.startswith("$") else key)
    elif isinstance(value, list):
        for item in value:
            yield from _fields(item, name)
    elif isinstance(value, str) and name:
        yield name, value


class _Columns:
    """What was found in the columns of one table: the first real-looking value of each is reported."""

    def __init__(self, file: DatasetFile, table: str, allowed: Allowed, findings: Findings) -> None:
        self._file = file
        self._table = table
        self._allowed = allowed
        self._findings = findings
        self._reported: set[str] = set()

    def wants(self, column: str, value: str) -> bool:
        """Whether a value is the first one of a column that looks real."""
        kind = kind_of(column)
        if kind is None or column in self._reported or not kind.real(value.strip()):
            return False
        names = {column.lower(), f"{self._table}.{column}".lower()}
        return not (names & self._allowed.columns or value in self._allowed.texts)

    def add(self, column: str, span: Span) -> None:
        """Reports the column."""
        self._reported.add(column)
        kind = kind_of(column)
        assert isinstance(kind, ColumnKind)
        code = SECRET_IN_SEED if kind.secret else PERSONAL_DATA
        self._findings.add(
            code,
            self._file.path,
            f"`{self._table}.{column}` seems to hold {kind.what} that are real",
            (_REVOKE if kind.secret else "write made-up values") + _ALLOW,
            span=span,
            kind=f"{self._table}.{column}",
            severity=None if kind.secret else Severity.WARNING,
        )
