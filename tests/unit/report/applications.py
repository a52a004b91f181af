"""Applications and objects of a namespace, shaped as Argo CD 3.6 and Kubernetes write them."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from typing import Any

SHA = "a" * 40
OLD = "b" * 40
TREE = "previews/orders-api/pr-5/0123456789ab"
OLD_TREE = "previews/orders-api/pr-5/ba9876543210"
NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
NAMESPACE = "pv-orders-api-5"
IMAGE = f"registry.example.com/orders-api:{SHA}"


def source(path: str = TREE) -> dict[str, Any]:
    return {"repoURL": "https://github.com/acme/gitops.git", "path": path, "targetRevision": "previews"}


def resource(kind: str, name: str, wave: int, health: str | None = None, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": kind, "name": name, "namespace": NAMESPACE, "version": "v1", "status": "Synced"}
    return found | {"syncWave": wave} | ({"health": {"status": health}} if health else {}) | more


def application(  # noqa: PLR0913 - each is a field of the object
    *,
    sha: str = SHA,
    path: str = TREE,
    phase: str | None = "Succeeded",
    operation_path: str = TREE,
    message: str = "successfully synced (all tasks run)",
    sync: str = "Synced",
    compared: str = TREE,
    health: str = "Healthy",
    since: str = "2026-11-27T11:50:00Z",
    images: tuple[str, ...] = (IMAGE,),
    conditions: tuple[tuple[str, str], ...] = (),
    results: tuple[dict[str, Any], ...] = (),
    resources: tuple[dict[str, Any], ...] = (),
    deleting: bool = False,
) -> dict[str, Any]:
    """An Application; ready unless something else is asked for."""
    status: dict[str, Any] = {
        "sync": {
            "status": sync,
            "comparedTo": {
                "source": source(compared),
                "destination": {"server": "https://kubernetes.default.svc", "namespace": NAMESPACE},
            },
        },
        "health": {"status": health, "lastTransitionTime": since},
        "summary": {"images": list(images)},
        "resources": list(resources),
        "resourceHealthSource": "appTree",
        "conditions": [
            {"type": kind, "message": text, "lastTransitionTime": "2026-11-27T11:50:00Z"} for kind, text in conditions
        ],
    }
    if phase is not None:
        status["operationState"] = {
            "operation": {"sync": {"source": source(operation_path)}, "retry": {"limit": 1}},
            "phase": phase,
            "message": message,
            "startedAt": "2026-11-27T11:50:00Z",
            "syncResult": {"revision": "c" * 40, "source": source(operation_path), "resources": list(results)},
        }
    metadata: dict[str, Any] = {
        "name": "pv-orders-api-5",
        "namespace": "argocd",
        "annotations": {"previewctl.dev/head-sha": sha},
    }
    if deleting:
        metadata["deletionTimestamp"] = "2026-11-27T11:59:00Z"
    return copy.deepcopy(
        {
            "apiVersion": "argoproj.io/v1alpha1",
            "kind": "Application",
            "metadata": metadata,
            "spec": {
                "project": "previews",
                "destination": {"server": "https://kubernetes.default.svc", "namespace": NAMESPACE},
                "source": source(path),
            },
            "status": status,
        }
    )


def result(kind: str, name: str, **more: Any) -> dict[str, Any]:
    base = {"group": "", "version": "v1", "kind": kind, "namespace": NAMESPACE, "name": name}
    return base | more


def pod(*statuses: dict[str, Any], name: str = "web-5d8f-abcde", **status: Any) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": NAMESPACE},
        "status": {"containerStatuses": list(statuses), **status},
    }


def container(
    reason: str = "", message: str = "", *, name: str = "web", last: dict[str, Any] | None = None
) -> dict[str, Any]:
    state = (
        {"waiting": {"reason": reason, "message": message}}
        if reason
        else {"running": {"startedAt": "2026-11-27T11:59:00Z"}}
    )
    base = {"name": name, "image": IMAGE, "ready": False, "started": True, "state": state}
    return base | ({"lastState": {"terminated": last}} if last else {})


def event(reason: str, message: str, kind: str = "ReplicaSet", name: str = "web-5d8f") -> dict[str, Any]:
    return {"kind": "Event", "reason": reason, "message": message, "involvedObject": {"kind": kind, "name": name}}


def node(kind: str, name: str, health: str, message: str = "", reason: str = "") -> dict[str, Any]:
    info = [{"name": "Status Reason", "value": reason}] if reason else []
    found = {"kind": kind, "name": name, "namespace": NAMESPACE, "health": {"status": health, "message": message}}
    return found | {"info": info}
