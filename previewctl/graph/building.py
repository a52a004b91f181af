"""Puts the graph together: from preview.yaml files, the catalogue and what is published. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.graph.model import Edge, EdgeKind, Graph, Node, PreviewNode, ServiceNode
from previewctl.plan.catalogue import repository_of
from previewctl.spec.refusal import Refusal
from previewctl.spec.targets import Target, TargetKind, parse_target

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from previewctl.gitops.record import Record
    from previewctl.plan.index import PublishedPreview
    from previewctl.spec.platform import PlatformSpec


class Pointed(NamedTuple):
    """Where a file or a preview points one dependency: the target as it is written, and why."""

    target: str
    reason: str = ""


class Declared(NamedTuple):
    """A preview.yaml: its service, its path, and where it points each dependency."""

    service: str
    path: str
    points: Mapping[str, Pointed]


class Published(NamedTuple):
    """A published preview, and where it points each dependency."""

    preview: PublishedPreview
    points: Mapping[str, Pointed]


def from_record(record: Record) -> Published:
    """What a record says."""
    resolved = record.raw["facts"]["dependencies"]
    points = {name: Pointed(target, _reason(resolved.get(name))) for name, target in record.targets.items()}
    return Published(record.as_published(), points)


def _reason(resolved: object) -> str:
    reason = resolved.get("reason") if isinstance(resolved, dict) else None
    return reason if isinstance(reason, str) else ""


def build_graph(
    declared: Iterable[Declared], published: Iterable[Published] | None, platform: PlatformSpec | None = None
) -> Graph:
    """The graph of these files and previews, and of all services of the catalogue.

    `published` is None where nobody looked: then a preview that is pointed at may be there.
    """
    files = sorted(declared, key=lambda file: (file.service, file.path))
    items = sorted(published or (), key=lambda item: (item.preview.service, item.preview.pull_request))
    known = None if published is None else {(item.preview.service, item.preview.pull_request) for item in items}
    edges = [edge for file in files for edge in _edges(Node(file.service), file.points, known)]
    for item in items:
        node = Node(item.preview.service, item.preview.pull_request)
        edges += _edges(node, item.points, known)
    previews = {
        (item.preview.service, item.preview.pull_request): PreviewNode(
            item.preview.service,
            item.preview.pull_request,
            item.preview.branch,
            item.preview.url,
            item.preview.repository,
        )
        for item in items
    }
    paths = {file.service: file.path for file in reversed(files)}
    about = paths.keys() | {item.preview.service for item in items}
    named = about | {edge.dependency for edge in edges} | set(platform.services if platform else ())
    services = {name: _service(name, platform, paths.get(name), declared=name in about) for name in sorted(named)}
    return Graph(services, previews, tuple(edges))


def _edges(source: Node, points: Mapping[str, Pointed], known: set[tuple[str, int]] | None) -> Iterator[Edge]:
    for name in sorted(points):
        pointed = points[name]
        kind, target = _target(name, pointed.target, known)
        yield Edge(source, name, kind, target, pointed.target, pointed.reason)


def _target(name: str, text: str, known: set[tuple[str, int]] | None) -> tuple[EdgeKind, Node | None]:
    target = _parsed(text)
    if target.kind is TargetKind.PULL_REQUEST:
        found = known is None or (name, target.pull_request) in known
        return EdgeKind.PREVIEW if found else EdgeKind.MISSING, Node(name, target.pull_request)
    if target.kind is TargetKind.URL:
        return EdgeKind.URL, None
    if target.kind is TargetKind.STUB:
        return EdgeKind.STUB, None
    return EdgeKind.STAGING, Node(name)


def _parsed(text: str) -> Target:
    """A target; what a record has in its place and is none counts as staging."""
    try:
        return parse_target(text)
    except Refusal:
        return Target(TargetKind.STAGING, text)


def _service(name: str, platform: PlatformSpec | None, path: str | None, *, declared: bool) -> ServiceNode:
    if platform is None:
        return ServiceNode(name, path=path, declared=declared)
    entry = platform.services.get(name)
    staging = (entry.staging.public or entry.staging.internal) if entry else None
    return ServiceNode(name, repository_of(name, platform), staging, entry is not None, path, declared)
