"""`previewctl capacity`."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from previewctl.cli.inputs import Inputs, PlatformOptions, PullRequestOptions, Reader
from previewctl.cli.options import Color, ColorOption, Offline, Paths, Platform
from previewctl.cli.printing import exit_code, print_findings, print_json
from previewctl.compilation import has_errors
from previewctl.reporters.findings.formats import FindingsFormat

if TYPE_CHECKING:
    from previewctl.cost.capacity import Preview, Settings


class CapacityFormat(StrEnum):
    """How the limits are printed."""

    TEXT = "text"
    JSON = "json"


def _count(name: str, text: str, *, least: int = 1) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(name, min=least, max=1_000_000, metavar="N", help=text)
    return option


def capacity(
    repos: Annotated[int, _count("--repos", "Repositories with previews.")],
    prs: Annotated[int, _count("--prs", "Open pull requests of each.", least=0)],
    pushes: Annotated[int, _count("--pushes", "Pushes an hour to all pull requests with a preview.", least=0)],
    paths: Paths = None,
    labelled: Annotated[int | None, _count("--labelled", "Of them with a preview; all otherwise.", least=0)] = None,
    services: Annotated[int, _count("--services", "Services of each repository.")] = 1,
    platform: Platform = None,
    offline: Offline = None,
    webhooks: Annotated[
        bool, typer.Option("--webhooks/--no-webhooks", help="Whether Argo CD hears of pull requests and of pushes.")
    ] = True,
    nodes: Annotated[int, _count("--nodes", "The most nodes that there may be for previews.")] = 10,
    node_pods: Annotated[int, _count("--node-pods", "Pods of one node: `kubectl get nodes` has it as `pods`.")] = 58,
    node_cpu: Annotated[float, typer.Option("--node-cpu", min=0.1, help="vCPUs that one node can allocate.")] = 3.9,
    node_memory: Annotated[
        float, typer.Option("--node-memory", min=0.1, help="GiB that one node can allocate.")
    ] = 14.5,
    node_volumes: Annotated[int, _count("--node-volumes", "Volumes that one node can attach.", least=0)] = 25,
    form: Annotated[CapacityFormat, typer.Option("--format", help="How it is printed.")] = CapacityFormat.TEXT,
    color: ColorOption = Color.AUTO,
) -> int:
    """Say what an organisation's size means for GitHub's limits, Argo CD and the cluster, and where it breaks."""
    from previewctl.cost import capacity as model
    from previewctl.reporters import capacity as report
    from previewctl.reporters.style import style_for

    inputs = _read(paths, PlatformOptions(platform, offline))
    if inputs is not None and inputs.diagnostics:
        print_findings(inputs, FindingsFormat.FULL, sys.stderr, color)
        if has_errors(inputs.diagnostics):
            return exit_code(inputs.diagnostics)
    size = model.Organisation(repos, prs, pushes, prs if labelled is None else labelled, services)
    room = model.Nodes(nodes, node_pods, node_cpu, node_memory, node_volumes)
    found = model.limits(size, _largest(inputs), room, _settings(inputs, webhooks))
    if form is CapacityFormat.JSON:
        print_json(report.as_json(size, found))
    else:
        sys.stdout.write(report.text(size, found, style_for(sys.stdout, color.value, os.environ)))
    return 1 if any(limit.verdict is model.Verdict.BREAKS for limit in found) else 0


def _read(paths: list[str] | None, platform: PlatformOptions) -> Inputs | None:
    """The previews that stand for all; None where nobody names any, nor a platform."""
    if not paths and platform.location is None:
        return None
    if paths:
        return Reader(PullRequestOptions(0, None, None)).read(paths, platform)
    from previewctl.compilation import load_platform

    inputs = Inputs()
    loaded = load_platform(platform.location or "")
    if isinstance(loaded, list):
        inputs.diagnostics += loaded
    else:
        inputs.platform = loaded
    return inputs


def _largest(inputs: Inputs | None) -> Preview:
    """What the dearest of the previews that were read takes at once, hooks and rollouts included."""
    from previewctl.cost.capacity import Preview
    from previewctl.cost.estimate import cores, gib

    usages = [item.environment.usage for item in inputs.planned] if inputs else []
    if not usages:
        return Preview(pods=6, cpu=0.65, memory_gib=1.6, volumes=2)
    usage = max(usages, key=lambda item: (item.memory.nanos, item.cpu.nanos))
    return Preview(
        pods=max(item.pods for item in usages),
        cpu=float(cores(max(item.cpu for item in usages))),
        memory_gib=float(gib(usage.memory)),
        volumes=max(item.claims for item in usages),
    )


def _settings(inputs: Inputs | None, webhooks: bool) -> Settings:
    from previewctl.cost.capacity import Settings

    platform = inputs.platform.spec if inputs and inputs.platform else None
    if platform is None:
        return Settings(requeue_seconds=300, webhooks=webhooks, app=False, alb_shards=0)
    return Settings(
        requeue_seconds=platform.argocd.requeue_seconds,
        webhooks=webhooks,
        app=platform.github.app_secret is not None,
        alb_shards=platform.endpoint.alb.shards if platform.endpoint.kind == "alb" else 0,
    )
