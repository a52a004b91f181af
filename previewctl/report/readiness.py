"""Whether a preview is ready, decided from one look at Argo CD's objects. Pure.

The fields are those of argoproj.io/v1alpha1 Application (argo-cd, pkg/apis/application/v1alpha1/types.go).
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from previewctl.integrations.cluster_view import ClusterView, at, items, texts
from previewctl.report.stuck import Reason, application_reasons, reasons_of

if TYPE_CHECKING:
    from previewctl.integrations.cluster_view import Object

SHA_ANNOTATION = "previewctl.dev/head-sha"
DEGRADED_SECONDS = 30.0
"""A rollout may be Degraded for a moment while pods of two commits change places."""


class Phase(StrEnum):
    """What a look means."""

    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"


class Verdict(NamedTuple):
    """The phase, one line that says why, and what holds it up or broke it."""

    phase: Phase
    summary: str
    reasons: tuple[Reason, ...] = ()


def judge(view: ClusterView, sha: str, now: datetime) -> Verdict:
    """What a look says about the preview at commit `sha`; `now` tells how long it has been degraded."""
    application = view.application
    if application is None:
        return _waiting(view, "Argo CD has no Application for it yet")
    if at(application, "metadata", "deletionTimestamp"):
        return _waiting(view, "an earlier preview of this pull request is still being deleted")
    annotated = texts(application, "metadata", "annotations", SHA_ANNOTATION)
    if annotated != sha:
        return _waiting(view, f"Argo CD still has {annotated[:12] or 'no commit'}, not {sha[:12]}")
    return _of_operation(view, application, sha, now)


def _of_operation(view: ClusterView, application: Object, sha: str, now: datetime) -> Verdict:
    """A failed operation is a failure whatever the sync status says: what it applied before may well be Synced."""
    wanted = texts(application, "spec", "source", "path")
    operation = at(application, "status", "operationState")
    phase, path = texts(operation, "phase"), _path(operation)
    if not phase or (path and path != wanted):
        return _waiting(
            view, "the sync of an earlier commit is still to end" if phase == "Running" else "its sync has not begun"
        )
    if phase in {"Failed", "Error"}:
        return _failed(view, f"its sync has failed: {texts(operation, 'message') or phase}")
    if phase != "Succeeded":
        return _waiting(view, texts(operation, "message") or "its sync is running")
    return _of_health(view, application, sha, now)


def _of_health(view: ClusterView, application: Object, sha: str, now: datetime) -> Verdict:
    health = texts(application, "status", "health", "status") or "Unknown"
    sync = texts(application, "status", "sync", "status") or "Unknown"
    if (
        health == "Degraded"
        and _seconds(texts(application, "status", "health", "lastTransitionTime"), now) >= DEGRADED_SECONDS
    ):
        return _failed(view, "it was synced, and does not get healthy")
    compared = texts(application, "status", "sync", "comparedTo", "source", "path")
    if compared != texts(application, "spec", "source", "path"):
        return _waiting(view, "Argo CD has not compared it with this commit yet")
    if sync != "Synced":
        return _waiting(view, f"it is {sync}, not Synced")
    if health != "Healthy":
        return _waiting(view, f"it is synced and {health}")
    images = at(application, "status", "summary", "images")
    if (
        isinstance(images, list)
        and images
        and not any(str(image).partition("@")[0].endswith(f":{sha}") for image in images)
    ):
        return _waiting(view, "no pod has the image of this commit yet")
    return Verdict(Phase.READY, "it is synced and healthy")


def _path(operation: Object | None) -> str:
    return texts(operation, "syncResult", "source", "path") or texts(operation, "operation", "sync", "source", "path")


def _waiting(view: ClusterView, summary: str) -> Verdict:
    return Verdict(Phase.WAITING, summary, reasons_of(view))


def _failed(view: ClusterView, summary: str) -> Verdict:
    return Verdict(Phase.FAILED, summary, reasons_of(view) or application_reasons(view.application, failed=True))


def _seconds(text: str, now: datetime) -> float:
    """The seconds since a time in an object; as many as it takes where it says none."""
    try:
        at_ = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        return DEGRADED_SECONDS
    return (now - at_).total_seconds()


class WaveProgress(NamedTuple):
    """How far a wave is: its number, how many of its objects are healthy or done, and those that are not."""

    wave: int
    done: int
    total: int
    open: tuple[str, ...]


def progress(view: ClusterView) -> tuple[WaveProgress, ...]:
    """The waves in their order, from the Application's resources; hooks count as done when their phase says so."""
    healths = _healths(view)
    waves: dict[int, list[tuple[str, bool]]] = {}
    for resource in items(view.application, "status", "resources"):
        key = (texts(resource, "kind"), texts(resource, "name"))
        health = texts(resource, "health", "status") or healths.get(key, "")
        hook = bool(resource.get("hook"))
        done = health in {"Healthy", "Succeeded"} or (not health and not hook and resource.get("status") == "Synced")
        wave = resource.get("syncWave")
        waves.setdefault(wave if isinstance(wave, int) else 0, []).append((f"{key[0]} {key[1]}", done))
    return tuple(
        WaveProgress(wave, sum(done for _, done in found), len(found), tuple(name for name, done in found if not done))
        for wave, found in sorted(waves.items())
    )


def _healths(view: ClusterView) -> dict[tuple[str, str], str]:
    """Health by kind and name, where the Application does not carry it itself."""
    found = {(texts(n, "kind"), texts(n, "name")): texts(n, "health", "status") for n in view.nodes}
    for result in items(view.application, "status", "operationState", "syncResult", "resources"):
        if phase := texts(result, "hookPhase"):
            found[texts(result, "kind"), texts(result, "name")] = phase
    for item in view.objects:
        key = (texts(item, "kind"), texts(item, "metadata", "name"))
        if texts(item, "kind") == "Deployment":
            wanted = at(item, "spec", "replicas")
            ready = at(item, "status", "readyReplicas") or 0
            found.setdefault(key, "Healthy" if ready >= (1 if wanted is None else wanted) else "Progressing")
    return found
