"""Reads and writes what a report consists of on GitHub: deployments, their statuses, one comment, a commit status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from previewctl.integrations.github.failures import GitHubError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from previewctl.integrations.github.transport import Transport

ENVIRONMENT = "preview"
"""One for all previews: an environment of its own could only be removed with the permission to administrate."""

_SEEN = """
query($owner: String!, $name: String!, $number: Int!, $context: String!, $ids: [ID!]!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      state headRefOid title headRefName url
      commits(last: 20) {
        nodes { commit { oid message status { context(name: $context) { state targetUrl description } } } }
      }
      comments(first: 100, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes { url viewerDidAuthor body author { login } }
      }
    }
  }
  nodes(ids: $ids) {
    ... on Deployment { commitOid state latestStatus { state environmentUrl logUrl description } }
  }
}
"""
_RETIRED = frozenset({"INACTIVE", "DESTROYED", "ABANDONED"})
_MOST_PAGES = 50
_MOST_DEPLOYMENTS = 100


class Comment(NamedTuple):
    """A comment on the pull request. `ours`: this very identity wrote it."""

    id: int
    ours: bool
    author: str
    body: str


class Status(NamedTuple):
    """A status of a deployment or of a commit, with GitHub's lower-case state."""

    state: str
    url: str = ""
    log_url: str = ""
    description: str = ""


class Deployment(NamedTuple):
    """A deployment of the preview; `status` is its latest, None where it has none yet."""

    id: int
    sha: str
    retired: bool
    status: Status | None


class Seen(NamedTuple):
    """What GitHub has of a preview. `messages` are those of the last commits, newest last; deployments come oldest first.

    `commit_status` is that of the head.
    """

    open: bool
    head_sha: str
    title: str
    branch: str
    messages: tuple[str, ...]
    comments: tuple[Comment, ...]
    deployments: tuple[Deployment, ...]
    commit_status: Status | None
    url: str = ""


class Place(NamedTuple):
    """Which preview is asked about: `task` marks its deployments, `context` its commit statuses."""

    repository: str
    number: int
    task: str
    context: str


def read(transport: Transport, place: Place) -> Seen:
    """Everything there is, with two requests in the usual case. GitHubError 404 where the pull request is gone."""
    listed = list(
        transport.listed(
            f"/repos/{place.repository}/deployments", {"environment": ENVIRONMENT, "task": place.task, "per_page": 100}
        )
    )
    try:
        numbers = {str(item["node_id"]): int(item["id"]) for item in listed}
        ids = list(numbers)
        seen = _ask(transport, place, ids[:_MOST_DEPLOYMENTS], numbers)
        for rest in range(_MOST_DEPLOYMENTS, len(ids), _MOST_DEPLOYMENTS):
            more = _ask(transport, place, ids[rest : rest + _MOST_DEPLOYMENTS], numbers)
            seen = seen._replace(deployments=seen.deployments + more.deployments)
    except (KeyError, TypeError, AttributeError, ValueError):
        raise GitHubError(
            f"GitHub's answer about {place.repository}#{place.number} has another form than documented",
            hint="check `github.apiUrl`",
        ) from None
    return seen._replace(deployments=tuple(sorted(seen.deployments, key=lambda item: item.id)))


def _ask(transport: Transport, place: Place, ids: Sequence[str], numbers: Mapping[str, int]) -> Seen:
    owner, _, name = place.repository.partition("/")
    variables: dict[str, Any] = {
        "owner": owner,
        "name": name,
        "number": place.number,
        "context": place.context,
        "ids": list(ids),
        "after": None,
    }
    data = transport.graphql(_SEEN, variables)
    pull = data["repository"]["pullRequest"]
    comments = [_comment(node) for node in pull["comments"]["nodes"] if node]
    page, pages = pull["comments"]["pageInfo"], 1
    while page["hasNextPage"] and pages < _MOST_PAGES:
        variables |= {"after": page["endCursor"], "ids": []}
        found = transport.graphql(_SEEN, variables)["repository"]["pullRequest"]["comments"]
        comments += [_comment(node) for node in found["nodes"] if node]
        page, pages = found["pageInfo"], pages + 1
    commits = [node["commit"] for node in pull["commits"]["nodes"] if node]
    of_head = next((commit["status"] for commit in commits if commit["oid"] == pull["headRefOid"]), None)
    status = (of_head or {}).get("context")
    return Seen(
        open=pull["state"] == "OPEN",
        head_sha=str(pull["headRefOid"]),
        title=str(pull["title"]),
        branch=str(pull["headRefName"]),
        messages=tuple(str(commit["message"]) for commit in commits),
        comments=tuple(comments),
        deployments=tuple(
            # In the order of the ids, which an older object may have in two forms.
            _deployment(numbers[one], node)
            for one, node in zip(ids, data["nodes"], strict=True)
            if node
        ),
        commit_status=_status(status, "targetUrl") if status else None,
        url=str(pull["url"]),
    )


def _comment(node: Any) -> Comment:
    author = (node["author"] or {}).get("login") or "ghost"
    # GraphQL's `databaseId` has 32 bits, which the ids have outgrown.
    number = str(node["url"]).rpartition("#issuecomment-")[2]
    return Comment(int(number), bool(node["viewerDidAuthor"]), str(author), str(node["body"]))


def _deployment(number: int, node: Any) -> Deployment:
    latest = node["latestStatus"]
    state = (latest or {}).get("state") or node["state"]
    status = _status(latest, "environmentUrl") if latest else None
    return Deployment(number, str(node["commitOid"]), state in _RETIRED, status)


def _status(node: Any, url: str) -> Status:
    return Status(str(node["state"]).lower(), node[url] or "", node.get("logUrl") or "", node.get("description") or "")


class Writer:
    """Writes for one preview at a commit; each method is one request."""

    def __init__(self, transport: Transport, place: Place, sha: str) -> None:
        self._transport = transport
        self._place = place
        self._sha = sha
        self._root = f"/repos/{place.repository}"

    def create_deployment(self, description: str, payload: dict[str, Any]) -> int:
        """A deployment of the commit, without merging and without waiting for checks. Its id; 0 in a dry run."""
        body = {
            "ref": self._sha,
            "task": self._place.task,
            "environment": ENVIRONMENT,
            "auto_merge": False,
            "required_contexts": [],
            "transient_environment": False,
            "production_environment": False,
            "description": description,
            "payload": payload,
        }
        made = self._transport.write("POST", f"{self._root}/deployments", body)
        number = made.get("id", 0 if self._transport.dry_run else None) if isinstance(made, dict) else None
        if not isinstance(number, int):
            raise GitHubError("GitHub made no deployment, and does not say why", applied=None)
        return number

    def deployment_status(self, deployment: int, status: Status) -> None:
        """A status of a deployment; those of other previews in the environment stay as they are."""
        body = {
            "state": status.state,
            "description": status.description,
            "auto_inactive": False,
            "environment_url": status.url,
            "log_url": status.log_url,
        }
        sent = {key: value for key, value in body.items() if value != ""}
        try:
            self._transport.write("POST", f"{self._root}/deployments/{deployment}/statuses", sent)
        except GitHubError as error:
            if error.status != 404 or status.state != "inactive":
                raise  # to retire one that somebody has deleted is done

    def create_comment(self, body: str) -> None:
        """A comment on the pull request."""
        self._transport.write("POST", f"{self._root}/issues/{self._place.number}/comments", {"body": body})

    def edit_comment(self, comment: int, body: str) -> None:
        """Another text for a comment."""
        self._transport.write("PATCH", f"{self._root}/issues/comments/{comment}", {"body": body})

    def delete_comment(self, comment: int) -> None:
        """Deletes a comment; one that is gone already counts."""
        try:
            self._transport.write("DELETE", f"{self._root}/issues/comments/{comment}")
        except GitHubError as error:
            if error.status != 404:
                raise

    def commit_status(self, status: Status) -> None:
        """The status of the commit under the place's context."""
        body = {"state": status.state, "context": self._place.context, "description": status.description}
        sent = {**body, "target_url": status.url} if status.url else body
        self._transport.write("POST", f"{self._root}/statuses/{self._sha}", sent)
