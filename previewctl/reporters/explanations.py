"""Codes and fields, explained to people."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from previewctl.diagnostics.catalogue import Code
    from previewctl.explain.explanation import Explanation
    from previewctl.explain.fields import Field
    from previewctl.reporters.style import Style


def code_text(code: Code, explanation: Explanation, style: Style, width: int) -> str:
    """A code as `explain` prints it."""
    parts = [
        f"{style.bold(f'{code.code} {code.slug}')} ({style.severity(code.severity)})",
        _wrapped(explanation.summary, width),
        f"{style.bold('Why')}\n{_wrapped(explanation.why, width)}",
        f"{style.bold('Reported')}\n{textwrap.indent(explanation.bad, '    ')}",
        f"{style.bold('Fine')}\n{textwrap.indent(explanation.good, '    ')}",
        f"{style.bold('What to do')}\n{_wrapped(explanation.fix, width)}",
        _wrapped(ignoring(code), width),
    ]
    return "\n\n".join(parts) + "\n"


def ignoring(code: Code) -> str:
    """Whether and how a finding of this code can be silenced."""
    if code.ignorable:
        return f"To silence it where it is wrong: `# previewctl: ignore[{code.code}] reason` on its line or above it."
    return "It cannot be silenced: what it reports would not work, or is not for the author of a preview.yaml to allow."


def code_markdown(code: Code, explanation: Explanation) -> str:
    """A code's page."""
    return (
        f"# {code.code} {code.slug}\n\n{explanation.summary}\n\nSeverity: {code.severity.value}.\n\n"
        f"## Why\n\n{explanation.why}\n\n"
        f"## Reported\n\n```yaml\n{explanation.bad}\n```\n\n## Fine\n\n```yaml\n{explanation.good}\n```\n\n"
        f"## What to do\n\n{explanation.fix}\n\n{ignoring(code)}\n"
    )


def code_data(code: Code, explanation: Explanation) -> dict[str, Any]:
    """A code for programs."""
    return {
        "code": code.code,
        "slug": code.slug,
        "severity": code.severity.value,
        "ignorable": code.ignorable,
        "url": code.url,
        **explanation._asdict(),
    }


def field_text(field: Field, style: Style, width: int) -> str:
    """A field as `explain` prints it."""
    rows = [("type", field.kind), ("default", field.default), ("example", field.example)]
    if field.keys:
        rows.append(("keys", ", ".join(field.keys)))
    table = "\n".join(
        textwrap.fill(f"{name + ':':<9}{value}", width, subsequent_indent=" " * 9, break_on_hyphens=False)
        for name, value in rows
        if value
    )
    head = f"{style.bold(field.path)} in {field.file}"
    return f"{head}\n\n{_wrapped(field.description, width)}\n\n{table}\n"


def rules_table(codes: Iterable[Code], style: Style, width: int) -> str:
    """All codes, one in a line; summaries are cut to the terminal."""
    rows = list(codes)
    longest = max(len(code.slug) for code in rows)
    lines = []
    for code in rows:
        head = f"{code.code}  {code.slug:<{longest}}  {code.severity.value:<7}  "
        room = max(width - len(head), 20)
        text = code.summary if len(code.summary) <= room else code.summary[: room - 1] + "…"
        lines.append(f"{style.bold(code.code)}{head[len(code.code) :]}{text}")
    return "\n".join(lines) + "\n"


def _wrapped(text: str, width: int) -> str:
    return textwrap.fill(text, width, break_on_hyphens=False, break_long_words=False)
