"""The graph as an SVG that stands alone: light and dark, with a legend, and nothing that is loaded from anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.reporters.graph.cards import ROW_HEIGHT, TITLE_HEIGHT, cards_of
from previewctl.reporters.graph.layout import Layout, Placed, Point, Routed, layout
from previewctl.reporters.graph.texts import markup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from previewctl.graph.model import Graph

TOP = 104
STYLE = """\
.graph{--page:#ffffff;--card:#f8fafc;--line:#94a3b8;--text:#0f172a;--faint:#475569;--staging:#94a3b8;--preview:#2563eb;\
--missing:#dc2626;--outside:#b45309;--row:#dbeafe}
@media (prefers-color-scheme: dark){.graph{--page:#0b1120;--card:#1e293b;--line:#475569;--text:#e2e8f0;--faint:#94a3b8;\
--staging:#64748b;--preview:#60a5fa;--missing:#f87171;--outside:#fbbf24;--row:#1e3a5f}}
.graph{background:var(--page)}
.graph text{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:var(--text);\
white-space:pre}
.graph .page{fill:var(--page)}
.graph .box{fill:var(--card);stroke:var(--line)}
.graph .unknown .box{stroke:var(--missing);stroke-dasharray:5 3}
.graph .title{font-weight:600}
.graph .faint{fill:var(--faint)}
.graph .row{fill:var(--row)}
.graph .missing text{fill:var(--missing)}
.graph .outside text{fill:var(--outside)}
.graph .more text{fill:var(--faint)}
.graph .wire{fill:none;stroke-width:1.2}
.graph .wire.staging{stroke:var(--staging);stroke-dasharray:5 3}
.graph .wire.preview{stroke:var(--preview);stroke-width:1.8}
.graph .wire.missing{stroke:var(--missing);stroke-width:1.8;stroke-dasharray:2 3}
.graph .wire.back{stroke-dasharray:8 3 2 3}
.graph .staging-head{fill:var(--staging)}
.graph .preview-head{fill:var(--preview)}
.graph .missing-head{fill:var(--missing)}
"""
_KINDS = ("staging", "preview", "missing")
_LEGEND = (
    ("staging", "depends on: its staging, unless a preview says otherwise"),
    ("preview", "a preview that uses a preview"),
    ("missing", "points at a preview that is not published"),
    ("back", "depends on each other in a circle"),
)


def svg(graph: Graph) -> str:
    """The whole picture as one document."""
    return drawing(graph) + "\n"


def drawing(graph: Graph) -> str:
    """The element `svg`. Colours follow the reader's theme."""
    placed = layout(*cards_of(graph))
    width, height = max(placed.width, 480), placed.height + TOP
    counts = f"{len(graph.services)} services, {len(graph.previews)} previews"
    size = f'width="{width:.0f}" height="{height:.0f}"'
    box = f'viewBox="0 0 {width:.0f} {height:.0f}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="graph" role="img" aria-label="{counts}" {size} {box}>',
        f"<style>{STYLE}</style>",
        "<defs>" + "".join(_head(kind) for kind in _KINDS) + "</defs>",
        f'<rect class="page" {size}/>',
        *_legend(counts, placed),
        f'<g transform="translate(0 {TOP})">',
        *(_wire(item) for item in sorted(placed.wires, key=lambda item: _KINDS.index(item.wire.style))),
        *(_card(item) for item in placed.cards),
        "</g>",
        "</svg>",
    ]
    return "\n".join(parts)


def _head(kind: str) -> str:
    return (
        f'<marker id="{kind}" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="7" markerHeight="7" '
        f'orient="auto" markerUnits="userSpaceOnUse"><path class="{kind}-head" d="M0 0 8 4 0 8z"/></marker>'
    )


def _legend(counts: str, placed: Layout) -> list[str]:
    """One line for each kind of wire that is there."""
    there = {item.wire.style for item in placed.wires} | {"back" for item in placed.wires if item.back}
    shown = [(kind, words) for kind, words in _LEGEND if kind in there]
    lines = [f'<text class="title" x="8" y="20">{counts}</text>']
    for index, (kind, words) in enumerate(shown):
        y, head = 38 + 15 * index, kind if kind in _KINDS else "staging"
        style = kind if kind in _KINDS else f"staging {kind}"
        lines.append(
            f'<path class="wire {style}" marker-end="url(#{head})" d="M8 {y}H48"/>'
            f'<text class="faint" x="56" y="{y + 4}">{words}</text>'
        )
    return lines


def _card(item: Placed) -> str:
    card, x, y = item.card, item.x, item.y
    words = markup(card.about)
    lines = [
        f'<g class="{card.style}" data-card="{markup(card.key)}" transform="translate({x:.1f} {y:.1f})">',
        f"<title>{markup(card.key)}{f': {words}' if words else ''}</title>",
        f'<rect class="box" width="{card.width:.1f}" height="{card.height:.1f}" rx="5"/>',
        f'<text class="title" x="10" y="{TITLE_HEIGHT - 9}">{markup(card.key)}</text>',
    ]
    for index, row in enumerate(card.rows):
        top = TITLE_HEIGHT + ROW_HEIGHT * index
        lines.append(f'<g class="{row.style}" data-row="{markup(row.key)}">')
        if row.style == "preview":
            lines.append(
                f'<rect class="row" x="5" y="{top + 1}" width="{card.width - 10:.1f}" height="{ROW_HEIGHT - 2}" rx="3"/>'
            )
        lines.append(f'<text x="10" y="{top + 14}">{markup(row.text)}</text></g>')
    return "".join([*lines, "</g>"])


def _wire(item: Routed) -> str:
    wire = item.wire
    back = " back" if item.back else ""
    return (
        f'<path class="wire {wire.style}{back}" data-source="{markup(wire.source)}" data-target="{markup(wire.target)}" '
        f'marker-end="url(#{wire.style})" d="{_path(item.points)}"><title>{markup(wire.about)}</title></path>'
    )


def _path(points: Sequence[Point]) -> str:
    """A smooth line: curves in the channels between the columns, straight through the columns."""
    x, y = points[0]
    parts = [f"M{x:.1f} {y:.1f}"]
    for end_x, end_y in points[1:]:
        if end_y == y:
            parts.append(f"H{end_x:.1f}")
        else:
            bend = (end_x - x) / 2
            parts.append(f"C{x + bend:.1f} {y:.1f} {end_x - bend:.1f} {end_y:.1f} {end_x:.1f} {end_y:.1f}")
        x, y = end_x, end_y
    return "".join(parts)
