"""`previewctl reap --orphans`: finds what closed pull requests have left behind, and takes it away."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from previewctl.cli.printing import print_json
from previewctl.cli.streams import harmless
from previewctl.errors import RemoteError

if TYPE_CHECKING:
    from previewctl.cli.standing import Branch
    from previewctl.compilation import LoadedPlatform
    from previewctl.gitops.repository import GitopsRepository
    from previewctl.integrations.github.client import GitHub
    from previewctl.lifecycle.orphans import Left, Orphan


def sweep_orphans(
    loaded: LoadedPlatform,
    repository: GitopsRepository,
    branch: Branch,
    names: list[str],
    *,
    apply: bool,
    as_json: bool,
) -> int:
    """Exit code 4 where something could not be read or taken away."""
    from previewctl.integrations.github import github
    from previewctl.reporters.orphans import data, table

    client = github(loaded.spec.github)
    found: list[Orphan] = []
    failures = 0
    for name in names:
        try:
            found += _of(client, loaded, branch, name)
        except RemoteError as error:
            _say(f"warning: {name} is left alone: {error}")
            failures += 1
    if as_json:
        print_json(data(found))
    else:
        sys.stdout.write(table(found))
    if apply:
        failures += _take_away(client, loaded, repository, found)
    elif found:
        _say("nothing was changed; `--apply` does it")
    return RemoteError.exit_code if failures else 0


def _of(client: GitHub, loaded: LoadedPlatform, branch: Branch, name: str) -> list[Orphan]:
    from previewctl.lifecycle.orphans import claims, image_orphans, orphans

    left = _left(client, loaded, branch, name)
    unwanted = _unwanted(client, loaded, name, claims(left))
    images = _images(loaded, branch, left)
    heads = {
        number for trace in left.traces for number in (trace.number,) if trace.head_sha in set().union(*images.values())
    }
    unwanted |= _unwanted(client, loaded, name, heads - set(unwanted))
    return [*orphans(left, unwanted), *image_orphans(left, unwanted, images)]


def _left(client: GitHub, loaded: LoadedPlatform, branch: Branch, name: str) -> Left:
    from previewctl.integrations.github.traces import recent, standing_tasks
    from previewctl.lifecycle.orphans import Left
    from previewctl.plan.catalogue import repository_of

    spec = loaded.spec
    services = tuple(service for service in spec.services if repository_of(service, spec) == name)
    keys = tuple(
        (item.record.service, item.record.pull_request) for item in branch.previews if item.record.service in services
    )
    tasks, traces = standing_tasks(client.transport, name), recent(client.transport, name)
    return Left(name, services, keys, tuple(tasks), tuple(traces))


def _unwanted(client: GitHub, loaded: LoadedPlatform, name: str, numbers: set[int]) -> dict[int, str]:
    """Why each pull request wants no preview; one that does, or that cannot be read, is left out."""
    from previewctl.gitops.admission import Standing, standing

    found = {}
    for number in sorted(numbers):
        where = standing(client.pull_request(name, number), loaded.spec)
        if where is not Standing.WANTED:
            found[number] = where.value
    return found


def _images(loaded: LoadedPlatform, branch: Branch, left: Left) -> dict[str, frozenset[str]]:
    """The tags of the images that the repository's previews run, where Amazon ECR has them and lets them be listed."""
    from previewctl.errors import UsageError
    from previewctl.integrations.ecr_tags import commit_tags, is_ecr

    names = {item.record.image.rpartition(":")[0] for item in branch.previews if item.record.service in left.services}
    found = {}
    for name in sorted(filter(is_ecr, names)):
        try:
            found[name] = commit_tags(name)
        except (RemoteError, UsageError) as error:
            _say(f"note: images of {name} are not looked at: {error}")
    return found


def _take_away(client: GitHub, loaded: LoadedPlatform, repository: GitopsRepository, found: list[Orphan]) -> int:
    """Removes directories, and reports the others as gone; images stay."""
    from previewctl.cli.reap_hands import report_gone
    from previewctl.lifecycle.orphans import Kind, by_preview

    failures = 0
    kept = [item for item in found if item.kind is Kind.IMAGE]
    for (name, service, number), items in by_preview(item for item in found if item.kind is not Kind.IMAGE).items():
        try:
            if any(item.kind is Kind.DIRECTORY for item in items):
                _remove_directory(client, loaded, repository, name, (service, number))
            if any(item.kind is not Kind.DIRECTORY for item in items):
                pull = client.pull_request(name, number)
                report_gone(client, loaded, name, service, number, pull.head_sha if pull else "", items[0].why)
            _say(f"{service}/pr-{number}: {', '.join(item.kind.value for item in items)} taken away")
        except RemoteError as error:
            _say(f"warning: {service}/pr-{number}: {error}")
            failures += 1
    if kept:
        _say(f"note: images are left to the registry's lifecycle rules: {len(kept)}")
    return failures


def _remove_directory(
    client: GitHub, loaded: LoadedPlatform, repository: GitopsRepository, name: str, key: tuple[str, int]
) -> None:
    """The same as `remove`, which looks again at each tip whether the preview is wanted meanwhile."""
    from previewctl.gitops.landing import land
    from previewctl.gitops.removal import Removal, wants_previews

    service, number = key
    land(repository, Removal([service], number, lambda: wants_previews(client, loaded.spec, name, number)), say=_say)


def _say(text: str) -> None:
    print(harmless(text), file=sys.stderr, flush=True)
