"""The limits of an organisation's size, as text and as JSON."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Any

from previewctl.cost.capacity import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from previewctl.cost.capacity import Limit, Organisation
    from previewctl.reporters.style import Style

_WIDTH = 100


def text(size: Organisation, limits: Sequence[Limit], style: Style) -> str:
    """One paragraph for each limit: verdict, figures, formula, and what to do."""
    head = (
        f"{size.repositories} repositories, {size.application_sets} services, {size.previews} previews, "
        f"{size.pushes} pushes an hour\n"
    )
    return head + "".join(f"\n{_paragraph(limit, style)}" for limit in limits)


def _paragraph(limit: Limit, style: Style) -> str:
    shown = {Verdict.BREAKS: style.removed, Verdict.TIGHT: style.bold, Verdict.FITS: style.added}[limit.verdict]
    lines = [
        f"{shown(limit.verdict.value)}  {limit.name}: {_number(limit.used)} of {_number(limit.available)} {limit.unit}\n"
    ]
    lines += _indented(limit.formula)
    if limit.advice:
        lines += _indented(f"help: {limit.advice}")
    return "".join(lines)


def _indented(paragraph: str) -> list[str]:
    return [f"  {line}\n" for line in wrap(paragraph, _WIDTH - 2, break_long_words=False, break_on_hyphens=False)]


def as_json(size: Organisation, limits: Sequence[Limit]) -> dict[str, Any]:
    """The same for programs."""
    return {
        "schema": 1,
        "applicationSets": size.application_sets,
        "previews": size.previews,
        "limits": [
            {
                "name": limit.name,
                "verdict": limit.verdict.value,
                "used": round(limit.used, 2),
                "available": round(limit.available, 2),
                "unit": limit.unit,
                "formula": limit.formula,
                "advice": limit.advice,
            }
            for limit in limits
        ],
    }


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:,.1f}"
