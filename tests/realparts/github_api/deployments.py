"""Deployments, their statuses, environments and the statuses of commits.

Written from https://docs.github.com/en/rest/deployments and https://docs.github.com/en/rest/commits/statuses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.realparts.github_api.git_data import NOT_FOUND
from tests.realparts.github_api.model import CommitStatus, Deployment, DeploymentStatus, Store

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.realparts.github_api.git_data import Answer

STATES = frozenset({"error", "failure", "inactive", "in_progress", "queued", "pending", "success"})
COMMIT_STATES = frozenset({"error", "failure", "pending", "success"})
LONGEST_DESCRIPTION = 140
MOST_STATUSES = 1000


def invalid(message: str) -> Answer:
    """A value that GitHub refuses."""
    return 422, {"message": "Validation Failed", "errors": [{"message": message}]}, {}


def create_deployment(store: Store, repo: str, body: Mapping[str, Any]) -> Answer:
    """POST deployments: merges the base and waits for checks unless told otherwise, as GitHub does."""
    sha = str(body.get("ref", ""))
    if not store.knows_commit(repo, sha):
        return invalid(f"No ref found for: {sha}")
    if body.get("auto_merge", True):
        return 202, {"message": "Auto-merged main into the branch on deployment."}, {}
    contexts = body.get("required_contexts")
    latest = {status.context: status.state for status in store.statuses.get((repo, sha), [])}
    wanted = latest if contexts is None else dict.fromkeys(contexts, "")
    if any(latest.get(context) != "success" for context in wanted):
        return 409, {"message": "Conflict: Commit status checks failed for the ref."}, {}
    if len(str(body.get("description") or "")) > LONGEST_DESCRIPTION:
        return invalid("description is too long (maximum is 140 characters)")
    environment = str(body.get("environment", "production"))
    deployment = Deployment(
        id=store.next_id(),
        repo=repo,
        sha=sha,
        task=str(body.get("task", "deploy")),
        environment=environment,
        description=str(body.get("description") or ""),
        payload=body.get("payload", {}),
        transient=bool(body.get("transient_environment", False)),
        production=bool(body.get("production_environment", environment == "production")),
        created=store.now(),
    )
    store.deployments.append(deployment)
    store.environments.setdefault(repo, set()).add(environment)
    return 201, deployment.as_json(), {}


def create_status(store: Store, repo: str, number: str, body: Mapping[str, Any]) -> Answer:
    """POST deployments/{id}/statuses: with `auto_inactive`, which is on by default, a success retires the environment's others."""
    deployment = find(store, repo, number)
    if deployment is None:
        return NOT_FOUND
    if body.get("state") not in STATES:
        return invalid("state is not included in the list")
    if len(str(body.get("description") or "")) > LONGEST_DESCRIPTION:
        return invalid("description is too long (maximum is 140 characters)")
    status = DeploymentStatus(
        id=store.next_id(),
        state=body["state"],
        environment_url=str(body.get("environment_url") or ""),
        log_url=str(body.get("log_url") or body.get("target_url") or ""),
        description=str(body.get("description") or ""),
    )
    deployment.statuses.append(status)
    if body.get("auto_inactive", True) and status.state == "success":
        for other in store.deployments:
            same = other.repo == repo and other.environment == deployment.environment
            if (
                other is not deployment
                and same
                and not other.transient
                and not other.production
                and other.state == "success"
            ):
                other.statuses.append(DeploymentStatus(id=store.next_id(), state="inactive"))
    return 201, status.as_json(), {}


def find(store: Store, repo: str, number: str) -> Deployment | None:
    """A deployment by its id."""
    return next((d for d in store.deployments if d.repo == repo and str(d.id) == number), None)


def listed(store: Store, repo: str, query: Mapping[str, str]) -> list[dict[str, Any]]:
    """GET deployments, newest first, filtered by what the query names."""
    filters = {key: query[key] for key in ("environment", "task", "sha", "ref") if key in query}
    found = [d.as_json() for d in store.deployments if d.repo == repo]
    return [item for item in reversed(found) if all(item[key] == value for key, value in filters.items())]


def delete_deployment(store: Store, repo: str, number: str) -> Answer:
    """DELETE deployments/{id}: an active one only where there is no other."""
    deployment = find(store, repo, number)
    if deployment is None:
        return NOT_FOUND
    others = [d for d in store.deployments if d.repo == repo and d is not deployment]
    if deployment.state != "inactive" and others:
        return 422, {"message": "We cannot delete an active deployment unless it is the only deployment."}, {}
    store.deployments.remove(deployment)
    return 204, None, {}


def create_commit_status(store: Store, repo: str, sha: str, body: Mapping[str, Any]) -> Answer:
    """POST statuses/{sha}: at most a thousand for each context."""
    if not store.knows_commit(repo, sha):
        return invalid(f"No commit found for SHA: {sha}")
    if body.get("state") not in COMMIT_STATES:
        return invalid("state is not included in the list")
    if len(str(body.get("description") or "")) > LONGEST_DESCRIPTION:
        return invalid("description is too long (maximum is 140 characters)")
    kept = store.statuses.setdefault((repo, sha), [])
    context = str(body.get("context", "default"))
    if sum(status.context == context for status in kept) >= MOST_STATUSES:
        return invalid("This SHA and context has reached the maximum number of statuses.")
    status = CommitStatus(
        id=store.next_id(),
        state=body["state"],
        context=context,
        description=str(body.get("description") or ""),
        target_url=str(body.get("target_url") or ""),
    )
    kept.append(status)
    return 201, status.as_json(), {}
