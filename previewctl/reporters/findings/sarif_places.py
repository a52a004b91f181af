"""Where something is, in the words of SARIF."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from previewctl.diagnostics.model import FILE_START
from previewctl.source.read import STDIN

if TYPE_CHECKING:
    from previewctl.diagnostics.model import Location, Span

_ROOT = "%SRCROOT%"
"""The name that GitHub and others know for the root of the repository; it is for them to say where that is."""


def artifact_location(path: str) -> dict[str, Any]:
    """The file as a URI reference (RFC 3986), relative to the sources where the user gave it so.

    Standard input has no file: its URI only has to be valid, and its description says what it is.
    """
    if path == STDIN:
        return {"uri": "stdin", "description": {"text": "standard input"}}
    uri = quote(_bytes_of(path.removeprefix("./")), safe="/")  # a colon would make a scheme of what is before it
    return {"uri": f"file://{uri}"} if uri.startswith("/") else {"uri": uri, "uriBaseId": _ROOT}


def _bytes_of(path: str) -> bytes:
    """A path as the file system has it, which need not be UTF-8."""
    try:
        return path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return path.encode("utf-8", "replace")


def artifact(path: str, *, checked: bool) -> dict[str, Any]:
    """A file that was checked, or that a finding refers to."""
    roles = (["analysisTarget"] if checked else []) + (["standardStream"] if path == STDIN else [])
    return {
        "location": artifact_location(path),
        "mimeType": "application/yaml",
        "sourceLanguage": "yaml",
        **({"roles": roles} if roles else {}),
    }


def region(span: Span) -> dict[str, int]:
    """The characters of a span; only the first line for what is about a file as a whole."""
    start, end = span
    if span == FILE_START:
        return {"startLine": 1}
    return {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    }


def location(place: Location) -> dict[str, Any]:
    """A span in a file."""
    return {"physicalLocation": {"artifactLocation": artifact_location(place.path), "region": region(place.span)}}
