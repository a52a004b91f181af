"""The digest of everything that one preview is rendered from."""

from __future__ import annotations

import hashlib
import json
import os
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from previewctl import __version__
from previewctl.assets import asset_root
from previewctl.plan.facts import NO_REST
from previewctl.render.bases import bases_digest

if TYPE_CHECKING:
    from previewctl.plan.facts import BranchMigrations, PullRequest, Rest, SeedData


@cache
def _program() -> str:
    """Previewctl's version, its templates and its bases."""
    total = hashlib.sha256(f"{__version__} {bases_digest()}".encode())
    for directory, names, files in os.walk(asset_root("templates")):
        names.sort()
        for name in sorted(files):
            with open(os.path.join(directory, name), "rb") as template:
                total.update(hashlib.sha256(template.read()).digest())
    return total.hexdigest()


class State(NamedTuple):
    """What one rendering takes over from the one before, and the migrations that decide about it.

    `resolution` is what the index of previews decided: for each dependency its name, target, reason and internal URL;
    `consumers` the origins of the previews that call this one, None where nothing depends on them.
    `image` is there where it is not the one that preview.yaml and the head SHA make.
    """

    epoch: int = 0
    attempt: int = 0
    migrations: BranchMigrations | None = None
    resolution: tuple[tuple[str, ...], ...] = ()
    consumers: tuple[str, ...] | None = None
    image: str | None = None
    rest: Rest = NO_REST


def inputs_digest(blob: str, platform: str, pull_request: PullRequest, seed: SeedData | None, state: State) -> str:
    """64 hexadecimal digits: two renders of equal digests write equal bytes, where they look up the same previews.

    `blob` is the Git id of the preview.yaml, which a listing of a commit has without its content; `platform` the digest
    of the platform's file.
    """
    request = [pull_request.number, pull_request.branch, pull_request.head_sha, pull_request.repository]
    found = state.migrations
    migrations = [found.settings, sorted(found.files.items())] if found else None
    decided = [state.resolution, state.consumers]
    given = [
        blob,
        platform,
        request,
        _data(seed),
        state.epoch,
        state.attempt,
        migrations,
        decided,
        state.image,
        state.rest,
    ]
    return hashlib.sha256(f"{_program()} {json.dumps(given)}".encode()).hexdigest()


def _data(seed: SeedData | None) -> list[Any] | None:
    if seed is None:
        return None
    made_with = [list(engine) for engine in seed.made_with]
    return [seed.dataset, seed.version, seed.content_hash, seed.engines, made_with, sorted(seed.migrations.items())]
