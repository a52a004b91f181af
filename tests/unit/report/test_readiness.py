"""Ready means: the wanted commit, synced by a sync of its own that succeeded, and healthy."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from previewctl.integrations.cluster_view import ClusterView
from previewctl.report.readiness import Phase, judge, progress
from tests.unit.report.applications import NOW, OLD, OLD_TREE, SHA, TREE, application, node, resource, result


def verdict(**changes: Any) -> tuple[str, str]:
    found = judge(ClusterView(application(**changes)), SHA, NOW)
    return found.phase.value, found.summary


def test_synced_and_healthy_at_the_commit_is_ready() -> None:
    assert verdict() == ("ready", "it is synced and healthy")


@pytest.mark.parametrize(
    ("changes", "phase", "summary"),
    [
        ({"sha": OLD}, "waiting", "Argo CD still has bbbbbbbbbbbb, not aaaaaaaaaaaa"),
        ({"sha": ""}, "waiting", "Argo CD still has no commit, not aaaaaaaaaaaa"),
        ({"deleting": True}, "waiting", "an earlier preview of this pull request is still being deleted"),
        ({"phase": None}, "waiting", "its sync has not begun"),
        ({"operation_path": OLD_TREE}, "waiting", "its sync has not begun"),
        ({"phase": "Running", "operation_path": OLD_TREE}, "waiting", "the sync of an earlier commit is still to end"),
        ({"phase": "Failed", "operation_path": OLD_TREE}, "waiting", "its sync has not begun"),
        ({"phase": "Running", "message": "waiting for hook Job/migrate"}, "waiting", "waiting for hook Job/migrate"),
        ({"phase": "Terminating", "message": ""}, "waiting", "its sync is running"),
        ({"phase": "Failed", "message": "one or more tasks failed"}, "failed", "its sync has failed: one or more tasks failed"),
        ({"phase": "Error", "message": ""}, "failed", "its sync has failed: Error"),
        ({"sync": "OutOfSync"}, "waiting", "it is OutOfSync, not Synced"),
        ({"compared": OLD_TREE}, "waiting", "Argo CD has not compared it with this commit yet"),
        ({"health": "Progressing"}, "waiting", "it is synced and Progressing"),
        ({"health": "Missing"}, "waiting", "it is synced and Missing"),
        ({"health": "Suspended"}, "waiting", "it is synced and Suspended"),
        ({"health": "Degraded"}, "failed", "it was synced, and does not get healthy"),
        ({"health": "Degraded", "since": "2026-11-27T11:59:45Z"}, "waiting", "it is synced and Degraded"),
        ({"health": "Degraded", "since": ""}, "failed", "it was synced, and does not get healthy"),
        ({"images": (f"registry.example.com/orders-api:{OLD}", "postgres:17")}, "waiting", "no pod has the image of this commit yet"),
        ({"images": ()}, "ready", "it is synced and healthy"),
        ({"images": (f"r/x:{SHA}@sha256:{'0' * 64}",)}, "ready", "it is synced and healthy"),
    ],
)  # fmt: skip
def test_everything_else_is_not(changes: dict[str, Any], phase: str, summary: str) -> None:
    assert verdict(**changes) == (phase, summary)


@pytest.mark.parametrize("sync", ["Synced", "OutOfSync", "Unknown"])
@pytest.mark.parametrize("health", ["Healthy", "Degraded", "Progressing"])
def test_a_failed_operation_is_a_failure_whatever_else_is_said(sync: str, health: str) -> None:
    assert verdict(phase="Failed", sync=sync, health=health)[0] == "failed"


def test_without_an_application_nothing_is_known_yet() -> None:
    found = judge(ClusterView(None), SHA, NOW)
    assert (found.phase, found.summary) == (Phase.WAITING, "Argo CD has no Application for it yet")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2)
    | st.dictionaries(st.sampled_from(["status", "health", "sync", "operationState", "resources", "kind", "phase", "conditions"]), inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


@given(_JSON.filter(lambda item: item is None or isinstance(item, dict)), _JSON, _JSON)
def test_objects_of_any_form_are_judged_and_none_is_ready(item: Any, other: Any, third: Any) -> None:
    objects = tuple(one for one in (other, third) if isinstance(one, dict))
    view = ClusterView(item, objects, objects, objects)
    assert judge(view, SHA, NOW).phase is not Phase.READY
    progress(view)


def test_progress_counts_each_wave_and_names_what_is_open() -> None:
    found = progress(
        ClusterView(
            application(
                phase="Running",
                resources=(
                    resource("Namespace", "pv-orders-api-5", -50),
                    resource("Deployment", "postgres", -20, "Healthy"),
                    resource("Deployment", "redis", -20, "Progressing"),
                    resource("Job", "migrate", -5, None, hook=True),
                    resource("Deployment", "web", 0, None, status="OutOfSync"),
                ),
            )
        )
    )
    assert [(item.wave, item.done, item.total, item.open) for item in found] == [
        (-50, 1, 1, ()),
        (-20, 1, 2, ("Deployment redis",)),
        (-5, 0, 1, ("Job migrate",)),
        (0, 0, 1, ("Deployment web",)),
    ]


def test_health_that_the_application_leaves_out_comes_from_hooks_objects_and_the_tree() -> None:
    view = ClusterView(
        application(
            resources=(
                resource("Job", "migrate", -5, None, hook=True),
                resource("Deployment", "web", 0),
                resource("HTTPRoute", "web", 0),
            ),
            results=(result("Job", "migrate", hookPhase="Succeeded", hookType="Sync"),),
        ),
        objects=({"kind": "Deployment", "metadata": {"name": "web"}, "spec": {"replicas": 1}, "status": {}},),
        nodes=(node("HTTPRoute", "web", "Progressing"),),
    )
    assert [item.open for item in progress(view)] == [(), ("Deployment web", "HTTPRoute web")]
    assert TREE in str(view.application)
