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


class Happening(NamedTuple):
    """Something that somebody did to a pull request.

    `kind` is `commit`, `push`, `comment`, `review`, `label` or `reopened`. The time of a commit is what its author's clock
    said, unless GitHub has seen it earlier; all others are GitHub's. `account` is GitHub's type of the actor, such as `User`
    or `Bot`.
    """

    kind: str
    at: datetime
    actor: str
    account: str = "User"


class LabelledPullRequest(NamedTuple):
    """An open pull request with the label, and what happened to it, in no order.

    `missing` names what GitHub did not say. `unread_before`: there is more, all of it from before that time. `comments` are the
    texts of previewctl's own, one for each service.
    """

    repository: str
    number: int
    author: str
    title: str
    labels: tuple[str, ...]
    fork: bool
    head_sha: str
    opened_at: datetime | None
    happenings: tuple[Happening, ...]
    missing: tuple[str, ...] = ()
    unread_before: datetime | None = None
    comments: tuple[str, ...] = ()


class Labelled(NamedTuple):
    """The open pull requests of a repository that have the label, and the time by GitHub's clock; None where it said none."""

    pull_requests: tuple[LabelledPullRequest, ...]
    now: datetime | None


class Activities(Protocol):
    """Reads what happened to pull requests."""

    def labelled(self, repository: str, label: str) -> Labelled:
        """All that are open and labelled; RemoteError when GitHub does not say."""
        ...


class LabelHistory(Protocol):
    """Reads what became of a pull request's labels. It raises RemoteError when GitHub does not say."""

    def unlabelled_at(self, repository: str, number: int, label: str) -> datetime | None:
        """When a label was last taken off, in UTC; None where there is no such event: it was never on, or is too old."""
        ...


class SecretDescription(NamedTuple):
    """What a store says about a secret without its value. `deleted`: it is scheduled for deletion, and cannot be read.

    `has_value`: it has a current version. `keys` are those that its tag `previewctl/keys` names, None without the tag.
    """

    name: str
    deleted: bool = False
    has_value: bool = True
    keys: frozenset[str] | None = None


class SecretContent(NamedTuple):
    """What is known of a secret's value once it was looked at: never the value itself.

    `keys` are the names at the top of its JSON object, None where it is none; `found` are those of the keys that were
    asked for which External Secrets would find, nested ones included.
    """

    keys: frozenset[str] | None
    found: frozenset[str] = frozenset()


class SecretDenied(NamedTuple):
    """The store does not say anything about this secret to these credentials; `reason` is its own short code."""

    reason: str


class SecretStore(Protocol):
    """Looks at secrets. Every method raises RemoteError when the store cannot be asked at all."""

    def describe(self, name: str) -> SecretDescription | SecretDenied | None:
        """What is known of a secret without reading it; None where there is none of this name."""
        ...

    def contents(self, wanted: Mapping[str, frozenset[str]]) -> Mapping[str, SecretContent | SecretDenied]:
        """The keys of secrets that exist: by name, with the keys that are of interest in each."""
        ...
