"""From what is named on the command line to the verdicts about it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from previewctl.cli.inputs import ReadFile
from previewctl.diagnostics.catalogue import UNREADABLE_FILE
from previewctl.diagnostics.model import FILE_START, Diagnostic, Location
from previewctl.errors import UsageError
from previewctl.source.foreign import ForeignProblem, read_foreign_yaml
from previewctl.source.read import STDIN, read_source
from previewctl.verify.building import from_kustomize, read_here
from previewctl.verify.diagnosing import diagnostics, file_lines, location
from previewctl.verify.objects import objects_in
from previewctl.verify.trees import overlays_in
from previewctl.verify.verification import Verdict, verify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from previewctl.verify.kustomize.refusal import Refused
    from previewctl.verify.objects import KubeObject

OUT = "preview-out"


class Result(NamedTuple):
    """What came of one overlay or file; no `verdict` where it could not be read. `stream`: a file's text."""

    name: str
    diagnostics: tuple[Diagnostic, ...]
    verdict: Verdict | None = None
    stream: ReadFile | None = None


def trees_at(name: str) -> list[str]:
    """The overlays of a directory; anything else is a file of built objects."""
    if name == STDIN or not os.path.isdir(name):
        return [name]
    found = overlays_in(name)
    if not found:
        raise UsageError(f"there is nothing to verify in `{name}`", hint="name a tree that `previewctl render` wrote")
    return found


def verified(name: str, kustomize: str | None) -> Result:
    """Reads, or builds, one overlay or file, and verifies its objects."""
    return _overlay(name, kustomize) if name != STDIN and os.path.isdir(name) else _stream(name)


def _overlay(name: str, kustomize: str | None) -> Result:
    from previewctl.integrations.kustomize import BuildFailure, build, found_program

    program = found_program(kustomize)
    if kustomize and program is None:
        raise UsageError(f"there is no program `{kustomize}`", hint="give the path of Kustomize, or its name on PATH")
    overlay = read_here(name)
    if program is None:
        if overlay.refusal:
            return Result(name, (_refused(overlay.refusal),))
        return _judged(name, overlay.objects)
    built = build(program, Path(name))
    if isinstance(built, BuildFailure):
        place = Location(overlay.kustomization, FILE_START)
        return Result(name, (UNREADABLE_FILE.at(place, f"Kustomize cannot build this: {built.reason}"),))
    objects = from_kustomize(built, overlay)
    if isinstance(objects, ForeignProblem):
        place = Location(overlay.kustomization, FILE_START)
        return Result(name, (UNREADABLE_FILE.at(place, f"what Kustomize builds cannot be read: {objects.message}"),))
    return _judged(name, objects)


def _refused(refusal: Refused) -> Diagnostic:
    help_text = (
        "put `kustomize` on PATH, or name it by --kustomize: it can build this" if refusal.kustomize_could else ""
    )
    place = location(refusal.path, refusal.line, file_lines)
    return UNREADABLE_FILE.at(place, f"this overlay cannot be built: {refusal.message}", help=help_text)


def _judged(name: str, objects: Sequence[KubeObject]) -> Result:
    verdict = verify(objects)
    return Result(name, tuple(diagnostics(verdict.findings, file_lines)), verdict)


def _stream(name: str) -> Result:
    source = read_source(name)
    if isinstance(source, Diagnostic):
        return Result(name, (source,))
    lines = source.text.splitlines()

    def lines_of(path: str) -> list[str]:
        return lines if path == source.path else file_lines(path)

    stream = ReadFile(name, source)
    documents = read_foreign_yaml(source.text)
    if isinstance(documents, ForeignProblem):
        return _without_objects(documents.message, location(source.path, documents.line, lines_of), stream)
    objects = list(objects_in(documents, source.path))
    if not objects:
        return _without_objects("nothing in it has a `kind`", Location(source.path, FILE_START), stream)
    verdict = verify(objects)
    return Result(source.path, tuple(diagnostics(verdict.findings, lines_of)), verdict, stream)


def _without_objects(reason: str, place: Location, stream: ReadFile) -> Result:
    problem = UNREADABLE_FILE.at(place, f"no objects can be read from this: {reason}")
    return Result(place.path, (problem,), stream=stream)
