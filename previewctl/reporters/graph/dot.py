"""The graph in Graphviz' language: a box for each service, and its previews beside it in one frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.excerpt import shortened
from previewctl.graph.model import Edge, EdgeKind, Graph
from previewctl.reporters.graph.texts import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

_EDGES = {
    EdgeKind.STAGING: 'style=dashed, color="#64748b"',
    EdgeKind.PREVIEW: 'color="#2563eb", penwidth=1.6',
    EdgeKind.MISSING: 'style=dotted, color="#dc2626", penwidth=1.6',
    EdgeKind.URL: 'color="#b45309"',
    EdgeKind.STUB: 'color="#b45309"',
}


def dot(graph: Graph) -> str:
    """The graph for `dot -Tsvg`; every text of a user is one quoted string."""
    lines = ["digraph previews {", "  rankdir=LR;", '  node [shape=box, fontname="monospace", fontsize=11];']
    for number, (name, node) in enumerate(graph.services.items()):
        lines += [f"  subgraph cluster_{number} {{", '    color="#cbd5e1";', '    label="";']
        color = "#dc2626" if node.catalogued is False else "#64748b"
        lines.append(f'    {_quoted(name)} [label={_quoted(name)}, color="{color}"];')
        for preview in graph.previews_of.get(name, ()):
            label = _lines(preview.node.text, preview.branch)
            lines.append(f'    {_quoted(preview.node.text)} [label={label}, color="#2563eb", style=rounded];')
        lines.append("  }")
    lines += dict.fromkeys(_beside(graph))
    lines += [f"  {_quoted(edge.source.text)} -> {_quoted(_key(edge))} [{_EDGES[edge.kind]}];" for edge in graph.edges]
    return "\n".join([*lines, "}"]) + "\n"


def _beside(graph: Graph) -> Iterator[str]:
    """What edges end at that is no service and no published preview."""
    for edge in graph.edges:
        if edge.target is None:
            yield f"  {_quoted(_key(edge))} [label={_lines(edge.dependency, edge.text)}, style=dashed];"
        elif edge.kind is EdgeKind.MISSING:
            yield f'  {_quoted(_key(edge))} [label={_lines(_key(edge), "not published")}, color="#dc2626", style=dashed];'


def _key(edge: Edge) -> str:
    return edge.target.text if edge.target else f"{edge.dependency} {edge.text}"


def _lines(*lines: str) -> str:
    return '"' + "\\n".join(_quoted(line)[1:-1] for line in lines if line) + '"'


def _quoted(text: str) -> str:
    r"""A quoted string. A backslash is doubled: in labels `\n`, `\N` and others stand for something."""
    escaped = shortened(plain(text), 80).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
