"""Findings as diagnostics: at the line where the object is written."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from previewctl.diagnostics.model import FILE_START, Location, Position, Related, Span
from previewctl.source.read import SourceText, read_source
from previewctl.verify.scenarios import Scenario

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from previewctl.diagnostics.model import Diagnostic
    from previewctl.verify.finding import Finding


def diagnostics(findings: Iterable[Finding], lines: Callable[[str], list[str]]) -> Iterator[Diagnostic]:
    """The diagnostics of findings; `lines` gives the lines of a file by its path."""
    for finding in findings:
        yield finding.code.at(
            location(finding.item.path, finding.item.line, lines),
            f"{finding.message}: {finding.example}" if finding.example else finding.message,
            label=_label(finding.scenarios),
            help=finding.help,
            related=tuple(Related(location(item.path, item.line, lines), text) for item, text in finding.related),
            severity=finding.severity,
        )


def location(path: str, line: int, lines: Callable[[str], list[str]]) -> Location:
    """The words on a line; the file's start where there is no such line."""
    known = lines(path)
    if not 1 <= line <= len(known):
        return Location(path, FILE_START)
    text = known[line - 1]
    first, last = len(text) - len(text.lstrip()), len(text.rstrip())
    offset = sum(len(each) + 1 for each in known[: line - 1])
    return Location(
        path,
        Span(
            Position(line, first + 1, offset + first), Position(line, max(last, first) + 1, offset + max(last, first))
        ),
    )


@cache
def file_lines(path: str) -> list[str]:
    """The lines of a file; none for one that cannot be read."""
    source = read_source(path)
    return source.text.splitlines() if isinstance(source, SourceText) else []


def _label(scenarios: tuple[Scenario, ...]) -> str:
    """When it shows, if not always."""
    return f"on {', '.join(scenarios)}" if scenarios and set(scenarios) != set(Scenario) else ""
