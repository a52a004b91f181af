"""From a path to text. Nothing here blocks, reads without bound or raises."""

from __future__ import annotations

import errno
import os
import stat
import sys
from itertools import islice
from typing import BinaryIO, NamedTuple

from previewctl.diagnostics.catalogue import FILE_TOO_LARGE, UNREADABLE_FILE
from previewctl.diagnostics.model import FILE_START, Diagnostic, Location
from previewctl.source.encoding import decode
from previewctl.source.suggest import nearest

MAX_BYTES = 1 << 20
STDIN = "-"
_BACKSLASH_SEPARATES = os.sep == "\\"


class SourceText(NamedTuple):
    """A file's text with its newlines as they are and without a byte order mark; `path` is for display.

    `data` is the file as it was read, byte order mark included.
    """

    path: str
    text: str
    data: bytes = b""


def read_source(path: str, stdin: BinaryIO | None = None) -> SourceText | Diagnostic:
    """Reads a file, or standard input for `-`; gives its text or the one reason why there is none."""
    shown = _display(path)
    try:
        data = _read_stdin(stdin) if path == STDIN else _read_file(path, shown)
    except (OSError, ValueError) as error:
        return _unreadable(path, shown, error)
    if isinstance(data, Diagnostic):
        return data
    if len(data) > MAX_BYTES:
        return _too_large(shown)
    text = decode(data, shown)
    return text if isinstance(text, Diagnostic) else SourceText(shown, text, data)


def _display(path: str) -> str:
    """The path in characters that every terminal and every report can hold; two paths never look the same."""
    if path.isprintable() and (_BACKSLASH_SEPARATES or "\\" not in path):
        return path
    return "".join(_shown(c) for c in path)


def _shown(character: str) -> str:
    if character.isprintable() and (_BACKSLASH_SEPARATES or character != "\\"):
        return character
    return character.encode("unicode_escape").decode("ascii")


def _read_stdin(stdin: BinaryIO | None) -> bytes:
    stream = stdin if stdin is not None else getattr(sys.stdin, "buffer", None)
    if stream is None:
        raise OSError(errno.EBADF, "standard input is closed")
    return bytes(stream.read(MAX_BYTES + 1) or b"")


def _read_file(path: str, shown: str) -> bytes | Diagnostic:
    if (refusal := _refuse_special(os.stat(path).st_mode, shown)) is not None:
        return refusal
    # O_NONBLOCK: if a pipe takes the file's place between the two calls, opening it must still not wait.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with open(descriptor, "rb", buffering=0) as file:
        return _read_bounded(file)


def _read_bounded(file: BinaryIO) -> bytes:
    """At most one byte more than is allowed, in as many reads as the system wants."""
    parts: list[bytes] = []
    missing = MAX_BYTES + 1
    while missing and (part := file.read(missing)):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _refuse_special(mode: int, shown: str) -> Diagnostic | None:
    if stat.S_ISREG(mode):
        return None
    if stat.S_ISDIR(mode):
        return _refuse(shown, "expected a file, found a directory", "name a file in it, such as preview.yaml")
    kind = "a pipe" if stat.S_ISFIFO(mode) else "a socket" if stat.S_ISSOCK(mode) else "a device"
    return _refuse(shown, f"expected a file, found {kind}", "pipe the text to standard input and give `-` as the path")


def _unreadable(path: str, shown: str, error: OSError | ValueError) -> Diagnostic:
    if not path:
        return _refuse(shown, "the path is empty", "give the path of a file, or `-` for standard input")
    if not isinstance(error, OSError):
        return _refuse(shown, "the path holds a character that no file name can have", "remove that character")
    if error.errno == errno.ENOENT:
        return _missing(path, shown)
    if error.errno in (errno.EACCES, errno.EPERM):
        return _refuse(shown, "you may not read this file", "allow it, for instance with `chmod u+r`")
    if error.errno == errno.ENOTDIR:
        return _refuse(shown, "a part of this path is a file, not a directory", "check the path")
    if error.errno == errno.ELOOP:
        return _refuse(shown, "this symbolic link leads back to itself", "point the link at a file")
    reason = (error.strerror or "unknown reason").lower()
    return _refuse(shown, f"the file cannot be read: {reason}", "check the path")


def _missing(path: str, shown: str) -> Diagnostic:
    try:
        target = os.readlink(path)
    except (OSError, ValueError):
        return _refuse(shown, "this file does not exist", _similar_file(path) or "check the path")
    return _refuse(
        shown,
        f"this symbolic link points at `{_display(target)}`, which does not exist",
        "create that file, or point the link at another",
    )


def _similar_file(path: str) -> str | None:
    folder, name = os.path.split(path)
    try:
        with os.scandir(folder or ".") as entries:
            match = nearest(name, [entry.name for entry in islice(entries, 1_000)])
    except OSError:
        return None
    return f"did you mean `{_display(os.path.join(folder, match))}`?" if match else None


def _refuse(shown: str, message: str, solution: str) -> Diagnostic:
    return UNREADABLE_FILE.at(Location(shown, FILE_START), message, help=solution)


def _too_large(shown: str) -> Diagnostic:
    return FILE_TOO_LARGE.at(
        Location(shown, FILE_START),
        "this file is larger than 1 MiB, which no configuration is",
        help="check that it is the right file; keep data in files of its own",
    )
