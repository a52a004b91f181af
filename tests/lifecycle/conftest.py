"""An organisation with two services, a GitOps repository with their previews, and a GitHub whose clock stands still."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest

from tests.cli.running import PLATFORM, PREVIEW, Run, inside, run
from tests.gitops.remotes import bare, files_of, seed
from tests.realparts.fake_github import Commit, FakeGitHub, PullRequest
from tests.realparts.fixtures import github

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["github"]

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
CALLS = "dependencies:\n  billing-api: {env: BILLING_API_URL}\n"
TOKEN = "ghp_0123456789abcdefghijABCDEFGHIJ"


class Organisation:
    """Where the tests run, and what they run against."""

    def __init__(self, work: Path, server: FakeGitHub) -> None:
        self.work, self.server = work, server
        self.remote = bare(work / "gitops.git")
        self.platform = work / "org" / "platform.yaml"
        self.platform.parent.mkdir()
        self.platform.write_text(PLATFORM)
        self.machine_is_ahead = timedelta()
        server.repos.update({"acme/orders-api", "acme/billing-api"})
        server.clock = NOW.timestamp
        server.store.now = lambda: NOW  # type: ignore[method-assign]

    def publish(
        self, number: int, service: str = "orders-api", more: str = "", replace: tuple[str, str] = ("", "")
    ) -> None:
        """Puts the preview of a pull request on the branch."""
        app = self.work / "app"
        app.mkdir(exist_ok=True)
        text = PREVIEW if service == "orders-api" else PREVIEW.replace("orders-api", service).replace(CALLS, "")
        (app / "preview.yaml").write_text((text.replace(*replace) if replace[0] else text) + more)
        out = self.work / "out"
        done = inside(
            app,
            *("render", "--pr", str(number), "--branch", f"topic-{number}", "--sha", f"{number:040x}"),
            *("--platform", str(self.platform), "--out", str(out)),
        )
        assert done.code == 0, done.err
        files = {
            path.relative_to(out).as_posix(): path.read_bytes()
            for path in (out / "previews").rglob("*")
            if path.is_file()
        }
        seed(self.remote, files)

    def files(self) -> dict[str, str]:
        """Everything on the branch of previews."""
        return files_of(self.remote)

    def overlay(self, number: int, name: str, service: str = "orders-api") -> str:
        """A file of the overlay that the record names; empty where there is none."""
        files, directory = self.files(), f"previews/{service}/pr-{number}"
        tree = json.loads(files[f"{directory}/preview.json"])["preview"]["tree"]
        return files.get(f"{directory}/{tree}/{name}", "")

    def facts(self, number: int, service: str = "orders-api") -> dict[str, Any]:
        """What the record says of the world."""
        record = self.files()[f"previews/{service}/pr-{number}/preview.json"]
        return dict(json.loads(record)["preview"]["facts"])

    def pull(self, number: int, used: timedelta, labelled: timedelta | None = None, **more: object) -> PullRequest:
        """A labelled pull request that somebody last pushed to that long ago."""
        pushed = NOW - used
        pull = PullRequest(
            number=number,
            repo="acme/orders-api",
            labels=["preview"],
            sha=f"{number:040x}",
            created=pushed,
            commits=[Commit(sha=f"{number:040x}", committed=pushed, seen=pushed)],
            labelled=[("preview", NOW - (labelled or used))],
        )
        for name, value in more.items():
            setattr(pull, name, value)
        self.server.pulls.append(pull)
        return pull

    def run(self, *arguments: str, **changes: str) -> Run:
        """Runs previewctl in a process of its own."""
        return run(self.work, *self._full(arguments), **self._variables(), **changes)

    def inside(self, *arguments: str) -> Run:
        """Runs previewctl in this process, which is faster."""

        def now() -> datetime:
            return datetime.fromtimestamp(self.server.clock(), UTC) + self.machine_is_ahead

        with patch.dict(os.environ, self._variables()), patch("previewctl.cli.clock.now", now):
            return inside(self.work, *self._full(arguments))

    def inside_without_gitops(self, *arguments: str) -> Run:
        """The same for a command that needs no GitOps repository."""
        with patch.dict(os.environ, self._variables()):
            return inside(self.work, *arguments, "--platform", str(self.platform))

    def _full(self, arguments: tuple[str, ...]) -> tuple[str, ...]:
        return (*arguments, "--platform", str(self.platform), "--gitops", str(self.remote))

    def _variables(self) -> dict[str, str]:
        return {"PREVIEWCTL_GITHUB_API_URL": self.server.url, "GITHUB_TOKEN": TOKEN}


@pytest.fixture
def organisation(tmp_path: Path, github: FakeGitHub) -> Organisation:
    """An organisation without pull requests."""
    return Organisation(tmp_path, github)
