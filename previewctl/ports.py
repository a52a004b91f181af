"""What previewctl asks of systems outside. Their adapters stand in `integrations`; tests bring their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


class RemotePullRequest(NamedTuple):
    """A pull request as GitHub has it now. `fork`: its branch is in another repository, or in one that is gone."""

    repository: str
    number: int
    open: bool
    merged: bool
    draft: bool
    fork: bool
    author: str
    title: str
    branch: str
    base: str
    head_sha: str
    labels: tuple[str, ...]
    url: str


class PullRequests(Protocol):
    """Reads pull requests, and files at a commit. Every method raises RemoteError when GitHub does not say."""

    def pull_request(self, repository: str, number: int) -> RemotePullRequest | None:
        """One pull request; None only where it is proven gone: its number answers 404 while the repository answers 200."""
        ...

    def open_pull_requests(self, repository: str) -> tuple[RemotePullRequest, ...]:
        """All open ones, newest number first, whatever their labels."""
        ...

    def file(self, repository: str, sha: str, path: str) -> bytes | None:
        """The content of a regular file at a commit; None where there is none."""
        ...

    def blobs(self, repository: str, sha: str) -> Mapping[str, str]:
        """The blob ids of all regular files at a commit, by path."""
        ...


class LabelHistory(Protocol):
    """Reads what became of a pull request's labels. It raises RemoteError when GitHub does not say."""

    def unlabelled_at(self, repository: str, number: int, label: str) -> datetime | None:
        """When a label was last taken off, in UTC; None where there is no such event: it was never on, or is too old."""
        ...
