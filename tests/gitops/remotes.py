"""Bare GitOps repositories to publish to, and what stands in them."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from tests.cli.running import environment, git

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

BRANCH = "previews"


def bare(path: Path) -> Path:
    """A new bare repository, which lets its clients filter, as GitHub does."""
    path.mkdir(parents=True)
    git(path, "init", "--quiet", "--bare", "--initial-branch=main")
    git(path, "config", "uploadpack.allowFilter", "true")
    git(path, "config", "uploadpack.allowAnySHA1InWant", "true")
    return path


def seed(
    repository: Path,
    files: Mapping[str, bytes | str],
    message: str = "seed",
    branch: str = BRANCH,
    remove: Iterable[str] = (),
) -> str:
    """Puts these files on a branch, beside what is there and is not to be removed; gives the new commit."""
    tip = subprocess.run(
        ["git", "-C", str(repository), "rev-parse", "--verify", "--quiet", f"refs/heads/{branch}"],
        capture_output=True,
        text=True,
        env=environment(),
        check=False,
    ).stdout.strip()
    parts = [
        f"commit refs/heads/{branch}\ncommitter a <a@example.com> 1700000000 +0000\ndata {len(message)}\n{message}\n"
    ]
    parts += [f"from {tip}\n"] if tip else []
    for name, content in files.items():
        text = content.decode() if isinstance(content, bytes) else content
        parts.append(f"M 100644 inline {name}\ndata {len(text.encode())}\n{text}\n")
    parts += [f"D {name}\n" for name in remove]
    subprocess.run(
        ["git", "-C", str(repository), "fast-import", "--quiet"],
        input="".join(parts).encode(),
        env=environment(),
        check=True,
    )
    return tip_of(repository, branch)


def tip_of(repository: Path, branch: str = BRANCH) -> str:
    """The commit of a branch."""
    return git(repository, "rev-parse", f"refs/heads/{branch}")


def files_of(repository: Path, branch: str = BRANCH) -> dict[str, str]:
    """The text of every file on a branch, by its path."""
    names = git(repository, "ls-tree", "-r", "--name-only", branch).splitlines()
    return {name: git(repository, "show", f"{branch}:{name}") for name in names}
