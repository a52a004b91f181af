"""The workflows of an organisation with every kind of registry, and what GitHub's events say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from previewctl.compilation import LoadedPlatform, load_platform
from previewctl.render.workflow_views import AppView, GitOpsView, ServiceView, gitops_view
from previewctl.render.workflows import app_workflows, gitops_workflows, seed_workflows

if TYPE_CHECKING:
    from previewctl.render.tree import FileTree

ROOT = Path(__file__).parents[2]
VERSION = "1.2.3"
SHA = "0123456789abcdef0123456789abcdef01234567"
SERVICES = (
    ServiceView("orders-api", "preview.yaml", ".", "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/orders-api"),
    ServiceView("orders-web", "web/preview.yaml", "web", "ghcr.io/acme/orders-web"),
    ServiceView("orders-docs", "docs/preview.yaml", ".", "registry.acme.dev/orders-docs"),
)


def gitops() -> GitOpsView:
    """The GitOps repository of the example."""
    platform = load_platform(str(ROOT / "examples" / "shop" / "platform.yaml"))
    assert isinstance(platform, LoadedPlatform)
    found = gitops_view(platform.spec)
    assert found is not None
    return found


def app(label: str = "preview") -> AppView:
    """A repository with three services."""
    return AppView(SERVICES, label)


def emitted() -> dict[str, FileTree]:
    """By the kind of repository, and for an app by its mode, all that previewctl writes."""
    return {
        "app-pull": app_workflows(app(), gitops(), version=VERSION),
        "app-push": app_workflows(app(), gitops(), push=True, version=VERSION),
        "gitops": gitops_workflows(gitops()._replace(seeds="seed-data"), version=VERSION),
        "seed": seed_workflows("ghcr.io/acme/seeds", version=VERSION),
    }


FILES = {f"{kind}/{path}": content for kind, tree in emitted().items() for path, content in tree.items()}
"""The same, by kind and path."""


def pull_request(action: str = "synchronize", **changes: Any) -> dict[str, Any]:
    """The contexts of an event of the pull request 42 of acme/orders-api.

    `labels`, `label` (the one that the event is about), `state`, `head` (the repository of the branch) and `attempt`
    can be said.
    """
    repository = "acme/orders-api"
    event: dict[str, Any] = {
        "action": action,
        "number": 42,
        "repository": {"name": "orders-api", "private": True},
        "pull_request": {
            "state": changes.get("state", "closed" if action == "closed" else "open"),
            "labels": [{"name": name} for name in changes.get("labels", ["preview"])],
            "head": {"sha": changes.get("sha", SHA), "repo": {"full_name": changes.get("head", repository)}},
        },
    }
    if "label" in changes:
        event["label"] = {"name": changes["label"]}
    github = {
        "event": event,
        "event_name": "pull_request",
        "repository": repository,
        "run_id": 7,
        "run_attempt": str(changes.get("attempt", 1)),
        "head_ref": changes.get("branch", "feature/refunds"),
        "token": "workflow-token",
    }
    return {"github": github}


def dispatched(inputs: dict[str, Any], attempt: int = 1) -> dict[str, Any]:
    """The contexts of a workflow of the GitOps repository that somebody has started."""
    github = {
        "event": {"repository": {"name": "gitops"}},
        "event_name": "workflow_dispatch",
        "repository": "acme/gitops",
        "run_attempt": str(attempt),
        "run_id": 8,
    }
    return {"github": github, "inputs": inputs}
