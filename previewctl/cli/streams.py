"""Standard input, output and error: what becomes of them where they are closed, full, or know few characters."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from previewctl.diagnostics.excerpt import printable
from previewctl.reporters.findings.workflow_log import inert

if TYPE_CHECKING:
    from collections.abc import Mapping

_DATA_FORMATS = frozenset({
    "json", "sarif", "gitlab", "junit", "github", "markdown", "mermaid", "dot", "svg", "html",
})  # fmt: skip
_DATA = frozenset({"schema", "-", "--diff", "--dry-run"})
"""What makes standard output a file's text, or a difference of files."""


def prepare_streams(arguments: list[str], environment: Mapping[str, str]) -> None:
    """Puts something in the place of closed streams, and lets the others take any character.

    What programs read is UTF-8 whatever the locale says. People see an escape for what their terminal cannot show.
    """
    _replace_closed()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    words = {argument.rpartition("=")[2] for argument in arguments} | {environment.get("PREVIEWCTL_OUTPUT_FORMAT", "")}
    if isinstance(sys.stdout, io.TextIOWrapper) and words & (_DATA_FORMATS | _DATA):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")


def _replace_closed() -> None:
    """Python has None for a stream that was closed, and a file that is opened later would take its place.

    Reading and writing fail as they would have; what goes to standard error goes nowhere.
    """
    if sys.stdin is None:
        sys.stdin = os.fdopen(os.open(os.devnull, os.O_WRONLY), encoding="utf-8")
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")


def discard_unwritable() -> None:
    """Lets the streams that cannot be written go nowhere: Python flushes them once more when it ends."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def harmless(text: str) -> str:
    """`text` on one line, and without anything that a terminal or the runner of a workflow obeys."""
    return inert(printable(text))


def say_error(message: str, hint: str = "") -> None:
    """Says on standard error why a run ends, if anybody listens."""
    lines = [f"error: {harmless(message)}", *([f"hint: {harmless(hint)}"] if hint else [])]
    with suppress(OSError):
        print("\n".join(lines), file=sys.stderr, flush=True)
