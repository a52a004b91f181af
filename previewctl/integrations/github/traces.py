"""What previewctl has left on pull requests: deployments that are not retired, and comments that say a preview is there."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from previewctl.errors import RemoteError
from previewctl.integrations.github.reporting import ENVIRONMENT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from previewctl.integrations.github.transport import Transport

MOST_PULL_REQUESTS = 100
MOST_DEPLOYMENTS = 500
_PAGE = 25
_NODES = 100
_RETIRED = frozenset({"INACTIVE", "DESTROYED", "ABANDONED"})
_COMMENTS = """
query Comments($owner: String!, $name: String!, $size: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequests(first: $size, after: $after, orderBy: {field: UPDATED_AT, direction: DESC}) {
      pageInfo { hasNextPage endCursor }
      nodes {
        number state headRefOid
        labels(first: 100) { nodes { name } }
        comments(first: 30) { nodes { viewerDidAuthor body } }
      }
    }
  }
}
"""
_DEPLOYMENTS = "query Deployments($ids: [ID!]!) { nodes(ids: $ids) { ... on Deployment { task state } } }"


class Trace(NamedTuple):
    """A pull request that was updated lately: its state in GitHub's words, its labels, and the texts of our comments."""

    number: int
    state: str
    head_sha: str
    labels: tuple[str, ...]
    comments: tuple[str, ...]


def recent(transport: Transport, repository: str) -> list[Trace]:
    """The pull requests that were updated last, whatever their state, at most MOST_PULL_REQUESTS."""
    owner, _, name = repository.partition("/")
    found: list[Trace] = []
    after: str | None = None
    while len(found) < MOST_PULL_REQUESTS:
        variables = {"owner": owner, "name": name, "size": _PAGE, "after": after}
        try:
            page = transport.graphql(_COMMENTS, variables)["repository"]["pullRequests"]
            found += [_trace(node) for node in page["nodes"]]
            if not page["pageInfo"]["hasNextPage"]:
                break
            after = page["pageInfo"]["endCursor"]
        except (KeyError, TypeError, ValueError) as error:
            raise _strange(repository) from error
    return found


def standing_tasks(transport: Transport, repository: str) -> list[str]:
    """The tasks of the deployments that are not retired, of the newest MOST_DEPLOYMENTS."""
    listed = transport.listed(f"/repos/{repository}/deployments", {"environment": ENVIRONMENT, "per_page": 100})
    try:
        ids = [str(item["node_id"]) for item in islice(listed, MOST_DEPLOYMENTS)]
        return list(dict.fromkeys(_standing(transport, ids)))
    except (KeyError, TypeError) as error:
        raise _strange(repository) from error


def _standing(transport: Transport, ids: list[str]) -> Iterator[str]:
    for start in range(0, len(ids), _NODES):
        for node in transport.graphql(_DEPLOYMENTS, {"ids": ids[start : start + _NODES]})["nodes"]:
            if node and node["state"] not in _RETIRED:
                yield str(node["task"])


def _trace(node: Mapping[str, Any]) -> Trace:
    return Trace(
        number=int(node["number"]),
        state=str(node["state"]),
        head_sha=str(node["headRefOid"]),
        labels=tuple(str(item["name"]) for item in node["labels"]["nodes"]),
        comments=tuple(str(item["body"]) for item in node["comments"]["nodes"] if item["viewerDidAuthor"]),
    )


def _strange(repository: str) -> RemoteError:
    return RemoteError(
        f"GitHub's answer about {repository} has another form than documented", hint="check `github.apiUrl`"
    )
