"""`previewctl doctor`."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from previewctl.cli.discovery import NAMES, PLATFORM
from previewctl.cli.options import Color, ColorOption, Offline, Platform, Quiet
from previewctl.cli.printing import print_json
from previewctl.errors import UsageError

if TYPE_CHECKING:
    from previewctl.diagnostics.model import Diagnostic
    from previewctl.doctor.app import AppFacts, ServiceFacts
    from previewctl.doctor.gitops import GitFacts
    from previewctl.doctor.model import Area
    from previewctl.spec.platform import PlatformSpec


class What(StrEnum):
    """What is looked at."""

    MACHINE = "machine"
    APP = "app"
    GITOPS = "gitops"
    CLUSTER = "cluster"


class DoctorFormat(StrEnum):
    """How the verdicts are printed."""

    TEXT = "text"
    JSON = "json"


def doctor(
    what: Annotated[
        list[What] | None,
        typer.Argument(
            metavar="[WHAT]…",
            help="machine, app, gitops, cluster. Without any: the machine, and the repository that this is.",
        ),
    ] = None,
    platform: Platform = None,
    offline: Offline = None,
    context: Annotated[
        str | None, typer.Option("--context", metavar="NAME", help="The context of kubectl; the present one otherwise.")
    ] = None,
    form: Annotated[DoctorFormat, typer.Option("--format", help="How the verdicts are printed.")] = DoctorFormat.TEXT,
    color: ColorOption = Color.AUTO,
    quiet: Quiet = 0,
) -> int:
    """Check a machine, an app, a GitOps repository or a cluster: a verdict and the remedy for each thing."""
    from previewctl.doctor.model import failed
    from previewctl.reporters import doctor as report
    from previewctl.reporters.style import style_for

    wanted = list(dict.fromkeys(what or _present()))
    areas = [_area(each, platform, offline, context) for each in wanted]
    if form is DoctorFormat.JSON:
        print_json(report.as_json(areas))
    elif quiet < 2:
        style = style_for(sys.stdout, color.value, os.environ)
        sys.stdout.write(report.text(areas, style, problems_only=quiet == 1))
    return 1 if failed(areas) else 0


def _present() -> list[What]:
    """The machine, and what the files here say this is. A cluster is asked only when it is named."""
    found = [What.MACHINE]
    if any(os.path.isfile(name) for name in NAMES):
        found.append(What.APP)
    if os.path.isfile(PLATFORM):
        found.append(What.GITOPS)
    return found


def _area(what: What, platform: str | None, offline: bool | None, context: str | None) -> Area:
    from previewctl.cli.platform_file import find_platform, needed_platform

    if what is What.MACHINE:
        from previewctl.doctor.machine import machine_checks

        return machine_checks()
    if what is What.APP:
        from previewctl.doctor.app import app_checks

        found = find_platform(platform, offline=offline)
        return app_checks(_app(found.spec if found else None, platform, offline))
    if what is What.GITOPS:
        from previewctl.doctor.gitops import gitops_checks

        if not os.path.isfile(PLATFORM):
            raise UsageError(f"there is no {PLATFORM} here", hint="run it in the root of the GitOps repository")
        return gitops_checks(Path(), needed_platform(PLATFORM).spec, _git())
    from previewctl.doctor.cluster import cluster_checks
    from previewctl.integrations.cluster_objects import Kubectl

    return cluster_checks(Kubectl(context), needed_platform(platform, offline=offline).spec)


def _app(platform: PlatformSpec | None, location: str | None, offline: bool | None) -> AppFacts:
    from previewctl.cli.discovery import find_previews
    from previewctl.cli.inputs import LintOptions, PlatformOptions, PullRequestOptions, Reader
    from previewctl.doctor.app import AppFacts
    from previewctl.plan.facts import LOCAL_SHA

    files = find_previews(["."])
    inputs = Reader(PullRequestOptions(0, "", LOCAL_SHA), lint=LintOptions()).read(
        files, PlatformOptions(location, offline)
    )
    services = tuple(_service(file, inputs.diagnostics) for file in files)
    return AppFacts(services, platform is not None, platform.label if platform else None, _outdated(platform, files))


def _service(file: str, diagnostics: list[Diagnostic]) -> ServiceFacts:
    from previewctl.cli.workflows import build_context
    from previewctl.diagnostics.model import Severity
    from previewctl.doctor.app import ServiceFacts

    found = [item for item in diagnostics if item.location.path == file]
    context = build_context(Path(file).parent)
    return ServiceFacts(
        file=Path(file).as_posix(),
        errors=sum(item.severity is Severity.ERROR for item in found),
        warnings=sum(item.severity is Severity.WARNING for item in found),
        context=context,
        dockerfile=(Path(context) / "Dockerfile").is_file(),
    )


def _outdated(platform: PlatformSpec | None, files: list[str]) -> tuple[str, ...] | None:
    """The workflows that differ from what either mode would write; None where nobody can say."""
    from previewctl.cli.workflows import Kind, Mode, rendered
    from previewctl.write.compare import compare

    if platform is None:
        return None
    try:
        trees = [rendered(Kind.APP, platform, files, mode) for mode in Mode]
    except UsageError:
        return None
    pull, push = (tuple(change.path for change in compare(tree, Path(".github"), units=()).changes) for tree in trees)
    return pull if len(pull) <= len(push) else push


def _git() -> GitFacts:
    from previewctl.doctor.gitops import GitFacts
    from previewctl.integrations.git import checkout, origin_url, remote_branches

    return GitFacts(checkout(Path()).branch, remote_branches(Path()), origin_url(Path()))
