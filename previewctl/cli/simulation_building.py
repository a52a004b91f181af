"""Builds the overlays of simulated Applications with Kustomize, in a directory of its own."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from previewctl.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from previewctl.graph.simulation.generator import Application


def built(
    applications: Iterable[Application], written: Mapping[str, bytes], gitops: str | None, kustomize: str | None
) -> dict[str, str]:
    """By name the manifests of each Application; a comment where its path holds nothing to build.

    `written` are files that are not in the tree: they stand in a temporary one, beside the bases that they name.
    """
    from previewctl.integrations.kustomize import BuildFailure, build, found_program

    program = found_program(kustomize)
    if program is None:
        raise UsageError("there is no `kustomize` on PATH", hint="install it, or name it with --kustomize")
    found = {}
    with tempfile.TemporaryDirectory(prefix="previewctl-") as directory:
        root = Path(directory)
        _write(root, written)
        for item in applications:
            place = _place(item.path, root if item.path + "/kustomization.yaml" in written else Path(gitops or "."))
            result = build(program, place) if place else BuildFailure("its path names no overlay")
            found[item.name] = f"# {result.reason}\n" if isinstance(result, BuildFailure) else result
    return found


def _write(root: Path, written: Mapping[str, bytes]) -> None:
    """The files, and previewctl's own bases, which they name."""
    from previewctl.render.bases import bases_digest, bases_tree
    from previewctl.render.preview import BASES

    bases = bases_tree().under(f"{BASES}/{bases_digest()}") if written else {}
    for path, data in {**bases, **written}.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def _place(path: str, root: Path) -> Path | None:
    """The overlay's directory; None where it is not there, or leaves the tree."""
    place = root / path
    inside = os.path.realpath(place).startswith(os.path.realpath(root) + os.sep)
    return place if inside and not path.endswith("/") and place.is_dir() else None
