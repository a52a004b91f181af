"""Reads pull requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from previewctl.integrations.github.failures import GitHubError
from previewctl.ports import RemotePullRequest

if TYPE_CHECKING:
    from previewctl.integrations.github.transport import Transport

_OPEN = """
query($owner: String!, $name: String!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequests(states: OPEN, first: 100, after: $after, orderBy: {field: CREATED_AT, direction: DESC}) {
      pageInfo { hasNextPage endCursor }
      nodes {
        number isDraft isCrossRepository title headRefName baseRefName headRefOid url
        author { __typename login }
        labels(first: 100) { nodes { name } }
      }
    }
  }
}
"""
_MOST_PAGES = 100


def pull_request(transport: Transport, repository: str, number: int) -> RemotePullRequest | None:
    """One pull request; None where its number answers 404 and the same token lists the repository's pull requests."""
    try:
        found = transport.get(f"/repos/{repository}/pulls/{number}")
    except GitHubError as error:
        if error.status != 404:
            raise
    else:
        return as_pull_request(repository, found)
    transport.get(f"/repos/{repository}/pulls", {"state": "all", "per_page": 1})
    return None


def open_pull_requests(transport: Transport, repository: str) -> tuple[RemotePullRequest, ...]:
    """All open ones, newest first. By cursor: numbered pages lose one when another is closed between two requests."""
    owner, _, name = repository.partition("/")
    found: list[RemotePullRequest] = []
    after: str | None = None
    for _ in range(_MOST_PAGES):
        data = transport.graphql(_OPEN, {"owner": owner, "name": name, "after": after})
        page = (data.get("repository") or {}).get("pullRequests")
        if not isinstance(page, dict):
            raise _strange(repository)
        try:
            found += [_of_node(repository, node) for node in page["nodes"] if node]
            if not page["pageInfo"]["hasNextPage"]:
                return tuple(sorted(found, key=lambda item: -item.number))
            after = page["pageInfo"]["endCursor"]
        except (KeyError, TypeError, AttributeError):
            raise _strange(repository) from None
    raise GitHubError(
        f"{repository} has more than {_MOST_PAGES * 100} open pull requests", hint="that many are not read"
    )


def as_pull_request(repository: str, found: Any) -> RemotePullRequest:
    """A pull request in the form of the REST API."""
    try:
        head, base = found["head"], found["base"]
        head_repository = (head.get("repo") or {}).get("full_name")
        base_repository = (base.get("repo") or {}).get("full_name") or repository
        return RemotePullRequest(
            repository=repository,
            number=int(found["number"]),
            open=found["state"] == "open",
            merged=bool(found.get("merged") or found.get("merged_at")),
            draft=bool(found.get("draft")),
            fork=str(head_repository).lower() != str(base_repository).lower(),
            author=str((found.get("user") or {}).get("login") or "ghost"),
            title=str(found["title"]),
            branch=str(head["ref"]),
            base=str(base["ref"]),
            head_sha=str(head["sha"]),
            labels=tuple(str(label["name"]) for label in found["labels"]),
            url=str(found.get("html_url") or ""),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _strange(repository) from None


def _of_node(repository: str, node: Any) -> RemotePullRequest:
    author = node["author"] or {"__typename": "User", "login": "ghost"}
    return RemotePullRequest(
        repository=repository,
        number=int(node["number"]),
        open=True,
        merged=False,
        draft=bool(node["isDraft"]),
        fork=bool(node["isCrossRepository"]),
        # GraphQL leaves out what the REST API adds to the names of bots.
        author=str(author["login"]) + ("[bot]" if author["__typename"] == "Bot" else ""),
        title=str(node["title"]),
        branch=str(node["headRefName"]),
        base=str(node["baseRefName"]),
        head_sha=str(node["headRefOid"]),
        labels=tuple(str(label["name"]) for label in node["labels"]["nodes"]),
        url=str(node["url"]),
    )


def _strange(repository: str) -> GitHubError:
    return GitHubError(
        f"GitHub's answer about {repository} has another form than documented", hint="check `github.apiUrl`"
    )
