"""What `lint` says of the dataset that stands beside a preview.yaml."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from previewctl.diagnostics.model import Diagnostic
    from previewctl.spec.platform import PlatformSpec
    from previewctl.spec.preview import PreviewSpec


def check_seed_data(path: str, spec: PreviewSpec, platform: PlatformSpec) -> list[Diagnostic]:
    """The findings about the version that the preview at `path` names, if its dataset stands beside the file.

    A lock alone, without its `seed.yaml`, stands for data that is kept elsewhere. Datasets that several services share
    are checked where they are: with `previewctl seed lock --check`.
    """
    if spec.seed is None or path == "-":
        return []
    home = Path(os.path.dirname(path) or ".", "seed-data", spec.seed.dataset)
    if not home.is_dir() or not home.resolve().is_relative_to(home.parent.parent.resolve()):
        return []
    from previewctl.seed_rules.engine import check_directory, is_dataset
    from previewctl.seed_rules.limits import limits_of
    from previewctl.seeds.dataset import version_directories

    directories = [directory for directory in version_directories(home) if is_dataset(directory)]
    named = [directory for directory in directories if directory.name == spec.seed.version] or directories[:1]
    return check_directory(named[0], limits_of(platform)) if named else []
