"""Renders the build context of a dataset's image: Dockerfile, scripts, the data and the order in which it loads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from previewctl.assets import asset_root
from previewctl.plan.databases import DATABASE_NAME, POSTGRES_USER
from previewctl.render.engine import render_template
from previewctl.render.tree import FileTree
from previewctl.render.views import Pair
from previewctl.seeds.image import load_order

if TYPE_CHECKING:
    from collections.abc import Mapping

    from previewctl.seeds.image import Identity, SeedImage

_SCRIPTS = {
    "postgres": ("build", "restore", "sequences.sql"),
    "redis": ("load",),
    "mongodb": ("load", "load.js"),
}
_USER = 999
"""The user that pods of databases run as (see kustomize-bases/databases)."""


def build_context(
    image: SeedImage, identity: Identity, migrations: Mapping[str, tuple[str, ...]], contents: Mapping[str, bytes]
) -> FileTree:
    """The files of the build context; `contents` has the data files by their path in the dataset.

    The same inputs give the same bytes.
    """
    dockerfile = render_template(
        f"seed/{image.engine}/Dockerfile",
        image=image,
        identity=identity,
        labels=_labels(image, identity, migrations),
        user=POSTGRES_USER,
        database=DATABASE_NAME,
        uid=_USER,
    )
    scripts = asset_root("templates") / "seed" / image.engine
    files = {name: (scripts / name).read_bytes() for name in _SCRIPTS[image.engine]}
    files |= {f"data/{path.rpartition('/')[2]}": content for path, content in contents.items()}
    files |= {
        "Dockerfile": dockerfile,
        "order": load_order(image.files).encode(),
        "identity": f"{identity}\n".encode(),
    }
    return FileTree(files)


def _labels(image: SeedImage, identity: Identity, migrations: Mapping[str, tuple[str, ...]]) -> tuple[Pair, ...]:
    """What an image says of itself; the migrations are those that the data was made at, as JSON."""
    state = {app: list(names) for app, names in sorted(migrations.items())}
    return (
        Pair("dev.previewctl.seed.dataset", identity.dataset),
        Pair("dev.previewctl.seed.engine", image.engine),
        Pair("dev.previewctl.seed.hash", identity.content_hash),
        Pair("dev.previewctl.seed.migrations", json.dumps(state, separators=(",", ":"))),
        Pair("dev.previewctl.seed.version", identity.version),
        Pair("org.opencontainers.image.base.name", image.base),
        Pair("org.opencontainers.image.title", image.name),
        Pair("org.opencontainers.image.version", image.tag),
    )
