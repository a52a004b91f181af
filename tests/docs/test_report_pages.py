"""The commands on the pages about reports and waiting, against servers on loopback."""

from __future__ import annotations

import os
import re
import shlex
import shutil
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest

from tests.cli.running import PLATFORM, PREVIEW, SHA, inside
from tests.docs import pages
from tests.realparts.answering import AnsweringServer
from tests.realparts.fake_github import FakeGitHub, PullRequest

if TYPE_CHECKING:
    from pathlib import Path

COMMANDS = [
    line
    for page in ("docs/report.md", "docs/wait.md")
    for block in pages.blocks(page)
    if block.language == "sh"
    for line in block.text.splitlines()
]


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_on_the_page_works(line: str, tmp_path: Path) -> None:
    (tmp_path / "platform.yaml").write_text(PLATFORM)
    (tmp_path / "preview.yaml").write_text(PREVIEW)
    (tmp_path / "wait.json").write_text('{"reasons": []}')
    assert (
        inside(tmp_path, "render", "--pr", "42", "--branch", "x", "--sha", SHA, "--out", str(tmp_path / "gitops")).code
        == 0
    )
    program, *arguments = shlex.split(re.sub(r" > \S+$", "", line))
    assert program == "previewctl"
    seen = {"X-Previewctl-Sha": SHA}
    with (
        FakeGitHub(PullRequest(number=42, repo="acme/orders-api", sha=SHA)) as github,
        AnsweringServer(lambda _path, _query: (200, "ok", seen)) as site,
        patch.dict(os.environ, {"PREVIEWCTL_GITHUB_API_URL": github.url, "GITHUB_TOKEN": "t", "KUBECONFIG": ""}),
    ):
        more = ["--url", site.url, *([] if "--sha" in arguments else ["--sha", SHA])] if arguments[0] == "wait" else []
        done = inside(tmp_path, *arguments, *more)
    assert done.code == 0, done.err
    shutil.rmtree(tmp_path / "gitops")
