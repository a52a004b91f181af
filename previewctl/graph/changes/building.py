"""Builds rendered trees into objects, with previewctl's own reader of overlays, in a temporary directory."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from previewctl.graph.changes.objects import Key, keyed
from previewctl.render.bases import bases_digest, bases_tree
from previewctl.render.preview import BASES
from previewctl.verify.kustomize.building import build
from previewctl.verify.kustomize.refusal import Refused

if TYPE_CHECKING:
    from types import TracebackType

    from previewctl.render.tree import FileTree


class Workbench:
    """A directory with the bases, for one `with` block."""

    def __init__(self) -> None:
        self._directory = tempfile.TemporaryDirectory(prefix="previewctl-")
        self._root = Path(self._directory.name)

    def __enter__(self) -> Self:
        self._write(bases_tree().under(f"{BASES}/{bases_digest()}"))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._directory.cleanup()

    def objects(self, tree: FileTree) -> dict[Key, Any] | str:
        """The objects of a preview's files, which begin with `previews/<service>/pr-<n>/`; or why only Kustomize can tell."""
        overlay = next(path for path in tree if path.endswith("/kustomization.yaml")).rpartition("/")[0]
        try:
            self._write(tree)
            return keyed(build(str(self._root / overlay)))
        except Refused as refused:
            return refused.message
        finally:
            shutil.rmtree(self._root / overlay, ignore_errors=True)

    def _write(self, tree: FileTree) -> None:
        for path, content in tree.items():
            target = self._root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
