"""`previewctl platform init`."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from previewctl.cli.asking import asker
from previewctl.cli.options import Color, ColorOption, Quiet
from previewctl.cli.printing import print_json
from previewctl.cli.written_files import FilesFormat
from previewctl.errors import UsageError
from previewctl.write.changes import ChangeKind, Comparison

if TYPE_CHECKING:
    from previewctl.scaffold.platform_answers import PlatformAnswers
    from previewctl.scaffold.platform_files import Repository


class Endpoint(StrEnum):
    """How previews are reached."""

    GATEWAY = "gateway"
    ALB = "alb"
    INGRESS = "ingress"


def _text(name: str, metavar: str, text: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(name, metavar=metavar, help=text)
    return option


def init(
    directory: Annotated[Path, typer.Argument(metavar="[DIR]", help="The GitOps repository's root.")] = Path(),
    organization: Annotated[str, _text("--organization", "NAME", "The GitHub organisation.")] = "",
    gitops_url: Annotated[str, _text("--gitops-url", "URL", "The repository's URL, exactly as Argo CD has it.")] = "",
    domain: Annotated[str, _text("--domain", "NAME", "The previews' domain, used for nothing else.")] = "",
    region: Annotated[str, _text("--region", "NAME", "The AWS region of the secrets.")] = "",
    service: Annotated[
        list[str] | None, _text("--service", "NAME=OWNER/REPO", "A service of the catalogue; may be repeated.")
    ] = None,
    endpoint: Annotated[Endpoint, typer.Option("--endpoint", help="How previews are reached.")] = Endpoint.GATEWAY,
    gateway: Annotated[str, _text("--gateway", "NAMESPACE/NAME", "The shared Gateway.")] = "gateway-system/previews",
    class_name: Annotated[str, _text("--class", "NAME", "The GatewayClass or IngressClass.")] = "",
    registry: Annotated[str, _text("--registry", "HOST[/PATH]", "Where images and seed images are.")] = "",
    argocd_namespace: Annotated[str, _text("--argocd-namespace", "NAME", "Argo CD's namespace.")] = "argocd",
    app_secret: Annotated[str, _text("--app-secret", "NAME", "Argo CD's Secret with a GitHub App (the default).")] = "",
    token_secret: Annotated[str, _text("--token-secret", "NAME", "Argo CD's Secret with a token instead.")] = "",
    github_api: Annotated[str, _text("--github-api", "URL", "The API of a GitHub Enterprise server.")] = "",
    jira: Annotated[str, _text("--jira", "URL#PROJECT", "The Jira whose issues link to previews.")] = "",
    team: Annotated[str, _text("--team", "@ORG/TEAM", "Who reviews this repository; @ORG/platform otherwise.")] = "",
    app_id: Annotated[
        int, typer.Option("--app-id", min=0, metavar="N", help="The number of the GitHub App that publishes.")
    ] = 0,
    force: Annotated[bool, typer.Option("--force", help="Replace files that differ, platform.yaml included.")] = False,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Replace what follows from platform.yaml alone, and nothing else.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 when --refresh would change something.")
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Write nothing; show what differs.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; say what would be written.")] = False,
    no_input: Annotated[bool, typer.Option("--no-input", help="Ask nothing, on a terminal either.")] = False,
    form: Annotated[FilesFormat, typer.Option("--format", help="How the result is printed.")] = FilesFormat.TEXT,
    color: ColorOption = Color.AUTO,
    quiet: Quiet = 0,
) -> int:
    """Write a GitOps repository: platform.yaml, argocd/, cluster/, workflows, rulesets and a README."""
    from previewctl.scaffold.platform_answers import PlatformAnswers, parse_service

    answers = PlatformAnswers(
        organization, gitops_url, domain, region, endpoint.value, class_name, gateway, registry.rstrip("/"),
        argocd_namespace, token_secret, app_secret, github_api, jira, team, app_id,
        tuple(parse_service(text) for text in service or ()),
    )  # fmt: skip
    how = How(directory, force, refresh or check, check, diff, dry_run, form, color, quiet)
    repository = _repository(answers, how, no_input=no_input)
    return _write(repository, how)


class How(NamedTuple):
    """Where files go, which may be replaced, and how the result is printed."""

    directory: Path
    force: bool
    refresh: bool
    check: bool
    diff: bool
    dry_run: bool
    form: FilesFormat
    color: Color
    quiet: int

    @property
    def writes(self) -> bool:
        """Whether anything is written."""
        return not (self.check or self.diff or self.dry_run)


def _repository(answers: PlatformAnswers, how: How, *, no_input: bool) -> Repository:
    """All files: from the platform.yaml that is there, unless `--force` asks for a new one."""
    from previewctl.cli.platform_file import usable
    from previewctl.scaffold.platform_answers import completed
    from previewctl.scaffold.platform_files import PLATFORM, gitops_files, loaded, platform_text

    path = how.directory / PLATFORM
    if os.path.lexists(path) and (how.refresh or not how.force):
        spec = usable(str(path)).spec
        known = answers._replace(organization=spec.github.organization, gitops_url=spec.gitops.url, domain=spec.domain)
        return gitops_files(path.read_bytes(), spec, completed(known, None))
    if how.refresh:
        raise UsageError(
            f"there is no {path}", hint="run `previewctl platform init` without --refresh or --check first"
        )
    everything = completed(answers, asker(no_input=no_input))
    text = platform_text(everything)
    return gitops_files(text, loaded(text).spec, everything)


def _write(repository: Repository, how: How) -> int:
    from previewctl.render.tree import FileTree
    from previewctl.write.apply import apply
    from previewctl.write.compare import compare

    found = compare(repository.files, how.directory, units=())
    kept = [change.path for change in found.changes if not _replaced(change.path, change.kind, repository, how)]
    if how.refresh:
        kept = []
    changes = tuple(change for change in found.changes if _replaced(change.path, change.kind, repository, how))
    if how.writes and changes:
        apply(FileTree({each.path: each.after or b"" for each in changes}), how.directory, units=())
    shown = found if how.diff and not how.refresh else Comparison(changes)
    _print(shown, kept, how)
    return 1 if how.check and changes else 0


def _replaced(path: str, kind: ChangeKind, repository: Repository, how: How) -> bool:
    """Whether a file that differs is written: a new one, one that follows platform.yaml, or any with `--force`."""
    if how.refresh:
        return path in repository.derived
    return kind is ChangeKind.ADDED or how.force


def _print(comparison: Comparison, kept: list[str], how: How) -> None:
    from previewctl.reporters import changes as report
    from previewctl.reporters.style import style_for

    result = report.RenderResult((), (), comparison)
    if how.form is FilesFormat.JSON:
        print_json({"changes": report.as_json(result, [])["changes"], "kept": kept})
        return
    if how.diff:
        sys.stdout.write(report.diff(comparison, style_for(sys.stdout, how.color.value, os.environ)))
    if how.quiet:
        return
    sys.stdout.write(
        report.summary(result, str(how.directory), dry=not how.writes, names=not how.writes and not how.diff)
    )
    for path in kept:
        print(f"note: {path} differs and was kept; --diff shows how, --force replaces it", file=sys.stderr)
    if how.writes and any(change.path == "README.md" for change in comparison.changes):
        print("next: read README.md, which lists what must exist on GitHub and in the cluster", file=sys.stderr)
