"""Prints findings, and decides the exit code that they make."""

from __future__ import annotations

import os
import re
import sys
from functools import cache
from typing import TYPE_CHECKING, Any, TextIO

from previewctl.compilation import has_errors
from previewctl.diagnostics.catalogue import INVALID_SETTINGS, RULE_CRASHED, UNREADABLE_FILE
from previewctl.diagnostics.model import in_order
from previewctl.errors import InternalError
from previewctl.report.findings import FindingsReport
from previewctl.reporters.findings.formats import FindingsFormat, View, rendered
from previewctl.reporters.style import style_for
from previewctl.source.read import SourceText, read_source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from previewctl.cli.inputs import Inputs, ReadFile
    from previewctl.cli.options import Color
    from previewctl.diagnostics.model import Diagnostic

_LINE_BREAK = re.compile(r"\r\n|\n|\r")
"""What ends a line for the reader of the source, and nothing else."""
_UNUSABLE = {UNREADABLE_FILE.code, INVALID_SETTINGS.code}
_WIDEST = 160
_NARROWEST = 40


@cache
def _file_lines(path: str) -> list[str]:
    """The lines of a source file as the snippets show them; nothing for one that cannot be read."""
    source = read_source(path)
    return _LINE_BREAK.split(source.text) if isinstance(source, SourceText) else []


def print_findings(inputs: Inputs, form: FindingsFormat, stream: TextIO, color: Color) -> None:
    """Prints what is wrong with the input of another command than `lint`, without a summary."""
    report = FindingsReport(tuple(inputs.sources), tuple(in_order(inputs.diagnostics)))
    stream.write(rendered(report, form, view_for(stream, color, inputs.sources)._replace(summary=False)))


def view_for(stream: TextIO, color: Color, sources: Mapping[str, ReadFile]) -> View:
    """How findings are shown on a stream; `sources` are texts that have been read already."""

    def lines(path: str) -> list[str]:
        return _LINE_BREAK.split(sources[path].source.text) if path in sources else _file_lines(path)

    return View(lines, style_for(stream, color.value, os.environ), width=text_width(stream, _WIDEST))


def text_width(stream: TextIO, otherwise: int = 100) -> int:
    """The columns of a terminal, within reason; `otherwise` for a pipe, which has none."""
    if not stream.isatty():
        return otherwise
    import shutil

    return min(max(shutil.get_terminal_size((otherwise, 24)).columns, _NARROWEST), otherwise)


def print_json(data: dict[str, Any]) -> None:
    """Prints data to standard output."""
    import json

    json.dump(data, sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")


def exit_code(found: list[Diagnostic]) -> int:
    """3 when a rule has failed, 2 when an input cannot be read at all, 1 when there are errors, 0 otherwise."""
    if any(item.code == RULE_CRASHED.code for item in found):
        return InternalError.exit_code
    if any(item.code in _UNUSABLE for item in found):
        return 2
    return 1 if has_errors(found) else 0
