"""Runs a simulation: reads pull requests, the GitOps tree and what there is, and applies what somebody wants to try."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from previewctl.errors import UsageError
from previewctl.gitops.index import read_bounded
from previewctl.gitops.record import Record, read_record
from previewctl.graph.simulation.generator import Application, GeneratedSet, generate
from previewctl.graph.simulation.outcome import Outcome, outcomes
from previewctl.graph.simulation.publishing import publish
from previewctl.graph.simulation.pulls import Pull, from_remote, read_pulls
from previewctl.graph.simulation.what_if import WhatIf, apply
from previewctl.plan.catalogue import repository_of
from previewctl.render.record import RECORD, record_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from previewctl.compilation import LoadedPlatform

_LARGEST = 256 << 20
_DEEPEST = 6


class Simulated(NamedTuple):
    """What would change, what the ApplicationSets yield then, and the files that they see.

    `written` are the files that publications of pushed and opened pull requests would add.
    """

    outcomes: list[Outcome]
    sets: Mapping[str, GeneratedSet]
    records: Mapping[tuple[str, int], Record]
    written: Mapping[str, bytes]
    notes: tuple[str, ...]


def read_list(path: str | None, repository: str | None, platform: LoadedPlatform) -> tuple[Pull, ...]:
    """The pull requests of a file, or those that are open in a repository now."""
    if path is not None:
        return read_pulls(_content(path), repository)
    if repository is None:
        raise UsageError("which pull requests?", hint="pass --pulls FILE, or --repo OWNER/NAME to ask GitHub")
    from previewctl.integrations.github import github

    return tuple(map(from_remote, github(platform.spec.github).open_pull_requests(repository)))


def read_applications(path: str) -> dict[str, list[Application]]:
    """By service the Applications of `kubectl get applications -o json`, those that previewctl's sets have made."""
    try:
        data = json.loads(_content(path))
        items = data["items"] if isinstance(data, dict) else data
        found: dict[str, list[Application]] = {}
        for item in items:
            if service := item["metadata"].get("labels", {}).get("previewctl.dev/service"):
                found.setdefault(str(service), []).append(_application(str(service), item))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise UsageError(
            f"`{path}` is no list of Applications", hint="save what `kubectl get applications -n argocd -o json` prints"
        ) from None
    return found


def _application(service: str, item: Mapping[str, Any]) -> Application:
    metadata, spec = item["metadata"], item["spec"]
    notes = metadata.get("annotations") or {}
    return Application(
        service=service,
        number=str(metadata["labels"].get("previewctl.dev/pull-request", "")),
        name=str(metadata["name"]),
        namespace=str(spec["destination"]["namespace"]),
        url=str(notes.get("previewctl.dev/url", "")),
        path=str(spec["source"]["path"]),
        head_sha=str(notes.get("previewctl.dev/head-sha", "")),
    )


def simulated(
    platform: LoadedPlatform,
    pulls: tuple[Pull, ...],
    gitops: str | None,
    changes: WhatIf,
    repository: str | None,
    present: Mapping[str, list[Application]] | None,
) -> Simulated:
    """Runs the generators before and after the changes. `present` is what there is; else it is what there was before."""
    files = _files(gitops)
    before = generate(platform.spec, pulls, files)
    changed = apply(pulls, changes, platform.spec.label, repository)
    records = _records(files)
    publications = publish(changed.published, records, lambda key: _snapshot(gitops, key), platform)
    after_files = {**files, **{path: data for path, data in publications.files.items() if path.endswith(f"/{RECORD}")}}
    after = generate(platform.spec, changed.pulls, after_files)
    if present is None:
        there = {service: found.applications for service, found in before.items()} if changes else {}
    else:
        there = {service: tuple(items) for service, items in present.items()}
    concerned = _concerned(platform, (*pulls, *changed.pulls), repository)
    shown = [item for item in outcomes(there, after) if item.service in concerned or there.get(item.service)]
    after_records = _records(after_files)
    notes = (*publications.notes, *_left_behind(shown, after_records))
    return Simulated(shown, after, after_records, publications.files, notes)


def _concerned(platform: LoadedPlatform, pulls: Iterable[Pull], repository: str | None) -> set[str]:
    """The services of the repositories that the pull requests are in."""
    named = {pull.repository.lower() for pull in pulls} | ({repository.lower()} if repository else set())
    return {name for name in platform.spec.services if (repository_of(name, platform.spec) or "").lower() in named}


def _left_behind(shown: Iterable[Outcome], records: Mapping[tuple[str, int], Record]) -> list[str]:
    """Previews that point at one which goes."""
    gone = {(item.service, f"pr-{item.number}") for outcome in shown for item in outcome.deleted}
    return [
        f"{record.service}#{record.pull_request} points at {name} {target}, which goes: `previewctl sync` renders it again"
        for record in records.values()
        for name, target in sorted(record.targets.items())
        if (name, target) in gone and (record.service, f"pr-{record.pull_request}") not in gone
    ]


def _files(gitops: str | None) -> dict[str, bytes]:
    """Every `preview.json` below `previews/`, however deep: that is what the generator's pattern matches."""
    if gitops is None:
        return {}
    if not os.path.isdir(gitops):
        raise UsageError(f"there is no directory `{gitops}`", hint="name a checkout of the branch of previews")
    found = {}
    root = os.path.join(gitops, "previews")
    for parent, directories, names in os.walk(root):
        depth = parent[len(root) :].count(os.sep)
        directories[:] = sorted(directories) if depth < _DEEPEST else []
        if RECORD in names and (data := read_bounded(f"{parent}/{RECORD}")) is not None:
            found[os.path.relpath(f"{parent}/{RECORD}", gitops).replace(os.sep, "/")] = data
    return found


def _records(files: Mapping[str, bytes]) -> dict[tuple[str, int], Record]:
    found = {}
    for path, data in files.items():
        record = read_record(data)
        if record and path == f"{record_path(record.service, record.pull_request)}/{RECORD}":
            found[record.service, record.pull_request] = record
    return found


def _snapshot(gitops: str | None, key: tuple[str, int]) -> bytes | None:
    return read_bounded(f"{gitops}/{record_path(*key)}/preview.yaml") if gitops else None


def _content(path: str) -> bytes:
    """A file, or standard input for `-`."""
    if path == "-":
        import sys

        return sys.stdin.buffer.read(_LARGEST)
    if not os.path.isfile(path):
        raise UsageError(f"there is no file `{path}`", hint="give the path of a JSON file, or `-` for standard input")
    with open(Path(path), "rb") as file:
        return file.read(_LARGEST)
