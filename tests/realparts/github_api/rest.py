"""The routes of the REST API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from tests.realparts.github_api import deployments, git_data, issues
from tests.realparts.github_api.git_data import NOT_FOUND
from tests.realparts.github_api.permissions import refused

if TYPE_CHECKING:
    from tests.realparts.github_api.git_data import Answer
    from tests.realparts.github_api.model import Store, Token

DEFAULT_PAGE = 30
LARGEST_PAGE = 100


def answer(store: Store, base: str, token: Token, method: str, path: str, query: dict[str, str], body: Any) -> Answer:
    """Status, JSON body and extra headers for one request. `base` is the server's URL, for links to further pages."""
    match path.removeprefix("/api/v3").strip("/").split("/"):
        case ["app", "installations", _, "access_tokens"] if method == "POST":
            return 201, {"token": "invented", "expires_at": "2999-01-01T00:00:00Z"}, {}
        case ["orgs" | "users", owner, "installation"] if owner in store.installations:
            return 200, {"id": store.installations[owner]}, {}
        case ["rate_limit"]:
            return 200, {"resources": {}}, {}
        case ["repos", owner, name, *rest] if store.exists(repo := f"{owner}/{name}"):
            if problem := refused(token, method, rest):
                return problem
            found = _repository(store, repo, token, method, rest, query, body)
            if isinstance(found, list):
                return _page(found, base + path, query)
            return found
    return NOT_FOUND


def _repository(
    store: Store, repo: str, token: Token, method: str, rest: list[str], query: dict[str, str], body: Any
) -> Answer | list[Any]:
    match [method, *rest]:
        case ["GET"]:
            return 200, {"full_name": repo}, {}
        case ["GET", "pulls"]:
            return _pulls(store, repo, query)
        case ["GET", "pulls", number]:
            pull = store.find_pull(repo, number)
            return (200, pull.as_json(), {}) if pull else NOT_FOUND
        case ["GET", "pulls", number, "commits"]:
            pull = store.find_pull(repo, number)
            return [{"sha": c.sha, "commit": {"message": c.message}} for c in pull.commits] if pull else NOT_FOUND
        case [_, "issues", *below]:
            return _issues(store, repo, token, method, below, body)
        case [_, "deployments" | "statuses" | "commits" | "environments", *_]:
            return _deployments(store, repo, method, rest, query, body)
        case ["GET", "git", "trees", tree_id]:
            return git_data.tree(store, repo, tree_id, query)
        case ["GET", "git", "blobs", blob_id]:
            return git_data.blob(store, repo, blob_id)
        case ["GET", "contents", *parts]:
            return git_data.contents(store, repo, "/".join(parts), query.get("ref", ""))
    return NOT_FOUND


def _issues(store: Store, repo: str, token: Token, method: str, below: list[str], body: Any) -> Answer | list[Any]:
    match [method, *below]:
        case ["GET", number, "comments"] if store.find_pull(repo, number):
            return [comment.as_json() for comment in issues.comments_of(store, repo, number)]
        case ["POST", number, "comments"]:
            return issues.create_comment(store, repo, number, token.login, body)
        case ["PATCH", "comments", comment]:
            return issues.edit_comment(store, repo, comment, body)
        case ["DELETE", "comments", comment]:
            return issues.delete_comment(store, repo, comment)
        case ["GET", number, "events"] if pull := store.find_pull(repo, number):
            return issues.events_of(pull)
        case ["GET", number, "labels"] if pull := store.find_pull(repo, number):
            return [{"name": name} for name in pull.labels]
        case ["POST", number, "labels"]:
            return issues.add_labels(store, repo, number, body)
        case ["DELETE", number, "labels", label]:
            return issues.remove_label(store, repo, number, label)
    return NOT_FOUND


def _deployments(
    store: Store, repo: str, method: str, rest: list[str], query: dict[str, str], body: Any
) -> Answer | list[Any]:
    match [method, *rest]:
        case ["GET", "deployments"]:
            return deployments.listed(store, repo, query)
        case ["POST", "deployments"]:
            return deployments.create_deployment(store, repo, body)
        case ["GET", "deployments", number, "statuses"] if found := deployments.find(store, repo, number):
            return [status.as_json() for status in reversed(found.statuses)]
        case ["POST", "deployments", number, "statuses"]:
            return deployments.create_status(store, repo, number, body)
        case ["DELETE", "deployments", number]:
            return deployments.delete_deployment(store, repo, number)
        case ["POST", "statuses", sha]:
            return deployments.create_commit_status(store, repo, sha, body)
        case ["GET", "commits", sha, "status"]:
            return 200, {"statuses": [s.as_json() for s in store.statuses.get((repo, sha), [])]}, {}
        case ["GET", "environments"]:
            return 200, {"environments": [{"name": n} for n in sorted(store.environments.get(repo, set()))]}, {}
        case ["DELETE", "environments", name] if name in store.environments.get(repo, set()):
            store.environments[repo].remove(name)
            return 204, None, {}
    return NOT_FOUND


def _pulls(store: Store, repo: str, query: dict[str, str]) -> list[Any]:
    state = query.get("state", "open")
    listed = [p for p in store.pulls if p.repo == repo and state in {"all", p.state}]
    listed.sort(key=lambda pull: pull.number, reverse=query.get("direction", "desc") == "desc")
    return [pull.as_json() for pull in listed]


def _page(items: list[Any], url: str, query: dict[str, str]) -> Answer:
    size = min(int(query.get("per_page", DEFAULT_PAGE)), LARGEST_PAGE)
    page = int(query.get("page", 1))
    headers = {}
    if page * size < len(items):
        headers["Link"] = f'<{url}?{urlencode({**query, "page": page + 1})}>; rel="next"'
    return 200, items[(page - 1) * size : page * size], headers
