"""A runner with what stands in for the actions and programs that emitted workflows use."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.running import PLATFORM, PREVIEW
from tests.realparts.workflow_runner import ActionError, Job, Runner

if TYPE_CHECKING:
    from collections.abc import Callable

GH = r"""
[ -n "$GH_TOKEN" ] || { echo "gh: no token" >&2; exit 4; }
printf '%s\0' "$@" >> "$0.log"
printf '\n' >> "$0.log"
"""
AWS = r"""
printf '%s\n' "$*" >> "$0.log"
case "$1 $2" in
  "ecr get-login-password") echo password ;;
  "ecr describe-images")
    case "$(cat "$0.answer" 2> /dev/null || echo absent)" in
      present) echo '{"imageDetails": []}' ;;
      absent) echo 'An error occurred (ImageNotFoundException) when calling DescribeImages' >&2; exit 254 ;;
      *) echo 'An error occurred (AccessDeniedException) when calling DescribeImages' >&2; exit 254 ;;
    esac ;;
  *) exit 2 ;;
esac
"""
DOCKER = r"""
printf '%s\n' "$*" >> "$0.log"
case "$1" in
  login) [ "$(cat)" ] ;;
  buildx) [ "$2" = build ] || grep -qx "$4" "$0.images" 2> /dev/null ;;
  *) exit 2 ;;
esac
"""


@dataclass
class Machine:
    """A runner, what its actions were asked for, and the directories that a checkout gives, by repository."""

    runner: Runner
    repositories: dict[str, Path]
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def lines(self, program: str) -> list[str]:
        """How a program that stands in for a real one was called."""
        path = self.runner.programs / f"{program}.log"
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    def answers(self, program: str, name: str, text: str) -> None:
        """Lets a program answer."""
        (self.runner.programs / f"{program}.{name}").write_text(text, encoding="utf-8")

    def dispatched(self) -> list[list[str]]:
        """The arguments of each `gh`."""
        return [line.rstrip("\0").split("\0") for line in self.lines("gh")]

    def tokens(self) -> list[dict[str, str]]:
        """What tokens of GitHub Apps were asked for."""
        return [values for action, values in self.asked if action == "actions/create-github-app-token"]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A runner whose checkouts are an app with a preview.yaml, and a GitOps repository with a platform.yaml."""
    app, gitops = tmp_path / "app", tmp_path / "gitops"
    app.mkdir()
    gitops.mkdir()
    (app / "preview.yaml").write_text(PREVIEW, encoding="utf-8")
    (gitops / "platform.yaml").write_text(PLATFORM, encoding="utf-8")
    found = Machine(Runner(tmp_path / "runner"), {"acme/orders-api": app, "acme/gitops": gitops})

    def stands_in(name: str, act: Callable[[Job, dict[str, str]], dict[str, str]]) -> Any:
        def recorded(job: Job, values: dict[str, str]) -> dict[str, str]:
            found.asked.append((name, values))
            return act(job, values)

        return recorded

    def checkout(job: Job, values: dict[str, str]) -> dict[str, str]:
        repository = values.get("repository", job.contexts["github"]["repository"])
        shutil.copytree(found.repositories[repository], job.workspace / values.get("path", "."), dirs_exist_ok=True)
        return {}

    def token(job: Job, values: dict[str, str]) -> dict[str, str]:
        if not values["client-id"] or not values["private-key"]:
            raise ActionError("no credentials of an app")
        return {"token": f"token-for-{values['repositories']}"}

    def upload(job: Job, values: dict[str, str]) -> dict[str, str]:
        json.loads(Path(values["sarif_file"]).read_text(encoding="utf-8"))
        return {}

    found.runner.actions = {
        name: stands_in(name, act)
        for name, act in {
            "actions/checkout": checkout,
            "actions/create-github-app-token": token,
            "actions/deploy-pages": lambda job, values: {"page_url": "https://acme.github.io/gitops"},
            "actions/upload-pages-artifact": lambda job, values: {},
            "aws-actions/configure-aws-credentials": lambda job, values: {},
            "github/codeql-action/upload-sarif": upload,
        }.items()
    }
    found.runner.variables = {
        "PREVIEW_TRIGGER_CLIENT_ID": "Iv1.trigger",
        "PREVIEW_PUBLISHER_CLIENT_ID": "Iv1.publisher",
        "PREVIEW_IMAGES_ROLE": "arn:aws:iam::123456789012:role/images",
    }
    found.runner.secrets = {
        "PREVIEW_TRIGGER_PRIVATE_KEY": "trigger-key",
        "PREVIEW_PUBLISHER_PRIVATE_KEY": "publisher-key",
        "PREVIEW_REGISTRY_USERNAME": "robot",
        "PREVIEW_REGISTRY_PASSWORD": "password",
    }
    found.runner.install_previewctl()
    for name, script in (("gh", GH), ("aws", AWS), ("docker", DOCKER)):
        found.runner.program(name, script)
    return found
