"""Comments and labels, which pull requests have as issues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.realparts.github_api.deployments import invalid
from tests.realparts.github_api.git_data import NOT_FOUND
from tests.realparts.github_api.model import Comment, PullRequest, Store, stamp

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.realparts.github_api.git_data import Answer

LONGEST_BODY = 65_536


def comments_of(store: Store, repo: str, number: str | int) -> list[Comment]:
    """The comments of a pull request, oldest first."""
    return [c for c in store.comments if c.repo == repo and str(c.number) == str(number)]


def events_of(pull: PullRequest) -> list[Any]:
    """GET issues/{number}/events: what became of its labels, oldest first."""
    found = [("labeled", *item) for item in pull.labelled] + [("unlabeled", *item) for item in pull.unlabelled]
    return [
        {"event": event, "label": {"name": name}, "created_at": stamp(at)}
        for event, name, at in sorted(found, key=lambda item: item[2])
    ]


def create_comment(store: Store, repo: str, number: str, login: str, body: Mapping[str, Any]) -> Answer:
    """POST issues/{number}/comments."""
    if store.find_pull(repo, number) is None:
        return NOT_FOUND
    if problem := _refused(body):
        return problem
    now = store.now()
    comment = Comment(
        id=store.next_id(), repo=repo, number=int(number), author=login, body=body["body"], created=now, updated=now
    )
    store.comments.append(comment)
    return 201, comment.as_json(), {}


def edit_comment(store: Store, repo: str, comment_id: str, body: Mapping[str, Any]) -> Answer:
    """PATCH issues/comments/{id}."""
    comment = find_comment(store, repo, comment_id)
    if comment is None:
        return NOT_FOUND
    if problem := _refused(body):
        return problem
    comment.body, comment.updated = body["body"], store.now()
    return 200, comment.as_json(), {}


def delete_comment(store: Store, repo: str, comment_id: str) -> Answer:
    """DELETE issues/comments/{id}."""
    comment = find_comment(store, repo, comment_id)
    if comment is None:
        return NOT_FOUND
    store.comments.remove(comment)
    return 204, None, {}


def find_comment(store: Store, repo: str, comment_id: str) -> Comment | None:
    """A comment by its id."""
    return next((c for c in store.comments if c.repo == repo and str(c.id) == comment_id), None)


def add_labels(store: Store, repo: str, number: str, body: Any) -> Answer:
    """POST issues/{number}/labels."""
    pull = store.find_pull(repo, number)
    if pull is None:
        return NOT_FOUND
    names = body.get("labels", []) if isinstance(body, dict) else body
    for name in names:
        if name not in pull.labels:
            pull.labels.append(name)
            pull.labelled.append((name, store.now()))
    return 200, [{"name": name} for name in pull.labels], {}


def remove_label(store: Store, repo: str, number: str, label: str) -> Answer:
    """DELETE issues/{number}/labels/{name}."""
    pull = store.find_pull(repo, number)
    if pull is None or label not in pull.labels:
        return 404, {"message": "Label does not exist"}, {}
    pull.labels.remove(label)
    return 200, [{"name": name} for name in pull.labels], {}


def _refused(body: Mapping[str, Any]) -> Answer | None:
    text = body.get("body")
    if not isinstance(text, str) or not text:
        return invalid("body can't be blank")
    if len(text) > LONGEST_BODY:
        return invalid("body is too long (maximum is 65536 characters)")
    return None
