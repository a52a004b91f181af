"""How waiting for a preview ended, as text or data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from previewctl.integrations.checks import CheckResult
    from previewctl.report.waiting import Outcome


def as_text(application: str, sha: str, url: str, outcome: Outcome, checks: Sequence[CheckResult]) -> list[str]:
    """One line where it is ready; else why not, and what to do."""
    seconds = f"{outcome.seconds:.0f} s"
    if outcome.state == "ready":
        failed = [check.name for check in checks if not check.passed]
        passed = (
            f"; checks failed: {', '.join(failed)}" if failed else f"; {len(checks)} checks passed" if checks else ""
        )
        return [f"{application} is ready at {sha[:12]} after {seconds}: {url or outcome.verdict.summary}{passed}"]
    head = "has failed" if outcome.state == "failed" else f"is not ready after {seconds}"
    lines = [f"{application} {head}: {outcome.verdict.summary}"]
    for reason in outcome.reasons:
        lines += [f"  {reason.object}: {reason.what}", f"    next: {reason.next}"]
    return lines


def as_data(application: str, sha: str, url: str, outcome: Outcome, checks: Sequence[CheckResult]) -> dict[str, Any]:
    """The same for programs; `report --reasons-from` reads the reasons."""
    return {
        "application": application,
        "sha": sha,
        "url": url or None,
        "state": outcome.state,
        "summary": outcome.verdict.summary,
        "seconds": round(outcome.seconds, 1),
        "reasons": [{"object": r.object, "what": f"{r.object}: {r.what}", "next": r.next} for r in outcome.reasons],
        "waves": [
            {"wave": wave.wave, "done": wave.done, "total": wave.total, "open": list(wave.open)}
            for wave in outcome.waves
        ],
        "checks": [
            {
                "name": c.name,
                "passed": c.passed,
                "exitCode": c.code,
                "seconds": round(c.seconds, 1),
                "problem": c.problem or None,
            }
            for c in checks
        ],
    }
