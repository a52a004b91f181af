"""Reads what happened to labelled pull requests: one GraphQL query for every 25 of them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from previewctl.errors import RemoteError
from previewctl.ports import Happening, Labelled, LabelledPullRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

PAGE = 25
_MOST_PAGES = 80
_MARK = "<!-- previewctl:"
"""What each comment of previewctl's own has in it."""

_QUERY = """
query Activity($owner: String!, $name: String!, $label: String!, $size: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequests(states: OPEN, labels: [$label], first: $size, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes {
        number title isCrossRepository headRefOid createdAt
        author { __typename login }
        labels(first: 100) { nodes { name } }
        commits(last: 40) { pageInfo { hasPreviousPage } nodes { commit { ...commit } } }
        early: comments(first: 10) { nodes { ...comment } }
        late: comments(last: 50) { pageInfo { hasPreviousPage } nodes { ...comment } }
        reviews(last: 50) { pageInfo { hasPreviousPage } nodes { submittedAt author { __typename login } } }
        timelineItems(last: 50, itemTypes: [LABELED_EVENT, REOPENED_EVENT, HEAD_REF_FORCE_PUSHED_EVENT]) { nodes {
          __typename
          ... on LabeledEvent { createdAt actor { __typename login } label { name } }
          ... on ReopenedEvent { createdAt actor { __typename login } }
          ... on HeadRefForcePushedEvent { createdAt actor { __typename login } }
        } }
      }
    }
  }
}
fragment commit on Commit {
  committedDate
  author { name email user { login } }
  checkSuites(first: 3) { nodes { createdAt } }
  status { contexts { createdAt } }
}
fragment comment on IssueComment { id createdAt viewerDidAuthor body author { __typename login } }
"""
"""Edits are not asked for: they are no activity."""


def labelled(
    query: Callable[[str, Mapping[str, Any]], Mapping[str, Any]],
    server_time: Callable[[], datetime | None],
    repository: str,
    label: str,
) -> Labelled:
    """The open pull requests with `label`, compared exactly: GitHub's own filter takes `Preview` for `preview`.

    `query` sends a GraphQL query, `server_time` gives GitHub's clock at the last answer. RemoteError when the answer is
    not whole.
    """
    owner, _, name = repository.partition("/")
    found: list[LabelledPullRequest] = []
    after: str | None = None
    for _ in range(_MOST_PAGES):
        data = query(_QUERY, {"owner": owner, "name": name, "label": label, "size": PAGE, "after": after})
        try:
            page = data["repository"]["pullRequests"]
            read = [as_labelled(repository, label, node) for node in page["nodes"]]
            more, after = page["pageInfo"]["hasNextPage"], page["pageInfo"]["endCursor"]
        except (KeyError, TypeError, ValueError, AttributeError):
            raise RemoteError(
                f"GitHub's answer about {repository} has another form than documented", hint="check `github.apiUrl`"
            ) from None
        found += [item for item in read if label in item.labels]
        if not more:
            return Labelled(tuple({item.number: item for item in found}.values()), server_time())
    raise RemoteError(f"{repository} has more than {_MOST_PAGES * PAGE} labelled pull requests")


def as_labelled(repository: str, label: str, node: Mapping[str, Any]) -> LabelledPullRequest:
    """One node of the answer; KeyError, TypeError or ValueError where it has another form."""
    author = node["author"] or {}
    comments = {item["id"]: item for part in ("early", "late") for item in node[part]["nodes"]}
    own = {key: item for key, item in comments.items() if item["viewerDidAuthor"] and _MARK in item["body"]}
    others = [item for key, item in comments.items() if key not in own]
    missing: list[str] = []
    happenings = [*_commits(node, missing), *_events(node, label)]
    happenings += [_by("comment", item["createdAt"], item["author"]) for item in others]
    happenings += [
        _by("review", item["submittedAt"], item["author"]) for item in node["reviews"]["nodes"] if item["submittedAt"]
    ]
    return LabelledPullRequest(
        repository=repository,
        number=int(node["number"]),
        author=str(author.get("login") or "ghost"),
        title=str(node["title"]),
        labels=tuple(str(item["name"]) for item in node["labels"]["nodes"]),
        fork=bool(node["isCrossRepository"]),
        head_sha=str(node["headRefOid"]),
        opened_at=_time(node["createdAt"]) if node["createdAt"] else None,
        happenings=tuple(happenings),
        missing=tuple(missing),
        unread_before=_unread(node),
        comments=tuple(str(item["body"]) for item in own.values()),
    )


def _commits(node: Mapping[str, Any], missing: list[str]) -> Iterator[Happening]:
    """The commits, oldest first, and when GitHub first saw a check of one: that it was pushed by then is sure.

    A commit's own date is what its author's clock said. No commit is newer than the first check of a later one.
    """
    commits = [item["commit"] for item in node["commits"]["nodes"]]
    if not commits:
        missing.append("the commits")
    bound: datetime | None = None
    for commit in reversed(commits):
        seen = _first_seen(commit)
        bound = min((time for time in (bound, seen) if time is not None), default=None)
        dated = _time(commit["committedDate"])
        yield _of_commit("commit", dated if bound is None else min(dated, bound), commit["author"])
        if seen is not None:
            yield _of_commit("push", seen, commit["author"])


def _first_seen(commit: Mapping[str, Any]) -> datetime | None:
    seen = [item["createdAt"] for item in (commit["checkSuites"] or {}).get("nodes") or ()]
    seen += [item["createdAt"] for item in (commit["status"] or {}).get("contexts") or ()]
    return min((_time(text) for text in seen if text), default=None)


def _of_commit(kind: str, at: datetime, author: Mapping[str, Any] | None) -> Happening:
    """Git knows no accounts: a program is one whose name or address says so."""
    named = author or {}
    user, name, email = named.get("user") or {}, str(named.get("name") or ""), str(named.get("email") or "")
    is_program = "[bot]" in name or "[bot]" in email
    return Happening(kind, at, str(user.get("login") or name or "ghost"), "Bot" if is_program else "User")


def _events(node: Mapping[str, Any], label: str) -> Iterator[Happening]:
    kinds = {"LabeledEvent": "label", "ReopenedEvent": "reopened", "HeadRefForcePushedEvent": "push"}
    for item in node["timelineItems"]["nodes"]:
        kind = kinds[item["__typename"]]
        if kind != "label" or item["label"]["name"] == label:
            yield _by(kind, item["createdAt"], item["actor"])


def _by(kind: str, at: str, actor: Mapping[str, Any] | None) -> Happening:
    found = actor or {"__typename": "User", "login": "ghost"}
    return Happening(kind, _time(at), str(found["login"]), str(found["__typename"]))


def _unread(node: Mapping[str, Any]) -> datetime | None:
    """The latest time before which something was not read: a program may write more comments than are read."""
    found = []
    for part, field in (("late", "createdAt"), ("reviews", "submittedAt")):
        times = [_time(item[field]) for item in node[part]["nodes"] if item[field]]
        if node[part]["pageInfo"]["hasPreviousPage"] and times:
            found.append(min(times))
    return max(found, default=None)


def _time(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a time without its zone")
    return found
