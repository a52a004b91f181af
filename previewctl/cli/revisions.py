"""The two versions of a preview.yaml that a command compares: from Git, or from two files."""

from __future__ import annotations

import os
import re
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from previewctl.cli.clock import today
from previewctl.cli.discovery import find_previews, refuse_escape
from previewctl.compilation import LoadedPlatform, LoadedPreview, compile_preview, gather_facts, load_preview
from previewctl.diagnostics.model import Diagnostic
from previewctl.errors import UsageError
from previewctl.graph.changes.change import Side
from previewctl.integrations.git import file_at, origin_repository
from previewctl.plan.catalogue import repository_of
from previewctl.plan.facts import LOCAL_SHA, PullRequest
from previewctl.render.preview import render_preview
from previewctl.render.record import Sources
from previewctl.source.encoding import decode
from previewctl.source.read import SourceText, read_source
from previewctl.spec.embedded import embedded_platform

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.plan.index import PreviewIndex

_RANGE = re.compile(r"(?P<base>[^.\s][^\s]*?)\.\.(?P<head>[^.\s][^\s]*)?")
SEED_DATA = "seed-data"


class Revision(NamedTuple):
    """One version: how it is called, where its seed data is, and its text; None where the file is not there."""

    name: str
    directory: Path
    source: SourceText | None


@contextmanager
def revisions(what: list[str]) -> Iterator[tuple[Revision, Revision]]:
    """`BASE..HEAD [PATH]`, `BASE.. [PATH]` for what is in the work tree, or two files. Raises UsageError for anything else."""
    found = _RANGE.fullmatch(what[0]) if what and not os.path.exists(what[0]) else None
    if found is None:
        yield _files(what)
        return
    path = _one(what[1:])
    with tempfile.TemporaryDirectory(prefix="previewctl-") as directory:
        base = _at(path, found["base"], Path(directory, "base"))
        head = _at(path, found["head"], Path(directory, "head")) if found["head"] else _on_disk(path, "the work tree")
        if base.source is None and head.source is None:
            raise UsageError(f"{path} is in neither of both", hint="name the file that it is about")
        yield base, head


def _files(what: list[str]) -> tuple[Revision, Revision]:
    if len(what) != 2:
        raise UsageError("compare what with what?", hint="`previewctl diff main..HEAD [PATH]`, `main..` or two files")
    for path in what:
        refuse_escape(path)
    return _on_disk(what[0], what[0]), _on_disk(what[1], what[1])


def _one(paths: list[str]) -> str:
    """The file; one that only the other revision has can be named all the same."""
    if len(paths) == 1 and not os.path.exists(paths[0]):
        refuse_escape(paths[0])
        return paths[0]
    files = find_previews(paths or None)
    if len(files) != 1:
        raise UsageError(f"there are {len(files)} preview.yaml files in {paths[0]}", hint="name one of them")
    return files[0]


def _on_disk(path: str, name: str) -> Revision:
    source = read_source(path)
    if isinstance(source, Diagnostic):
        raise UsageError(source.message, hint=source.help)
    return Revision(name, Path(path).parent, source)


def _at(path: str, ref: str, target: Path) -> Revision:
    """The file at a ref, with its seed data in a directory of its own, for the lock there may be another one."""
    from previewctl.integrations.git_datasets import export_directory

    refuse_escape(os.path.dirname(path) or ".")
    data = file_at(Path(path), ref)
    if data is None:
        return Revision(ref, target, None)
    text = decode(data, path)
    if isinstance(text, Diagnostic):
        raise UsageError(f"{path} at `{ref}`: {text.message}")
    target.mkdir()
    export_directory(Path(path).parent / SEED_DATA, ref, target / SEED_DATA)
    return Revision(ref, target, SourceText(f"{ref}:{path}", text, data))


def side(
    revision: Revision, platform: LoadedPlatform | None, request: PullRequest, previews: PreviewIndex | None
) -> Side | list[Diagnostic] | None:
    """Plans and renders a version, as the preview of this pull request; None where there is no file."""
    if revision.source is None:
        return None
    preview = load_preview(revision.source)
    if isinstance(preview, list):
        return preview
    known = platform or _defaults(preview, revision.directory)
    own = request._replace(repository=repository_of(preview.spec.service, known.spec))
    facts, problems = gather_facts(_beside(preview, revision), known, own, today())
    compiled = compile_preview(preview, known, facts._replace(previews=previews))
    if compiled.environment is None:
        return [*problems, *compiled.diagnostics]
    seed = preview.spec.seed
    sources = Sources(
        revision.source.data,
        known.digest,
        facts.seeds.get((seed.dataset, seed.version)) if seed else None,
        len(compiled.diagnostics),
    )
    return Side(compiled.environment, render_preview(compiled.environment, known.spec, sources))


def _beside(preview: LoadedPreview, revision: Revision) -> LoadedPreview:
    """The same file as one that stands beside its seed data."""
    source = revision.source
    assert source is not None
    moved = load_preview(SourceText(str(revision.directory / "preview.yaml"), source.text, source.data))
    return moved if isinstance(moved, LoadedPreview) else preview


def _defaults(preview: LoadedPreview, directory: Path) -> LoadedPlatform:
    service = preview.spec.service
    return LoadedPlatform(embedded_platform({service: origin_repository(directory)}), None, None)


def request_of(number: int) -> PullRequest:
    """The pull request that both sides stand for: the commit is the same, for it is not what is compared."""
    return PullRequest(number or 1, "", LOCAL_SHA)
