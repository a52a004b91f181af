"""What is wrong with a graph, before anything runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import (
    CIRCULAR_DEPENDENCIES,
    DANGLING_TARGET,
    ENDS_BEFORE_CONSUMER,
    OUTSIDE_CATALOGUE,
    UNKNOWN_IN_GRAPH,
)
from previewctl.diagnostics.model import FILE_START, Location, in_order
from previewctl.graph.cycles import cycles
from previewctl.graph.model import Edge, EdgeKind, Graph, Node
from previewctl.render.record import RECORD, record_path
from previewctl.source.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from previewctl.diagnostics.model import Diagnostic


def findings(
    graph: Graph, place: Callable[[Node, str | None], Location], ending: Mapping[Node, str] | None = None
) -> list[Diagnostic]:
    """Everything that is wrong, in the order of the places.

    `place` says where a node stands, or its dependency of that name. `ending` has the previews that may be reaped, and why.
    """
    found = [
        *_unknown(graph, place),
        *_outside(graph, place),
        *_dangling(graph, place),
        *_circular(graph, place),
        *_ending(graph, place, ending or {}),
    ]
    return in_order(found)


def place_in_tree(root: str) -> Callable[[Node, str | None], Location]:
    """Where previews stand in the GitOps tree at `root`."""

    def place(node: Node, _dependency: str | None) -> Location:
        if node.pull_request is None:
            return Location(root or ".", FILE_START)
        return Location(f"{root}/{record_path(node.service, node.pull_request)}/{RECORD}", FILE_START)

    return place


def _unknown(graph: Graph, place: Callable[[Node, str | None], Location]) -> Iterator[Diagnostic]:
    """Dependencies that nothing knows. Without a catalogue every name stands for a service."""
    known = [name for name, node in graph.services.items() if node.catalogued]
    for edge in graph.edges:
        node = graph.services[edge.dependency]
        if node.catalogued is False and not node.declared:
            guess = nearest(edge.dependency, known)
            yield UNKNOWN_IN_GRAPH.at(
                place(edge.source, edge.dependency),
                f"`{edge.source.text}` depends on `{edge.dependency}`, which is not in the catalogue",
                help=f"did you mean `{guess}`?" if guess else f"add `{edge.dependency}` to `services` in platform.yaml",
                subject=edge.source.text,
            )


def _outside(graph: Graph, place: Callable[[Node, str | None], Location]) -> Iterator[Diagnostic]:
    for name, node in graph.services.items():
        if node.catalogued is False and node.declared:
            previews = graph.previews_of.get(name, ())
            source = previews[0].node if node.path is None and previews else Node(name)
            yield OUTSIDE_CATALOGUE.at(
                place(source, None),
                f"the catalogue has no service `{name}`, so there is no ApplicationSet for its previews",
                help=f"add `{name}` to `services` in platform.yaml, or remove its previews",
            )


def _dangling(graph: Graph, place: Callable[[Node, str | None], Location]) -> Iterator[Diagnostic]:
    for edge in graph.edges:
        if edge.kind is EdgeKind.MISSING:
            yield DANGLING_TARGET.at(
                place(edge.source, edge.dependency),
                f"`{edge.source.text}` points `{edge.dependency}` at `{edge.text}`, and that preview is not published",
                help=_choices(edge, graph),
                subject=edge.source.text,
            )


def _choices(edge: Edge, graph: Graph) -> str:
    there = [f"`pr-{preview.pull_request}`" for preview in graph.previews_of.get(edge.dependency, ())]
    if not there:
        return f"no preview of `{edge.dependency}` is published: remove the override, and it uses staging"
    more = f" and {len(there) - 5} more" if len(there) > 5 else ""
    return f"published are {', '.join(there[:5])}{more}; without the override it uses staging"


def _circular(graph: Graph, place: Callable[[Node, str | None], Location]) -> Iterator[Diagnostic]:
    for circle in cycles(graph.dependencies):
        names = [*circle, circle[0]]
        source = next(edge.source for edge in graph.edges if edge.source.service == circle[0])
        yield CIRCULAR_DEPENDENCIES.at(
            place(source, names[1]),
            "these services depend on each other in a circle: " + " → ".join(f"`{name}`" for name in names),
            help="nothing waits for another preview, so it runs; but none of them starts with all others ready",
            subject=circle[0],
        )


def _ending(
    graph: Graph, place: Callable[[Node, str | None], Location], ending: Mapping[Node, str]
) -> Iterator[Diagnostic]:
    for node, reason in sorted(ending.items()):
        users = [edge.source for edge in graph.incoming.get(node, ()) if edge.source not in ending]
        if users:
            named = ", ".join(f"`{user.text}`" for user in users[:5])
            more = f" and {len(users) - 5} more" if len(users) > 5 else ""
            yield ENDS_BEFORE_CONSUMER.at(
                place(node, None),
                f"`{node.text}` may be reaped while {named}{more} depend on it: {reason}",
                help="use it, wake it or push to it; or point its consumers at staging",
                subject=node.text,
            )
