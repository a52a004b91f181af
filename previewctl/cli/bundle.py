"""`previewctl bundle`."""

from __future__ import annotations

import re
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from previewctl.cli.inputs import PlatformOptions
from previewctl.cli.lookup import Index
from previewctl.cli.options import GitopsTree, Platform
from previewctl.cli.printing import print_json
from previewctl.errors import UsageError

if TYPE_CHECKING:
    from previewctl.cli.lookup import IndexSource
    from previewctl.compilation import LoadedPlatform
    from previewctl.graph.bundle import Bundle
    from previewctl.graph.model import Graph, Node
    from previewctl.graph.simulation.pulls import Pull

_PREVIEW = re.compile(r"([a-z][a-z0-9-]*)#([1-9][0-9]{0,9})")


class BundleFormat(StrEnum):
    """How a feature is printed."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


def bundle(
    branch: Annotated[
        str | None, typer.Argument(metavar="[BRANCH]", help="The branch that the feature's pull requests have.")
    ] = None,
    pr: Annotated[
        str | None, typer.Option("--pr", metavar="SERVICE#N", help="Begin with this preview, and take its branch.")
    ] = None,
    gitops: GitopsTree = None,
    pulls: Annotated[
        str | None,
        typer.Option(
            "--pulls", metavar="FILE", help="Pull requests as GitHub's API lists them: those without a preview too."
        ),
    ] = None,
    index: Index = None,
    platform: Platform = None,
    check: Annotated[
        bool, typer.Option("--check", help="Exit 1 when its previews do not point at each other.")
    ] = False,
    form: Annotated[BundleFormat, typer.Option("--format", help="How it is printed.")] = BundleFormat.TEXT,
) -> int:
    """Show the previews that form one feature across services, how they point at each other, and which one to open first."""
    from previewctl.cli.graph_reading import read_graph
    from previewctl.graph.building import build_graph
    from previewctl.graph.bundle import absent_of
    from previewctl.reporters import bundle as report

    if (branch is None) == (pr is None):
        raise UsageError(
            "name a branch, or one preview", hint="`previewctl bundle feature/refunds`, or `--pr orders-api#42`"
        )
    tree = gitops or "."
    inputs = read_graph(None, tree, PlatformOptions(platform))
    graph = build_graph((), inputs.published, inputs.platform.spec if inputs.platform else None)
    found = _bundle(graph, branch, pr, tree)
    if inputs.platform is not None:
        found = found._replace(
            absent=absent_of(graph, found.branch, _pulls(pulls, index, inputs.platform), inputs.platform.spec)
        )
    if form is BundleFormat.JSON:
        print_json(report.as_json(found))
    else:
        sys.stdout.write(report.markdown(found) if form is BundleFormat.MARKDOWN else report.text(found))
    return int(check and bool(found.mismatches))


def _pulls(path: str | None, index: IndexSource | None, platform: LoadedPlatform) -> tuple[Pull, ...]:
    """Those of a file, and those that are open now in every repository of the catalogue."""
    from previewctl.cli.simulating import read_list

    listed = read_list(path, None, platform) if path else ()
    if index is None:
        return listed
    from previewctl.graph.simulation.pulls import from_remote
    from previewctl.integrations.github import github
    from previewctl.plan.catalogue import repository_of

    client = github(platform.spec.github)
    repositories = dict.fromkeys(
        repository_of(service, platform.spec) for service, entry in platform.spec.services.items() if entry.previews
    )
    found = [from_remote(pull) for name in repositories if name for pull in client.open_pull_requests(name)]
    return (*listed, *found)


def _bundle(graph: Graph, branch: str | None, pr: str | None, tree: str) -> Bundle:
    from previewctl.cli.graph_reading import snapshot
    from previewctl.graph.bundle import bundle_of

    start = _named(graph, pr) if pr else None
    name = (
        branch if branch is not None else graph.previews[start.service, start.pull_request or 0].branch if start else ""
    )
    beginning = (start,) if start else ()
    found = bundle_of(graph, name, beginning)
    previews = {member.preview.service: snapshot(tree, member.preview.node) for member in found.members}
    frontends = {service for service, preview in previews.items() if preview and preview.spec.runtime == "vue"}
    return bundle_of(graph, name, beginning, frontends)


def _named(graph: Graph, text: str) -> Node:
    from previewctl.graph.model import Node

    found = _PREVIEW.fullmatch(text)
    if not found:
        raise UsageError(f"`{text}` names no preview", hint="write the service and the number: `--pr orders-api#42`")
    node = Node(found[1], int(found[2]))
    if (node.service, node.pull_request) not in graph.previews:
        raise UsageError(f"`{text}` is not published here", hint="`previewctl graph --gitops DIR` shows what is")
    return node
