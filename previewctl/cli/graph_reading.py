"""Reads what the graph is made of: preview.yaml files, a GitOps tree, and the platform."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from previewctl.cli.clock import today
from previewctl.cli.discovery import find_previews
from previewctl.cli.platform_reading import platform_of
from previewctl.compilation import LoadedPlatform, LoadedPreview, load_preview
from previewctl.diagnostics.model import FILE_START, Diagnostic, Location
from previewctl.errors import UsageError
from previewctl.gitops.index import published_directories, read_bounded, records_in
from previewctl.graph.building import Declared, Pointed, from_record
from previewctl.graph.findings import Lasts
from previewctl.graph.model import EdgeKind, Node
from previewctl.integrations.git import checkout
from previewctl.plan.dependencies import plan_dependencies
from previewctl.plan.facts import LOCAL_SHA, Facts, PullRequest
from previewctl.plan.index import PreviewIndex
from previewctl.render.record import RECORD, record_path
from previewctl.source.encoding import decode
from previewctl.source.read import SourceText, read_source
from previewctl.spec.durations import Duration
from previewctl.spec.embedded import embedded_platform
from previewctl.spec.platform import default_lifetime
from previewctl.spec.preview import Lifetime
from previewctl.spec.targets import TargetKind

if TYPE_CHECKING:
    from previewctl.cli.inputs import PlatformOptions
    from previewctl.gitops.record import Record
    from previewctl.graph.building import Published
    from previewctl.graph.model import Graph
    from previewctl.spec.platform import PlatformSpec
    from previewctl.spec.preview import PreviewSpec

_SILENT = b""
"""Stands for all snapshots that say nothing of a lifetime: they need not be read."""


class GraphInputs(NamedTuple):
    """What was read. `records` is None where no GitOps tree was given."""

    declared: tuple[Declared, ...]
    previews: dict[str, LoadedPreview]
    records: tuple[Record, ...] | None
    platform: LoadedPlatform | None
    diagnostics: tuple[Diagnostic, ...]
    gitops: str
    unreadable: tuple[Node, ...] = ()

    @property
    def published(self) -> tuple[Published, ...] | None:
        """The previews of the GitOps tree."""
        return None if self.records is None else tuple(map(from_record, self.records))

    def place(self, node: Node, dependency: str | None) -> Location:
        """Where a node, or its dependency of that name, is written."""
        if node.pull_request is not None:
            return Location(f"{self.gitops}/{record_path(node.service, node.pull_request)}/{RECORD}", FILE_START)
        found = self.previews.get(node.service)
        if found is None:
            return Location(self.gitops or ".", FILE_START)
        if dependency is None:
            return found.document.value_location(("service",))
        overridden = found.document.has(("overrides", dependency))
        return found.document.key_location(("overrides" if overridden else "dependencies", dependency))


def read_graph(paths: list[str] | None, gitops: str | None, options: PlatformOptions) -> GraphInputs:
    """Reads all of it; raises UsageError where there is nothing to read."""
    files = find_previews(paths) if paths or gitops is None else []
    records = records_of(gitops) if gitops is not None else None
    platform = platform_of(options, files, gitops)
    if isinstance(platform, list):
        return GraphInputs((), {}, records, None, tuple(platform), gitops or "")
    previews, problems = _previews(files)
    index = PreviewIndex.of(record.as_published() for record in records) if records is not None else None
    declared = tuple(_declared(preview, platform, index) for preview in previews.values())
    found = GraphInputs(declared, previews, records, platform, tuple(problems), gitops or "")
    return found._replace(unreadable=_unreadable(gitops, records)) if gitops and records is not None else found


def lifetimes(inputs: GraphInputs, graph: Graph) -> dict[Node, Lasts]:
    """How long each preview stays that another one uses, or that uses another one, as their snapshots say."""
    edges = [edge for edge in graph.edges if edge.kind is EdgeKind.PREVIEW and edge.source.pull_request is not None]
    nodes = {node for edge in edges for node in (edge.source, edge.target) if node is not None}
    found = {}
    platform = inputs.platform.spec if inputs.platform else None
    known: dict[bytes, Lasts | None] = {_SILENT: _lasts(Lifetime(), platform)}
    for node in sorted(nodes, key=lambda node: (node.service, node.pull_request or 0)):
        data = _snapshot_bytes(inputs.gitops, node)
        key = data if data is not None and b"lifetime" in data else _SILENT
        if key not in known:
            preview = snapshot(inputs.gitops, node)
            known[key] = _lasts(preview.spec.lifetime, platform) if preview else None
        if data is not None and (lasts := known[key]):
            found[node] = lasts
    return found


def snapshot(gitops: str, node: Node) -> LoadedPreview | None:
    """The preview.yaml that a published preview was compiled from; None where it cannot be read."""
    path = f"{gitops}/{record_path(node.service, node.pull_request or 0)}/preview.yaml"
    data = _snapshot_bytes(gitops, node)
    text = decode(data, path) if data is not None else None
    loaded = load_preview(SourceText(path, text, data)) if data is not None and isinstance(text, str) else None
    return loaded if isinstance(loaded, LoadedPreview) else None


def _snapshot_bytes(gitops: str, node: Node) -> bytes | None:
    return read_bounded(f"{gitops}/{record_path(node.service, node.pull_request or 0)}/preview.yaml")


def _lasts(own: Lifetime, platform: PlatformSpec | None) -> Lasts:
    default = platform.defaults.lifetime if platform else default_lifetime()
    idle, longest = own.idle or default.idle, own.max or default.max
    return Lasts(idle or Duration(3 * 86_400), longest or Duration(14 * 86_400))


def _unreadable(gitops: str, records: tuple[Record, ...]) -> tuple[Node, ...]:
    known = {(record.service, record.pull_request) for record in records}
    return tuple(Node(*key) for key in published_directories(Path(gitops)) if key not in known)


def records_of(gitops: str) -> tuple[Record, ...]:
    """The records below a directory; raises UsageError for one that is no GitOps tree."""
    if not os.path.isdir(gitops):
        raise UsageError(f"there is no directory `{gitops}`", hint="name a checkout of the GitOps repository's branch")
    if not os.path.isdir(os.path.join(gitops, "previews")):
        raise UsageError(
            f"`{gitops}` has no `previews/`",
            hint="check out the branch that previews are published to, or render into it",
        )
    return tuple(records_in(Path(gitops)))


def _previews(files: list[str]) -> tuple[dict[str, LoadedPreview], list[Diagnostic]]:
    """By service the first file that is about it, and what is wrong with those that cannot be read."""
    found: dict[str, LoadedPreview] = {}
    problems: list[Diagnostic] = []
    for file in files:
        source = read_source(file)
        loaded = [source] if isinstance(source, Diagnostic) else load_preview(source)
        if isinstance(loaded, list):
            problems += loaded
        else:
            found.setdefault(loaded.spec.service, loaded)
    return found, problems


def _declared(preview: LoadedPreview, platform: LoadedPlatform | None, index: PreviewIndex | None) -> Declared:
    spec, path = preview.spec, preview.document.path
    known = platform.spec if platform else embedded_platform({spec.service: None})
    here = checkout(Path(os.path.dirname(path) or "."))
    facts = Facts(PullRequest(0, here.branch or "", here.head_sha or LOCAL_SHA), today=today(), previews=index)
    plans, _ = plan_dependencies(spec, known, facts)
    return Declared(
        spec.service, path, {plan.name: Pointed(_target(plan.name, spec, plan.target), plan.reason) for plan in plans}
    )


def _target(name: str, spec: PreviewSpec, resolved: str) -> str:
    """Where a dependency points; an override to a pull request stays what it says, so that a missing one is seen."""
    override = spec.overrides.get(name)
    if override is None or (override.until and today() > override.until):
        return resolved
    return override.target.text if override.target.kind is TargetKind.PULL_REQUEST else resolved
