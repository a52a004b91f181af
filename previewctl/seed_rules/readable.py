"""Checks that data can be loaded at all: it is text, and each line is what its engine reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import COMMAND_NOT_FOR_SEEDS, SEED_NOT_TEXT, UNREADABLE_SEED_DATA
from previewctl.diagnostics.excerpt import quoted
from previewctl.seed_rules.collecting import at_line, span_in
from previewctl.seed_rules.redis_words import DATA_COMMANDS, REFUSED
from previewctl.seeds.csv_rows import parsed, raw_records
from previewctl.seeds.extended_json import canonical, documents
from previewctl.seeds.files import METADATA
from previewctl.seeds.redis_commands import RedisCommand, commands
from previewctl.seeds.text_lines import Line, lines_of, no_text, text_of
from previewctl.source.suggest import nearest

if TYPE_CHECKING:
    from pathlib import Path

    from previewctl.seed_rules.collecting import Findings
    from previewctl.seeds.files import DatasetFile


def check_text(path: Path, file: DatasetFile, findings: Findings) -> bool:
    """Whether a file is text in UTF-8; says why where it is not."""
    found = no_text(path)
    if found:
        findings.add(SEED_NOT_TEXT, file.path, f"this file {found.reason}", found.solution, span=at_line(found.line))
    return found is None


def check_csv(path: Path, file: DatasetFile, findings: Findings) -> None:
    """The first line names the columns, each once; every row has a value for each."""
    columns: tuple[str | None, ...] | None = None
    for record in raw_records(lines_of(path)):
        if not record.closed:
            message, solution = (
                "nothing closes a quote of this row",
                'close it; a quote in a text is written twice: `""`',
            )
        elif columns is None:
            columns = parsed(record).values
            if len(set(columns)) == len(columns) and all(columns):
                continue
            message, solution = (
                "the first line does not name columns, each once",
                "write the names of the columns there",
            )
        elif record.width == len(columns):
            continue
        else:
            message = f"this row has {record.width} values for {len(columns)} columns"
            solution = "write as many values as the first line has columns; a text with a comma stands in quotes"
        span = span_in(Line(record.line, record.offset, record.text))
        findings.add(UNREADABLE_SEED_DATA, file.path, message, solution, span=span, kind=message)
    if columns is None:
        message = "this file is empty"
        findings.add(UNREADABLE_SEED_DATA, file.path, message, "write the names of the columns into its first line")


def check_documents(path: Path, file: DatasetFile, findings: Findings) -> None:
    """Each line is one document of Extended JSON, and no two have the same `_id`."""
    if file.ending == METADATA:
        _check_metadata(path, file, findings)
        return
    seen: dict[int, int] = {}
    for item in documents(lines_of(path)):
        if item.document is None:
            span = span_in(item.line, item.column - 1)
            solution = "write one document of Extended JSON on each line"
            findings.add(UNREADABLE_SEED_DATA, file.path, item.problem, solution, span=span, kind="json")
        elif "_id" in item.document:
            key = hash(canonical(item.document["_id"]))
            first = seen.setdefault(key, item.line.number)
            if first != item.line.number:
                message = f"line {first} has the same `_id`"
                span = span_in(item.line)
                findings.add(UNREADABLE_SEED_DATA, file.path, message, "give each its own", span=span, kind="id")


def _check_metadata(path: Path, file: DatasetFile, findings: Findings) -> None:
    import json

    try:
        found = json.loads(text_of(path))
        right = isinstance(found, dict) and isinstance(found.get("indexes", []), list)
    except (ValueError, RecursionError):
        right = False
    if not right:
        message = "this is no JSON with `indexes` and `options`"
        findings.add(UNREADABLE_SEED_DATA, file.path, message, "take the file that mongodump writes")


def check_redis(path: Path, file: DatasetFile, findings: Findings) -> None:
    """Each line is a command that writes data."""
    for command in commands(lines_of(path)):
        if command.broken:
            message, solution = f"redis-cli cannot read this line: {command.broken}", 'quote the text: `"…"`'
            findings.add(UNREADABLE_SEED_DATA, file.path, message, solution, span=span_in(command.line), kind="quote")
        elif command.name not in DATA_COMMANDS:
            _refuse(command, file, findings)
        elif len(command.words) < 2:
            message = f"`{command.name}` names no key"
            span = span_in(command.line)
            findings.add(UNREADABLE_SEED_DATA, file.path, message, "write the key behind it", span=span, kind="key")


def _refuse(command: RedisCommand, file: DatasetFile, findings: Findings) -> None:
    name = command.name
    span = span_in(command.line, command.starts[0], command.starts[0] + len(command.words[0]))
    if name in REFUSED:
        message, solution = (
            f"`{name}` has no place in seed data: it {REFUSED[name]}",
            "write the keys that it should leave",
        )
    elif name.startswith("#"):
        message, solution = "redis-cli takes this line for a command: it knows no comments", "remove the line"
    else:
        guess = nearest(name, DATA_COMMANDS)
        message = f"{quoted(command.words[0])} is no command that writes data"
        solution = f"did you mean `{guess}`?" if guess else "write commands such as `SET key value`"
    findings.add(COMMAND_NOT_FOR_SEEDS, file.path, message, solution, span=span, kind=name)
