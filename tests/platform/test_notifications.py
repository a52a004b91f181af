"""The notifications, run by Argo CD's own engine: what fires in which state of a preview, and what is sent."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest

from previewctl.render.control import render_control
from previewctl.scaffold.platform_files import loaded
from tests.platform.repository import files
from tests.realparts import notifications, programs

if TYPE_CHECKING:
    from tests.realparts.programs import Object

pytestmark = pytest.mark.acceptance
READY, FAILED, GONE = "on-preview-ready", "on-preview-failed", "on-preview-gone"
TRIGGERS = (READY, FAILED, GONE)
SHA = "0123456789abcdef0123456789abcdef01234567"
TREE, EARLIER = "previews/orders-api/pr-42/0123456789ab", "previews/orders-api/pr-42/ba9876543210"


def config() -> Object:
    (found,) = programs.read_yaml(files()["cluster/argocd-notifications.yaml"].decode())
    return found


def application(**changes: Any) -> Object:
    """A healthy preview whose present tree is synced. `synced` and `compared` are other trees than the present one."""
    synced = changes.get("synced", TREE)
    status: dict[str, Any] = {
        "health": {"status": changes.get("health", "Healthy")},
        "sync": {
            "status": changes.get("sync", "Synced"),
            "comparedTo": {"source": {"path": changes.get("compared", TREE)}},
        },
        "operationState": {"phase": changes.get("phase", "Succeeded"), "syncResult": {"source": {"path": synced}}},
    }
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": {
            "name": "pv-orders-api-42",
            "uid": "a-uid",
            "labels": {"previewctl.dev/service": "orders-api", "previewctl.dev/pull-request": "42"},
            "annotations": {"previewctl.dev/repository": "acme/orders-api", "previewctl.dev/head-sha": SHA},
        },
        "spec": {"source": {"path": TREE}},
        "status": status,
    }


def fired(item: Object) -> list[str]:
    return [each.trigger for each in notifications.run(config(), item, TRIGGERS)]


def without(item: Object, *path: str) -> Object:
    changed = copy.deepcopy(item)
    at: Any = changed
    for key in path[:-1]:
        at = at[key]
    del at[path[-1]]
    return changed


QUIET = {
    "the sync of the commit before has succeeded": application(synced=EARLIER),
    "Argo CD has not compared the new commit yet": application(compared=EARLIER),
    "the sync runs": application(phase="Running"),
    "something is out of sync": application(sync="OutOfSync"),
    "pods start": application(health="Progressing"),
    "the sync of the commit before has failed": application(phase="Failed", synced=EARLIER),
    "nothing was ever synced": without(application(), "status", "operationState"),
    "there is no status": without(application(), "status"),
    "an operation without a result": without(application(), "status", "operationState", "syncResult"),
}


@pytest.mark.parametrize("case", QUIET)
def test_nothing_is_said_while(case: str) -> None:
    assert fired(QUIET[case]) == []


def test_a_preview_is_ready_when_its_present_tree_is_synced_and_healthy() -> None:
    assert fired(application()) == [READY]


@pytest.mark.parametrize("phase", ["Failed", "Error"])
@pytest.mark.parametrize("sync", ["Synced", "OutOfSync", "Unknown"])
def test_a_failed_operation_is_a_failure_whatever_the_sync_status_says(phase: str, sync: str) -> None:
    assert fired(application(phase=phase, sync=sync)) == [FAILED]


def test_what_was_synced_and_does_not_run_has_failed() -> None:
    assert fired(application(health="Degraded")) == [FAILED]


def test_a_preview_that_is_being_deleted_is_gone_and_nothing_else() -> None:
    for item in (application(), application(phase="Failed"), application(health="Degraded")):
        item["metadata"]["deletionTimestamp"] = "2026-11-27T12:00:00Z"
        assert fired(item) == [GONE]


def test_each_tree_is_reported_once() -> None:
    """A tree is of one commit and one attempt: a second push and a retry are reported again, a re-sync is not."""
    assert [each.once_per for each in notifications.run(config(), application(), TRIGGERS)] == [TREE]
    failed = notifications.run(config(), application(phase="Failed"), TRIGGERS)
    assert [each.once_per for each in failed] == [TREE]


STATES = {"ready": application(), "failed": application(phase="Failed"), "inactive": application()}
STATES["inactive"]["metadata"]["deletionTimestamp"] = "2026-11-27T12:00:00Z"


@pytest.mark.parametrize("state", STATES)
def test_the_workflow_report_is_started_for_the_right_repository_and_commit(state: str) -> None:
    with notifications.inbox() as inbox:
        redirected = json.loads(json.dumps(config()).replace("https://api.github.com", inbox.url))
        notifications.run(redirected, STATES[state], TRIGGERS, service="previewctl")
    ((path, headers, body),) = inbox.requests
    assert path == "/repos/acme/gitops/actions/workflows/report.yaml/dispatches"
    assert headers["Authorization"] == "Bearer secret-token"
    assert body == {
        "ref": "main",
        "inputs": {"repository": "acme/orders-api", "pull-request": "42", "sha": SHA, "state": state},
    }


def test_hostile_annotations_stay_texts() -> None:
    item = application()
    item["metadata"]["annotations"]["previewctl.dev/repository"] = '", "ref": "evil", "x": "{{ 1 }}'
    with notifications.inbox() as inbox:
        redirected = json.loads(json.dumps(config()).replace("https://api.github.com", inbox.url))
        notifications.run(redirected, item, TRIGGERS, service="previewctl")
    ((_, _, body),) = inbox.requests
    assert body["ref"] == "main"
    assert body["inputs"]["repository"] == '", "ref": "evil", "x": "{{ 1 }}'


def test_the_inputs_are_those_of_the_workflow() -> None:
    workflow: Any = programs.read_yaml(files()[".github/workflows/report.yaml"].decode())[0]
    inputs = workflow[True]["workflow_dispatch"]["inputs"]
    assert set(inputs) == {"repository", "pull-request", "sha", "state"}
    assert set(STATES) <= set(inputs["state"]["options"])


def test_every_preview_subscribes_to_every_trigger() -> None:
    platform = loaded(files()["platform.yaml"]).spec
    (appset,) = programs.read_yaml(render_control(platform)["argocd/applicationsets/orders-api.yaml"].decode())
    annotations = appset["spec"]["template"]["metadata"]["annotations"]
    subscribed = {name for name in annotations if name.startswith("notifications.argoproj.io/subscribe.")}
    assert subscribed == {f"notifications.argoproj.io/subscribe.{trigger}.previewctl" for trigger in TRIGGERS}
    assert {f"trigger.{trigger}" for trigger in TRIGGERS} <= set(config()["data"])
