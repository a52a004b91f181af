"""The GraphQL API: the used part of GitHub's schema, executed by graphql-core."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import graphql

from tests.realparts.github_api import issues
from tests.realparts.github_api.model import stamp
from tests.realparts.github_api.permissions import allows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.realparts.github_api.model import Comment, Deployment, PullRequest, Store, Token

_STATES = {"inactive": "INACTIVE", "success": "ACTIVE", "in_progress": "IN_PROGRESS"}
_MOST_NODES = 100


class Refused(Exception):  # noqa: N818 - it becomes an error of the answer
    """An error of a field, with GitHub's type."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@cache
def schema() -> graphql.GraphQLSchema:
    """The schema beside this module."""
    built = graphql.build_schema(Path(__file__).with_name("schema.graphql").read_text(encoding="utf-8"))
    for name in ("Actor", "Node", "GitObject", "PullRequestTimelineItems"):
        built.type_map[name].resolve_type = lambda value, *_: value["__typename"]  # type: ignore[attr-defined]
    return built


@lru_cache(maxsize=64)
def _document(query: str) -> graphql.DocumentNode | list[graphql.GraphQLError]:
    """A query that fits the schema, or why it does not."""
    try:
        document = graphql.parse(query)
    except graphql.GraphQLSyntaxError as error:
        return [error]
    return graphql.validate(schema(), document) or document


def answer(store: Store, token: Token, body: Any) -> tuple[int, Any, dict[str, str]]:
    """The answer to a query: status 200 whatever the fields say, as GitHub does."""
    root = _Root(store, token)
    document = _document(str(body.get("query", "")))
    if isinstance(document, list):
        return 200, {"errors": [{"message": error.message} for error in document]}, {}
    result = graphql.execute_sync(
        schema(),
        document,
        root_value={"repository": root.repository, "nodes": root.nodes, "viewer": root.viewer, "rateLimit": None},
        variable_values=body.get("variables") or {},
    )
    answered: dict[str, Any] = {"data": result.data}
    if result.errors:
        answered["errors"] = [
            {"type": getattr(error.original_error, "kind", ""), "path": error.path, "message": error.message}
            for error in result.errors
        ]
    return 200, answered, {}


def _actor(login: str) -> dict[str, str]:
    bot = login.endswith("[bot]")
    return {"__typename": "Bot" if bot else "User", "id": login, "login": login.removesuffix("[bot]")}


class _Root:
    def __init__(self, store: Store, token: Token) -> None:
        self.store = store
        self.token = token

    def need(self, *names: str) -> None:
        if not allows(self.token, names, "read"):
            raise Refused("FORBIDDEN", "Resource not accessible by integration")

    def viewer(self, _info: Any) -> dict[str, str]:
        return {"id": self.token.login, "login": self.token.login}

    def repository(self, _info: Any, owner: str, name: str, **_rest: Any) -> dict[str, Any]:
        repo = f"{owner}/{name}"
        if not self.store.exists(repo):
            raise Refused("NOT_FOUND", f"Could not resolve to a Repository with the name '{repo}'.")

        def pull_request(_info: Any, number: int) -> dict[str, Any]:
            self.need("pull_requests")
            pull = self.store.find_pull(repo, number)
            if pull is None:
                raise Refused("NOT_FOUND", f"Could not resolve to a PullRequest with the number of {number}.")
            return self.pull(pull)

        def pull_requests(_info: Any, **arguments: Any) -> dict[str, Any]:
            self.need("pull_requests")
            return self.pulls(repo, **arguments)

        def git_object(_info: Any, oid: str | None = None, expression: str | None = None) -> dict[str, Any] | None:
            self.need("contents")
            sha = oid or expression or ""
            return self.commit(repo, sha, "") if self.store.knows_commit(repo, sha) else None

        return {
            "id": repo,
            "nameWithOwner": repo,
            "pullRequest": pull_request,
            "pullRequests": pull_requests,
            "object": git_object,
        }

    def pulls(self, repo: str, **wanted: Any) -> dict[str, Any]:
        states, labels, order = wanted.get("states"), wanted.get("labels"), wanted.get("orderBy") or {}
        found = [
            pull
            for pull in self.store.pulls
            if pull.repo == repo
            and (states is None or _state(pull) in states)
            and (labels is None or set(labels) & set(pull.labels))
        ]
        found.sort(key=lambda pull: pull.number, reverse=order.get("direction") == "DESC")
        # The cursor names the last one seen, so that nobody falls between two pages.
        if after := wanted.get("after"):
            descending = order.get("direction") == "DESC"
            found = [p for p in found if (p.number < int(after) if descending else p.number > int(after))]
        page = found[: min(wanted.get("first") or _MOST_NODES, _MOST_NODES)]
        info = {
            "hasNextPage": len(page) < len(found),
            "hasPreviousPage": bool(after),
            "endCursor": str(page[-1].number) if page else None,
        }
        return {"nodes": [self.pull(pull) for pull in page], "pageInfo": info, "totalCount": len(found)}

    def pull(self, pull: PullRequest) -> dict[str, Any]:
        store = self.store

        def comments(_info: Any, **window: Any) -> dict[str, Any]:
            self.need("issues", "pull_requests")
            return _window([self.comment(c) for c in issues.comments_of(store, pull.repo, pull.number)], **window)

        head = [] if any(c.sha == pull.sha for c in pull.commits) else [(pull.sha, "A change")]

        def commits(_info: Any, **window: Any) -> dict[str, Any]:
            # Not said in so many words; a commit is content elsewhere, so the stand-in asks for it here, too.
            self.need("contents")
            known = [(c.sha, c.message) for c in pull.commits] + head
            return _window([{"commit": self.commit(pull.repo, sha, message)} for sha, message in known], **window)

        return {
            "__typename": "PullRequest",
            "id": f"PR_{pull.repo}_{pull.number}",
            "number": pull.number,
            "title": pull.title,
            "isDraft": pull.draft,
            "isCrossRepository": (pull.head_repo or pull.repo) != pull.repo,
            "state": _state(pull),
            "merged": pull.merged,
            "closed": pull.state != "open",
            "url": pull.url,
            "headRefName": pull.branch,
            "baseRefName": pull.base,
            "headRefOid": pull.sha,
            "headRepository": {"nameWithOwner": pull.head_repo or pull.repo},
            "author": _actor(pull.author + ("[bot]" if pull.author_is_bot else "")),
            "createdAt": stamp(pull.created),
            "labels": _plain([{"name": name} for name in pull.labels]),
            "comments": comments,
            "reviews": _plain(
                [
                    {"author": _actor(r.author + ("[bot]" if r.bot else "")), "submittedAt": stamp(r.submitted)}
                    for r in pull.reviews
                ]
            ),
            "commits": commits,
            "timelineItems": _plain(
                [
                    {
                        "__typename": "LabeledEvent",
                        "label": {"name": name},
                        "createdAt": stamp(at),
                        "actor": _actor(actor[0] if actor else pull.author),
                    }
                    for name, at, *actor in pull.labelled
                ]
            ),
        }

    def comment(self, comment: Comment) -> dict[str, Any]:
        return {
            "id": f"IC_{comment.id}",
            "databaseId": comment.id,
            "fullDatabaseId": str(comment.id),
            "author": _actor(comment.author),
            "body": comment.body,
            "createdAt": stamp(comment.created),
            "updatedAt": stamp(comment.updated),
            "viewerDidAuthor": comment.author == self.token.login,
            "url": comment.as_json()["html_url"],
        }

    def commit(self, repo: str, sha: str, message: str) -> dict[str, Any]:
        known = next((c for p in self.store.pulls if p.repo == repo for c in p.commits if c.sha == sha), None)

        def status(_info: Any) -> dict[str, Any] | None:
            self.need("statuses")
            latest = {s.context: s for s in self.store.statuses.get((repo, sha), [])}
            if not latest:
                return None
            contexts = {
                name: {
                    "id": f"SC_{s.id}",
                    "context": name,
                    "state": s.state.upper(),
                    "description": s.description,
                    "targetUrl": s.target_url or None,
                    "createdAt": stamp(self.store.now()),
                }
                for name, s in latest.items()
            }
            return {
                "state": "PENDING",
                "context": lambda _info, name: contexts.get(name),
                "contexts": list(contexts.values()),
            }

        from tests.realparts.github_api.model import EPOCH

        return {
            "__typename": "Commit",
            "id": f"C_{sha}",
            "oid": sha,
            "message": known.message if known else message,
            "committedDate": stamp(known.committed if known else EPOCH),
            "author": {
                "name": known.author if known else "dev",
                "email": "dev@example.com",
                "user": {"login": known.author if known else "dev"},
            },
            "checkSuites": _plain(
                [{"id": f"CS_{sha}", "createdAt": stamp(known.seen)}] if known and known.seen else []
            ),
            "status": status,
        }

    def nodes(self, _info: Any, ids: list[str]) -> list[Any]:
        self.need("deployments")
        if len(ids) > _MOST_NODES:
            raise Refused("ARGUMENT_LIMIT", "You may not provide more than 100 node ids")
        known = {f"DE_{item.id}": item for item in self.store.deployments}
        return [_deployment(known[one]) if one in known else None for one in ids]


def _deployment(deployment: Deployment) -> dict[str, Any]:
    last = deployment.statuses[-1] if deployment.statuses else None
    return {
        "__typename": "Deployment",
        "id": f"DE_{deployment.id}",
        "databaseId": deployment.id,
        "task": deployment.task,
        "environment": deployment.environment,
        "commitOid": deployment.sha,
        "state": _STATES.get(deployment.state, deployment.state.upper()),
        "latestStatus": last
        and {
            "state": last.state.upper(),
            "description": last.description or None,
            "environmentUrl": last.environment_url or None,
            "logUrl": last.log_url or None,
        },
    }


def _state(pull: PullRequest) -> str:
    return "MERGED" if pull.merged else pull.state.upper()


def _plain(items: list[Any]) -> Callable[..., dict[str, Any]]:
    return lambda _info, **window: _window(items, **window)


def _window(items: Sequence[Any], **window: Any) -> dict[str, Any]:
    """The part of a list that `first` and `after`, or `last` and `before`, ask for."""
    first, last = window.get("first"), window.get("last")
    if (first is None) == (last is None) or (first or last or 0) > _MOST_NODES:
        raise Refused("MISSING_PAGINATION_BOUNDARIES", "You must provide a `first` or `last` value of at most 100.")
    if first is not None:
        start = int(window.get("after") or 0)
        end = min(start + first, len(items))
    else:
        end = int(window["before"]) - 1 if window.get("before") else len(items)
        start = max(end - (last or 0), 0)
    info = {
        "hasNextPage": end < len(items),
        "hasPreviousPage": start > 0,
        "startCursor": str(start + 1) if end > start else None,
        "endCursor": str(end) if end > start else None,
    }
    return {"nodes": list(items[start:end]), "pageInfo": info, "totalCount": len(items)}
