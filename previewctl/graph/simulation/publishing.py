"""What the CI of a pull request would publish: the snapshot that is there, rendered for another commit or number."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.gitops.rerender import Rerendered, World, rerender
from previewctl.plan.catalogue import repository_of
from previewctl.plan.index import PreviewIndex
from previewctl.render.record import record_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from previewctl.compilation import LoadedPlatform
    from previewctl.gitops.record import Record
    from previewctl.graph.simulation.pulls import Pull

Key = tuple[str, int]


class Publications(NamedTuple):
    """The files that publications would write, by their paths, and what cannot be published and why."""

    files: dict[str, bytes]
    notes: tuple[str, ...]


def publish(
    pulls: Iterable[Pull],
    records: Mapping[Key, Record],
    snapshot: Callable[[Key], bytes | None],
    platform: LoadedPlatform,
) -> Publications:
    """Publishes each of the pull requests for all services of its repository.

    One that has never been published takes the newest snapshot of its service: most branches leave preview.yaml as it is.
    """
    files: dict[str, bytes] = {}
    notes = []
    index = PreviewIndex.of(record.as_published() for record in records.values())
    world = World(platform, index)
    for pull in pulls:
        for service in _services(pull, platform):
            own = records.get((service, pull.number))
            template = own or _newest(service, records)
            content = snapshot((template.service, template.pull_request)) if template else None
            if template is None or content is None:
                notes.append(f"`{service}` has no snapshot here to publish for pull request {pull.number}")
                continue
            done = rerender(content, _record(template, pull, own), world)
            if isinstance(done, Rerendered):
                files.update(done.tree)
            else:
                notes.append(f"`{record_path(service, pull.number)}` cannot be rendered: {done[0].message}")
    return Publications(files, tuple(notes))


def _services(pull: Pull, platform: LoadedPlatform) -> list[str]:
    return [
        service
        for service, entry in platform.spec.services.items()
        if entry.previews and (repository_of(service, platform.spec) or "").lower() == pull.repository.lower()
    ]


def _newest(service: str, records: Mapping[Key, Record]) -> Record | None:
    numbers = [number for name, number in records if name == service]
    return records[service, max(numbers)] if numbers else None


def _record(template: Record, pull: Pull, own: Record | None) -> Record:
    changed = template._replace(pull_request=pull.number, branch=pull.branch, head_sha=pull.head_sha, other_image=None)
    return changed if own else changed._replace(epoch=0, attempt=0, reset=None)
