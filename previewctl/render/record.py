"""The record of a published preview, `preview.json`: what the generator reads, and what later runs compare with.

It holds no clock and no run number, so a second run writes the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from previewctl import __version__
from previewctl.render.bases import bases_digest
from previewctl.render.git_ids import git_blob, git_tree
from previewctl.render.inputs import State, inputs_digest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from previewctl.plan.facts import SeedData
    from previewctl.plan.model import Environment
    from previewctl.render.tree import FileTree

SCHEMA = 1
RECORD = "preview.json"
_ESCAPED = re.compile(r"[^ -~\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Sources:
    """What a preview was compiled from, beside the pull request: its file, the platform's digest, and the seed data."""

    snapshot: bytes
    platform: str
    seed: SeedData | None
    warnings: int


def render_record(environment: Environment, files: FileTree, tree: str, sources: Sources) -> bytes:
    """The record; `files` are all others of the preview's directory.

    `overlay` is the Git id of the overlay's directory: a listing of a commit shows whether its files are the recorded ones.
    Everything stands under `preview`, so that no key meets one of the pull request generator's own.
    """
    request, reset, endpoint = environment.pull_request, environment.reset, environment.endpoint
    blob = git_blob(sources.snapshot)
    record = {
        "schema": SCHEMA,
        "previewctl": __version__,
        "service": environment.service,
        "repository": request.repository,
        "pullRequest": request.number,
        "branch": request.branch,
        "headSha": request.head_sha,
        "image": environment.image,
        "url": environment.names.url,
        "endpoint": {"process": endpoint.process, "port": endpoint.port} if endpoint else None,
        "tree": tree,
        "overlay": git_tree(_below(files, tree)),
        "epoch": environment.epoch,
        "attempt": environment.attempt,
        "migrations": _migrations(environment),
        "reset": {"epoch": reset.epoch, "reasons": list(reset.reasons)} if reset else None,
        "warnings": sources.warnings,
        "facts": _facts(environment, sources.seed),
        "source": {"blob": blob},
        "platform": sources.platform,
        "bases": bases_digest(),
        "inputs": inputs_digest(blob, sources.platform, request, sources.seed, state_of(environment)),
        "files": {path: hashlib.sha256(content).hexdigest() for path, content in files.items()},
    }
    return written_record({**record, "digest": record_digest(record)})


def _below(files: FileTree, tree: str) -> dict[str, bytes]:
    start = f"{tree}/"
    return {path[len(start) :]: content for path, content in files.items() if path.startswith(start)}


def written_record(record: Mapping[str, Any]) -> bytes:
    """The bytes of a record, from what stands under `preview`: a line for each key and file, so that a reviewer sees what changed."""
    files = ",\n".join(f"   {_json(path)}: {_json(digest)}" for path, digest in record["files"].items())
    values = {key: _json(value) for key, value in record.items()}
    values["files"] = f"{{\n{files}\n  }}"
    lines = ",\n".join(f"  {_json(key)}: {values[key]}" for key in sorted(values))
    return f'{{\n "preview": {{\n{lines}\n }}\n}}\n'.encode()


def _json(value: Any) -> str:
    """JSON that is YAML too: Argo CD reads records as YAML, and one that it cannot read stops all previews of a service.

    Its reader takes no escaped surrogates, so characters above U+FFFF stand as they are, and no DEL that is not escaped
    (go.yaml.in/yaml/v2, scannerc.go and readerc.go).
    """
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def record_digest(record: Mapping[str, Any]) -> str:
    """The digest of a record without its own `digest`: it shows a record that somebody edited."""
    rest = {key: value for key, value in record.items() if key != "digest"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()


def state_of(environment: Environment) -> State:
    """What the record keeps from one rendering to the next."""
    resolution = tuple((item.name, item.target, item.reason, item.internal_url) for item in environment.dependencies)
    return State(
        environment.epoch,
        environment.attempt,
        environment.migrations,
        resolution,
        environment.consumers,
        environment.other_image,
        environment.rest,
    )


def _migrations(environment: Environment) -> dict[str, Any] | None:
    """What the database will have: the next rendering compares, and starts over when the branch has lost one of them."""
    found = environment.migrations
    return {"settings": found.settings, "files": dict(found.files)} if found else None


def _facts(environment: Environment, seed: SeedData | None) -> dict[str, Any]:
    return {
        "image": environment.other_image,
        "judgedUntil": environment.judged_until.isoformat() if environment.judged_until else None,
        "awakeUntil": environment.rest.awake_until,
        "asleep": environment.rest.asleep,
        "seed": _seed(seed) if seed else None,
        "dependencies": {
            dependency.name: {
                "asked": {
                    "target": dependency.asked.target,
                    "onMissing": dependency.asked.on_missing,
                    "reason": dependency.asked.reason,
                },
                "target": dependency.target,
                "internalUrl": dependency.internal_url,
                "publicUrl": dependency.public_url,
                "reason": dependency.reason,
            }
            for dependency in environment.dependencies
        },
        "consumers": None if environment.consumers is None else list(environment.consumers),
    }


def _seed(seed: SeedData) -> dict[str, Any]:
    """All that planning takes from the lock: `sync` renders the preview again where there is none."""
    return {
        "dataset": seed.dataset,
        "version": seed.version,
        "contentHash": seed.content_hash,
        "engines": list(seed.engines),
        "madeWith": {engine.name: {"version": engine.version, "image": engine.image} for engine in seed.made_with},
        "migrations": {app: list(names) for app, names in seed.migrations.items()},
    }


def record_path(service: str, pull_request: int) -> str:
    """The directory of one preview in the `previews` branch."""
    return f"previews/{service}/pr-{pull_request}"
