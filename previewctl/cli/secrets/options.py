"""What the commands about secrets share: their options, the plans that they read, and the store that they ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from previewctl.cli.inputs import Inputs, PlatformOptions, PullRequestOptions, Reader
from previewctl.diagnostics.model import Severity
from previewctl.plan.facts import LOCAL_SHA

if TYPE_CHECKING:
    from previewctl.ports import SecretStore
    from previewctl.spec.platform import PlatformSpec

Region = Annotated[
    str | None,
    typer.Option(
        "--region",
        metavar="REGION",
        help="The region of the secrets. Without it: `secrets.region` in platform.yaml, else that of the environment.",
    ),
]
Keys = Annotated[
    bool,
    typer.Option("--keys", help="Read the secrets for the names of their keys. No value is kept, printed or logged."),
]


def planned(paths: list[str] | None, platform: str | None, offline: bool | None, *, pull_request: int = 0) -> Inputs:
    """The plans of preview.yaml files. Of the findings only errors are left: the others are for `lint` to report.

    A file with errors has no plan: nobody asks for a secret that its service may not read.
    """
    reader = Reader(PullRequestOptions(pull_request, "", LOCAL_SHA), keep_documents=True)
    inputs = reader.read(paths, PlatformOptions(platform, offline))
    inputs.diagnostics = [item for item in inputs.diagnostics if item.severity is Severity.ERROR]
    return inputs


def region_of(region: str | None, platform: PlatformSpec | None) -> str | None:
    """The region to ask in; None leaves it to the environment."""
    return region or (platform.secrets.region if platform else None)


def store_in(region: str | None) -> tuple[SecretStore, str]:
    """The store, and what it is called in messages."""
    from previewctl.integrations.aws_secrets import SecretsManager

    store = SecretsManager(region)
    return store, f"AWS Secrets Manager in {store.region}"
