"""Places inside of a literal block, the text after `|`."""

from __future__ import annotations

import re

_HEADER = re.compile(r"\|[-+0-9]*[ \t]*(?:#[^\r\n]*)?(?:\r\n?|\n)")
_LINE = re.compile(r"([^\r\n]*)(\r\n?|\n|\Z)")


def within_literal(written: str, value: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the characters `start` … `end` of a literal block's value stand in what is written.

    None for anything else than a literal block whose every line is the value's own behind one and the same indentation.
    """
    starts = _line_starts(written, value)
    if starts is None:
        return None
    first = _offset(starts, value, start)
    return first, max(first, _offset(starts, value, end - 1) + 1) if end > start else first


def _offset(starts: list[int], value: str, offset: int) -> int:
    line = value.count("\n", 0, offset)
    return starts[line] + offset - (value.rfind("\n", 0, offset) + 1)


def _line_starts(written: str, value: str) -> list[int] | None:
    """Where the text of each line of the value starts in what is written."""
    header = _HEADER.match(written)
    lines = value.split("\n")
    full = next((index for index, line in enumerate(lines) if line), None)
    if header is None or full is None:
        return None
    body = [(found.start(), found[1]) for found in _LINE.finditer(written, header.end())]
    if full >= len(body) or not body[full][1].endswith(lines[full]):
        return None
    indent = len(body[full][1]) - len(lines[full])
    starts = []
    for index, line in enumerate(lines):
        at, text = body[index] if index < len(body) else (len(written), "")
        if text[indent:] != line or text[:indent].strip(" "):
            return None
        starts.append(at + min(indent, len(text)))
    return starts
