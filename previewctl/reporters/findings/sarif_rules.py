"""The kinds of findings as SARIF rules: what a viewer shows beside a result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from previewctl.explain.lookup import explanation
from previewctl.reporters.findings.codes import CODE
from previewctl.reporters.findings.sarif_text import message

if TYPE_CHECKING:
    from previewctl.explain.explanation import Explanation

_SECURITY = "PV4"
"""The codes about secrets and security begin with this."""


def rule(code: str) -> dict[str, Any]:
    """The rule of a code, with the texts of `previewctl explain`."""
    kind, text = CODE[code], explanation(code)
    return {
        "id": code,
        "name": kind.slug,
        "shortDescription": message(text.summary),
        "fullDescription": message(text.why),
        "help": {**message(_plain(text)), "markdown": _markdown(text)},
        "helpUri": kind.url,
        "defaultConfiguration": {"level": kind.severity.value},
        "properties": {
            # What may be ignored rests on a guess; GitHub lists the more precise rules first.
            "precision": "high" if kind.ignorable else "very-high",
            "problem.severity": "recommendation" if kind.severity.value == "note" else kind.severity.value,
            "tags": ["preview-environments", *(["security"] if code.startswith(_SECURITY) else [])],
        },
    }


def _plain(text: Explanation) -> str:
    parts = (text.summary, text.why, f"Reported:\n{text.bad}", f"Accepted:\n{text.good}", f"Fix: {text.fix}")
    return "\n\n".join(parts)


def _markdown(text: Explanation) -> str:
    bad, good = (f"```yaml\n{example}\n```" for example in (text.bad, text.good))
    parts = (text.summary, text.why, "**Reported**", bad, "**Accepted**", good, "**Fix**", text.fix)
    return "\n\n".join(parts)
