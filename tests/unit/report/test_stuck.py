"""What holds a preview up is said in words, with what to do."""

from __future__ import annotations

from typing import Any

import pytest

from previewctl.integrations.cluster_view import ClusterView
from previewctl.report.readiness import judge
from previewctl.report.stuck import reasons_of
from tests.unit.report.applications import IMAGE, NOW, SHA, application, container, event, node, pod, result

RUNNING: dict[str, Any] = application(phase="Running", health="Progressing")
ROUTE = {"kind": "HTTPRoute", "metadata": {"name": "web"}}


def said(*objects: dict[str, Any], events: tuple[dict[str, Any], ...] = (), nodes: tuple[dict[str, Any], ...] = (), app: dict[str, Any] = RUNNING) -> list[tuple[str, str, str]]:  # fmt: skip
    return [(r.object, r.what, r.next) for r in reasons_of(ClusterView(app, objects, events, nodes))]


def job(name: str, reason: str, message: str) -> dict[str, Any]:
    condition = {"type": "Failed", "status": "True", "reason": reason, "message": message}
    return {"kind": "Job", "metadata": {"name": name}, "status": {"conditions": [condition]}}


@pytest.mark.parametrize(
    ("item", "subject", "what", "step"),
    [
        (
            pod(container("ImagePullBackOff", 'Back-off pulling image "x"')),
            "Pod web-5d8f-abcde",
            f"the image {IMAGE} of `web` is missing or cannot be pulled",
            "look at the build that pushes it",
        ),
        (pod(container("InvalidImageName", "x")), "Pod web-5d8f-abcde", "cannot be pulled (InvalidImageName", "look at the build"),
        (
            pod(container("CreateContainerConfigError", 'secret "orders-api" not found')),
            "Pod web-5d8f-abcde",
            '`web` lacks a Secret or a ConfigMap: secret "orders-api" not found',
            "previewctl secrets check",
        ),
        (
            pod(container("CrashLoopBackOff", "back-off 40s", last={"reason": "Error", "exitCode": 3})),
            "Pod web-5d8f-abcde",
            "ends again and again, last with exit code 3",
            "kubectl -n pv-orders-api-5 logs web-5d8f-abcde -c web --previous",
        ),
        (
            pod(container("CrashLoopBackOff", "", last={"reason": "OOMKilled", "exitCode": 137})),
            "Pod web-5d8f-abcde",
            "needs more memory than it may have",
            "raise its memory in `resources`",
        ),
        (pod(container()), "Pod web-5d8f-abcde", "`web` runs and is not ready", "check `health` and `port`"),
        (
            pod(conditions=[{"type": "PodScheduled", "status": "False", "message": "0/3 nodes are available"}]),
            "Pod web-5d8f-abcde",
            "no node takes it: 0/3 nodes are available",
            "`spot: preferred`",
        ),
        (
            pod(initContainerStatuses=[container("ImagePullBackOff", "", name="seed")]),
            "Pod web-5d8f-abcde",
            "of `seed` is missing",
            "look at the build",
        ),
        (
            job("migrate", "BackoffLimitExceeded", "Job has reached the specified backoff limit"),
            "Job migrate",
            "a migration has failed (BackoffLimitExceeded: Job has reached",
            "kubectl -n pv-orders-api-5 logs job/migrate --all-containers",
        ),
        (job("seed-mongodb", "DeadlineExceeded", ""), "Job seed-mongodb", "the seed data could not be loaded", "logs job/seed-mongodb"),
        (
            {
                "kind": "ExternalSecret",
                "metadata": {"name": "sentry"},
                "status": {"conditions": [{"type": "Ready", "status": "False", "message": "could not get secret data"}]},
            },
            "ExternalSecret sentry",
            "the secret is not synced: could not get secret data",
            "previewctl secrets check",
        ),
        (ROUTE, "HTTPRoute web", "no Gateway has taken it", "check `endpoint` in platform.yaml"),
        (
            ROUTE
            | {
                "status": {
                    "parents": [
                        {"conditions": [{"type": "Accepted", "status": "False", "reason": "NotAllowedByListeners", "message": "no"}]}
                    ]
                }
            },
            "HTTPRoute web",
            "the Gateway does not take it: NotAllowedByListeners: no",
            "the namespaces that it admits",
        ),
        ({"kind": "Ingress", "metadata": {"name": "web"}, "status": {}}, "Ingress web", "it has no address yet", "its controller"),
        (
            {"kind": "PersistentVolumeClaim", "metadata": {"name": "pg"}, "status": {"phase": "Lost"}},
            "PersistentVolumeClaim pg",
            "its volume is lost",
            "previewctl reset",
        ),
    ],
)  # fmt: skip
def test_an_object_says_what_is_wrong(item: dict[str, Any], subject: str, what: str, step: str) -> None:
    ((found_subject, found_what, found_step),) = said(item)
    assert found_subject == subject
    assert what in found_what
    assert step in found_step


def test_a_used_up_quota_is_said_by_an_event_alone() -> None:
    message = 'pods "web-1" is forbidden: exceeded quota: preview, requested: pods=1, used: pods=12, limited: pods=12'
    ((subject, what, step),) = said(events=(event("FailedCreate", message),))
    assert subject == "ReplicaSet web-5d8f"
    assert "the namespace's quota is used up" in what
    assert "ask for less in `resources`" in step


@pytest.mark.parametrize(
    ("one", "what"),
    [
        (node("Pod", "web-5d8f-abcde", "Degraded", f'Back-off pulling image "{IMAGE}"', "ImagePullBackOff"), f"the image {IMAGE}"),
        (node("Pod", "web-5d8f-abcde", "Progressing", "0/3 nodes are available: 3 Insufficient cpu."), "no node takes it: 0/3"),
        (node("Job", "migrate", "Degraded", "Job has reached the specified backoff limit"), "a migration has failed"),
        (node("ExternalSecret", "sentry", "Degraded", "access denied"), "the secret is not synced: access denied"),
        (node("HTTPRoute", "web", "Progressing"), "it is Progressing: it has no address yet"),
    ],
)  # fmt: skip
def test_argo_cds_tree_says_the_same(one: dict[str, Any], what: str) -> None:
    ((_, found, _),) = said(nodes=(one,))
    assert what in found


def test_a_healthy_preview_has_nothing_to_say() -> None:
    ready = {"name": "web", "image": IMAGE, "ready": True, "started": True, "state": {"running": {}}}
    assert said(pod(ready), nodes=(node("Pod", "web", "Healthy"),), app=application()) == []


def test_what_could_not_be_applied_is_named() -> None:
    app = application(
        phase="Failed", results=(result("Deployment", "web", status="SyncFailed", message="field is immutable"),)
    )
    ((subject, what, step),) = said(app=app)
    assert (subject, what) == ("Deployment web", "it cannot be applied: field is immutable")
    assert "previewctl verify" in step


def test_a_failed_hook_counts_once_whoever_reports_it() -> None:
    app = application(phase="Failed", results=(result("Job", "migrate", hookPhase="Failed", message="exit 1"),))
    reasons = judge(ClusterView(app, (job("migrate", "BackoffLimitExceeded", "no"),)), SHA, NOW).reasons
    assert [item.object for item in reasons] == ["Job migrate"]


def test_conditions_of_the_application_are_explained() -> None:
    app = application(
        sync="Unknown", conditions=(("ComparisonError", "kustomize build failed"), ("OrphanedResourceWarning", "x"))
    )
    ((_, what, step),) = said(app=app)
    assert what == "ComparisonError: kustomize build failed"
    assert "previewctl verify" in step


def test_a_failure_that_nobody_explains_repeats_argo_cds_words() -> None:
    (reason,) = judge(ClusterView(application(phase="Failed", message="boom")), SHA, NOW).reasons
    assert (reason.what, reason.next) == ("boom", "look at it in Argo CD, then push a fix")


def test_words_of_the_cluster_cannot_break_the_terminal() -> None:
    ((_, what, _),) = said(events=(event("FailedCreate", "exceeded quota \x1b[31m\n::error::x"),))
    assert "\x1b" not in what
    assert "\n" not in what


def test_there_are_at_most_ten_reasons() -> None:
    pods = [pod(container("ErrImagePull", "x"), name=f"web-{number}") for number in range(30)]
    assert len(said(*pods)) == 10
