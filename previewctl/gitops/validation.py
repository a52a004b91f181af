"""Holds what `sync` renders to the proof of order before it is written: a change of the platform may break what was right."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING

from previewctl.diagnostics.model import Severity
from previewctl.render.bases import bases_digest, bases_tree
from previewctl.render.preview import BASES
from previewctl.render.record import record_path
from previewctl.verify.building import read_here
from previewctl.verify.diagnosing import diagnostics, file_lines
from previewctl.verify.verification import verify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from previewctl.diagnostics.model import Diagnostic
    from previewctl.gitops.record import Record
    from previewctl.gitops.rerender import Rerendered
    from previewctl.render.tree import FileTree

_Shape = tuple[object, ...]


@contextmanager
def validator() -> Iterator[Callable[[Rerendered, Record], tuple[Diagnostic, ...]]]:
    """A function that gives the errors of a rendered preview, with places in its own directory.

    Pull requests whose preview.yaml is the same differ in names and values, and not in their order: one of each shape is
    built and verified. An overlay with a patch that only Kustomize can build is not judged here.
    """
    directory = tempfile.mkdtemp(prefix="previewctl-sync-")
    known: dict[_Shape, tuple[Diagnostic, ...]] = {}
    try:
        _write(directory, bases_tree().under(f"{BASES}/{bases_digest()}"))

        def validate(found: Rerendered, record: Record) -> tuple[Diagnostic, ...]:
            shape = _shape(found, record)
            if shape not in known:
                known[shape] = _errors(directory, found)
            return known[shape]

        yield validate
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _shape(found: Rerendered, record: Record) -> _Shape:
    """What decides about the objects and their order, beside the platform and the bases, which are those of the run."""
    environment = found.environment
    kinds = tuple((item.name, item.target if item.preview is None else "preview") for item in environment.dependencies)
    data = tuple((item.engine, item.seeded) for item in environment.databases)
    return record.blob, kinds, data


def _errors(directory: str, found: Rerendered) -> tuple[Diagnostic, ...]:
    path = record_path(found.environment.service, found.environment.pull_request.number)
    _write(directory, found.tree)
    (overlay,) = (name for name in os.listdir(f"{directory}/{path}") if os.path.isdir(f"{directory}/{path}/{name}"))
    built = read_here(f"{directory}/{path}/{overlay}")
    problems = [] if built.refusal else list(diagnostics(verify(built.objects).findings, file_lines))
    shutil.rmtree(f"{directory}/{path}")
    start = len(directory) + 1
    return tuple(
        item._replace(location=item.location._replace(path=item.location.path[start:]), related=())
        for item in problems
        if item.severity is Severity.ERROR
    )


def _write(directory: str, tree: FileTree) -> None:
    for path, content in tree.items():
        place = f"{directory}/{path}"
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "wb") as file:
            file.write(content)
