"""Runs the jobs of a GitHub workflow on this machine: its shell steps for real, its actions by what stands in for them."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from tests.realparts.expressions import condition, contains, filled_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Action = Callable[["Job", dict[str, str]], dict[str, str]]

ROOT = Path(__file__).parents[2]
_SECONDS = 120


class ActionError(Exception):
    """What stands in for an action has failed."""


@dataclass
class Runner:
    """A machine that jobs run on: what stands in for actions, and the programs that steps find on their PATH.

    `variables` are those of the organisation, `secrets` too. `environment` is what all steps get besides.
    """

    directory: Path
    actions: Mapping[str, Action] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def programs(self) -> Path:
        """The first directory of the PATH."""
        found = self.directory / "bin"
        found.mkdir(parents=True, exist_ok=True)
        return found

    def program(self, name: str, script: str) -> None:
        """Puts a program on the PATH: a shell script."""
        path = self.programs / name
        path.write_text(f"#!/bin/bash\n{script}", encoding="utf-8")
        path.chmod(0o755)

    def install_previewctl(self) -> None:
        """A `pipx` that installs this very previewctl, where the requirement names a version of it."""
        target = self.programs / "previewctl"
        run = f"PYTHONPATH={ROOT} exec {sys.executable} -P -m previewctl"
        self.program(
            "pipx",
            'requirement="${@: -1}"\n'
            '[ "$1" = install ] || exit 2\n'
            '[[ "$requirement" =~ ^previewctl(\\[[a-z,]+\\])?==[0-9]+\\.[0-9]+\\.[0-9]+$ ]] || exit 2\n'
            'echo "$requirement" >> "$0.log"\n'
            f"printf '%s\\n' '#!/bin/bash' '{run} \"$@\"' > {target}\n"
            f"chmod +x {target}\n",
        )

    def workflow(self, text: bytes | str, event: Mapping[str, Any]) -> dict[str, Job]:
        """The jobs of a workflow after they have run; a job whose `if` is false, or whose needs failed, is skipped.

        `event` holds the contexts `github` (with its `event`) and `inputs`.
        """
        parsed = yaml.safe_load(text)
        done: dict[str, Job] = {}
        for name, body in parsed["jobs"].items():
            needs = body.get("needs", [])
            before = [done[each] for each in ([needs] if isinstance(needs, str) else needs)]
            contexts: dict[str, Any] = {
                "needs": {},
                "inputs": {},
                **event,
                "vars": dict(self.variables),
                "secrets": dict(self.secrets),
            }
            job = Job(self, name, contexts)
            done[name] = job
            functions: dict[str, Callable[..., Any]] = {
                "contains": contains,
                "success": lambda before=before: all(job.result == "success" for job in before),
            }
            if condition(str(body.get("if", "success()")), contexts, functions):
                job.run(body["steps"])
        return done


@dataclass
class Job:
    """One job: its work tree, the results of its steps, what it printed and how it ended."""

    runner: Runner
    name: str
    contexts: dict[str, Any]
    result: str = "skipped"
    log: str = ""

    def run(self, steps: list[dict[str, Any]]) -> None:
        """Runs the steps in their order."""
        self.result = "success"
        home = Path(tempfile.mkdtemp(prefix=f"{self.name}-", dir=self.runner.directory))
        self.workspace, self.temporary = home / "work", home / "temp"
        self.workspace.mkdir()
        self.temporary.mkdir()
        self.contexts |= {"steps": {}, "runner": {"temp": str(self.temporary), "os": "Linux"}, "env": {}}
        for step in steps:
            self._step(step)

    def _step(self, step: dict[str, Any]) -> None:
        functions: dict[str, Callable[..., Any]] = {
            "contains": contains,
            "success": lambda: self.result == "success",
            "failure": lambda: self.result == "failure",
            "cancelled": lambda: False,
            "always": lambda: True,
        }
        about: dict[str, Any] = {"outputs": {}, "outcome": "skipped"}
        if "id" in step:
            self.contexts["steps"][step["id"]] = about
        if not condition(str(step.get("if", "success()")), self.contexts, functions):
            return

        def text(value: object) -> str:
            plain = str(value).lower() if isinstance(value, bool) else str(value)
            return filled_in(plain, self.contexts, functions)

        try:
            if "uses" in step:
                action = step["uses"].partition("@")[0]
                values = {name: text(value) for name, value in step.get("with", {}).items()}
                about["outputs"] = self.runner.actions[action](self, values)
            else:
                variables = {name: text(value) for name, value in step.get("env", {}).items()}
                about["outputs"] = self._script(step, variables, text(step.get("working-directory", ".")))
            about["outcome"] = "success"
        except ActionError as error:
            self.log += f"{error}\n"
            about["outcome"] = "failure"
            self.result = "failure"

    def _script(self, step: dict[str, Any], variables: dict[str, str], directory: str) -> dict[str, str]:
        assert "${{" not in step["run"], "a script has no expressions in it"
        script, output = self.temporary / "script.sh", self.temporary / "output"
        script.write_text(step["run"], encoding="utf-8")
        output.write_text("", encoding="utf-8")
        shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail"] if "shell" in step else ["bash", "-e"]
        github = self.contexts["github"]
        done = subprocess.run(
            [*shell, str(script)],
            cwd=self.workspace / directory,
            env={
                "PATH": f"{self.runner.programs}:{os.environ['PATH']}",
                "HOME": str(self.temporary),
                "LC_ALL": "C.UTF-8",
                "CI": "true",
                "GITHUB_ACTIONS": "true",
                "GITHUB_ACTOR": github.get("actor", "dev"),
                "GITHUB_OUTPUT": str(output),
                "GITHUB_REPOSITORY": github["repository"],
                "GITHUB_RUN_ATTEMPT": str(github.get("run_attempt", "1")),
                "GITHUB_EVENT_NAME": github.get("event_name", ""),
                "RUNNER_TEMP": str(self.temporary),
                **self.runner.environment,
                **variables,
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_SECONDS,
            check=False,
        )
        self.log += done.stdout.decode(errors="replace")
        if done.returncode:
            raise ActionError(f"{step.get('name', 'a step')} ended with {done.returncode}")
        lines = output.read_text(encoding="utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines)
