"""The record of a published preview, `preview.json`: what the generator reads, and what later runs compare with.

It holds no clock and no run number, so a second run writes the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from previewctl import __version__
from previewctl.render.bases import bases_digest

if TYPE_CHECKING:
    from previewctl.plan.model import Environment
    from previewctl.render.tree import FileTree

SCHEMA = 1


def render_record(environment: Environment, files: FileTree, tree: str, snapshot: bytes, platform: bytes) -> bytes:
    """The record; `files` are all others of the preview's directory, `snapshot` and `platform` the sources' bytes.

    Everything stands under `preview`, so that no key meets one of the pull request generator's own.
    """
    record = {
        "schema": SCHEMA,
        "previewctl": __version__,
        "service": environment.service,
        "repository": environment.pull_request.repository,
        "pullRequest": environment.pull_request.number,
        "branch": environment.pull_request.branch,
        "headSha": environment.pull_request.head_sha,
        "image": environment.image,
        "tree": tree,
        "epoch": environment.epoch,
        "attempt": environment.attempt,
        "facts": _facts(environment),
        "source": {"blob": git_blob(snapshot)},
        "platform": hashlib.sha256(platform).hexdigest(),
        "bases": bases_digest(),
        "files": {str(path): hashlib.sha256(content).hexdigest() for path, content in files.items()},
    }
    return (json.dumps({"preview": record}, indent=2, sort_keys=True) + "\n").encode()


def _facts(environment: Environment) -> dict[str, Any]:
    return {
        "seed": environment.seed_tag,
        "dependencies": {
            dependency.name: {
                "target": dependency.target,
                "internalUrl": dependency.internal_url,
                "publicUrl": dependency.public_url,
                "reason": dependency.reason,
            }
            for dependency in environment.dependencies
        },
    }


def git_blob(content: bytes) -> str:
    """The id that Git gives to a file of this content."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def record_path(service: str, pull_request: int) -> PurePosixPath:
    """The directory of one preview in the `previews` branch."""
    return PurePosixPath("previews", service, f"pr-{pull_request}")
