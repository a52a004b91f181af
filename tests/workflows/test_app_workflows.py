"""What the workflows of an app do for each event, run step by step."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.cli.running import BAD, OVERRIDES, PREVIEW
from tests.realparts.expressions import contains, filled_in
from tests.workflows.emitted import FILES, SHA, app, pull_request

if TYPE_CHECKING:
    from tests.realparts.workflow_runner import Job
    from tests.workflows.conftest import Machine

PULL, PUSH = FILES["app-pull/workflows/preview.yaml"], FILES["app-push/workflows/preview.yaml"]
LINT = FILES["app-pull/workflows/preview-lint.yaml"]
IMAGES = ["image-orders-api", "image-orders-web", "image-orders-docs"]
IMAGE = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/orders-api"
WANTED: dict[str, dict[str, Any]] = {
    "opened": {"action": "opened"},
    "pushed": {"action": "synchronize"},
    "reopened": {"action": "reopened"},
    "labelled": {"action": "labeled", "label": "preview"},
}
GONE: dict[str, dict[str, Any]] = {
    "closed": {"action": "closed"},
    "unlabelled": {"action": "unlabeled", "label": "preview", "labels": []},
}
IGNORED: dict[str, dict[str, Any]] = {
    "not labelled": {"action": "synchronize", "labels": ["bug"]},
    "another label": {"action": "labeled", "label": "bug", "labels": ["bug", "preview"]},
    "another label taken away": {"action": "unlabeled", "label": "bug"},
    "labelled when closed": {"action": "labeled", "label": "preview", "state": "closed"},
    "a fork": {"action": "synchronize", "head": "mallory/orders-api"},
    "a fork, labelled": {"action": "labeled", "label": "preview", "head": "mallory/orders-api"},
    "a fork, closed": {"action": "closed", "head": "mallory/orders-api"},
    "a fork that is gone": {"action": "closed", "head": None},
    "closed without a label": {"action": "closed", "labels": []},
}
EVENTS = {**WANTED, **GONE, **IGNORED}


def results(jobs: dict[str, Job]) -> dict[str, str]:
    return {name: job.result for name, job in jobs.items()}


def group(event: dict[str, Any]) -> str:
    text = yaml.safe_load(PULL)["concurrency"]["group"]
    return filled_in(text, event, {"contains": contains})


@pytest.mark.parametrize("workflow", [PULL, PUSH], ids=["pull", "push"])
@pytest.mark.parametrize("event", IGNORED)
def test_an_event_about_something_else_runs_nothing(event: str, workflow: bytes, machine: Machine) -> None:
    jobs = machine.runner.workflow(workflow, pull_request(**IGNORED[event]))
    assert set(results(jobs).values()) == {"skipped"}


@pytest.mark.parametrize("event", EVENTS)
def test_events_of_a_preview_supersede_one_another_and_no_others(event: str) -> None:
    expected = "preview-42-7" if event in IGNORED else "preview-42-preview"
    assert group(pull_request(**EVENTS[event])) == expected


@pytest.mark.parametrize(("attempt", "cancels"), [(1, "true"), (2, "false")])
def test_a_run_that_is_started_again_cancels_no_newer_one(attempt: int, cancels: str) -> None:
    text = yaml.safe_load(PULL)["concurrency"]["cancel-in-progress"]
    assert filled_in(text, pull_request(attempt=attempt), {}) == cancels


@pytest.mark.parametrize("event", WANTED)
def test_an_event_that_wants_a_preview_builds_and_asks_for_it(event: str, machine: Machine) -> None:
    jobs = machine.runner.workflow(PULL, pull_request(**WANTED[event]))
    assert results(jobs) == {**dict.fromkeys([*IMAGES, "publish"], "success"), "remove": "skipped"}
    arguments = ["workflow", "run", "publish.yaml", "--repo", "acme/gitops", "--ref", "main"]
    fields = ["repository=acme/orders-api", "pull-request=42", "retry=false"]
    assert machine.dispatched() == [[*arguments, *(part for each in fields for part in ("-f", each))]]


@pytest.mark.parametrize("event", GONE)
def test_an_event_that_ends_a_preview_asks_to_remove_it(event: str, machine: Machine) -> None:
    jobs = machine.runner.workflow(PULL, pull_request(**GONE[event]))
    assert results(jobs) == {**dict.fromkeys([*IMAGES, "publish"], "skipped"), "remove": "success"}
    arguments = ["workflow", "run", "remove.yaml", "--repo", "acme/gitops", "--ref", "main"]
    assert machine.dispatched() == [[*arguments, "-f", "repository=acme/orders-api", "-f", "pull-request=42"]]


def test_a_run_that_is_started_again_asks_for_the_hooks_once_more(machine: Machine) -> None:
    machine.runner.workflow(PULL, pull_request(attempt=2))
    assert machine.dispatched()[0][-1] == "retry=true"


def test_what_asks_may_start_workflows_and_no_more(machine: Machine) -> None:
    machine.runner.workflow(PULL, pull_request())
    (asked,) = machine.tokens()
    assert {key: value for key, value in asked.items() if key.startswith(("permission-", "repo"))} == {
        "repositories": "gitops",
        "permission-actions": "write",
    }


def test_an_image_that_does_not_exist_is_built_and_pushed_by_the_full_commit(machine: Machine) -> None:
    machine.answers("aws", "answer", "absent")
    machine.runner.workflow(PULL, pull_request())
    assert f"buildx build --push --tag {IMAGE}:{SHA} ." in machine.lines("docker")
    assert f"buildx build --push --tag ghcr.io/acme/orders-web:{SHA} web" in machine.lines("docker")
    names = f"--registry-id 123456789012 --repository-name shop/orders-api --image-ids imageTag={SHA}"
    assert f"ecr describe-images {names}" in machine.lines("aws")


def test_an_image_that_exists_is_not_pushed_again(machine: Machine) -> None:
    machine.answers("aws", "answer", "present")
    machine.answers("docker", "images", f"ghcr.io/acme/orders-web:{SHA}\nregistry.acme.dev/orders-docs:{SHA}\n")
    jobs = machine.runner.workflow(PULL, pull_request())
    assert results(jobs)["publish"] == "success"
    assert not [line for line in machine.lines("docker") if line.startswith("buildx build")]


def test_a_registry_that_does_not_answer_is_no_missing_image(machine: Machine) -> None:
    machine.answers("aws", "answer", "denied")
    jobs = machine.runner.workflow(PULL, pull_request())
    assert results(jobs)["image-orders-api"] == "failure"
    assert "AccessDeniedException" in jobs["image-orders-api"].log
    assert results(jobs)["publish"] == "skipped"
    assert machine.dispatched() == []


def test_the_commit_is_built_and_not_its_merge(machine: Machine) -> None:
    machine.runner.workflow(PULL, pull_request())
    assert {values["ref"] for action, values in machine.asked if action == "actions/checkout"} == {SHA}


def test_a_preview_yaml_that_is_right_passes_and_is_uploaded(machine: Machine) -> None:
    machine.runner.variables["CODE_SCANNING"] = "true"
    one = app()._replace(services=app().services[:1])
    jobs = machine.runner.workflow(lint_of(one), pull_request())
    assert results(jobs) == {"lint": "success", "ready-to-merge": "success"}, jobs["lint"].log
    assert [action for action, _ in machine.asked if "sarif" in action] == ["github/codeql-action/upload-sarif"]


def test_a_preview_yaml_that_is_wrong_fails_with_annotations_and_is_uploaded_too(machine: Machine) -> None:
    machine.runner.variables["CODE_SCANNING"] = "true"
    (machine.repositories["acme/orders-api"] / "preview.yaml").write_text(BAD, encoding="utf-8")
    one = app()._replace(services=app().services[:1])
    job = machine.runner.workflow(lint_of(one), pull_request())["lint"]
    assert job.result == "failure"
    assert "::error file=preview.yaml" in job.log
    sarif = json.loads((job.temporary / "previewctl.sarif").read_text(encoding="utf-8"))
    assert sarif["runs"][0]["results"]


def test_an_override_fails_the_check_of_merging_alone(machine: Machine) -> None:
    (machine.repositories["acme/orders-api"] / "preview.yaml").write_text(PREVIEW + OVERRIDES, encoding="utf-8")
    jobs = machine.runner.workflow(lint_of(app()._replace(services=app().services[:1])), pull_request())
    assert results(jobs) == {"lint": "success", "ready-to-merge": "failure"}
    assert "PV" in jobs["ready-to-merge"].log


def test_a_private_repository_without_code_scanning_uploads_nothing(machine: Machine) -> None:
    machine.runner.workflow(lint_of(app()._replace(services=app().services[:1])), pull_request())
    assert not [action for action, _ in machine.asked if "sarif" in action]


def test_the_previews_of_a_fork_are_linted_without_the_platform(machine: Machine) -> None:
    one = app()._replace(services=app().services[:1])
    jobs = machine.runner.workflow(lint_of(one), pull_request(head="mallory/orders-api"))
    assert results(jobs)["lint"] == "success"
    assert machine.tokens() == []


def lint_of(view: Any) -> bytes:
    from previewctl.render.workflows import app_workflows
    from tests.workflows.emitted import VERSION, gitops

    return app_workflows(view, gitops(), version=VERSION)["workflows/preview-lint.yaml"]


def test_every_file_of_the_repository_is_linted() -> None:
    assert yaml.safe_load(LINT)["jobs"]["lint"]["steps"][-3]["env"]["FILES"].splitlines() == [
        "preview.yaml",
        "web/preview.yaml",
        "docs/preview.yaml",
    ]
