"""All files of a run: the control part, the bases, and every preview that changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from previewctl.render.bases import bases_digest, bases_tree
from previewctl.render.control import render_control
from previewctl.render.preview import BASES, render_preview
from previewctl.render.record import record_path
from previewctl.render.tree import FileTree

if TYPE_CHECKING:
    from pathlib import Path, PurePosixPath

    from previewctl.compilation import Compiled, LoadedPlatform
    from previewctl.plan.model import Environment


@dataclass(frozen=True, slots=True)
class Rendered:
    """The tree, the directories in it that are owned as a whole, and the plans that it was made of."""

    tree: FileTree
    units: tuple[PurePosixPath, ...]
    environments: tuple[Environment, ...]


def render_all(compiled: list[Compiled], platform: LoadedPlatform, out: Path) -> Rendered:
    """Renders every preview; `out` is where an earlier run may have left it."""
    environments = tuple(item.environment for item in compiled if item.environment)
    bases = BASES / bases_digest()
    trees = [render_control(platform.spec), bases_tree().under(bases)]
    units = [bases]
    for item in compiled:
        if item.environment is None:
            continue
        snapshot = item.preview.document.text.encode()
        trees.append(render_preview(item.environment, platform.spec, snapshot, platform.source))
        units.append(record_path(item.environment.service, item.environment.pull_request.number))
    return Rendered(FileTree().merged(*trees), tuple(units), environments)
