"""Work trees to run in, and snapshots to compare with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.running import BAD, PLATFORM, PREVIEW, Run, git

if TYPE_CHECKING:
    from collections.abc import Callable

SNAPSHOTS = Path(__file__).parent / "snapshots"


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A repository with `preview.yaml`, `bad/preview.yaml` and a platform.yaml above both."""
    git(tmp_path, "init", "--quiet")
    (tmp_path / "platform.yaml").write_text(PLATFORM, encoding="utf-8")
    (tmp_path / "preview.yaml").write_text(PREVIEW, encoding="utf-8")
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "preview.yaml").write_text(BAD, encoding="utf-8")
    return tmp_path


@pytest.fixture
def snapshot(request: pytest.FixtureRequest) -> Callable[[str, Run], None]:
    """Compares a run with its snapshot; `--update-goldens` rewrites it."""
    rewriting = request.config.getoption("--update-goldens")

    def compare(name: str, found: Run) -> None:
        path = SNAPSHOTS / f"{name}.txt"
        if rewriting:
            path.write_text(found.shown(), encoding="utf-8")
        assert found.shown() == path.read_text(encoding="utf-8")

    return compare
