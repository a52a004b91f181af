"""The ApplicationSets that previewctl writes, as Argo CD's controller would run them.

The generators are those of argo-cd v3.6 (applicationset/generators/{pull_request,git,matrix}.go) with the template of
`templates/argocd/applicationset.yaml`. tests/bars/simulation.py compares with the controller's own code.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from previewctl.graph.simulation.records import Parameters, Unreadable, parameters
from previewctl.plan.catalogue import repository_of
from previewctl.plan.names import names_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from previewctl.graph.simulation.pulls import Pull
    from previewctl.spec.platform import PlatformSpec

_DIGITS = re.compile(r"[0-9]+\Z")
_NAME = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")


class Application(NamedTuple):
    """One Application. `number` is a text: the file generator takes it out of a path that anybody may write."""

    service: str
    number: str
    name: str
    namespace: str
    url: str
    path: str
    head_sha: str

    @property
    def acceptable(self) -> bool:
        """Whether the API server takes its name."""
        return bool(_NAME.fullmatch(self.name))


class Blocked(NamedTuple):
    """Why an ApplicationSet yields nothing, and changes nothing: the file that its generator cannot read."""

    path: str
    reason: str


class GeneratedSet(NamedTuple):
    """What one ApplicationSet yields. `waiting` are labelled pull requests that are not published."""

    service: str
    applications: tuple[Application, ...] = ()
    waiting: tuple[Pull, ...] = ()
    blocked: Blocked | None = None


def generate(platform: PlatformSpec, pulls: Iterable[Pull], files: Mapping[str, bytes]) -> dict[str, GeneratedSet]:
    """By service what its ApplicationSet yields. `files` are those below `previews/`, by their paths."""
    by_repository: dict[str, list[Pull]] = {}
    for pull in pulls:
        by_repository.setdefault(pull.repository.lower(), []).append(pull)
    by_service: dict[str, list[str]] = {}
    for path in sorted(files):
        parts = path.split("/")
        if len(parts) > 2:
            by_service.setdefault(parts[1], []).append(path)
    found = {}
    for service, entry in platform.services.items():
        if not entry.previews:
            continue
        repository = (repository_of(service, platform) or service).lower()
        paths = by_service.get(service, [])
        run = _Run(service, platform, files, paths)
        found[service] = run.alone() if entry.generator == "git" else run.matrix(by_repository.get(repository, []))
    return found


class _Run(NamedTuple):
    """One ApplicationSet and the files that its generator may meet."""

    service: str
    platform: PlatformSpec
    files: Mapping[str, bytes]
    paths: list[str]

    def matrix(self, pulls: list[Pull]) -> GeneratedSet:
        """Pull requests that are open and labelled, times the record of each."""
        applications: list[Application] = []
        waiting = []
        for pull in pulls:
            if not pull.open or self.platform.label not in pull.labels:
                continue
            path = f"previews/{self.service}/pr-{pull.number}/preview.json"
            matching = [name for name in self.paths if name == path or name.startswith(f"{path}/")]
            found = self._applications(matching, str(pull.number))
            if isinstance(found, Blocked):
                return GeneratedSet(self.service, blocked=found)
            applications += found
            waiting += [] if matching else [pull]
        return GeneratedSet(self.service, tuple(applications), tuple(waiting))

    def alone(self) -> GeneratedSet:
        """Every record, whatever its pull request is. In a pathspec of Git `*` stands for slashes too."""
        pattern = re.compile(rf"previews/{re.escape(self.service)}/pr-.*/preview\.json")
        found = self._applications([path for path in self.paths if pattern.fullmatch(path)], None)
        if isinstance(found, Blocked):
            return GeneratedSet(self.service, blocked=found)
        return GeneratedSet(self.service, tuple(found))

    def _applications(self, paths: Iterable[str], number: str | None) -> list[Application] | Blocked:
        found: list[Application] = []
        for path in paths:
            read = parameters(self.files[path])
            if isinstance(read, Unreadable):
                return Blocked(path, read.reason)
            found += [self._application(number if number is not None else _number(path), item) for item in read]
        return found

    def _application(self, number: str, item: Parameters) -> Application:
        names = names_of(self.service, 0, self.platform.domain)
        return Application(
            service=self.service,
            number=number,
            name=names.application.removesuffix("0") + number,
            namespace=names.namespace.removesuffix("0") + number,
            url=f"https://{self.service}-pr-{number}.{self.platform.domain}",
            path=f"previews/{self.service}/pr-{number}/{item.tree}",
            head_sha=item.head_sha,
        )


def _number(path: str) -> str:
    """The digits that the directory's name ends with."""
    found = _DIGITS.search(path.rpartition("/")[0].rpartition("/")[2])
    return found[0] if found else ""


def duplicates(applications: Iterable[Application]) -> Iterator[str]:
    """Names that stand more than once: the controller leaves all Applications of such a name as they are."""
    seen: set[str] = set()
    for item in applications:
        if item.name in seen:
            yield item.name
        seen.add(item.name)
