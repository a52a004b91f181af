"""`previewctl wait`."""

from __future__ import annotations

import sys
import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from previewctl.cli.options import Branch, Offline, Platform, Sha
from previewctl.cli.streams import harmless
from previewctl.errors import UsageError

if TYPE_CHECKING:
    from previewctl.cli.wait_subject import Awaited
    from previewctl.integrations.checks import CheckResult
    from previewctl.report.waiting import Outcome


class Via(StrEnum):
    """Who is asked."""

    AUTO = "auto"
    KUBECTL = "kubectl"
    ARGOCD = "argocd"
    URL = "url"


class WaitFormat(StrEnum):
    """How the result is printed."""

    TEXT = "text"
    JSON = "json"


def wait(
    pr: Annotated[int, typer.Option("--pr", min=1, max=2_147_483_647, metavar="N", help="The pull request.")],
    service: Annotated[
        str | None, typer.Option("--service", metavar="S", help="The service; that of the preview.yaml here otherwise.")
    ] = None,
    sha: Sha = None,
    branch: Branch = None,
    timeout: Annotated[str, typer.Option("--timeout", metavar="T", help="How long, such as `15m`.")] = "15m",
    interval: Annotated[str, typer.Option("--interval", metavar="T", help="The time between two looks.")] = "5s",
    checks: Annotated[
        bool, typer.Option("--checks", help="Run the `checks` of the preview.yaml once it is ready.")
    ] = False,
    check_timeout: Annotated[
        str, typer.Option("--check-timeout", metavar="T", help="How long one check may take.")
    ] = "10m",
    via: Annotated[
        Via,
        typer.Option(
            "--via", help="Who is asked; Argo CD or a kubeconfig where the environment has one, else the URL."
        ),
    ] = Via.AUTO,
    kubeconfig: Annotated[
        str | None, typer.Option("--kubeconfig", metavar="FILE", help="The kubeconfig; the usual one otherwise.")
    ] = None,
    context: Annotated[str | None, typer.Option("--context", metavar="C", help="The context in it.")] = None,
    url: Annotated[
        str | None, typer.Option("--url", metavar="URL", help="Ask this host instead of the preview's public one.")
    ] = None,
    sha_header: Annotated[
        str | None,
        typer.Option("--sha-header", metavar="H", help="The header in which the public URL shows its commit."),
    ] = None,
    sha_path: Annotated[
        str | None, typer.Option("--sha-path", metavar="/P", help="A path of the public URL whose text has its commit.")
    ] = None,
    platform: Platform = None,
    offline: Offline = None,
    form: Annotated[WaitFormat, typer.Option("--format", help="How the result is printed.")] = WaitFormat.TEXT,
) -> int:
    """Wait until a preview runs a commit; say what holds it up, and what to do about it."""
    from previewctl.cli.wait_subject import Asking, awaited, look_with
    from previewctl.report.waiting import Timing, wait_for

    subject = awaited(pr, service, sha, branch, platform, offline, with_checks=checks)
    chosen = Via.URL if url and via is Via.AUTO else _chosen(via, kubeconfig, context)
    look = look_with(subject, Asking(chosen.value, kubeconfig, context, url, sha_header, sha_path))
    timing = Timing(_seconds(timeout), max(_seconds(interval), 0.05), time.monotonic, time.sleep)
    outcome = wait_for(look, timing, lambda line: print(harmless(line), file=sys.stderr, flush=True))
    results = _checked(subject, _seconds(check_timeout)) if checks and outcome.state == "ready" else []
    _print(subject, outcome, results, form)
    return 0 if outcome.state == "ready" and all(result.passed for result in results) else 1


def _chosen(via: Via, kubeconfig: str | None, context: str | None) -> Via:
    import os

    from previewctl.integrations.argocd import SERVER

    if via is not Via.AUTO:
        return via
    if kubeconfig or context:
        return Via.KUBECTL
    if os.environ.get(SERVER):
        return Via.ARGOCD
    return Via.KUBECTL if os.environ.get("KUBECONFIG") else Via.URL


def _seconds(text: str) -> float:
    from previewctl.spec.durations import parse_duration

    try:
        return float(parse_duration(text).seconds)
    except ValueError as error:
        raise UsageError(f"`{text}` is no time: {error}", hint="write it as `15m` or `90s`") from None


def _checked(subject: Awaited, timeout: float) -> list[CheckResult]:
    from previewctl.integrations.checks import run_check

    assert subject.environment is not None
    results = []
    for check in subject.environment.checks:
        result = run_check(check.name, check.command, Path(subject.directory), timeout)
        ended = result.problem or ("passed" if result.passed else f"failed with exit code {result.code}")
        print(harmless(f"check {check.name}: {ended} ({result.seconds:.1f} s)"), file=sys.stderr)
        if not result.passed:
            for line in result.tail:
                print(f"  {harmless(line)}", file=sys.stderr)
        results.append(result)
    if not results:
        print("there are no checks in the preview.yaml", file=sys.stderr)
    return results


def _print(subject: Awaited, outcome: Outcome, results: list[CheckResult], form: WaitFormat) -> None:
    from previewctl.reporters.waiting import as_data, as_text

    if form is WaitFormat.JSON:
        from previewctl.cli.printing import print_json

        print_json(as_data(subject.application, subject.sha, subject.url, outcome, results))
    else:
        for line in as_text(subject.application, subject.sha, subject.url, outcome, results):
            print(harmless(line))
