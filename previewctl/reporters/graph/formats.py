"""The formats of the graph, each loaded only when it is asked for."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from previewctl.diagnostics.model import Diagnostic
    from previewctl.graph.model import Graph


class GraphFormat(StrEnum):
    """How the graph is printed."""

    TREE = "tree"
    MERMAID = "mermaid"
    DOT = "dot"
    SVG = "svg"
    HTML = "html"
    JSON = "json"


def rendered(graph: Graph, form: GraphFormat, found: Sequence[Diagnostic]) -> str:
    """The graph in one format, whole, ending with a line feed. `found` is what is wrong with it."""
    match form:
        case GraphFormat.TREE:
            from previewctl.reporters.graph.tree import tree

            return tree(graph)
        case GraphFormat.MERMAID:
            from previewctl.reporters.mermaid import mermaid

            return mermaid(graph)
        case GraphFormat.DOT:
            from previewctl.reporters.graph.dot import dot

            return dot(graph)
        case GraphFormat.SVG:
            from previewctl.reporters.graph.svg import svg

            return svg(graph)
        case GraphFormat.HTML:
            from previewctl.reporters.graph.html import html

            return html(graph, found)
        case GraphFormat.JSON:
            from previewctl.reporters.graph.json_v1 import json_v1

            return json_v1(graph, found)
