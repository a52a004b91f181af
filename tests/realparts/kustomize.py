"""Kustomize itself, as Argo CD runs it."""

from __future__ import annotations

from pathlib import Path

import yaml

from tests.realparts import programs
from tests.realparts.programs import Object


def build(directory: Path) -> list[Object]:
    """The objects that `kustomize build` makes of an overlay; a build error is an AssertionError with its text."""
    return [item for item in yaml.safe_load_all(build_text(directory)) if item]


def build_text(directory: Path) -> str:
    """What `kustomize build` prints for an overlay."""
    return programs.run([programs.directory("kustomize") / "kustomize", "build", directory])
