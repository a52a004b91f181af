"""A GitOps repository with a platform.yaml on `main`, and the checkout of a service."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.cli.running import PLATFORM, PREVIEW, Run, git, run
from tests.gitops.remotes import BRANCH, bare, files_of, seed, tip_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

QUIET = ("--no-image-check",)


class Shop(NamedTuple):
    """The two repositories of a publication."""

    gitops: Path
    app: Path

    def publish(self, *arguments: str, pr: int = 42, **changes: str) -> Run:
        """Runs `previewctl publish` in the checkout."""
        given = ["--gitops", str(self.gitops), "--pr", str(pr), "--branch", "feature/x", *QUIET, *arguments]
        return run(self.app, "publish", *given, **changes)

    def remove(self, *arguments: str, pr: int = 42, **changes: str) -> Run:
        """Runs `previewctl remove`."""
        return run(self.app, "remove", "--gitops", str(self.gitops), "--pr", str(pr), *arguments, **changes)

    def commit(self, text: str | None = None, message: str = "work") -> str:
        """Commits, with another preview.yaml if there is one; gives the SHA."""
        if text is not None:
            (self.app / "preview.yaml").write_text(text)
        git(self.app, "add", "--all")
        git(self.app, "commit", "--quiet", "--allow-empty", "--message", message)
        return self.head()

    def write(self, text: str) -> None:
        """Writes the preview.yaml of a checkout that Git knows nothing of."""
        (self.app / "preview.yaml").write_text(text)

    def head(self) -> str:
        """The commit that is checked out."""
        return git(self.app, "rev-parse", "HEAD")

    def files(self) -> dict[str, str]:
        """Everything on the branch of previews."""
        return files_of(self.gitops)

    def tip(self) -> str:
        """The commit of the branch of previews."""
        return tip_of(self.gitops)

    def platform(self, text: str) -> None:
        """Puts another platform.yaml on `main`."""
        seed(self.gitops, {"platform.yaml": text}, "platform", "main")

    def log(self, form: str = "%s") -> list[str]:
        """The log of the branch of previews, newest first."""
        return git(self.gitops, "log", f"--format={form}", BRANCH).splitlines()


def make_shop(directory: Path, platform: str = PLATFORM, preview: str = PREVIEW) -> Shop:
    """The two repositories, below a directory."""
    gitops = bare(directory / "gitops.git")
    seed(gitops, {"platform.yaml": platform}, "platform", "main")
    app = directory / "orders-api"
    app.mkdir()
    git(app, "init", "--quiet")
    git(app, "remote", "add", "origin", "https://github.com/acme/orders-api.git")
    shop = Shop(gitops, app)
    shop.commit(preview)
    return shop


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """Both repositories, with nothing published yet."""
    return make_shop(tmp_path)


@pytest.fixture
def record() -> Callable[[Shop], dict[str, object]]:
    """Reads the record of orders-api's pull request 42."""
    import json

    def read(shop: Shop) -> dict[str, object]:
        found: dict[str, object] = json.loads(shop.files()["previews/orders-api/pr-42/preview.json"])["preview"]
        return found

    return read
