"""Cuts SQL into tokens and statements the way psql does, comments left out.

The rules are those of https://www.postgresql.org/docs/current/sql-syntax-lexical.html and psqlscan.l: nested comments,
dollar quotes, `E''` with its continuations on later lines, and the data that follows `COPY … FROM stdin`.
"""

from __future__ import annotations

import re
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Kind(IntEnum):
    """What a token is."""

    WORD = 1
    NAME = 2
    """An identifier in double quotes."""
    TEXT = 3
    """A constant in single quotes."""
    BODY = 4
    """A constant between dollar quotes, mostly the code of a function."""
    NUMBER = 5
    SIGN = 6
    END = 7
    """The semicolon."""
    META = 8
    """A backslash outside of quotes: psql takes the rest of the line for commands of its own."""
    DATA = 9
    """The lines that follow a `COPY … FROM stdin`, without the one that ends them."""
    OPEN = 10
    """A quote or comment that nothing closes."""


class Token(NamedTuple):
    """The characters from `start` up to `end`; `inner` is where the content between quotes starts, `last` where it ends."""

    kind: Kind
    start: int
    end: int
    inner: int
    last: int


_HIGH = "\x80-\U0010ffff"
_SPACE = r"[ \t\n\r\f\v]"
_CONTINUED = r"(?:[ \t\f\v]|--[^\n\r]*+)*+[\n\r](?:[ \t\n\r\f\v]|--[^\n\r]*+[\n\r])*+"
_ESCAPED = r"'[^'\\]*+(?:(?:''|\\.)[^'\\]*+)*+'"
_TOKEN = re.compile(
    rf"""
    (?:{_SPACE}++|--[^\n\r]*+)*+
    (?:
    (?P<word>(?![eEbBxXnN]'|[uU]&['"])[A-Za-z_{_HIGH}][A-Za-z0-9_${_HIGH}]*+)
    |(?P<sign>[(),.=])
    |(?P<text>(?:[bBxXnN]|[uU]&)?'[^']*+(?:''[^']*+)*+')
    |(?P<number>[0-9][A-Za-z0-9_.]*+)
    |(?P<end>;)
    |(?P<name>(?:[uU]&)?"[^"]*+(?:""[^"]*+)*+")
    |(?P<escaped>[eE]{_ESCAPED}(?:{_CONTINUED}{_ESCAPED})*+)
    |(?P<comment>/\*)
    |(?P<body>\$(?:[A-Za-z_{_HIGH}][A-Za-z0-9_{_HIGH}]*+)?\$)
    |(?P<meta>\\[^\n\r]*+)
    |(?P<open>(?:[eEbBxXnN]|[uU]&)?['"])
    |(?P<other>.)
    |(?P<nothing>\Z)
    )
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMENT_EDGE = re.compile(r"/\*|\*/")
_END_OF_DATA = re.compile(r"^\\\.[ \t]*(?:\r\n?|\n|\Z)", re.MULTILINE)
_LINE_END = re.compile(r"\r\n?|\n|\Z")
_SIMPLE = {
    "word": Kind.WORD,
    "sign": Kind.SIGN,
    "number": Kind.NUMBER,
    "end": Kind.END,
    "meta": Kind.META,
    "other": Kind.SIGN,
}
_QUOTED = {"text": Kind.TEXT, "escaped": Kind.TEXT, "name": Kind.NAME}
MOST_TOKENS = 500_000
"""Of one statement: whoever writes more rows in one has to put them into a CSV file."""


class Statement(NamedTuple):
    """The tokens of one statement without its semicolon; `data` are the lines that a `COPY … FROM stdin` reads.

    `cut`: it has more tokens than are looked at.
    """

    tokens: list[Token]
    data: Token | None = None
    cut: bool = False


def tokens(text: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """The tokens of the text between two offsets."""
    end = len(text) if end is None else end
    position: int | None = start
    copy = _Copy(text)
    while position is not None and position < end:
        resume: int | None = None
        for found in _TOKEN.finditer(text, position, end):
            name = found.lastgroup or ""
            first, stop = found.span(name)
            if kind := _SIMPLE.get(name):
                token = Token(kind, first, stop, first, stop)
            elif name == "nothing":
                break
            elif name == "comment":
                resume = _comment_end(text, stop, end)
                if resume is None:
                    yield Token(Kind.OPEN, first, end, stop, end)
                break
            else:
                token = _quoted(text, name, first, stop, end)
            yield token
            if token.end != stop:
                resume = token.end
                break
            if copy.begins_data(token):
                data = _data(text, stop, end)
                yield data
                mark = _END_OF_DATA.match(text, data.end, end)
                resume = mark.end() if mark else end
                break
        position = resume


def statements(text: str, start: int = 0, end: int | None = None) -> Iterator[Statement]:
    """The statements of a text; one that has nothing in it is left out, a command of psql is one by itself."""
    collected: list[Token] = []
    cut, pending = False, False
    for token in tokens(text, start, end):
        if token.kind is Kind.DATA:
            yield Statement(collected, token, cut)
            collected, cut, pending = [], False, False
            continue
        if pending:
            yield Statement(collected, None, cut)
            collected, cut, pending = [], False, False
        if token.kind is Kind.META:
            if collected:
                yield Statement(collected, None, cut)
            yield Statement([token])
            collected, cut = [], False
        elif token.kind is Kind.END:
            pending = bool(collected)
        elif len(collected) < MOST_TOKENS:
            collected.append(token)
        else:
            cut = True
    if collected:
        yield Statement(collected, None, cut)


class _Copy:
    """Follows a statement far enough to know whether data comes after it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._reset()

    def _reset(self) -> None:
        self._first = True
        self._copy = self._from_stdin = False
        self._last = ""
        self._depth = 0

    def begins_data(self, token: Token) -> bool:
        """Whether the token is the semicolon of a `COPY … FROM stdin`."""
        if token.kind is Kind.END:
            begins = self._from_stdin
            self._reset()
            return begins
        if self._first:
            self._first = False
            self._copy = token.kind is Kind.WORD and self._text[token.start : token.end].lower() == "copy"
        elif self._copy:
            written = self._text[token.start : token.end].lower() if token.kind in {Kind.WORD, Kind.SIGN} else ""
            self._depth += (written == "(") - (written == ")")
            self._from_stdin |= self._depth == 0 and (self._last, written) == ("from", "stdin")
            self._last = written
        return False


def _quoted(text: str, name: str, start: int, stop: int, end: int) -> Token:
    if name == "body":
        return _body(text, start, stop, end)
    if name == "open":
        return Token(Kind.OPEN, start, end, stop, end)
    kind = _QUOTED[name]
    return Token(kind, start, stop, text.index('"' if kind is Kind.NAME else "'", start) + 1, stop - 1)


def _body(text: str, start: int, inner: int, end: int) -> Token:
    tag = text[start:inner]
    last = text.find(tag, inner, end)
    if last < 0:
        return Token(Kind.OPEN, start, end, inner, end)
    return Token(Kind.BODY, start, last + len(tag), inner, last)


def _comment_end(text: str, position: int, end: int) -> int | None:
    """Where a comment ends: they nest."""
    depth = 1
    while depth:
        edge = _COMMENT_EDGE.search(text, position, end)
        if edge is None:
            return None
        depth += 1 if edge.group() == "/*" else -1
        position = edge.end()
    return position


def _data(text: str, position: int, end: int) -> Token:
    """The lines after the one that a COPY ends on, up to the backslash and dot that end them."""
    line = _LINE_END.search(text, position, end)
    start = line.end() if line else end
    stop = _END_OF_DATA.search(text, start, end)
    last = stop.start() if stop else end
    return Token(Kind.DATA, start, last, start, last)


def value_of(text: str, token: Token) -> str:
    """What a word, name or constant stands for: words in lower case, doubled quotes once, no escapes read."""
    if token.kind is Kind.WORD:
        return text[token.start : token.end].lower()
    content = text[token.inner : token.last]
    if token.kind is Kind.NAME:
        return content.replace('""', '"')
    return content.replace("''", "'") if token.kind is Kind.TEXT else content
