"""The part of a graph that has to do with one service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.graph.model import Graph

if TYPE_CHECKING:
    from collections.abc import Mapping


def around(graph: Graph, service: str) -> Graph:
    """The service, all that it reaches and all that reaches it, with the edges between them."""
    forward = _reached(service, graph.dependencies)
    backward = _reached(service, _turned(graph.dependencies))
    edges = tuple(
        edge
        for edge in graph.edges
        if (edge.source.service in forward and edge.dependency in forward)
        or (edge.source.service in backward and edge.dependency in backward)
    )
    kept = forward | backward
    return Graph(
        {name: node for name, node in graph.services.items() if name in kept},
        {key: preview for key, preview in graph.previews.items() if key[0] in kept},
        edges,
    )


def connected(graph: Graph) -> Graph:
    """Without the services that nothing is about and nobody depends on: a catalogue has many of them."""
    named = {edge.dependency for edge in graph.edges} | {edge.source.service for edge in graph.edges}
    kept = {name: node for name, node in graph.services.items() if node.declared or name in named}
    return Graph(kept, graph.previews, graph.edges) if kept else graph


def _turned(links: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for source, names in links.items():
        for name in names:
            found.setdefault(name, []).append(source)
    return {name: tuple(sources) for name, sources in found.items()}


def _reached(start: str, links: Mapping[str, tuple[str, ...]]) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        for name in links.get(waiting.pop(), ()):
            if name not in found:
                found.add(name)
                waiting.append(name)
    return found
