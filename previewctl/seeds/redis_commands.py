"""Cuts lines of Redis commands into words, as redis-cli does with its input (`sdssplitargs` in sds.c)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from previewctl.seeds.text_lines import Line

_SPACES = " \t\n\r\0\v\f"
_WORD = re.compile(
    r"""[^ \t\n\r\0\v\f"']*+(?:(?P<double>"(?:[^"\\]|\\.)*+")|(?P<single>'(?:[^'\\]|\\.)*+'))?+""", re.DOTALL
)
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_LETTERS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "a": "\a"}


class RedisCommand(NamedTuple):
    """The words of one line, and where each starts in it; `broken` says what redis-cli would not take."""

    words: tuple[str, ...]
    starts: tuple[int, ...]
    line: Line
    broken: str = ""

    @property
    def name(self) -> str:
        """The command in capitals."""
        return self.words[0].upper() if self.words else ""


def commands(lines: Iterable[Line]) -> Iterator[RedisCommand]:
    """The commands of a text; empty lines have none."""
    for line in lines:
        found = command(line)
        if found.words or found.broken:
            yield found


def command(line: Line) -> RedisCommand:
    """The words of a line."""
    words: list[str] = []
    starts: list[int] = []
    text, position = line.text, 0
    while True:
        while position < len(text) and text[position] in _SPACES:
            position += 1
        if position >= len(text):
            return RedisCommand(tuple(words), tuple(starts), line)
        found = _WORD.match(text, position)
        assert found is not None  # it matches nothing as well
        starts.append(position)
        words.append(_unquoted(found))
        quoted = found["double"] or found["single"]
        end = found.end()
        if end < len(text) and text[end] not in _SPACES:
            broken = "a closing quote has to be followed by a space" if quoted else "a quote that nothing closes"
            return RedisCommand(tuple(words), tuple(starts), line, broken)
        position = end


def _unquoted(found: re.Match[str]) -> str:
    written = found.group()
    if double := found["double"]:
        return written[: -len(double)] + _ESCAPE.sub(_escaped, double[1:-1])
    if single := found["single"]:
        return written[: -len(single)] + single[1:-1].replace("\\'", "'")
    return written


def _escaped(found: re.Match[str]) -> str:
    digits, letter = found.groups()
    return chr(int(digits, 16)) if digits else _LETTERS.get(letter, letter)
