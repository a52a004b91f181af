"""Findings as people read them: what, where with the source, and what to do."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from previewctl.diagnostics.excerpt import printable
from previewctl.reporters.findings.snippet import drawn, gutter, snippets
from previewctl.reporters.findings.summary import summary
from previewctl.reporters.findings.workflow_log import inert

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.diagnostics.model import Diagnostic
    from previewctl.report.findings import FindingsReport
    from previewctl.reporters.findings.view import View


def full(report: FindingsReport, view: View) -> str:
    """Each finding in several lines, an empty one between two; the summary last."""
    view = view._replace(lines=cache(view.lines))
    parts = [finding(item, view) for item in report.diagnostics]
    if view.summary:
        parts.append(summary(report, view))
    return inert("\n".join(parts))


def finding(item: Diagnostic, view: View) -> str:
    """One finding: its title, its places, and lines that begin with `=`."""
    title = f"{view.style.severity(item.severity)}[{item.code}]: {printable(item.message)}"
    found = snippets(item)
    margin = gutter(found, view)
    lines = [title]
    for part in found:
        lines += drawn(part, margin, view)
    for name, text in _advice(item):
        lines.append(f"{' ' * margin} {view.style.dim('=')} {view.style.bold(f'{name}:')} {text}")
    return "\n".join(lines) + "\n"


def _advice(item: Diagnostic) -> Iterator[tuple[str, str]]:
    if item.help:
        yield "help", printable(item.help)
    if item.fix is not None:
        option = "--fix" if item.fix.safe else "--fix --unsafe-fixes"
        yield "fix", f"{printable(item.fix.title)} ({option})"
    yield "docs", f"previewctl explain {item.code}"
