"""What the workflows of the GitOps repository make of inputs, which anybody who may start them can choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.workflows.emitted import FILES, dispatched

if TYPE_CHECKING:
    from tests.workflows.conftest import Machine

DISPATCHED = ("publish", "remove", "report")
HOSTILE = {
    "another organisation": ("mallory/orders-api", "42"),
    "several repositories": ("acme/orders-api,billing-api", "42"),
    "no repository": ("acme/", "42"),
    "a path": ("acme/../mallory/x", "42"),
    "a command": ("acme/$(touch pwned)", "42"),
    "a line of output": ("acme/orders-api\nname=billing-api", "42"),
    "an option": ("--help/orders", "42"),
    "no number": ("acme/orders-api", "forty-two"),
    "a number and more": ("acme/orders-api", "42 --force"),
    "a number on two lines": ("acme/orders-api", "42\nrepository=acme/billing-api"),
    "zero": ("acme/orders-api", "0"),
    "below zero": ("acme/orders-api", "-1"),
    "too long": ("acme/orders-api", "4" * 20),
}


@pytest.mark.parametrize("workflow", DISPATCHED)
@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_no_repository_and_number_of_this_organisation_gets_no_token(
    case: str, workflow: str, machine: Machine
) -> None:
    repository, number = HOSTILE[case]
    inputs = {"repository": repository, "pull-request": number, "retry": False, "state": "ready", "sha": "0" * 40}
    (job,) = machine.runner.workflow(FILES[f"gitops/workflows/{workflow}.yaml"], dispatched(inputs)).values()
    assert job.result == "failure"
    assert "::error::" in job.log
    assert machine.asked == []
    assert not list(machine.runner.directory.rglob("pwned"))


@pytest.mark.parametrize("workflow", DISPATCHED)
def test_only_the_repository_that_was_asked_for_is_read(workflow: str, machine: Machine) -> None:
    inputs = {"repository": "Acme/orders-api", "pull-request": "42", "retry": False, "state": "ready", "sha": "0" * 40}
    machine.runner.workflow(FILES[f"gitops/workflows/{workflow}.yaml"], dispatched(inputs))
    contents = {token["repositories"]: token["permission-contents"] for token in machine.tokens()}
    assert {token["owner"] for token in machine.tokens()} == {"acme"}
    assert contents == {"orders-api": "read"} | ({} if workflow == "report" else {"gitops": "write"})
