"""The objects of one preview as the cluster would get them, and those that decide which previews there are."""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING, NamedTuple

from previewctl.errors import UsageError
from previewctl.render.bases import bases_digest, bases_tree
from previewctl.render.control import render_control
from previewctl.render.overlay import render_overlay
from previewctl.source.foreign import ForeignProblem, read_foreign_yaml
from previewctl.verify.building import read_here
from previewctl.verify.objects import objects_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.plan.model import Environment
    from previewctl.render.tree import FileTree
    from previewctl.spec.platform import PlatformSpec
    from previewctl.verify.objects import KubeObject


class Built(NamedTuple):
    """The objects of a preview's overlay, and those of the control part."""

    preview: tuple[KubeObject, ...]
    control: tuple[KubeObject, ...]


def built(environment: Environment, platform: PlatformSpec) -> Built:
    """Renders a plan into a directory that is gone afterwards, and reads what comes of it.

    Raises UsageError for an overlay that only Kustomize can build, as with some patches.
    """
    bases = bases_digest()
    with tempfile.TemporaryDirectory(prefix="previewctl-") as directory:
        _write(bases_tree().under(f"bases/{bases}"), directory)
        _write(render_overlay(environment, platform, f"../bases/{bases}").under("overlay"), directory)
        overlay = read_here(f"{directory}/overlay")
    if overlay.refusal:
        raise UsageError(
            f"the overlay of `{environment.service}` cannot be built here: {overlay.refusal.message}",
            hint="take its patches out for this command; `previewctl verify --kustomize` shows what becomes of them",
        )
    return Built(overlay.objects, tuple(_objects(render_control(platform))))


def _write(tree: FileTree, directory: str) -> None:
    for path, content in tree.items():
        target = os.path.join(directory, path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "wb") as file:
            file.write(content)


def _objects(tree: FileTree) -> Iterator[KubeObject]:
    for path, content in tree.items():
        documents = read_foreign_yaml(content.decode())
        if not isinstance(documents, ForeignProblem):
            yield from objects_in(documents, path)
