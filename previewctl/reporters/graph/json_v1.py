"""The graph as JSON, version 1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from previewctl.graph.cycles import cycles
from previewctl.reporters.findings.json_text import json_text
from previewctl.reporters.findings.json_v1 import finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from previewctl.diagnostics.model import Diagnostic
    from previewctl.graph.model import Edge, Graph, Node


def json_v1(graph: Graph, found: Sequence[Diagnostic]) -> str:
    """One object; a reader of version 1 survives what is added to it."""
    data = {
        "schema": 1,
        "services": [
            {
                "name": node.name,
                "repository": node.repository,
                "staging": node.staging,
                "catalogued": node.catalogued,
                "path": node.path,
                "dependencies": list(graph.dependencies.get(node.name, ())),
            }
            for node in graph.services.values()
        ],
        "previews": [
            {
                "service": item.service,
                "pullRequest": item.pull_request,
                "repository": item.repository,
                "branch": item.branch,
                "url": item.url,
            }
            for item in graph.previews.values()
        ],
        "edges": [_edge(edge) for edge in graph.edges],
        "cycles": [list(circle) for circle in cycles(graph.dependencies)],
        "diagnostics": [finding(item) for item in found],
    }
    return json_text(data)


def _edge(edge: Edge) -> dict[str, Any]:
    return {
        "source": _node(edge.source),
        "dependency": edge.dependency,
        "kind": edge.kind.value,
        "target": _node(edge.target) if edge.target else None,
        "text": edge.text,
        "reason": edge.reason,
    }


def _node(node: Node) -> dict[str, Any]:
    return {"service": node.service, "pullRequest": node.pull_request}
