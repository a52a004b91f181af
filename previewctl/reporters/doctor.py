"""What `doctor` has found, for people and for programs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from previewctl.diagnostics.excerpt import printable
from previewctl.doctor.model import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from previewctl.doctor.model import Area, Check
    from previewctl.reporters.style import Style

_WIDTH = max(len(verdict.value) for verdict in Verdict)


def text(areas: Sequence[Area], style: Style, *, problems_only: bool = False) -> str:
    """One line for each check with what was found, and one with the remedy; then how many there are of each verdict."""
    lines: list[str] = []
    for area in areas:
        checks = [check for check in area.checks if not problems_only or check.verdict is not Verdict.OK]
        if checks:
            lines += [style.bold(area.name), *(line for check in checks for line in _lines(check, style)), ""]
    counts = Counter(check.verdict for area in areas for check in area.checks)
    lines.append(", ".join(f"{counts[verdict]} {verdict.value}" for verdict in Verdict if counts[verdict]))
    return "\n".join(lines) + "\n"


def _lines(check: Check, style: Style) -> list[str]:
    paint = {Verdict.OK: style.added, Verdict.FAIL: style.removed}.get(check.verdict, style.bold)
    lines = [f"  {paint(f'{check.verdict.value:<{_WIDTH}}')}  {check.name}: {printable(check.found)}"]
    if check.fix and check.verdict is not Verdict.OK:
        lines.append(f"  {'':<{_WIDTH}}  → {printable(check.fix)}")
    return lines


def as_json(areas: Sequence[Area]) -> dict[str, Any]:
    """The same for programs; the worst verdict counts for all of it."""
    order = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.WARNING, Verdict.OK)
    found = {check.verdict for area in areas for check in area.checks}
    return {
        "verdict": next((verdict.value for verdict in order if verdict in found), Verdict.OK.value),
        "checks": [
            {
                "area": area.name,
                "name": check.name,
                "verdict": check.verdict.value,
                "found": check.found,
                "fix": check.fix,
            }
            for area in areas
            for check in area.checks
        ],
    }
