"""The client that commands use."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from previewctl.errors import UsageError
from previewctl.integrations.github.activity import labelled
from previewctl.integrations.github.credentials import api_url, credentials
from previewctl.integrations.github.files import Files
from previewctl.integrations.github.pulls import open_pull_requests, pull_request
from previewctl.integrations.github.transport import CLOCK, PATIENCE, Transport, sdk_missing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from previewctl.integrations.github.transport import Clock, Patience
    from previewctl.ports import Labelled, RemotePullRequest
    from previewctl.spec.platform import GitHub as PlatformGitHub

_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}")
_SHA = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


class GitHub:
    """GitHub, as `previewctl.ports.PullRequests` asks of it. Everything raises RemoteError where GitHub does not say.

    `transport` sends whatever else a command needs.
    """

    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self._files = Files(transport)

    def pull_request(self, repository: str, number: int) -> RemotePullRequest | None:
        """One pull request; None only where it is proven gone."""
        return pull_request(self.transport, checked_repository(repository), number)

    def open_pull_requests(self, repository: str) -> tuple[RemotePullRequest, ...]:
        """All open ones, newest number first."""
        return open_pull_requests(self.transport, checked_repository(repository))

    def labelled(self, repository: str, label: str) -> Labelled:
        """The open pull requests with a label and what happened to them: one query for every 25."""
        transport = self.transport
        return labelled(transport.graphql, lambda: transport.server_time, checked_repository(repository), label)

    def file(self, repository: str, sha: str, path: str) -> bytes | None:
        """The content of a regular file at a commit; None where there is none. RemoteError above 4 MiB."""
        return self._files.file(checked_repository(repository), checked_sha(sha), path)

    def blobs(self, repository: str, sha: str) -> Mapping[str, str]:
        """The blob ids of all regular files at a commit, by path."""
        return self._files.blobs(checked_repository(repository), checked_sha(sha))

    def remove_label(self, repository: str, number: int, label: str) -> bool:
        """Takes a label off a pull request; False where it was not there."""
        from urllib.parse import quote

        from previewctl.integrations.github.failures import GitHubError

        try:
            self.transport.write(
                "DELETE", f"/repos/{checked_repository(repository)}/issues/{number}/labels/{quote(label, safe='')}"
            )
        except GitHubError as error:
            if error.status != 404:
                raise
            return False
        return True


def github(
    platform: PlatformGitHub,
    environment: Mapping[str, str] | None = None,
    *,
    patience: Patience = PATIENCE,
    clock: Clock = CLOCK,
    dry_run: Callable[[str], None] | None = None,
) -> GitHub:
    """The client for `github:` of a platform.yaml, with the credentials of the environment (the process's own otherwise).

    `dry_run` gets every write as a line instead of GitHub. UsageError without credentials or without PyGithub.
    """
    variables = os.environ if environment is None else environment
    found = credentials(variables)
    try:
        import github as sdk  # noqa: F401
    except ImportError:
        raise sdk_missing() from None
    transport = Transport(api_url(platform, variables), found, patience=patience, clock=clock, dry_run=dry_run)
    transport.install(platform.organization)
    return GitHub(transport)


def checked_repository(repository: str) -> str:
    """`owner/name`, or UsageError: it becomes part of a URL."""
    if not _REPOSITORY.fullmatch(repository):
        raise UsageError(f"`{repository}` is no repository", hint="write `owner/name`")
    return repository


def checked_sha(sha: str) -> str:
    """A full SHA, or UsageError."""
    if not _SHA.fullmatch(sha):
        raise UsageError(f"`{sha}` is not a full SHA", hint="pass all 40 digits")
    return sha
