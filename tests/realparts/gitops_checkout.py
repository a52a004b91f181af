"""Checkouts of a GitOps repository with published previews: rendered by previewctl, committed by git at dates of their own."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from previewctl.render.record import record_digest
from tests.cli.running import SHA, environment, inside

SHOP = Path(__file__).parents[2] / "examples" / "shop"
DAY = 86_400
NOON = 1_795_521_600
"""2026-11-24, 12:00 in UTC."""


def git(root: Path, *arguments: str, time: int = NOON) -> str:
    """Runs git with a fixed author, at a fixed time."""
    date = f"{time} +0000"
    done = subprocess.run(
        ["git", "-c", "user.name=bot", "-c", "user.email=bot@example.com", "-C", str(root), *arguments],
        env=environment(GIT_AUTHOR_DATE=date, GIT_COMMITTER_DATE=date),
        capture_output=True,
        check=True,
    )
    return done.stdout.decode().strip()


def publish(
    root: Path, service: str, number: int, *, time: int = NOON, sha: str = SHA, branch: str = "feature/x"
) -> None:
    """Renders a preview of the example shop into the checkout, and commits it."""
    rendered = inside(
        root, "render", str(SHOP / service), "--pr", str(number), "--branch", branch, "--sha", sha, "--out", str(root)
    )
    assert rendered.code == 0, rendered
    commit(root, f"{service} {number}", time)


def commit(root: Path, message: str, time: int) -> None:
    """Commits everything."""
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", message, time=time)


def new(root: Path) -> Path:
    """An empty checkout of the branch `previews`."""
    root.mkdir(parents=True, exist_ok=True)
    git(root, "init", "--quiet", "--initial-branch", "previews")
    return root


def record_of(root: Path, service: str, number: int) -> Path:
    """The path of a record."""
    return root / "previews" / service / f"pr-{number}" / "preview.json"


def rewritten(root: Path, service: str, number: int, changes: dict[str, Any], *, fits: bool = True) -> None:
    """Changes keys of a record; `fits`: with a digest of what it says then, as whoever forges one writes it."""
    path = record_of(root, service, number)
    record = {**json.loads(path.read_bytes())["preview"], **changes}
    if fits:
        record["digest"] = record_digest(record)
    path.write_text(json.dumps({"preview": record}), encoding="utf-8")


def copied(root: Path, service: str, number: int, to: int, changes: dict[str, Any] | None = None) -> None:
    """Another pull request with the same record and snapshot: many of them cost next to nothing."""
    source = record_of(root, service, number).parent
    target = source.parent / f"pr-{to}"
    target.mkdir()
    record = json.loads((source / "preview.json").read_bytes())["preview"]
    record |= {"pullRequest": to, "url": record["url"].replace(f"-pr-{number}.", f"-pr-{to}."), **(changes or {})}
    record["digest"] = record_digest(record)
    (target / "preview.json").write_text(json.dumps({"preview": record}), encoding="utf-8")
    os.link(source / "preview.yaml", target / "preview.yaml")
