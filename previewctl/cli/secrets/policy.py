"""`previewctl secrets policy`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from previewctl.cli.gitops_checkout import Gitops
from previewctl.cli.options import Color, ColorOption, Offline, Paths, Platform
from previewctl.cli.printing import exit_code, print_findings, print_json
from previewctl.cli.secrets.options import Region, planned, region_of
from previewctl.errors import UsageError
from previewctl.reporters.findings.formats import FindingsFormat
from previewctl.secrets.policy import LARGEST, Audience, size
from previewctl.secrets.policy import policy as document_of

if TYPE_CHECKING:
    from previewctl.cli.inputs import Inputs


def policy(
    paths: Paths = None,
    services: Annotated[
        str | None, typer.Option("--services", metavar="NAMES", help="Only these, separated by commas.")
    ] = None,
    gitops: Gitops = None,
    account: Annotated[
        str | None, typer.Option("--account", metavar="ID", help="The account of the secrets, 12 digits.")
    ] = None,
    region: Region = None,
    audience: Annotated[
        Audience, typer.Option("--for", help="The store's role, or the role of `secrets check`; `keys`: with --keys.")
    ] = Audience.STORE,
    platform: Platform = None,
    offline: Offline = None,
    color: ColorOption = Color.AUTO,
) -> int:
    """Print the smallest IAM policy for exactly the secrets that these preview.yaml files name, as JSON.

    With --gitops: those that the published previews name.
    """
    from previewctl.secrets.references import names, references

    if account is not None and not (account.isascii() and account.isdigit() and len(account) == 12):
        raise UsageError(f"`{account}` is no AWS account", hint="pass its 12 digits")
    inputs = planned(paths, platform, offline) if gitops is None else _published(gitops, platform)
    if inputs.diagnostics:
        print_findings(inputs, FindingsFormat.FULL, sys.stderr, color)
        return exit_code(inputs.diagnostics)
    known = {item.environment.service for item in inputs.planned}
    wanted = set(services.split(",")) if services is not None else known
    if wanted - known:
        raise UsageError(
            f"there is no preview.yaml here of {', '.join(sorted(wanted - known))}",
            hint=f"there is: {', '.join(sorted(known)) or 'none'}",
        )
    chosen = [item.environment for item in inputs.planned if item.environment.service in wanted]
    found = names(reference for environment in chosen for reference in references(environment))
    if not found:
        print("no secrets of a store are named, so there is nothing to allow", file=sys.stderr)
        return 0
    where = region_of(region, inputs.platform.spec if inputs.platform else None)
    document = document_of(found, account or "*", where or "*", audience)
    print_json(document)
    _warn(account, where, size(document))
    return 0


def _published(gitops: str, platform: str | None) -> Inputs:
    from previewctl.cli.gitops_checkout import checkout_at
    from previewctl.cli.inputs import PlatformOptions
    from previewctl.cli.published import published

    return published(checkout_at(gitops), PlatformOptions(platform))


def _warn(account: str | None, region: str | None, characters: int) -> None:
    for value, option in ((account, "--account"), (region, "--region")):
        if value is None:
            print(f"warning: without {option} the policy is about every {option.removeprefix('--')}", file=sys.stderr)
    if characters > LARGEST:
        print(
            f"warning: {characters} characters are more than the {LARGEST} of one managed policy: split it by --services",
            file=sys.stderr,
        )
