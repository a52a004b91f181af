"""Kustomize itself, as Argo CD runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.realparts import programs

if TYPE_CHECKING:
    from pathlib import Path

    from tests.realparts.programs import Object


def build(directory: Path) -> list[Object]:
    """The objects that `kustomize build` makes of an overlay; a build error is an AssertionError with its text."""
    return programs.read_yaml(build_text(directory))


def build_text(directory: Path) -> str:
    """What `kustomize build` prints for an overlay."""
    return programs.run([programs.directory("kustomize") / "kustomize", "build", directory])
