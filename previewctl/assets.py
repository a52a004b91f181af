"""Finds the files that ship beside the code: `templates/` and `kustomize-bases/`."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def asset_root(name: str) -> Path:
    """The directory of the assets `name`: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parent
    installed = package / "_assets" / name
    return installed if installed.is_dir() else package.parent / name
