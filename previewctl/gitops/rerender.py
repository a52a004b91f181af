"""Renders a published preview again, from its snapshot and its record alone: neither needs the service's repository."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from previewctl.compilation import compile_preview, load_preview
from previewctl.diagnostics.catalogue import FILE_TOO_LARGE, FORGED_RECORD
from previewctl.diagnostics.excerpt import quoted
from previewctl.diagnostics.model import FILE_START, Diagnostic, Location
from previewctl.plan.catalogue import repository_of
from previewctl.plan.facts import Facts, PullRequest
from previewctl.render.preview import render_preview
from previewctl.render.record import RECORD, Sources, record_path
from previewctl.source.encoding import decode
from previewctl.source.read import MAX_BYTES, SourceText
from previewctl.spec.patterns import IMAGE

if TYPE_CHECKING:
    from datetime import date, datetime

    from previewctl.compilation import LoadedPlatform, LoadedPreview
    from previewctl.gitops.record import Record
    from previewctl.plan.facts import Rest
    from previewctl.plan.index import PreviewIndex
    from previewctl.plan.model import Environment
    from previewctl.render.tree import FileTree
    from previewctl.spec.preview import PreviewSpec

SNAPSHOT = "preview.yaml"
_SHA = re.compile(r"[0-9a-f]{40}")
_KEPT_SNAPSHOTS = 256
"""Most pull requests of a service have the same preview.yaml: each is read once."""


class World(NamedTuple):
    """What previews are rendered under: the platform, the previews that are published, and the day.

    Without `today` the overrides count as they did when the preview was recorded; `previews` is None where nobody looked.
    `rest` is what is decided about its sleep now; else `now` judges what was recorded, which stays without it.
    """

    platform: LoadedPlatform
    previews: PreviewIndex | None = None
    today: date | None = None
    rest: Rest | None = None
    now: datetime | None = None


class Rerendered(NamedTuple):
    """A preview's plan, all its files below `previews/`, and what is not right, short of errors."""

    environment: Environment
    tree: FileTree
    warnings: tuple[Diagnostic, ...]


def rerender(snapshot: bytes, record: Record, world: World) -> Rerendered | list[Diagnostic]:
    """Renders a preview from the facts in its record; the findings where it cannot be.

    Under the platform, the bases and the previews that it was recorded with this gives the same bytes. The number of
    warnings stays the recorded one: it says what the publication reported.
    """
    path = f"{record_path(record.service, record.pull_request)}/{SNAPSHOT}"
    if len(snapshot) > MAX_BYTES:
        return [FILE_TOO_LARGE.at(Location(path, FILE_START), "this snapshot is larger than any preview.yaml is")]
    preview = _loaded(snapshot)
    if isinstance(preview, list):
        return _moved(preview, path)
    problem = _contradiction(record, preview.spec, world)
    if problem:
        return [FORGED_RECORD.at(record_location(record), problem, help="publish the preview again, or remove it")]
    compiled = compile_preview(preview, world.platform, _facts(record, preview.spec, world))
    if compiled.environment is None:
        return _moved(compiled.diagnostics, path)
    sources = Sources(snapshot, world.platform.digest, record.seed, record.warnings)
    tree = render_preview(compiled.environment, world.platform.spec, sources)
    return Rerendered(compiled.environment, tree, tuple(_moved(compiled.diagnostics, path)))


def record_location(record: Record) -> Location:
    """The place of a finding about a record."""
    return Location(f"{record_path(record.service, record.pull_request)}/{RECORD}", FILE_START)


@lru_cache(maxsize=_KEPT_SNAPSHOTS)
def _loaded(snapshot: bytes) -> LoadedPreview | list[Diagnostic]:
    text = decode(snapshot, SNAPSHOT)
    return [text] if isinstance(text, Diagnostic) else load_preview(SourceText(SNAPSHOT, text, snapshot))


def _moved(found: list[Diagnostic], path: str) -> list[Diagnostic]:
    """The findings of the snapshot, which is read once for all pull requests that have it, at its place in the tree."""

    def at(location: Location) -> Location:
        return location._replace(path=path) if location.path == SNAPSHOT else location

    return [
        item._replace(
            location=at(item.location),
            related=tuple(related._replace(location=at(related.location)) for related in item.related),
        )
        for item in found
    ]


def _contradiction(record: Record, spec: PreviewSpec, world: World) -> str:
    """What no record of this snapshot says; empty where all fits."""
    if record.service != spec.service:
        return f"this record is of {quoted(record.service)}, its snapshot of {quoted(spec.service)}"
    if record.pull_request < 1 or not _SHA.fullmatch(record.head_sha):
        return "this record names no pull request, or no commit of one"
    if record.other_image is not None and not re.fullmatch(IMAGE, record.other_image):
        return f"{quoted(record.other_image)} is no image"
    repository = repository_of(spec.service, world.platform.spec)
    if world.platform.document is not None and record.repository != repository:
        wanted = f"the catalogue says {quoted(repository)}" if repository else "the catalogue does not have the service"
        return f"this record is of the repository {quoted(record.repository or '')}, and {wanted}"
    return ""


def _facts(record: Record, spec: PreviewSpec, world: World) -> Facts:
    """What the publication knew, and of today the previews."""
    return Facts(
        pull_request=PullRequest(record.pull_request, record.branch, record.head_sha, record.repository),
        seeds={(record.seed.dataset, record.seed.version): record.seed} if record.seed else {},
        today=world.today or _recorded_day(record, spec),
        epoch=record.epoch,
        attempt=record.attempt,
        migrations=record.migrations,
        reset=record.reset,
        previews=world.previews,
        image=record.other_image,
        again=True,
        rest=_rest(record, spec, world),
    )


def _rest(record: Record, spec: PreviewSpec, world: World) -> Rest:
    if world.rest is not None:
        return world.rest
    if world.now is None:
        return record.rest
    from previewctl.plan.waking import rest_when_rendered_again

    return rest_when_rendered_again(spec, world.platform.spec, world.now, record.rest)


def _recorded_day(record: Record, spec: PreviewSpec) -> date | None:
    """A day on which the overrides count as recorded: the last of them, or one on which all have ended."""
    ends = [override.until for override in spec.overrides.values() if override.until]
    if record.judged_until is not None or not ends:
        return record.judged_until
    last = max(ends)
    return last if last == last.max else last + timedelta(days=1)
