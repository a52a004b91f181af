"""One line for each finding: `path:line:column: severity[code] slug: message`, as editors and `grep` take it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.excerpt import printable
from previewctl.reporters.findings.summary import summary
from previewctl.reporters.findings.workflow_log import inert, unlike_a_command

if TYPE_CHECKING:
    from previewctl.diagnostics.model import Diagnostic
    from previewctl.report.findings import FindingsReport
    from previewctl.reporters.findings.view import View


def concise(report: FindingsReport, view: View) -> str:
    """A line for each finding; the summary last."""
    lines = "".join(f"{_line(item, view)}\n" for item in report.diagnostics)
    return inert(lines + summary(report, view) if view.summary else lines)


def _line(item: Diagnostic, view: View) -> str:
    start = item.location.span.start
    place = f"{unlike_a_command(printable(item.location.path))}:{start.line}:{start.column}"
    kind = f"{view.style.severity(item.severity)}[{item.code}] {item.slug}"
    return f"{view.style.bold(place)}: {kind}: {printable(item.message)}"
