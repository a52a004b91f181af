"""`previewctl open`."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from previewctl.cli.discovery import find_previews
from previewctl.cli.gitops_checkout import Gitops, checkout_at, platform_for
from previewctl.cli.inputs import Inputs, PlatformOptions, PullRequestOptions, Reader
from previewctl.cli.options import Color, Offline, Platform
from previewctl.cli.printing import exit_code, print_findings
from previewctl.compilation import has_errors
from previewctl.errors import UsageError
from previewctl.plan.facts import LOCAL_SHA
from previewctl.reporters.findings.formats import FindingsFormat


def open_preview(
    number: Annotated[int, typer.Argument(min=1, max=2_147_483_647, metavar="N", help="The pull request.")],
    service: Annotated[
        str | None, typer.Option("--service", metavar="NAME", help="Of which service, where several have that number.")
    ] = None,
    gitops: Gitops = None,
    platform: Platform = None,
    offline: Offline = None,
    only_print: Annotated[bool, typer.Option("--print", help="Print the URL, and open nothing.")] = False,
) -> int:
    """Open a preview in the browser; in a pipe: print its URL.

    In a GitOps checkout, or with --gitops, a preview that is published. Elsewhere that of the nearest preview.yaml.
    """
    is_published = gitops is not None or os.path.isdir("previews")
    found = _published(number, service, gitops, platform, offline=bool(offline)) if is_published else None
    url = found if found is not None else _planned(number, service, platform, offline)
    if isinstance(url, int):
        return url
    if only_print or not sys.stdout.isatty():
        typer.echo(url)
        return 0
    return _opened(url)


def _published(
    number: int, service: str | None, gitops: str | None, platform: str | None, *, offline: bool
) -> str | int:
    from previewctl.dashboard.reading import shown_previews

    root = checkout_at(gitops)
    loaded = platform_for(root, platform, offline=offline)
    if isinstance(loaded, list):
        print_findings(Inputs(diagnostics=loaded), FindingsFormat.FULL, sys.stderr, Color.AUTO)
        return exit_code(loaded)
    found = [
        preview
        for preview in shown_previews(root, loaded)
        if preview.pull_request == number and service in (None, preview.service)
    ]
    if not found:
        raise UsageError(
            f"no preview of pull request {number} is published here", hint="`previewctl list` shows those that are"
        )
    if len(found) > 1:
        names = ", ".join(preview.service for preview in found)
        raise UsageError(
            f"several services have a preview of pull request {number}: {names}", hint="name one: `--service NAME`"
        )
    if not found[0].url:
        raise UsageError(
            f"the record of {found[0].name} names no URL of the previews' domain", hint="publish the preview again"
        )
    return found[0].url


def _planned(number: int, service: str | None, platform: str | None, offline: bool | None) -> str | int:
    """What the URL is, whether it is published or not."""
    reader = Reader(PullRequestOptions(number, "", LOCAL_SHA))
    inputs = reader.read(find_previews(None), PlatformOptions(platform, offline))
    if has_errors(inputs.diagnostics):
        print_findings(inputs, FindingsFormat.FULL, sys.stderr, Color.AUTO)
        return exit_code(inputs.diagnostics)
    environment = inputs.planned[0].environment
    if service not in (None, environment.service):
        raise UsageError(
            f"the preview.yaml here is of `{environment.service}`", hint="name a GitOps checkout: `--gitops DIR`"
        )
    if inputs.platform is None or inputs.platform.document is None:
        raise UsageError(
            "without a platform.yaml nobody knows the previews' domain", hint="name one: `--platform FILE|GIT-URL`"
        )
    if environment.endpoint is None:
        raise UsageError(
            f"`{environment.service}` has no endpoint", hint="its processes do not listen: give one a `port`"
        )
    return environment.endpoint.url


def _opened(url: str) -> int:
    import webbrowser

    if not webbrowser.open(url):
        print("note: there is no browser to open it in", file=sys.stderr)
        typer.echo(url)
    return 0
