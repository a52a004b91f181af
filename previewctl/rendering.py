"""All files of a run, in pieces that are written one after the other: memory stays bounded however many previews."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from previewctl.render.bases import bases_digest, bases_tree
from previewctl.render.control import render_control
from previewctl.render.preview import BASES, render_preview
from previewctl.render.record import Sources, record_path
from previewctl.render.tree import FileTree

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from previewctl.compilation import LoadedPlatform
    from previewctl.plan.model import Environment

_PREVIEWS_PER_PIECE = 100


@dataclass(frozen=True, slots=True)
class Job:
    """A planned preview and what it was compiled from."""

    environment: Environment
    sources: Sources


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the tree, and the directories in it that are owned as a whole."""

    tree: FileTree
    units: tuple[str, ...]


def pieces(jobs: Sequence[Job], platform: LoadedPlatform) -> Iterator[Piece]:
    """The whole tree: the bases first, then the previews that name them, then the control part."""
    bases = f"{BASES}/{bases_digest()}"
    yield Piece(bases_tree().under(bases), (bases,))
    for start in range(0, len(jobs), _PREVIEWS_PER_PIECE):
        yield _previews(jobs[start : start + _PREVIEWS_PER_PIECE], platform)
    yield Piece(render_control(platform.spec), ())


def _previews(jobs: Sequence[Job], platform: LoadedPlatform) -> Piece:
    trees = [render_preview(job.environment, platform.spec, job.sources) for job in jobs]
    units = tuple(record_path(job.environment.service, job.environment.pull_request.number) for job in jobs)
    return Piece(FileTree().merged(*trees), units)
