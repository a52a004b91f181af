"""What the stand-in for GitHub keeps."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

SHA = "0123456789abcdef0123456789abcdef01234567"
EPOCH = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
ROOT = "https://github.example"


def stamp(moment: datetime) -> str:
    """A date and time as GitHub writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(kw_only=True)
class Commit:
    """A commit of a pull request; `seen` is when a check of it first ran, None where none did."""

    sha: str = SHA
    message: str = "A change"
    committed: datetime = EPOCH
    author: str = "dev"
    seen: datetime | None = None


@dataclass(kw_only=True)
class Review:
    """A review. `bot`: its author is one."""

    author: str
    submitted: datetime
    bot: bool = False


@dataclass(kw_only=True)
class PullRequest:
    """One pull request, as its repository lists it. `head_repo` differs from `repo` where it comes from a fork.

    `commits` are the last ones, the head not among them unless a test puts it there; `labelled` says when a label was applied,
    and by whom if not by the author; `unlabelled` when one was taken off.
    """

    number: int
    repo: str = "acme/shop"
    labels: list[str] = field(default_factory=list)
    branch: str = "feature"
    sha: str = SHA
    base: str = "main"
    title: str = "A change"
    author: str = "dev"
    state: str = "open"
    draft: bool = False
    head_repo: str | None = None
    merged: bool = False
    author_is_bot: bool = False
    created: datetime = EPOCH
    commits: list[Commit] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    labelled: list[tuple[str, datetime] | tuple[str, datetime, str]] = field(default_factory=list)
    unlabelled: list[tuple[str, datetime]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The parts of GitHub's answer that its clients read."""
        return {
            "number": self.number,
            "state": self.state,
            "title": self.title,
            "draft": self.draft,
            "merged": self.merged,
            "html_url": self.url,
            "created_at": stamp(self.created),
            "user": {"login": self.author, "type": "Bot" if self.author_is_bot else "User"},
            "labels": [{"name": name} for name in self.labels],
            "head": {"ref": self.branch, "sha": self.sha, "repo": {"full_name": self.head_repo or self.repo}},
            "base": {"ref": self.base, "repo": {"full_name": self.repo}},
        }

    @property
    def url(self) -> str:
        """Its page."""
        return f"{ROOT}/{self.repo}/pull/{self.number}"


@dataclass(kw_only=True)
class Comment:
    """A comment on a pull request. `author` as the REST API writes it, with `[bot]` for a bot."""

    id: int
    repo: str
    number: int
    author: str
    body: str
    created: datetime
    updated: datetime

    def as_json(self) -> dict[str, Any]:
        """As the REST API has it."""
        return {
            "id": self.id,
            "node_id": f"IC_{self.id}",
            "body": self.body,
            "user": {"login": self.author, "type": "Bot" if self.author.endswith("[bot]") else "User"},
            "html_url": f"{ROOT}/{self.repo}/pull/{self.number}#issuecomment-{self.id}",
            "created_at": stamp(self.created),
            "updated_at": stamp(self.updated),
        }


@dataclass(kw_only=True)
class DeploymentStatus:
    """A status of a deployment."""

    id: int
    state: str
    environment_url: str = ""
    log_url: str = ""
    description: str = ""

    def as_json(self) -> dict[str, Any]:
        """As the REST API has it."""
        return {
            "id": self.id,
            "state": self.state,
            "environment_url": self.environment_url,
            "log_url": self.log_url,
            "target_url": self.log_url,
            "description": self.description,
        }


@dataclass(kw_only=True)
class Deployment:
    """A deployment, with its statuses in their order."""

    id: int
    repo: str
    sha: str
    task: str
    environment: str
    description: str
    payload: Any
    transient: bool
    production: bool
    created: datetime
    statuses: list[DeploymentStatus] = field(default_factory=list)

    @property
    def state(self) -> str:
        """That of its latest status; `pending` before the first one."""
        return self.statuses[-1].state if self.statuses else "pending"

    def as_json(self) -> dict[str, Any]:
        """As the REST API has it."""
        return {
            "id": self.id,
            "node_id": f"DE_{self.id}",
            "url": f"{ROOT}/api/v3/repos/{self.repo}/deployments/{self.id}",
            "sha": self.sha,
            "ref": self.sha,
            "task": self.task,
            "environment": self.environment,
            "description": self.description,
            "payload": self.payload,
            "transient_environment": self.transient,
            "production_environment": self.production,
            "created_at": stamp(self.created),
        }


@dataclass(kw_only=True)
class CommitStatus:
    """A status of a commit: the latest of a context counts."""

    id: int
    state: str
    context: str
    description: str
    target_url: str

    def as_json(self) -> dict[str, Any]:
        """As the REST API has it."""
        return {
            "id": self.id,
            "state": self.state,
            "context": self.context,
            "description": self.description,
            "target_url": self.target_url,
        }


@dataclass(frozen=True)
class Link:
    """A symbolic link in a commit."""

    target: str


@dataclass(frozen=True)
class Submodule:
    """Another repository's commit in a commit."""

    sha: str = "f" * 40


@dataclass(frozen=True)
class Token:
    """Who a token is for GitHub, and what it may. `permissions` None: everything; else `issues` → `write` and so on.

    `sso`: the organisation asks for single sign-on, at this URL.
    """

    login: str = "previewctl[bot]"
    permissions: dict[str, str] | None = None
    sso: str = ""


def git_id(kind: str, content: bytes) -> str:
    """The id of a Git object."""
    return hashlib.sha1(f"{kind} {len(content)}\0".encode() + content, usedforsecurity=False).hexdigest()


@dataclass
class Store:
    """Everything that is stored, and the clock that dates it."""

    pulls: list[PullRequest] = field(default_factory=list)
    repos: set[str] = field(default_factory=set)
    comments: list[Comment] = field(default_factory=list)
    deployments: list[Deployment] = field(default_factory=list)
    statuses: dict[tuple[str, str], list[CommitStatus]] = field(default_factory=dict)
    trees: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    blobs: dict[tuple[str, str], bytes] = field(default_factory=dict)
    environments: dict[str, set[str]] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    installations: dict[str, int] = field(default_factory=dict)
    ticks: int = 0
    last_id: int = 1000
    truncated_above: int = 100_000

    def now(self) -> datetime:
        """A second later each time it is asked; a test may put a clock of its own in its place."""
        self.ticks += 1
        return EPOCH + timedelta(days=1, seconds=self.ticks)

    def next_id(self) -> int:
        """An id that nothing else has."""
        self.last_id += 1
        return self.last_id

    def exists(self, repo: str) -> bool:
        """Whether there is such a repository."""
        return repo in self.repos or any(pull.repo == repo for pull in self.pulls)

    def find_pull(self, repo: str, number: str | int) -> PullRequest | None:
        """A pull request by its number."""
        return next((p for p in self.pulls if p.repo == repo and str(p.number) == str(number)), None)

    def knows_commit(self, repo: str, sha: str) -> bool:
        """Whether a commit is in the repository."""
        return (repo, sha) in self.trees or any(
            sha == pull.sha or any(sha == commit.sha for commit in pull.commits)
            for pull in self.pulls
            if pull.repo == repo
        )
