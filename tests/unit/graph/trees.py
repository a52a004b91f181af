"""GitOps trees with previews, rendered by previewctl itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli.running import inside
from tests.unit.plan.planning import SHA

if TYPE_CHECKING:
    from pathlib import Path


def render(root: Path, preview: str, number: int, platform: str, branch: str = "feature", sha: str = SHA) -> None:
    """Renders one preview.yaml's text into a tree, as a publication of it would."""
    sources = root.parent / "sources" / f"{number}-{branch.replace('/', '-')}"
    sources.mkdir(parents=True, exist_ok=True)
    (sources / "preview.yaml").write_text(preview, encoding="utf-8")
    (sources / "platform.yaml").write_text(platform, encoding="utf-8")
    at = ("--pr", str(number), "--branch", branch, "--sha", sha)
    run = inside(sources, "render", "preview.yaml", *at, "--platform", "platform.yaml", "--out", str(root))
    assert run.code == 0, run.err
