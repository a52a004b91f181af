"""Reads the two states that `impact` compares: what is published, and what somebody wants to change."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from previewctl.cli.discovery import PLATFORM
from previewctl.compilation import LoadedPlatform, load_platform, read_platform
from previewctl.diagnostics.model import Diagnostic
from previewctl.errors import UsageError
from previewctl.gitops.index import read_bounded, records_in
from previewctl.graph.impact import Published, State
from previewctl.graph.model import Node
from previewctl.plan.catalogue import repository_of
from previewctl.render.record import record_path
from previewctl.source.encoding import decode
from previewctl.source.read import SourceText, read_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from previewctl.gitops.record import Record
    from previewctl.graph.changes.objects import Key
    from previewctl.graph.patching import FilePatch
    from previewctl.plan.facts import SeedData
    from previewctl.ports import PullRequests

_LARGEST = 16 << 20
_PULL = re.compile(r"([\w.-]+/[\w.-]+)#([1-9][0-9]{0,9})")


class Asked(NamedTuple):
    """What the command line says: the platform before and after, a preview.yaml, seed data, the bases, a diff."""

    gitops: str
    before: str | None
    platform: str | None
    previews: tuple[str, ...]
    seeds: tuple[str, ...]
    bases: bool
    diff: str | None
    pr: str | None = None


class States(NamedTuple):
    """Everything that is compared; `notes` say what of the change has no effect here."""

    published: tuple[Published, ...]
    before: State
    after: State
    notes: tuple[str, ...]


def read_states(asked: Asked) -> States:
    """Reads all of it; raises UsageError where something is missing or cannot be used."""
    published = tuple(_published(asked.gitops))
    own = asked.before or os.path.join(asked.gitops, PLATFORM)
    if not os.path.isfile(own):
        raise UsageError(
            f"there is no platform.yaml in {asked.gitops}", hint="pass the one that counts now: `--before FILE`"
        )
    now = usable(load_platform(own), own)
    patches = _patches(asked.diff)
    new, notes = _platform_after(asked, now, own, patches)
    snapshots, more = _snapshots(asked.previews, patches, published)
    seeds = _seeds((*asked.seeds, *_beside(asked.previews)))
    if asked.pr:
        new, fetched = from_pull_request(asked.pr, now, new, published)
        snapshots.update(fetched)
    known = {(item.record.seed.dataset, item.record.seed.version) for item in published if item.record.seed}
    given = {(name, version) for name, version in _seeds(asked.seeds)}
    unused = [f"no preview uses the dataset `{name}` in version {version}" for name, version in given - known]
    built = _built_in(asked.gitops) if asked.bases and now.spec == new.spec and not snapshots and not seeds else None
    return States(published, State(now, {}, {}, built), State(new, snapshots, seeds), (*notes, *more, *sorted(unused)))


def usable(loaded: LoadedPlatform | list[Diagnostic], path: str) -> LoadedPlatform:
    """A platform, or UsageError with the first thing that is wrong with it."""
    if isinstance(loaded, LoadedPlatform):
        return loaded
    raise UsageError(
        f"{path} cannot be used: {loaded[0].message}", hint=f"run `previewctl lint` with `--platform {path}`"
    )


def _published(gitops: str) -> Iterable[Published]:
    if not os.path.isdir(os.path.join(gitops, "previews")):
        raise UsageError(f"`{gitops}` has no `previews/`", hint="check out the branch that previews are published to")
    for record in records_in(Path(gitops)):
        data = read_bounded(f"{gitops}/{record_path(record.service, record.pull_request)}/preview.yaml")
        if data is not None:
            yield Published(record, data)


def _patches(path: str | None) -> tuple[FilePatch, ...]:
    if path is None:
        return ()
    from previewctl.graph.patching import read_patch

    if path == "-":
        return read_patch(sys.stdin.buffer.read(_LARGEST).decode(errors="replace"))
    if not os.path.isfile(path):
        raise UsageError(f"there is no file `{path}`", hint="save what `git diff` prints, or pass `-`")
    with open(path, "rb") as file:
        return read_patch(file.read(_LARGEST).decode(errors="replace"))


def _platform_after(
    asked: Asked, now: LoadedPlatform, own: str, patches: tuple[FilePatch, ...]
) -> tuple[LoadedPlatform, list[str]]:
    """The platform that is asked about, and the files of the diff that nothing here is made of."""
    from previewctl.graph.patching import applied

    new = usable(load_platform(asked.platform), asked.platform) if asked.platform else now
    notes = []
    for patch in patches:
        name = patch.path.rpartition("/")[2]
        if name == PLATFORM:
            assert new.document is not None
            text = applied(patch, new.document.text)
            if text is None:
                raise UsageError(
                    f"the diff of {patch.path} does not fit {own}",
                    hint="pass the file that it was made from: `--before`",
                )
            new = usable(read_platform(SourceText(own, text, text.encode()), new.directory), own)
        elif name not in {"preview.yaml", "preview.yml"}:
            notes.append(f"{patch.path} is not looked at: only platform.yaml and preview.yaml make previews")
    return new, notes


def _snapshots(
    paths: tuple[str, ...], patches: tuple[FilePatch, ...], published: tuple[Published, ...]
) -> tuple[dict[Node, bytes], list[str]]:
    """By preview what takes the place of its snapshot: a file of its service, or what the diff makes of it."""
    from previewctl.compilation import load_preview
    from previewctl.graph.patching import applied

    found: dict[Node, bytes] = {}
    notes = []
    for path in paths:
        source = read_source(path)
        loaded = [source] if isinstance(source, Diagnostic) else load_preview(source)
        if isinstance(loaded, list) or isinstance(source, Diagnostic):
            raise UsageError(f"{path} cannot be used", hint=f"run `previewctl lint {path}`")
        own = [item for item in published if item.record.service == loaded.spec.service]
        found.update({_node(item): source.data for item in own})
        if not own:
            notes.append(f"no preview of `{loaded.spec.service}` is published")
    for patch in patches:
        if patch.path.rpartition("/")[2] in {"preview.yaml", "preview.yml"}:
            fitting = 0
            for item in published:
                text = decode(found.get(_node(item), item.snapshot), patch.path)
                changed = applied(patch, text) if isinstance(text, str) else None
                if changed is not None:
                    found[_node(item)] = changed.encode()
                    fitting += 1
            if not fitting:
                notes.append(f"the diff of {patch.path} fits no published preview.yaml")
    return found, notes


def _beside(previews: tuple[str, ...]) -> list[str]:
    """The datasets that stand beside the files."""
    homes = [os.path.join(os.path.dirname(path), "seed-data") for path in previews]
    return [
        entry.path
        for home in homes
        if os.path.isdir(home)
        for entry in os.scandir(home)
        if os.path.isfile(os.path.join(entry.path, "seed.lock"))
    ]


def from_pull_request(
    text: str, now: LoadedPlatform, new: LoadedPlatform, published: tuple[Published, ...]
) -> tuple[LoadedPlatform, dict[Node, bytes]]:
    """What a pull request brings, asked from GitHub: a platform.yaml of the GitOps repository, or preview.yaml files."""
    from previewctl.integrations.github import github

    found = _PULL.fullmatch(text)
    if not found:
        raise UsageError(f"`{text}` names no pull request", hint="write `--pr OWNER/NAME#N`")
    return pull_request_state(github(now.spec.github), found[1], int(found[2]), now, new, published)


def pull_request_state(
    remote: PullRequests,
    repository: str,
    number: int,
    now: LoadedPlatform,
    new: LoadedPlatform,
    published: tuple[Published, ...],
) -> tuple[LoadedPlatform, dict[Node, bytes]]:
    """The same of anything that reads pull requests."""
    pull = remote.pull_request(repository, number)
    if pull is None:
        raise UsageError(f"{repository} has no pull request {number}", hint="see its page on GitHub")
    url = now.spec.gitops.url.removesuffix(".git").lower()
    if url.endswith((f"/{repository.lower()}", f":{repository.lower()}")):
        data = remote.file(repository, pull.head_sha, PLATFORM)
        text = decode(data, PLATFORM) if data is not None else None
        if data is not None and isinstance(text, str):
            new = usable(read_platform(SourceText(PLATFORM, text, data), new.directory), PLATFORM)
    snapshots: dict[Node, bytes] = {}
    for service, entry in now.spec.services.items():
        if (repository_of(service, now.spec) or "").lower() == repository.lower():
            path = f"{entry.path}/preview.yaml".removeprefix("./")
            data = remote.file(repository, pull.head_sha, path)
            node = Node(service, number)
            if data is not None and any(_node(item) == node for item in published):
                snapshots[node] = data
    return new, snapshots


def _seeds(paths: Iterable[str]) -> dict[tuple[str, str], SeedData]:
    """The locks of datasets, by name and version."""
    from previewctl.seeds.lock import read_locks

    found = {}
    for path in paths:
        directory = Path(os.path.abspath(path))
        locks, problems = read_locks((directory.parent,), directory.name)
        if problems or not locks:
            reason = problems[0].message if problems else "it has no seed.lock"
            raise UsageError(
                f"{path} cannot be used: {reason}", hint="name a dataset's directory, such as seed-data/orders"
            )
        found.update({(lock.dataset, lock.version): lock for lock in locks})
    return found


def _built_in(gitops: str) -> Any:
    """Builds what is published, with the bases that it was published with."""
    from previewctl.graph.changes.objects import keyed
    from previewctl.verify.kustomize.building import build
    from previewctl.verify.kustomize.refusal import Refused

    def built(record: Record) -> Mapping[Key, Any] | str:
        try:
            return keyed(build(f"{gitops}/{record_path(record.service, record.pull_request)}/{record.tree}"))
        except Refused as refused:
            return refused.message

    return built


def _node(item: Published) -> Node:
    return Node(item.record.service, item.record.pull_request)
