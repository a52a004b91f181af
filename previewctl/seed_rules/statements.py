"""Finds the SQL statements that have no place in seed data: what reaches out of the database that is being filled."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.diagnostics.catalogue import STATEMENT_NOT_FOR_SEEDS, UNREADABLE_SEED_DATA
from previewctl.diagnostics.excerpt import quoted
from previewctl.seed_rules.statement_words import (
    DUMP_MARKS,
    EXTENSIONS,
    FUNCTIONS,
    LANGUAGES,
    SETTINGS,
    STARTS,
    UNTRUSTED,
)
from previewctl.seeds.sql_cursor import Cursor
from previewctl.seeds.sql_tokens import MOST_TOKENS, Kind, Statement, Token, statements, value_of
from previewctl.source.places import Places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.seed_rules.collecting import Findings

_DEEPEST = 3
_OPENERS = frozenset({"begin", "else", "loop", "then"})
"""Words of PL/pgSQL after which a statement starts."""
_REMOVE = "remove it: seed data fills one database, and reaches nothing else"


_BEFORE_TABLES = frozenset({"table", "into", "exists", "only", "references", "on"})
"""Words between which and a parenthesis stands a table, and no function."""


class _Hit(NamedTuple):
    token: Token
    message: str
    solution: str = _REMOVE


def check_sql(path: str, text: str, findings: Findings) -> None:
    """Everything that is wrong with the statements of a file."""
    places = Places("", text)
    for hit in _in_text(text, 0, len(text), 0):
        code = UNREADABLE_SEED_DATA if hit.token.kind is Kind.OPEN else STATEMENT_NOT_FOR_SEEDS
        end = min(hit.token.end, hit.token.start + 200)
        span = places.first_line(hit.token.start, end).span
        findings.add(code, path, hit.message, hit.solution, span=span, kind=hit.message)


def _in_text(text: str, start: int, end: int, depth: int) -> Iterator[_Hit]:
    for statement in statements(text, start, end):
        yield from _in_statement(text, statement, depth)
        if depth < _DEEPEST:
            for token in _code(text, statement, depth):
                yield from _in_text(text, token.inner, token.last, depth + 1)


def _code(text: str, statement: Statement, depth: int) -> Iterator[Token]:
    """The constants that hold code: those of DO and CREATE FUNCTION, and in such code what EXECUTE is given."""
    cursor = Cursor(text, statement.tokens)
    words = {value_of(text, token) for token in statement.tokens if token.kind is Kind.WORD} if depth else set()
    kinds = {Kind.BODY} if depth else set()
    if "execute" in words or cursor.written() == "do" or (cursor.written() == "create" and _makes_code(cursor)):
        kinds = {Kind.BODY, Kind.TEXT}
    return (token for token in statement.tokens if token.kind in kinds)


def _in_statement(text: str, statement: Statement, depth: int) -> Iterator[_Hit]:
    if statement.cut:
        message = f"one statement has more than {MOST_TOKENS:,} words"
        yield _Hit(statement.tokens[0], message, "keep many rows in a CSV file: `NN_<table>.csv`")
    yield from _start(text, statement, depth)
    yield from _copy(text, statement, depth)
    if statement.data:
        yield from _behind_copy(text, statement)
    for index, token in enumerate(statement.tokens):
        if token.kind is Kind.META:
            yield _meta(text, token)
        elif token.kind is Kind.OPEN:
            yield _Hit(
                token, f"nothing closes {quoted(text[token.start : token.start + 8])}", "close the quote or comment"
            )
        elif token.kind in {Kind.WORD, Kind.NAME}:
            yield from _called(text, statement, index)


def _start(text: str, statement: Statement, depth: int) -> Iterator[_Hit]:
    """What the statement starts with; in the code of a function it may start anywhere."""
    for place in range(len(statement.tokens) if depth else min(1, len(statement.tokens))):
        cursor = Cursor(text, statement.tokens, place)
        for start in STARTS.get(cursor.written(), ()):
            first = place == 0 or Cursor(text, statement.tokens, place - 1).written() in _OPENERS
            if (first or len(start.words) > 1) and cursor.accept(*start.words):
                said = " ".join(start.words).upper()
                yield _Hit(statement.tokens[place], f"`{said}` has no place in seed data", start.solution or _REMOVE)
                break
    yield from _extension(text, statement)
    yield from _language(text, statement)
    yield from _owner(text, statement)
    yield from _set(text, statement)


def _extension(text: str, statement: Statement) -> Iterator[_Hit]:
    cursor = Cursor(text, statement.tokens)
    if cursor.accept("create", "extension"):
        cursor.accept("if", "not", "exists")
        token = statement.tokens[cursor.index] if not cursor.at_end() else statement.tokens[0]
        if (name := cursor.name()) in EXTENSIONS:
            yield _Hit(token, f"the extension `{name}` reaches out of the database, or runs code that nothing confines")


def _language(text: str, statement: Statement) -> Iterator[_Hit]:
    cursor = Cursor(text, statement.tokens)
    if cursor.written() != "do" and not (cursor.written() == "create" and _makes_code(cursor)):
        return
    for index, token in enumerate(statement.tokens[:-1]):
        if token.kind is Kind.WORD and text[token.start : token.end].lower() == "language":
            following = statement.tokens[index + 1]
            name = value_of(text, following).lower()
            if name not in LANGUAGES:
                yield _Hit(following, f"code in {quoted(name)} runs with nothing that confines it", UNTRUSTED)


def _makes_code(cursor: Cursor) -> bool:
    cursor = Cursor(cursor.text, cursor.tokens, 1)
    cursor.accept("or", "replace")
    return cursor.written() in {"function", "procedure"}


def _owner(text: str, statement: Statement) -> Iterator[_Hit]:
    cursor = Cursor(text, statement.tokens)
    if cursor.written() != "alter":
        return
    for index in range(1, min(len(statement.tokens), 40)):
        if Cursor(text, statement.tokens, index).accept("owner", "to"):
            solution = "remove it, or dump with `pg_dump --no-owner`: the roles of other servers do not exist here"
            yield _Hit(statement.tokens[index], "`OWNER TO` names a role, and seed data has none", solution)
            return


def _copy(text: str, statement: Statement, depth: int) -> Iterator[_Hit]:
    for place in range(len(statement.tokens) if depth else min(1, len(statement.tokens))):
        cursor = Cursor(text, statement.tokens, place)
        if cursor.accept("copy"):
            yield from _copied(cursor)


def _copied(cursor: Cursor) -> Iterator[_Hit]:
    if cursor.group() is None:
        cursor.name()
        cursor.names()
    if cursor.at_end() or cursor.written() not in {"from", "to"}:
        return
    direction = cursor.written()
    cursor.index += 1
    if cursor.at_end() or (direction == "from" and cursor.written() == "stdin"):
        return
    token = cursor.tokens[cursor.index]
    what = {"program": "PROGRAM", "stdout": "STDOUT"}.get(cursor.written(), "a file of the server")
    solution = "keep the rows in `NN_<table>.csv`, or behind `COPY … FROM stdin`"
    yield _Hit(token, f"`COPY … {direction.upper()}` {what} has no place in seed data", solution)


def _behind_copy(text: str, statement: Statement) -> Iterator[_Hit]:
    """The data starts on the next line: whatever else stands on this one is read after it."""
    assert statement.data is not None
    last = statement.tokens[-1].end
    semicolon = text.find(";", last, statement.data.start)
    rest = text[semicolon + 1 : statement.data.start].strip()
    if rest and not rest.startswith("--"):
        token = Token(Kind.SIGN, semicolon, semicolon + 1, semicolon, semicolon)
        yield _Hit(token, "something stands behind a `COPY … FROM stdin`", "start it on a line below the data")


def _meta(text: str, token: Token) -> _Hit:
    written = text[token.start : token.end].split(None, 1)[0]
    solution = "remove the line: SQL alone is loaded"
    if written in DUMP_MARKS:
        solution = "remove this line of pg_dump: nothing needs it"
    return _Hit(token, f"{quoted(written)} is a command of psql, not SQL", solution)


def _called(text: str, statement: Statement, index: int) -> Iterator[_Hit]:
    token = statement.tokens[index]
    name = value_of(text, token)
    if name == "set_config":
        cursor = Cursor(text, statement.tokens, index + 1)
        arguments = cursor.group() or []
        if len(arguments) > 1 and arguments[0] and arguments[1]:
            yield from _setting(text, value_of(text, arguments[0][0]).lower(), arguments[1][0])
    elif (
        (name in FUNCTIONS or name.startswith(("dblink", "pg_read_", "pg_ls_")))
        and Cursor(text, statement.tokens, index + 1).written() == "("
        and (index == 0 or Cursor(text, statement.tokens, index - 1).written() not in _BEFORE_TABLES)
    ):
        yield _Hit(token, f"`{name}()` reaches out of the database")


def _set(text: str, statement: Statement) -> Iterator[_Hit]:
    """`SET name = value`, which changes how the rest is read."""
    cursor = Cursor(text, statement.tokens)
    if not cursor.accept("set"):
        return
    if cursor.written() in {"local", "session"}:
        cursor.index += 1
    name = cursor.name().lower()
    if (cursor.accept("=") or cursor.accept("to")) and not cursor.at_end():
        yield from _setting(text, name, statement.tokens[cursor.index])


def _setting(text: str, name: str, token: Token) -> Iterator[_Hit]:
    value = value_of(text, token).lower()
    if name in SETTINGS and value not in SETTINGS[name]:
        solution = f"remove it, or set `{SETTINGS[name][0]}`"
        yield _Hit(token, f"`{name}` is set to {quoted(value)}: what follows would be read in another way", solution)
