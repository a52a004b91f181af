"""The lines of a data file, read one after the other; and what keeps a file from being text."""

from __future__ import annotations

import codecs
import os
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PIECE = 1 << 20
_MARK = b"\xef\xbb\xbf"
_POINTER = b"version https://git-lfs.github.com/spec/"
"""What Git LFS puts in the place of a file: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md."""


class Line(NamedTuple):
    """A line with its break: its number from 1, the offset of its first character from 0, and its text."""

    number: int
    offset: int
    text: str


class NoText(NamedTuple):
    """Why a file is no text: the reason completes "this file …", the number is that of a line."""

    reason: str
    line: int
    solution: str


def open_plainly(path: Path) -> BinaryIO:
    """Opens a data file: a link that took its place is not followed, and a pipe does not block."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    return open(os.open(path, flags), "rb")


def lines_of(path: Path) -> Iterator[Line]:
    """The lines of a file that is UTF-8; LF, CRLF or a lone CR end one. Raises ValueError where it is not."""
    import io

    with open_plainly(path) as file, io.TextIOWrapper(file, encoding="utf-8", newline="") as text:
        offset = 0
        for number, line in enumerate(text, 1):
            yield Line(number, offset, line)
            offset += len(line)


def text_of(path: Path) -> str:
    """All of a file that is UTF-8, with its line breaks as they are. Raises ValueError where it is not."""
    with open_plainly(path) as file:
        return file.read().decode("utf-8")


def no_text(path: Path) -> NoText | None:
    """Why a file is no text in UTF-8 without a byte order mark; None for one that is."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
    with open_plainly(path) as file:
        first = True
        while piece := file.read(_PIECE):
            if first and piece.startswith(_POINTER):
                return NoText("is a pointer of Git LFS, and not the data", 1, "fetch the data with `git lfs pull`")
            if first and piece.startswith(_MARK):
                return NoText("starts with a byte order mark", 1, "save it as UTF-8 without one")
            first = False
            if (found := piece.find(b"\0")) >= 0:
                return NoText("holds a zero byte", line + piece.count(b"\n", 0, found), "remove the byte")
            try:
                decoder.decode(piece)
            except UnicodeDecodeError as error:
                number = line + piece.count(b"\n", 0, max(error.start, 0))
                return NoText(
                    f"is not UTF-8: it has the byte 0x{error.object[error.start]:02X}", number, "save it as UTF-8"
                )
            line += piece.count(b"\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return NoText("is not UTF-8: its last character is cut", line, "save it as UTF-8")
    return None
