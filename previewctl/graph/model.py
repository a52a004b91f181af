"""Which service and which preview points where: the graph, as named tuples."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Node(NamedTuple):
    """What an edge begins or ends at: a service, which stands for its staging, or one preview of it."""

    service: str
    pull_request: int | None = None

    @property
    def text(self) -> str:
        """Such as `orders-api` or `orders-api#42`."""
        return self.service if self.pull_request is None else f"{self.service}#{self.pull_request}"


class EdgeKind(StrEnum):
    """Where a dependency points. `missing` is a preview that is not published."""

    STAGING = "staging"
    PREVIEW = "preview"
    MISSING = "missing"
    URL = "url"
    STUB = "stub"


class Edge(NamedTuple):
    """One dependency. `target` is None where it points at no service: a URL, or a stub inside of the preview.

    `text` is the target as it is written, such as `pr-7`; `reason` says why it is that one, if anybody knows.
    """

    source: Node
    dependency: str
    kind: EdgeKind
    target: Node | None
    text: str
    reason: str = ""


class ServiceNode(NamedTuple):
    """A service. `catalogued`: the platform's catalogue has it; None where there is no platform.yaml to ask.

    `path` is the preview.yaml that was read, `declared` whether any file or preview is about it.
    """

    name: str
    repository: str | None = None
    staging: str | None = None
    catalogued: bool | None = None
    path: str | None = None
    declared: bool = False


class PreviewNode(NamedTuple):
    """A published preview."""

    service: str
    pull_request: int
    branch: str
    url: str
    repository: str | None = None

    @property
    def node(self) -> Node:
        """Where its edges begin."""
        return Node(self.service, self.pull_request)


class Graph:
    """Services and previews by their names, and every edge between them, in a fixed order."""

    def __init__(
        self,
        services: Mapping[str, ServiceNode],
        previews: Mapping[tuple[str, int], PreviewNode],
        edges: tuple[Edge, ...],
    ) -> None:
        """`services` holds every service that an edge or a preview names."""
        self.services = services
        self.previews = previews
        self.edges = edges

    @cached_property
    def outgoing(self) -> Mapping[Node, tuple[Edge, ...]]:
        """The edges that begin at a node."""
        found: dict[Node, list[Edge]] = {}
        for edge in self.edges:
            found.setdefault(edge.source, []).append(edge)
        return {node: tuple(edges) for node, edges in found.items()}

    @cached_property
    def incoming(self) -> Mapping[Node, tuple[Edge, ...]]:
        """The edges that end at a node."""
        found: dict[Node, list[Edge]] = {}
        for edge in self.edges:
            if edge.target is not None:
                found.setdefault(edge.target, []).append(edge)
        return {node: tuple(edges) for node, edges in found.items()}

    @cached_property
    def dependencies(self) -> Mapping[str, tuple[str, ...]]:
        """By service the services that its file or any of its previews depends on, sorted."""
        found: dict[str, set[str]] = {}
        for edge in self.edges:
            found.setdefault(edge.source.service, set()).add(edge.dependency)
        return {service: tuple(sorted(names)) for service, names in sorted(found.items())}

    @cached_property
    def previews_of(self) -> Mapping[str, tuple[PreviewNode, ...]]:
        """By service its previews, by number."""
        found: dict[str, list[PreviewNode]] = {}
        for preview in self.previews.values():
            found.setdefault(preview.service, []).append(preview)
        return {service: tuple(sorted(items, key=lambda item: item.pull_request)) for service, items in found.items()}
