"""Findings about files of a GitOps tree: each has the path of its file, in characters that every terminal can hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import FOREIGN_FILE, NOT_A_PLAIN_FILE
from previewctl.diagnostics.excerpt import printable, quoted
from previewctl.diagnostics.model import FILE_START, Diagnostic, Location

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from previewctl.diagnostics.catalogue import Code
    from previewctl.diagnostics.model import Severity
    from previewctl.integrations.git_objects import Entry

_KINDS = {"120000": "a symbolic link", "160000": "a submodule", "100755": "an executable file"}
_LONGEST = 300


def at_file(code: Code, path: str, message: str, *, help: str = "", severity: Severity | None = None) -> Diagnostic:  # noqa: A002 - as in Diagnostic
    """A finding about a file as a whole."""
    return code.at(Location(shown_path(path), FILE_START), message, help=help, severity=severity)


def shown_path(path: str) -> str:
    """A path from Git, which may hold any byte, as a finding shows it."""
    text = path.encode(errors="surrogateescape").decode(errors="backslashreplace")
    return printable(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")


def not_plain(files: Mapping[str, Entry]) -> Iterator[Diagnostic]:
    """What is no regular file without the right to run: Argo CD would follow a link, and fetch a submodule."""
    for path, entry in files.items():
        if entry.mode != "100644":
            kind = _KINDS.get(entry.mode, f"of the mode {entry.mode}")
            yield at_file(
                NOT_A_PLAIN_FILE, path, f"this is {kind}, and previewctl writes plain files", help="remove it"
            )


def foreign(path: str, known: Mapping[str, object]) -> Diagnostic:
    """A file that nothing renders to; `known` are those that something does."""
    twin = next((other for other in known if other != path and other.casefold() == path.casefold()), None)
    if twin is not None:
        return at_file(
            FOREIGN_FILE, path, f"this path differs from {quoted(twin)} in upper and lower case alone", help="remove it"
        )
    return at_file(FOREIGN_FILE, path, "previewctl writes no such file", help="remove it")
