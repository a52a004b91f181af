"""The vendored bases: a copy in the GitOps repository, named by its content, so that no upgrade changes it silently."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from previewctl.assets import asset_root
from previewctl.render.tree import FileTree


@cache
def bases_tree() -> FileTree:
    """All files of `kustomize-bases/`."""
    root = asset_root("kustomize-bases")
    files = {}
    for directory, _, names in os.walk(root):
        for name in names:
            if name.endswith((".yaml", ".sh", ".js")):
                path = Path(directory, name)
                files[path.relative_to(root).as_posix()] = path.read_bytes()
    return FileTree(files)


@cache
def bases_digest() -> str:
    """The name of the bases' directory: 12 hexadecimal digits of their content."""
    return bases_tree().digest()[:12]
