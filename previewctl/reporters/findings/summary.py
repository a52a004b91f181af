"""The last lines of the formats that people read: what was not checked, and how many findings there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.model import Severity
from previewctl.reporters.findings.codes import CODE

if TYPE_CHECKING:
    from previewctl.report.findings import FindingsReport
    from previewctl.reporters.findings.view import View

_LONGEST_LIST = 6
_WIDEST = 100


def summary(report: FindingsReport, view: View) -> str:
    """The summary line, after a note where checks were skipped; with line feeds."""
    note = _note(report.skipped, view) if report.skipped else ""
    return f"{note}{_sentence(report)}\n"


def _sentence(report: FindingsReport) -> str:
    fixed = f"fixed {report.fixed}, " if report.fixed else ""
    counts = [_counted(report.count(severity), severity.value) for severity in Severity if report.count(severity)]
    if counts:
        return f"{fixed}found {_listed(counts)}{_fixable(report)}"
    files = f" in {len(report.files)} files" if len(report.files) > 1 else ""
    return f"{fixed}no problems left{files}" if fixed else f"no problems found{files}"


def _fixable(report: FindingsReport) -> str:
    safe, unsafe = report.fixable(safe=True), report.fixable(safe=False)
    if safe and unsafe:
        return f" ({safe} fixable with --fix, {unsafe} more with --unsafe-fixes)"
    if unsafe:
        return f" ({unsafe} fixable with --fix --unsafe-fixes)"
    return f" ({safe} fixable with --fix)" if safe else ""


def _note(skipped: tuple[str, ...], view: View) -> str:
    if len(skipped) > _LONGEST_LIST and not view.verbose:
        many = f"{len(skipped)} checks were not run (-v lists them)"
        return f"{view.style.bold('note:')} without a platform.yaml {many}; pass --platform\n"
    import textwrap

    names = ", ".join(f"{CODE[code].slug}\N{NO-BREAK SPACE}({code})" for code in skipped)
    one = "this check was" if len(skipped) == 1 else "these checks were"
    text = f"note: without a platform.yaml {one} not run: {names}; pass\N{NO-BREAK SPACE}--platform"
    width = min(max(view.width, 40), _WIDEST)
    lines = textwrap.wrap(text, width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
    wrapped = "\n".join(lines).replace("\N{NO-BREAK SPACE}", " ")
    return f"{view.style.bold('note:')}{wrapped.removeprefix('note:')}\n"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' if count > 1 else ''}"


def _listed(parts: list[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last
