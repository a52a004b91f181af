"""The composite action: it installs what is named, runs one command, and takes its inputs for texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.realparts.workflow_runner import Job
from tests.workflows.emitted import ROOT

if TYPE_CHECKING:
    from tests.workflows.conftest import Machine

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
DEFAULTS = {name: str(value["default"]) for name, value in ACTION["inputs"].items()}


def run(machine: Machine, **inputs: str) -> Job:
    github: dict[str, Any] = {"repository": "acme/orders-api", "event": {}}
    job = Job(machine.runner, "action", {"github": github, "inputs": {**DEFAULTS, **inputs}})
    job.run(ACTION["runs"]["steps"])
    return job


def test_it_installs_this_version_and_runs_a_command(machine: Machine) -> None:
    job = run(machine, arguments="explain\nPV203\n")
    assert job.result == "success", job.log
    assert "PV203" in job.log
    assert machine.lines("pipx") == [f"previewctl=={DEFAULTS['version']}"]


def test_it_installs_extras(machine: Machine) -> None:
    assert run(machine, extras="aws,github").result == "success"
    assert machine.lines("pipx") == [f"previewctl[aws,github]=={DEFAULTS['version']}"]


def test_without_arguments_it_only_installs(machine: Machine) -> None:
    job = run(machine)
    assert (job.result, job.log) == ("success", "")


def test_arguments_reach_the_command_as_they_are(machine: Machine) -> None:
    machine.runner.program("pipx", "true")
    machine.runner.program("previewctl", "printf '[%s]' \"$@\"")
    job = run(machine, arguments='lint\na b\n$(touch pwned)\n`id`\n*\n--x="y"')
    assert job.log == '[lint][a b][$(touch pwned)][`id`][*][--x="y"]'
    assert not list(machine.runner.directory.rglob("pwned"))


def test_a_command_that_finds_something_fails_the_step(machine: Machine) -> None:
    assert run(machine, arguments="explain\nPV999").result == "failure"


@pytest.mark.parametrize("version", ["latest", "0.1.0; id", "0.1.0 --index-url=https://evil.example", "$(id)", ""])
def test_what_is_no_version_is_not_installed(version: str, machine: Machine) -> None:
    job = run(machine, version=version, arguments="rules")
    assert job.result == "failure"
    assert machine.lines("pipx") == []


@pytest.mark.parametrize("extras", ["aws]==0 evil[", "AWS", "aws, github", "$(id)"])
def test_what_are_no_extras_are_not_installed(extras: str, machine: Machine) -> None:
    assert run(machine, extras=extras).result == "failure"
    assert machine.lines("pipx") == []
