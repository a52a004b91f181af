"""What is wrong with a graph, before anything runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.diagnostics.catalogue import (
    CIRCULAR_DEPENDENCIES,
    DANGLING_TARGET,
    ENDS_BEFORE_CONSUMER,
    OUTSIDE_CATALOGUE,
    UNKNOWN_IN_GRAPH,
    UNREADABLE_RECORD,
)
from previewctl.diagnostics.model import in_order
from previewctl.graph.cycles import cycles
from previewctl.graph.model import Edge, EdgeKind, Graph, Node
from previewctl.source.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from previewctl.diagnostics.model import Diagnostic, Location
    from previewctl.spec.durations import Duration


class Lasts(NamedTuple):
    """How long a preview stays: without use, and at all."""

    idle: Duration
    max: Duration


def findings(
    graph: Graph,
    place: Callable[[Node, str | None], Location],
    lifetimes: Mapping[Node, Lasts] | None = None,
    unreadable: Iterable[Node] = (),
) -> list[Diagnostic]:
    """Everything that is wrong, in the order of the places.

    `place` says where a node stands, or its dependency of that name. `lifetimes` are those of previews that use each other,
    `unreadable` the previews whose records cannot be read.
    """
    found = [
        *_unknown(graph, place),
        *_outside(graph, place),
        *_dangling(graph, place),
        *_circular(graph, place),
        *_ending(graph, place, lifetimes or {}),
        *_unreadable(place, unreadable),
    ]
    return in_order(found)


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
    graph: Graph, place: Callable[[Node, str | None], Location], lifetimes: Mapping[Node, Lasts]
) -> Iterator[Diagnostic]:
    """Previews that end earlier than one that depends on them, if nobody uses either."""
    for edge in graph.edges:
        target, source = edge.target, edge.source
        if edge.kind is not EdgeKind.PREVIEW or target is None or not {target, source} <= lifetimes.keys():
            continue
        if reason := _shorter(lifetimes[target], lifetimes[source]):
            yield ENDS_BEFORE_CONSUMER.at(
                place(target, None),
                f"`{target.text}` is due to be reaped before `{source.text}`, which depends on it: {reason}",
                help="`previewctl reap` holds it as long as that one uses it; give both the same `lifetime`",
                subject=f"{target.text} {source.text}",
            )


def _shorter(own: Lasts, user: Lasts) -> str:
    if own.idle.seconds < user.idle.seconds:
        return f"it ends after {own.idle} without use, its consumer after {user.idle}"
    return f"it ends after {own.max}, its consumer after {user.max}" if own.max.seconds < user.max.seconds else ""


def _unreadable(place: Callable[[Node, str | None], Location], nodes: Iterable[Node]) -> Iterator[Diagnostic]:
    for node in nodes:
        yield UNREADABLE_RECORD.at(
            place(node, None),
            f"the record of `{node.text}` cannot be read, so it counts as not published",
            help="publish it again, or remove its directory",
        )
