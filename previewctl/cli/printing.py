"""Prints findings, and decides the exit code that they make."""

from __future__ import annotations

import json
import os
import re
import sys
from enum import StrEnum
from functools import cache
from typing import Any, TextIO

from previewctl.cli.options import Color
from previewctl.compilation import has_errors
from previewctl.diagnostics.catalogue import UNREADABLE_FILE
from previewctl.diagnostics.model import Diagnostic, in_order
from previewctl.reporters import diagnostics as reports
from previewctl.reporters.plain_data import plain_diagnostic
from previewctl.reporters.style import style_for
from previewctl.source.read import STDIN, SourceText, read_source

_LINE_BREAK = re.compile(r"\r\n|\n|\r")
"""What ends a line for the reader of the source, and nothing else."""


class FindingsFormat(StrEnum):
    """How findings are printed."""

    FULL = "full"
    CONCISE = "concise"
    JSON = "json"


@cache
def _file_lines(path: str) -> list[str]:
    """The lines of a source file as the snippets show them; nothing for one that cannot be read."""
    source = read_source(path)
    return _LINE_BREAK.split(source.text) if isinstance(source, SourceText) else []


def print_findings(
    found: list[Diagnostic], form: FindingsFormat, stream: TextIO, color: Color, *, quiet: bool, stdin: str = ""
) -> None:
    """Prints findings in the order of their places; `stdin` is the text of the file that is called `-`."""
    ordered = in_order(found)
    if form is FindingsFormat.JSON:
        print_json({"schema": 1, "diagnostics": [plain_diagnostic(item) for item in ordered]})
        return
    style = style_for(stream, color.value, os.environ)
    if form is FindingsFormat.FULL:
        text = reports.full(
            ordered, lambda path: _LINE_BREAK.split(stdin) if path == STDIN else _file_lines(path), style
        )
    else:
        text = reports.concise(ordered, style)
    stream.write(text)
    if not quiet:
        stream.write(("\n" if text and form is FindingsFormat.FULL else "") + reports.summary(ordered) + "\n")


def print_json(data: dict[str, Any]) -> None:
    """Prints data to standard output."""
    json.dump(data, sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")


def exit_code(found: list[Diagnostic]) -> int:
    """2 when an input cannot be read at all, 1 when there are errors, 0 otherwise."""
    if any(item.code == UNREADABLE_FILE.code for item in found):
        return 2
    return 1 if has_errors(found) else 0
