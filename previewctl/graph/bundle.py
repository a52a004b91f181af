"""The previews that form one feature: those of one branch, and those that they point at."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.graph.model import Edge, EdgeKind, Graph, Node, PreviewNode
from previewctl.plan.catalogue import repository_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from previewctl.graph.simulation.pulls import Pull
    from previewctl.spec.platform import PlatformSpec


class Member(NamedTuple):
    """A preview of the feature. `because` names the preview that points at it, where it is of another branch."""

    preview: PreviewNode
    because: Node | None = None


class Mismatch(NamedTuple):
    """`one` points `service` at `text`, although `other` is the preview of that service in the feature.

    `follows`: `other` points at `one`, so that requests leave the feature on their way back.
    """

    one: Node
    service: str
    text: str
    other: Node
    follows: bool


class Absent(NamedTuple):
    """A pull request of the branch that has no preview: it is not labelled, or nobody has published it yet."""

    service: str
    repository: str
    number: int
    labelled: bool


class Bundle(NamedTuple):
    """A feature. `inside` are the edges between its previews, `outside` all others of them.

    `first` is the preview to open; None where there is no preview at all. `absent` are known only where somebody looked at
    the pull requests.
    """

    branch: str
    members: tuple[Member, ...]
    inside: tuple[Edge, ...]
    outside: tuple[Edge, ...]
    mismatches: tuple[Mismatch, ...]
    first: PreviewNode | None
    absent: tuple[Absent, ...] = ()


def absent_of(graph: Graph, branch: str, pulls: Iterable[Pull], platform: PlatformSpec) -> tuple[Absent, ...]:
    """The open pull requests of the branch without a preview, for each service of their repositories."""
    services: dict[str, list[str]] = {}
    for service, entry in platform.services.items():
        if entry.previews:
            services.setdefault((repository_of(service, platform) or "").lower(), []).append(service)
    return tuple(
        Absent(service, pull.repository, pull.number, platform.label in pull.labels)
        for pull in pulls
        if pull.open and pull.branch == branch
        for service in services.get(pull.repository.lower(), ())
        if (service, pull.number) not in graph.previews
    )


def bundle_of(graph: Graph, branch: str, start: Collection[Node] = (), frontends: Collection[str] = ()) -> Bundle:
    """The feature of a branch, and of the previews in `start`. `frontends` are the services that people look at."""
    members = tuple(_members(graph, branch, start))
    nodes = {member.preview.node for member in members}
    edges = [edge for member in members for edge in graph.outgoing.get(member.preview.node, ())]
    inside = tuple(edge for edge in edges if edge.target in nodes)
    outside = tuple(edge for edge in edges if edge.target not in nodes)
    return Bundle(
        branch, members, inside, outside, tuple(_mismatches(members, edges)), _first(members, inside, frontends)
    )


def _members(graph: Graph, branch: str, start: Collection[Node]) -> Iterator[Member]:
    """Those of the branch, then those that they point at, breadth first."""
    waiting = [
        Member(item) for item in graph.previews.values() if (branch and item.branch == branch) or item.node in start
    ]
    seen = {member.preview.node for member in waiting}
    for member in waiting:
        yield member
        for edge in graph.outgoing.get(member.preview.node, ()):
            if edge.kind is EdgeKind.PREVIEW and edge.target is not None and edge.target not in seen:
                seen.add(edge.target)
                found = graph.previews[edge.target.service, edge.target.pull_request or 0]
                waiting.append(Member(found, member.preview.node))


def _mismatches(members: tuple[Member, ...], edges: list[Edge]) -> Iterator[Mismatch]:
    """Edges that pass by the preview which the feature has of that service: that of the branch, of several the newest."""
    ordered = sorted(members, key=lambda item: (item.because is None, item.preview.pull_request))
    by_service = {member.preview.service: member for member in ordered}
    known = {member.preview.node: member for member in members}
    points = {(edge.source, edge.target) for edge in edges}
    for edge in edges:
        other = by_service.get(edge.dependency)
        if other is None or edge.target == other.preview.node:
            continue
        follows = (other.preview.node, edge.source) in points
        if follows or (other.because is None and known[edge.source].because is None):
            yield Mismatch(edge.source, edge.dependency, edge.text, other.preview.node, follows)


def _first(members: tuple[Member, ...], inside: tuple[Edge, ...], frontends: Collection[str]) -> PreviewNode | None:
    """The frontend that no other preview of the feature depends on; a backend where there is none."""
    used = {edge.target for edge in inside}
    calls = {edge.source for edge in inside}
    return min(
        (member.preview for member in members),
        key=lambda item: (item.service not in frontends, item.node in used, item.node not in calls, item.node),
        default=None,
    )
